"""Blocks: count, for_each, nested and dynamic ones, and that nothing is evaluated that nobody asks for."""

import pytest

from seatrial.model.value import Unknown

from .conftest import Evaluate
from .workspace import unknown


def test_count_makes_instances_with_an_index(tree: Evaluate) -> None:
    result = tree('resource "a" "b" {\n  count = 2\n  name = "n${count.index}"\n}')

    assert result.addresses() == ["a.b[0]", "a.b[1]"]
    assert result.attribute("a.b[1]", "name") == "n1"
    assert result.attribute("a.b[1]", "count") == 2


@pytest.mark.parametrize("repetition", ["count = 0", "for_each = {}", "for_each = toset([])", "count = false ? 1 : 0"])
def test_a_resource_without_instances_does_not_exist(tree: Evaluate, repetition: str) -> None:
    result = tree(
        f'resource "a" "b" {{\n  {repetition}\n}}\nlocals {{\n  all = length(a.b)\n  first = try(a.b[0].id, "none")\n}}'
    )

    assert result.addresses() == []
    assert result.local("all") == 0
    assert result.local("first") == "none"


def test_for_each_makes_instances_by_key(tree: Evaluate) -> None:
    result = tree(
        'resource "a" "b" {\n  for_each = { x = { size = 1 }, "y z" = { size = 2 } }\n'
        '  name = each.key\n  size = each.value.size\n}\nresource "c" "d" {\n  for_each = toset(["q"])\n'
        "  name = each.value\n}"
    )

    assert result.addresses() == ['a.b["x"]', 'a.b["y z"]', 'c.d["q"]']
    assert result.attribute('a.b["y z"]', "size") == 2
    assert result.attribute('c.d["q"]', "name") == "q"


@pytest.mark.parametrize("repetition", ["count = var.n", "for_each = var.n", "for_each = toset([var.n])"])
def test_a_resource_whose_repetition_is_unknown_exists_perhaps(tree: Evaluate, repetition: str) -> None:
    result = tree(
        f'variable "n" {{}}\nresource "a" "b" {{\n  {repetition}\n  fixed = 1\n'
        "  index = try(count.index, each.key)\n}\nlocals {\n  fixed = a.b[0].fixed\n  all = a.b\n}"
    )

    raw = result.raw("a.b[?]")
    assert "`var.n` has no value" in unknown(raw.exists).reason
    assert raw.attributes["fixed"] == 1
    assert isinstance(raw.attributes["index"], Unknown)
    assert result.local("fixed") == 1
    assert "`var.n` has no value" in unknown(result.local("all")).reason


def test_nested_blocks_are_lists_in_their_order(tree: Evaluate) -> None:
    result = tree(
        'resource "a" "b" {\n  rule { port = 1 }\n  other { x = 1 }\n  rule {\n    port = 2\n'
        '    inner { y = "z" }\n  }\n}'
    )

    assert result.attribute("a.b", "rule") == [{"port": 1}, {"port": 2, "inner": [{"y": "z"}]}]
    assert list(result.raw("a.b").attributes) == ["rule", "other"]


def test_nested_blocks_of_another_resource_can_be_referred_to(tree: Evaluate) -> None:
    result = tree('resource "a" "b" {\n  rule { port = 1 }\n  rule { port = 2 }\n}\nlocals { it = a.b.rule[*].port }')

    assert result.local("it") == [1, 2]


def test_dynamic_blocks_are_expanded_where_they_stand(tree: Evaluate) -> None:
    result = tree(
        'resource "a" "b" {\n  rule { port = 1 }\n  dynamic "rule" {\n    for_each = [22, 443]\n'
        "    content { port = rule.value + rule.key }\n  }\n  rule { port = 9 }\n}"
    )

    assert result.attribute("a.b", "rule") == [{"port": 1}, {"port": 22}, {"port": 444}, {"port": 9}]


def test_a_dynamic_block_over_a_set_has_its_elements_as_keys(tree: Evaluate) -> None:
    result = tree(
        'resource "a" "b" {\n  dynamic "rule" {\n    for_each = toset(["y", "x"])\n    content { k = rule.key }\n  }\n}'
    )

    assert result.attribute("a.b", "rule") == [{"k": "x"}, {"k": "y"}]


def test_dynamic_blocks_nest_and_name_their_iterators(tree: Evaluate) -> None:
    result = tree(
        """
        resource "a" "b" {
          for_each = { k = [{ ports = [1, 2] }, { ports = [] }] }
          dynamic "rule" {
            for_each = each.value
            iterator = outer
            content {
              of = "${each.key}-${outer.key}"
              dynamic "port" {
                for_each = outer.value.ports
                content { number = "${outer.key}/${port.value}" }
              }
            }
          }
        }
        """
    )

    assert result.attribute('a.b["k"]', "rule") == [
        {"of": "k-0", "port": [{"number": "0/1"}, {"number": "0/2"}]},
        {"of": "k-1", "port": []},
    ]


def test_a_dynamic_block_over_nothing_leaves_an_empty_list(tree: Evaluate) -> None:
    result = tree('resource "a" "b" {\n  dynamic "rule" {\n    for_each = []\n    content { x = 1 }\n  }\n}')

    assert result.attribute("a.b", "rule") == []


def test_what_a_dynamic_block_over_an_unknown_makes_is_unknown(tree: Evaluate) -> None:
    result = tree(
        'variable "n" {}\nresource "a" "b" {\n  dynamic "rule" {\n    for_each = var.n\n    content { x = 1 }\n  }\n}'
    )

    assert "`var.n` has no value" in unknown(result.attribute("a.b", "rule")).reason


def test_known_blocks_beside_unknown_ones_stay_known(tree: Evaluate) -> None:
    result = tree(
        'variable "n" {}\nresource "a" "b" {\n  rule { x = 0 }\n'
        '  dynamic "rule" {\n    for_each = var.n\n    content { x = 1 }\n  }\n}'
    )

    known, other = result.attribute("a.b", "rule")
    assert known == {"x": 0}
    assert isinstance(other, Unknown)


def test_a_dynamic_block_without_content_is_unknown(tree: Evaluate) -> None:
    result = tree('resource "a" "b" {\n  dynamic "rule" { for_each = [1] }\n}')

    assert "has no `for_each` or no `content`" in unknown(result.attribute("a.b", "rule")).reason


def test_references_in_meta_arguments_are_texts(tree: Evaluate) -> None:
    result = tree(
        'resource "a" "b" {\n  provider = aws.west\n  depends_on = [c.d, module.m]\n'
        "  lifecycle { ignore_changes = [tags, rule[0].x] }\n}\n"
        'module "m" {\n  source = "./m"\n  providers = { aws = aws.west }\n}'
    )

    assert result.attribute("a.b", "provider") == "aws.west"
    assert result.attribute("a.b", "depends_on") == ["c.d", "module.m"]
    assert result.attribute("a.b", "lifecycle") == [{"ignore_changes": ["tags", "rule[0].x"]}]
    assert result.attribute("module.m", "providers") == {"aws": "aws.west"}


def test_numbers_and_sets_leave_the_evaluator_as_plain_values(tree: Evaluate) -> None:
    result = tree('resource "a" "b" {\n  half = 1 / 2\n  set = toset(["b", "a"])\n  big = 12345678901234567890\n}')

    attributes = result.raw("a.b").attributes

    assert type(attributes["half"]) is float
    assert type(attributes["set"]) is list
    assert attributes["set"] == ["a", "b"]
    assert attributes["big"] == 12345678901234567890


def test_every_kind_of_block_is_there(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'terraform { required_version = "1" }\nvariable "v" {}\nlocals { l = 1 }\n'
            'output "o" { value = 2 }\n'
            'provider "aws" { region = "r" }\nprovider "aws" {\n  alias = "west"\n}\ndata "d" "e" {}\n'
            'module "m" { source = "./m" }\nmoved {\n  from = a.b\n  to = a.c\n}\nimport {\n  to = a.c\n  id = "x"\n}\n'
            'check "c" {\n  assert {\n    condition = true\n    error_message = "x"\n  }\n}\nremoved { from = a.z }\n'
            'ephemeral "f" "g" {}\n',
            "m/main.tf": 'provider "aws" {}\nresource "a" "b" {}\n',
        }
    )

    assert {address: raw.kind for address, raw in result.raws.items()} == {
        "var.v": "variable",
        "local.l": "local",
        "output.o": "output",
        "provider.aws": "provider",
        "provider.aws.west": "provider",
        "data.d.e": "data",
        "ephemeral.f.g": "ephemeral",
        "module.m": "module",
        "module.m.a.b": "resource",
        "module.m.provider.aws": "provider",
    }
    assert result.gaps == []


def test_a_resource_that_is_declared_twice_is_judged_twice(tree: Evaluate) -> None:
    result = tree('resource "a" "b" { x = 1 }\nresource "a" "b" { x = 2 }\nlocals { it = a.b.x }')

    assert result.addresses() == ["a.b", "a.b#2"]
    assert result.attribute("a.b#2", "x") == 2
    assert result.local("it") == 1


def test_an_attribute_that_nobody_asks_for_is_not_evaluated(tree: Evaluate) -> None:
    result = tree('resource "a" "b" {\n  x = a.b.y\n  y = a.b.x\n  z = 1\n}')

    assert result.attribute("a.b", "z") == 1
    assert result.gaps == []
    assert "depends on itself" in unknown(result.attribute("a.b", "x")).reason
    assert result.gaps == ["main.tf:2:3: a.b.x depends on itself"]


def test_locals_that_need_each_other_are_a_gap_before_anybody_asks(tree: Evaluate) -> None:
    result = tree("locals {\n  a = local.b\n  b = upper(local.c)\n  c = local.a\n  d = local.a\n}")

    way = "local.a -> local.b -> local.c -> local.a"
    assert result.gaps == [f"main.tf:2:3: `local.a` depends on itself: {way}"]
    assert "`local.a` depends on itself" in unknown(result.local("d")).reason
