"""Which root modules, plans and states there are."""

import json
from pathlib import Path

import pytest

from seatrial.connectors.terraform.find import find
from seatrial.errors import UsageError
from seatrial.files import File

from .folders import assets, write
from .readers import recorded


def keys(top: Path) -> list[str]:
    return [asset.key for asset in assets(top)]


def test_a_directory_that_another_one_calls_is_no_root(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": 'module "a" {\n  source = "./modules/a"\n}',
            "modules/a/main.tf": 'module "b" {\n  source = "../b"\n}',
            "modules/b/main.tf": 'resource "aws_sqs_queue" "q" {}',
            "modules/unused/main.tf": 'resource "aws_sqs_queue" "q" {}',
            "other/main.tofu": 'resource "aws_sqs_queue" "q" {}',
            "json/main.tf.json": "{}",
        },
    )

    found = assets(tmp_path)

    assert [asset.key for asset in found] == [".", "json", "modules/unused", "other"]
    assert {asset.kind for asset in found} == {"Terraform root module"}
    assert found[0].paths == (tmp_path,)
    assert found[2].names == ("modules/unused",)


def test_a_module_with_examples_is_judged_through_them(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": "", "examples/full/main.tf": 'module "this" {\n  source = "../.."\n}'})

    assert keys(tmp_path) == ["examples/full"]


@pytest.mark.parametrize(
    ("files", "roots"),
    [
        ({"a/main.tf": "../b", "b/main.tf": "../a"}, ["a"]),
        ({"a/main.tf": "./"}, ["a"]),
        ({"a/main.tf": "../b", "b/main.tf": "../c", "c/main.tf": "../b", "d/main.tf": ""}, ["a", "d"]),
    ],
    ids=["each other", "itself", "a circle below a root"],
)
def test_modules_that_call_each_other_in_a_circle_are_not_lost(
    tmp_path: Path, files: dict[str, str], roots: list[str]
) -> None:
    write(tmp_path, {name: f'module "m" {{\n  source = "{source}"\n}}' for name, source in files.items()})

    assert keys(tmp_path) == roots


def test_what_a_called_directory_outside_of_the_target_calls_is_no_root(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "live/main.tf": 'module "s" {\n  source = "../shared"\n}',
            "shared/main.tf": 'module "p" {\n  source = "../live/parts"\n}',
            "live/parts/main.tf": "",
        },
    )
    files = [File(name, name, tmp_path / name, tmp_path) for name in ("live/main.tf", "live/parts/main.tf")]

    assert [asset.key for asset in find(files, {})] == ["live"]


def test_plans_and_states_are_told_by_what_is_in_them(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pod.json": '{"apiVersion": "v1", "kind": "Pod"}',
            "about.json": '{"about": "a \\"format_version\\" and \\"planned_values\\" of plans"}',
            "schema.json": '{"format_version": "1.0", "provider_schemas": {}}',
            "words.json": '["format_version", "planned_values"]',
            "pretty.json": json.dumps({"planned_values": {}, "format_version": "1.2"}, indent=2, sort_keys=True),
            "refresh.json": '{"format_version": "1.2", "resource_changes": []}',
            "pulled.json": '{"version": 4, "serial": 1, "lineage": "x", "resources": []}',
            "local.tfstate": "",
        },
    )
    for name in ("plan.json", "shown.json", "state.json"):
        (tmp_path / name).write_bytes(recorded(name))

    assert {asset.key: asset.kind for asset in assets(tmp_path)} == {
        "local.tfstate": "Terraform state",
        "plan.json": "Terraform plan",
        "pretty.json": "Terraform plan",
        "pulled.json": "Terraform state",
        "refresh.json": "Terraform plan",
        "shown.json": "Terraform state",
        "state.json": "Terraform state",
    }


def test_a_broken_plan_is_still_meant_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(recorded("plan.json")[:5000])
    (tmp_path / "deep.tfplan.json").write_text("[" * 100_000)

    assert {asset.key: asset.kind for asset in assets(tmp_path)} == {
        "deep.tfplan.json": "Terraform plan",
        "plan.json": "Terraform plan",
    }


def test_an_option_that_names_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file 'gone\.tfvars', which --var-file names"):
        assets(tmp_path, var_file=("gone.tfvars",))
    with pytest.raises(UsageError, match="no folder 'gone', which --source names"):
        assets(tmp_path, source="gone")
