"""The functions of the Terraform language (https://developer.hashicorp.com/terraform/language/functions).

`call` evaluates one; a module here holds a family of them.  ``can`` and ``try``, whose arguments must not be evaluated
before the call, are the evaluator's.
"""

from seatrial.terraform.functions.families import MODULES
from seatrial.terraform.functions.registry import (
    Context,
    Files,
    FunctionError,
    Limits,
    NoFiles,
    call,
)

__all__ = ["Context", "Files", "FunctionError", "Limits", "NoFiles", "call", "names"]


def names() -> frozenset[str]:
    """The names of all functions that `call` knows."""
    return frozenset(MODULES)
