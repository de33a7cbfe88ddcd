"""What cannot be known: why not, what it points to, and what is known all the same."""

from typing import Any

import pytest

from seatrial.model.value import Unknown

from .conftest import Evaluate
from .workspace import unknown

SETTING = """
variable "given" {}
variable "list" { default = ["a"] }
resource "aws_kms_key" "k" { description = "known" }
resource "aws_s3_bucket" "b" { bucket = var.given }
resource "aws_s3_bucket" "named" { bucket = "x-${var.given}" }
resource "aws_subnet" "two" { count = 2 }
resource "aws_subnet" "by_name" {
  for_each = { b = 1, a = 2 }
  size     = each.value
}
data "aws_vpc" "main" { tags = { Name = "main" } }
"""


def value(tree: Evaluate, expression: str) -> Any:
    return tree(f"{SETTING}\nlocals {{\n  it = {expression}\n}}\n").local("it")


def test_a_variable_without_a_value_says_what_to_do(tree: Evaluate) -> None:
    found = unknown(value(tree, "var.given"))

    assert found.reason == "`var.given` has no value here; give a tfvars file or scan the plan"
    assert not found.is_set


def test_a_variable_that_is_not_nullable_is_known_to_be_set(tree: Evaluate) -> None:
    result = tree('variable "x" { nullable = false }\nlocals { it = var.x == null }')

    assert result.local("it") is False


def test_an_attribute_that_only_the_platform_knows_points_to_its_resource(tree: Evaluate) -> None:
    found = unknown(value(tree, "aws_kms_key.k.arn"))

    assert (found.ref, found.attribute, found.is_set) == ("aws_kms_key.k", "arn", True)


def test_what_lies_inside_of_an_unknown_attribute_still_points_to_the_resource(tree: Evaluate) -> None:
    found = unknown(value(tree, "aws_kms_key.k.policy[0].issuer"))

    assert (found.ref, found.attribute) == ("aws_kms_key.k", "policy[0].issuer")


def test_a_configured_attribute_of_another_resource_has_its_value(tree: Evaluate) -> None:
    assert value(tree, "aws_kms_key.k.description") == "known"


def test_a_configured_but_unknown_attribute_has_its_reason_and_points_to_the_resource(tree: Evaluate) -> None:
    found = unknown(value(tree, "aws_s3_bucket.b.bucket"))

    assert found.reason.startswith("`var.given` has no value")
    assert (found.ref, found.attribute) == ("aws_s3_bucket.b", "bucket")


def test_a_data_source_is_unknown_save_for_what_is_configured(tree: Evaluate) -> None:
    found = unknown(value(tree, "data.aws_vpc.main.id"))

    assert found.ref == "data.aws_vpc.main"
    assert "is read only when Terraform runs" in found.reason
    assert value(tree, "data.aws_vpc.main.tags.Name") == "main"


def test_a_text_with_an_unknown_piece_keeps_its_known_ones(tree: Evaluate) -> None:
    found = unknown(value(tree, '"arn:${aws_kms_key.k.arn}/*"'))

    assert [part if isinstance(part, str) else part.ref for part in found.parts] == ["arn:", "aws_kms_key.k", "/*"]
    assert found.prefix == "arn:"


def test_texts_within_texts_share_their_pieces(tree: Evaluate) -> None:
    found = unknown(value(tree, '"a${"b${var.given}c"}d"'))

    assert [part if isinstance(part, str) else "?" for part in found.parts] == ["ab", "?", "cd"]


def test_json_with_an_unknown_piece_keeps_its_structure(tree: Evaluate) -> None:
    found = value(tree, "jsondecode(jsonencode({ a = 1, b = [aws_kms_key.k.arn] }))")

    assert found["a"] == 1
    assert unknown(found["b"][0]).ref == "aws_kms_key.k"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("aws_kms_key.k.arn == null", False),
        ("aws_kms_key.k.arn != null", True),
        ('false && var.given == "x"', False),
        ('var.given == "x" && false', False),
        ('true || var.given == "x"', True),
        ('var.given == "x" || true', True),
        ('"a${var.given}" == "b"', False),
        ('"a${var.given}" == null', False),
        ("length([var.given, 1])", 2),
        ("coalesce(1, var.given)", 1),
        ("keys({ a = var.given, b = 1 })", ["a", "b"]),
        ("length(aws_subnet.two)", 2),
        ('[for k, v in aws_subnet.by_name : "${k}${v.size}"]', ["a2", "b1"]),
        ('aws_subnet.by_name["a"].size', 2),
        ("values(aws_subnet.by_name)[*].size", [2, 1]),
        ('[for x in ["a", var.given] : 1]', [1, 1]),
        ("try(var.list[5], var.list[0])", "a"),
    ],
)
def test_what_is_known_in_spite_of_an_unknown(tree: Evaluate, expression: str, expected: Any) -> None:
    assert value(tree, expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "var.given",
        "var.given.x[0]",
        "upper(var.given)",
        "var.given + 1",
        "-var.given",
        "!var.given",
        'var.given == "x"',
        "var.given == null",
        'true && var.given == "x"',
        "var.given ? 1 : 2",
        "var.given ? 1 : 1",
        "[for x in var.given : x]",
        "{ for x in [var.given] : x => 1 }",
        "[for x in [1, 2] : x if var.given]",
        "{ (var.given) = 1 }",
        "var.list[var.given]",
        "var.given[*].id",
        "try(var.given, 1)",
        "can(var.given.x)",
        "max(var.given...)",
        '"%{ if var.given }a%{ endif }"',
        '"%{ for x in var.given }a%{ endfor }"',
        "path.cwd",
    ],
)
def test_what_an_unknown_makes_unknown(tree: Evaluate, expression: str) -> None:
    assert isinstance(value(tree, expression), Unknown)


def test_a_choice_that_nobody_can_make_is_set_where_both_results_are(tree: Evaluate) -> None:
    assert unknown(value(tree, 'var.given ? "a" : "b"')).is_set
    assert not unknown(value(tree, 'var.given ? "a" : null')).is_set


def test_a_splat_over_instances_points_to_each_of_them(tree: Evaluate) -> None:
    found = value(tree, "aws_subnet.two[*].id")

    assert [item.ref for item in found] == ["aws_subnet.two[0]", "aws_subnet.two[1]"]


def test_a_whole_resource_knows_what_is_configured_and_points_for_the_rest(tree: Evaluate) -> None:
    result = tree(
        f"{SETTING}\nlocals {{\n  key = aws_kms_key.k\n  arn = local.key.arn\n  text = local.key.description\n}}"
    )

    assert result.local("text") == "known"
    assert unknown(result.local("arn")).ref == "aws_kms_key.k"


def test_an_object_type_asks_a_whole_resource_for_what_only_the_platform_knows(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'resource "aws_kms_key" "k" { description = "d" }\nmodule "m" {\n  source = "./m"\n'
            "  key = aws_kms_key.k\n  keys = [aws_kms_key.k]\n}",
            "m/main.tf": 'variable "key" { type = object({ arn = string, description = string }) }\n'
            'variable "keys" { type = list(object({ arn = string })) }\n',
        }
    )

    found = result.attribute("module.m.var.key", "value")

    assert found["description"] == "d"
    assert unknown(found["arn"]).ref == "aws_kms_key.k"
    assert unknown(result.attribute("module.m.var.keys", "value")[0]["arn"]).ref == "aws_kms_key.k"


def test_null_in_another_resource_may_be_chosen_by_the_platform(tree: Evaluate) -> None:
    result = tree('resource "a" "b" { kms_key = null }\nlocals { it = a.b.kms_key }')

    found = unknown(result.local("it"))
    assert "is null, so the platform may choose it" in found.reason
    assert not found.is_set


@pytest.mark.parametrize("body", ["name = null", 'title = null\n  title_prefix = "x-"'])
def test_a_name_that_is_null_is_chosen_by_the_platform(tree: Evaluate, body: str) -> None:
    name = body.split()[0]

    result = tree(f'resource "a" "b" {{\n  {body}\n}}\nlocals {{ it = a.b.{name} }}')

    found = unknown(result.local("it"))
    assert (found.ref, found.attribute, found.is_set) == ("a.b", name, True)


def test_a_nested_block_has_more_in_it_than_is_configured(tree: Evaluate) -> None:
    result = tree(
        'resource "a" "b" {\n  vpc { subnet = "s" }\n}\n'
        "locals {\n  known = a.b.vpc[0].subnet\n  it = a.b.vpc[0].group\n  all = a.b.vpc[*].group\n}"
    )

    found = unknown(result.local("it"))
    assert result.local("known") == "s"
    assert (found.ref, found.attribute) == ("a.b", "vpc.group")
    assert unknown(result.local("all")[0]).ref == "a.b"


def test_an_object_with_an_unknown_key_is_unknown_and_keeps_its_members(tree: Evaluate) -> None:
    found = unknown(value(tree, '{ a = 1, "${var.given}:sub" = "x" }'))

    (first, second) = found.members
    assert first == ("a", 1)
    assert (unknown(second[0]).parts[1], second[1]) == (":sub", "x")


def test_nobody_can_say_what_an_object_with_an_unknown_key_has_under_a_name(tree: Evaluate) -> None:
    assert "var.given" in unknown(value(tree, '{ a = 1, (var.given) = 2 }["a"]')).reason


def test_json_of_an_object_with_an_unknown_key_can_be_read_again(tree: Evaluate) -> None:
    found = unknown(value(tree, 'jsondecode(jsonencode({ a = 1, "${var.given}:sub" = ["x"] }))'))

    assert [item for _, item in found.members] == [1, ["x"]]
    assert unknown(found.members[1][0]).parts[1] == ":sub"
