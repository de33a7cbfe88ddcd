"""Variables: where their values come from, in which order, and what their types make of them."""

from typing import Any

import pytest

from seatrial.terraform import Inputs

from .conftest import Evaluate
from .workspace import unknown


def test_values_come_from_everywhere_that_terraform_reads_in_its_order(tree: Evaluate) -> None:
    names = ["default", "env", "tfvars", "json", "auto_a", "auto_b", "file_1", "file_2"]
    sources = {
        "terraform.tfvars": names[2:],
        "a.auto.tfvars": names[4:],
        "one.tfvars": names[6:],
        "two.tfvars": names[7:],
    }
    files = {name: "".join(f'{variable} = "{name}"\n' for variable in given) for name, given in sources.items()}
    for name, given in (("terraform.tfvars.json", names[3:]), ("b.auto.tfvars.json", names[5:])):
        files[name] = "{" + ", ".join(f'"{variable}": "{name}"' for variable in given) + "}"
    files["main.tf"] = "".join(f'variable "{name}" {{ default = "its default" }}\n' for name in names)

    result = tree(
        files,
        inputs=Inputs(
            var_files=("one.tfvars", "two.tfvars"),
            environment={f"TF_VAR_{name}": "environment" for name in names[1:]},
        ),
    )

    assert [result.variable(name) for name in names] == [
        "its default",
        "environment",
        "terraform.tfvars",
        "terraform.tfvars.json",
        "a.auto.tfvars",
        "b.auto.tfvars.json",
        "one.tfvars",
        "two.tfvars",
    ]


def test_the_environment_holds_texts_and_expressions(tree: Evaluate) -> None:
    result = tree(
        'variable "text" {}\nvariable "number" { type = number }\nvariable "list" { type = list(string) }\n'
        'variable "bad" { type = list(string) }',
        inputs=Inputs(
            environment={
                "TF_VAR_text": "[1",
                "TF_VAR_number": "5",
                "TF_VAR_list": '["a", 1]',
                "TF_VAR_bad": "[",
            }
        ),
    )

    assert result.variable("text") == "[1"
    assert result.variable("number") == 5
    assert result.variable("list") == ["a", "1"]
    assert "is no expression" in unknown(result.variable("bad")).reason


def test_the_values_of_a_root_are_not_those_of_a_module(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "m" { source = "./m" }',
            "m/main.tf": 'variable "x" { default = "own" }',
            "m/terraform.tfvars": 'x = "not read"',
        }
    )

    assert result.attribute("module.m.var.x", "value") == "own"


def test_a_variable_file_that_is_not_there_is_a_gap(tree: Evaluate) -> None:
    result = tree('variable "x" { default = 1 }\nlocals { y = var.x }', inputs=Inputs(var_files=("no.tfvars",)))

    assert result.local("y") == 1
    assert result.gaps == ["no.tfvars:1:1: no.tfvars cannot be read: No such file or directory"]


def test_a_variable_file_may_refer_to_nothing(tree: Evaluate) -> None:
    result = tree({"main.tf": 'variable "x" {}\nvariable "y" {}', "terraform.tfvars": "x = local.z\ny = [1, 2]\n"})

    assert "`local` cannot be referred to here" in unknown(result.variable("x")).reason
    assert result.variable("y") == [1, 2]


@pytest.mark.parametrize(
    ("type_", "given", "expected"),
    [
        ("string", "5", "5"),
        ("number", '"5.5"', 5.5),
        ("bool", '"true"', True),
        ("any", "[1]", [1]),
        ("list(string)", "[1, true]", ["1", "true"]),
        ("list", '["a"]', ["a"]),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
        ("map(number)", '{ a = "1" }', {"a": 1}),
        ("tuple([string, number])", '[1, "2"]', ["1", 2]),
        ("object({ a = string })", "{ a = 1, b = 2 }", {"a": "1"}),
        ("object({ a = optional(string) })", "{}", {"a": None}),
        ('object({ a = optional(string, "d") })', "{}", {"a": "d"}),
        ('object({ a = optional(string, "d") })', "{ a = null }", {"a": "d"}),
        (
            "map(object({ p = optional(object({ q = optional(list(number), [1]) }), {}) }))",
            "{ k = {} }",
            {"k": {"p": {"q": [1]}}},
        ),
        ('"string"', "5", "5"),
    ],
)
def test_a_type_converts_a_value(tree: Evaluate, type_: str, given: str, expected: Any) -> None:
    result = tree(f'variable "x" {{\n  type = {type_}\n  default = {given}\n}}')

    assert result.variable("x") == expected


def test_a_value_that_its_type_refuses_is_unknown(tree: Evaluate) -> None:
    result = tree('variable "x" {\n  type = object({ a = number })\n  default = { a = "one" }\n}')

    assert "a: number required" in unknown(result.variable("x")).reason


def test_what_is_no_type_makes_the_variable_unknown(tree: Evaluate) -> None:
    result = tree('variable "x" {\n  type = listing(string)\n  default = []\n}')

    assert "this is no type constraint" in unknown(result.variable("x")).reason


def test_null_counts_as_absent_where_null_is_not_allowed(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}',
            "m/main.tf": 'variable "a" {\n  default = "d"\n  nullable = false\n}\nvariable "b" { default = "d" }',
        }
    )

    assert result.attribute("module.m.var.a", "value") == "d"
    assert result.attribute("module.m.var.b", "value") is None


def test_a_call_that_leaves_out_an_input_makes_it_unknown(tree: Evaluate) -> None:
    result = tree({"main.tf": 'module "m" { source = "./m" }', "m/main.tf": 'variable "a" {}'})

    assert unknown(result.attribute("module.m.var.a", "value")).reason == "the call of module.m gives `a` no value"


def test_a_raw_variable_shows_what_is_written(tree: Evaluate) -> None:
    result = tree('variable "x" {\n  type = list(string)\n  default = [1]\n  sensitive = true\n}')

    raw = result.raw("var.x")

    assert dict(raw.attributes) == {"type": "list(string)", "default": [1], "sensitive": True, "value": ["1"]}
