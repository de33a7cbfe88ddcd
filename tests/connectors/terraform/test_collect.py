"""What is read from root modules and plans: values from outside, files within the boundary, gaps, places."""

import os
from pathlib import Path

import pytest

from seatrial.model.value import Unknown

from .folders import attributes, collected, write
from .readers import RECORDED, recorded

QUEUE = """\
    variable "name" {}
    resource "aws_sqs_queue" "q" {
      name = var.name
    }
    """


def test_variables_come_from_the_environment_and_from_variable_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"repo/main.tf": QUEUE, "repo/in.tfvars": 'name = "in"', "out.tfvars": 'name = "out"'})
    top = tmp_path / "repo"
    monkeypatch.setenv("TF_VAR_name", "environment")

    def name(*files: Path) -> str:
        found = collected(top, ".", var_file=tuple(map(str, files)))
        assert tuple(found.gaps) == ()
        return str(attributes(found, "aws_sqs_queue.q")["name"])

    assert name() == "environment"
    assert name(top / "in.tfvars") == "in"
    assert name(top / "in.tfvars", tmp_path / "out.tfvars") == "out"


def test_a_variable_file_is_named_from_where_the_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"live/main.tf": QUEUE, "values.tfvars": 'name = "here"'})
    monkeypatch.chdir(tmp_path)

    found = collected(tmp_path, "live", var_file=("values.tfvars",))

    assert attributes(found, "aws_sqs_queue.q")["name"] == "here"


def test_the_workspace_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"main.tf": 'resource "aws_sqs_queue" "q" {\n  name = terraform.workspace\n}'})
    monkeypatch.setenv("TF_WORKSPACE", "prod")

    assert attributes(collected(tmp_path, "."), "aws_sqs_queue.q")["name"] == "prod"


def test_modules_that_terraform_has_fetched_are_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": 'module "q" {\n  source  = "acme/queue/aws"\n  version = "1.0.0"\n  name = "x"\n}',
            ".terraform/modules/modules.json": """\
                {"Modules": [{"Key": "", "Source": "", "Dir": "."},
                             {"Key": "q", "Source": "acme/queue/aws", "Dir": ".terraform/modules/q"}]}""",
            ".terraform/modules/q/main.tf": QUEUE,
        },
    )

    found = collected(tmp_path, ".")

    assert attributes(found, "module.q.aws_sqs_queue.q")["name"] == "x"
    assert tuple(found.gaps) == ()


def test_places_are_shown_from_where_the_command_runs(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"live/main.tf": 'module "q" {\n  source = "../shared/q"\n  name = "x"\n}', "shared/q/main.tf": QUEUE},
    )

    found = collected(tmp_path, "live")

    (raw,) = (raw for raw in found.raws if raw.address == "module.q.aws_sqs_queue.q")
    assert str(raw.locate(("name",))) == "shared/q/main.tf:3:3"
    assert [str(call) for call in raw.calls] == ["live/main.tf:1:1"]


def test_nothing_outside_of_the_boundary_is_read(tmp_path: Path) -> None:
    top = tmp_path / "repo"
    write(
        tmp_path,
        {
            "secret.txt": "hush",
            "outside/main.tf": QUEUE,
            "repo/main.tf": """\
                module "out" {
                  source = "../outside"
                  name   = "x"
                }
                module "link" {
                  source = "./link"
                  name   = "x"
                }
                resource "aws_sqs_queue" "q" {
                  name   = file("../secret.txt")
                  policy = file("link.txt")
                }
                """,
        },
    )
    (top / "link").symlink_to(tmp_path / "outside")
    (top / "link.txt").symlink_to(tmp_path / "secret.txt")

    found = collected(top, ".")

    values = attributes(found, "aws_sqs_queue.q")
    assert [type(value) for value in values.values()] == [Unknown, Unknown]
    assert not [raw for raw in found.raws if raw.address.startswith(("module.out.aws", "module.link.aws"))]
    assert len(tuple(found.gaps)) >= 2
    assert "hush" not in repr((values, found.gaps))


def test_a_gap_that_is_met_only_when_a_value_is_asked_for_is_reported(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'resource "aws_sqs_queue" "q" {\n  name = aws_sqs_queue.q.name\n}'})

    found = collected(tmp_path, ".")
    before = tuple(found.gaps)
    value = attributes(found, "aws_sqs_queue.q")["name"]

    assert before == ()
    assert type(value) is Unknown
    assert [gap.location.line for gap in found.gaps] == [2]


def test_a_file_that_is_no_regular_file_is_a_gap_and_does_not_hang(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'resource "aws_sqs_queue" "q" {}'})
    os.mkfifo(tmp_path / "pipe.tf")

    found = collected(tmp_path, ".")

    assert [raw.address for raw in found.raws] == ["aws_sqs_queue.q"]
    assert [gap.location.file for gap in found.gaps] == ["pipe.tf"]


def test_a_broken_plan_is_a_gap_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(recorded("plan.json")[:5000] + b"\n}}}")

    found = collected(tmp_path, "plan.json")

    assert found.raws == ()
    (gap,) = found.gaps
    assert gap.location.file == "plan.json"
    assert gap.location.line > 1


def test_a_plan_in_terraform_s_own_form_says_how_to_get_one_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "prod.tfplan").write_bytes(b"PK\x03\x04...")

    found = collected(tmp_path, "prod.tfplan")

    assert [gap.reason for gap in found.gaps] == [
        "prod.tfplan is a plan as Terraform keeps it; read it as JSON: terraform show -json prod.tfplan > plan.json"
    ]


def test_a_plan_that_nests_too_deep_is_a_gap_that_names_its_bound(tmp_path: Path) -> None:
    nested = "[" * 5000 + "]" * 5000
    (tmp_path / "plan.json").write_text(f'{{"format_version": "1.2", "planned_values": {nested}}}')

    found = collected(tmp_path, "plan.json")

    assert [gap.bound for gap in found.gaps] == ["depth 400"]


def test_a_plan_with_its_source_points_at_the_lines_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(recorded("plan.json"))

    found = collected(tmp_path, "plan.json", source=str(RECORDED))

    raws = {raw.address: raw for raw in found.raws}
    shown = RECORDED.as_posix()
    lines = (RECORDED / "main.tf").read_text().splitlines()
    place = raws['terraform_data.each["a"]'].locate(("input", "text"))
    assert place.file == f"{shown}/main.tf"
    assert "text = " in lines[place.line - 1]
    inner = raws['module.piers["west"].module.inner.terraform_data.deep']
    assert inner.locate(("input",)).file == f"{shown}/mod/inner/main.tf"
    assert [Path(call.file).name for call in inner.calls] == ["main.tf", "main.tf"]
    assert tuple(found.gaps) == ()


def test_a_block_that_the_source_does_not_have_stays_in_the_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(recorded("plan.json"))
    write(tmp_path, {"src/main.tf": "# nothing"})

    found = collected(tmp_path, "plan.json", source=str(tmp_path / "src"))

    assert {raw.locate(()).file for raw in found.raws} == {"plan.json"}
