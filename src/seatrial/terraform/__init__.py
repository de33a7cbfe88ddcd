"""The Terraform language: a directory of configuration to blocks whose values are known as far as they can be.

It follows Terraform 1.9, unknown values included.  It reads nothing by itself: files come through `ModuleFiles`.
"""

from seatrial.terraform.calls import called_directories, module_calls
from seatrial.terraform.evaluation import Evaluation, evaluate
from seatrial.terraform.evaluator import Inputs
from seatrial.terraform.limits import Limits
from seatrial.terraform.sources import ModuleFiles, SourceFiles

__all__ = [
    "Evaluation",
    "Inputs",
    "Limits",
    "ModuleFiles",
    "SourceFiles",
    "called_directories",
    "evaluate",
    "module_calls",
]
