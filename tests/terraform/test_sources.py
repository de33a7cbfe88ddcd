"""Files: which ones make a module, override files, JSON syntax, broken and odd ones."""

import pytest

from seatrial.terraform import called_directories, module_calls

from .conftest import Evaluate
from .workspace import Workspace, unknown


def test_only_the_files_of_a_module_are_read(tree: Evaluate) -> None:
    block = 'resource "a" "{}" {{}}'
    names = ["one.tf", "two.tofu", "three.txt", ".hidden.tf", "backup.tf~", "#emacs.tf#", ".tf", "sub/four.tf"]

    result = tree({name: block.format(f"r{index}") for index, name in enumerate(names)})

    assert result.addresses() == ["a.r0", "a.r1"]


def test_a_tofu_file_stands_in_for_the_tf_file_of_its_name(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'resource "a" "tf" {}',
            "main.tofu": 'resource "a" "tofu" {}',
            "more.tf.json": '{"resource": {"a": {"tf_json": {}}}}',
            "more.tofu.json": '{"resource": {"a": {"tofu_json": {}}}}',
        }
    )

    assert result.addresses() == ["a.tofu", "a.tofu_json"]


def test_override_files_change_what_they_name(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'variable "v" {\n  default = "base"\n  description = "kept"\n}\nlocals {\n  l = "base"\n'
            "  kept = 1\n}\n"
            'output "o" { value = "base" }\nprovider "p" { region = "base" }\n'
            'provider "p" {\n  alias = "west"\n  region = "base"\n}\n'
            'module "m" {\n  source = "./m"\n  x = "base"\n}\n'
            'resource "a" "b" {\n  x = 1\n  y = 1\n  rule { z = 1 }\n  rule { z = 2 }\n  other { z = 3 }\n'
            "  lifecycle {\n    prevent_destroy = true\n    create_before_destroy = true\n  }\n}",
            "m/main.tf": 'variable "x" {}',
            "a_override.tf": 'variable "v" { default = "first" }\nlocals { l = "over" }\n'
            'output "o" { value = "over" }\n'
            'provider "p" {\n  alias = "west"\n  region = "over"\n}\nmodule "m" { x = "over" }\n'
            'resource "a" "b" {\n  y = 2\n  rule { z = 9 }\n  lifecycle { prevent_destroy = false }\n}',
            "override.tf": 'variable "v" { default = "last" }\nresource "a" "added" {}',
        }
    )

    assert result.variable("v") == "last"
    assert result.attribute("var.v", "description") == "kept"
    assert (result.local("l"), result.local("kept"), result.output("o")) == ("over", 1, "over")
    assert result.attribute("provider.p", "region") == "base"
    assert result.attribute("provider.p.west", "region") == "over"
    assert result.attribute("module.m.var.x", "value") == "over"
    assert result.attribute("a.b", "x") == 1
    assert result.attribute("a.b", "y") == 2
    assert result.attribute("a.b", "rule") == [{"z": 9}]
    assert result.attribute("a.b", "other") == [{"z": 3}]
    assert result.attribute("a.b", "lifecycle") == [{"prevent_destroy": False, "create_before_destroy": True}]
    assert result.addresses() == ["a.added", "a.b"]


def test_json_syntax_is_the_same_language(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf.json": """
            {
              "//": "a comment",
              "variable": [{"n": {"type": "list(string)", "default": ["x", 1]}}],
              "locals": {"a": "${[for v in var.n : upper(v)]}", "b": "plain $${x}", "c": 1.5},
              "resource": {
                "aws_x": {
                  "y": {
                    "count": 1,
                    "name": "n-${var.n[0]}",
                    "versioning": {"enabled": true},
                    "rule": [{"port": 1}, {"port": 2}],
                    "tags": {"Name": "${var.n[1]}"},
                    "dynamic": {"logging": {"for_each": ["a"], "content": {"to": "${logging.value}"}}},
                    "lifecycle": {"ignore_changes": ["tags"]}
                  }
                }
              },
              "module": {"m": {"source": "./m", "x": {"enabled": true}}},
              "output": {"o": {"value": "${aws_x.y[0].versioning[0].enabled}"}},
              "provider": {"aws": [{"region": "a"}, {"alias": "w", "region": "b"}]}
            }
            """,
            "m/main.tf": 'variable "x" {}',
        }
    )

    resource = result.raw("aws_x.y[0]")
    assert result.gaps == []
    assert result.local("a") == ["X", "1"]
    assert result.local("b") == "plain ${x}"
    assert result.local("c") == 1.5
    assert resource.attributes["name"] == "n-x"
    assert resource.attributes["versioning"] == [{"enabled": True}]
    assert resource.attributes["rule"] == [{"port": 1}, {"port": 2}]
    assert resource.attributes["tags"] == {"Name": "1"}
    assert result.attribute("aws_x.y[0]", "logging") == [{"to": "a"}]
    assert result.attribute("module.m.var.x", "value") == {"enabled": True}
    assert result.output("o") is True
    assert result.addresses("provider") == ["provider.aws", "provider.aws.w"]
    assert str(resource.locate(("rule", 1, "port"))) == "main.tf.json:12:44"


def test_strings_in_a_json_variable_file_say_what_they_say(tree: Evaluate) -> None:
    result = tree({"main.tf": 'variable "x" {}', "terraform.tfvars.json": '{"x": ["${y}", {"k": null}]}'})

    assert result.variable("x") == ["${y}", {"k": None}]


@pytest.mark.parametrize("content", ["{", '{"a" 1}', "[1,]", "nonsense", '{"a": "\\x"}', "5", ""])
def test_broken_json_is_a_gap_and_costs_its_file(tree: Evaluate, content: str) -> None:
    result = tree({"bad.tf.json": content, "good.tf": 'resource "a" "b" {}'})

    assert [gap.split(":")[0] for gap in result.gaps] == ["bad.tf.json"]
    assert result.addresses() == ["a.b"]


def test_a_broken_template_in_json_costs_its_attribute(tree: Evaluate) -> None:
    result = tree({"main.tf.json": '{"resource": {"a": {"b": {"x": "${1 +}", "y": 2}}}}'})

    assert result.gaps == ["main.tf.json:1:32: an expression was expected here"]
    assert result.attribute("a.b", "y") == 2
    assert "syntax error" in unknown(result.attribute("a.b", "x")).reason


def test_a_syntax_error_costs_the_block_that_it_stands_in(tree: Evaluate) -> None:
    result = tree(
        'resource "a" "one" {\n  x = [1, 2\n}\nresource "a" "two" { x = 1 }\n'
        'resource "a" "three" {\n  rule {\n}\nresource "a" "four" { x = "open }\n'
        'resource "a" "five" {\n  x = <<EOT\nnever closed\n}\nresource "a" "six" {}\n}\nresource "a" "seven" {}'
    )

    assert result.addresses() == ["a.seven", "a.six", "a.two"]
    assert len(result.gaps) == 5


def test_an_expression_that_is_broken_costs_its_attribute(tree: Evaluate) -> None:
    result = tree('resource "a" "b" {\n  x = 1 +\n  y = 2\n  z = "${nope"\n}\n')

    assert "syntax error" not in str(result.raws)
    assert result.gaps[0].startswith("main.tf:")


def test_bytes_that_are_not_utf_8_do_no_harm_in_a_comment(tree: Evaluate) -> None:
    result = tree({"main.tf": b'# caf\xe9\nresource "a" "b" { x = 1 }'})

    assert result.attribute("a.b", "x") == 1
    assert result.gaps == ["main.tf:1:1: this is not UTF-8; the bytes that are not were replaced"]


def test_a_file_of_windows_is_read(tree: Evaluate) -> None:
    content = 'resource "a" "b" {\r\n  x = <<EOT\r\nhi\r\nEOT\r\n  y = [\r\n    1,\r\n  ]\r\n}\r\n'

    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        result = tree({"main.tf": content.encode(encoding)})

        assert result.gaps == []
        assert result.attribute("a.b", "y") == [1]


def test_nul_is_a_syntax_error_where_it_stands_in_code(tree: Evaluate) -> None:
    result = tree({"main.tf": b'# \x00\nresource "a" "b" {\n \x00\n}\nresource "a" "c" {}'})

    assert result.gaps == ["main.tf:3:2: an attribute or a block was expected here"]
    assert result.addresses() == ["a.c"]


def test_the_directories_that_a_module_calls_are_found_without_evaluating(workspace: Workspace) -> None:
    workspace.write(
        {
            "a/main.tf": 'module "x" { source = "../b" }\nmodule "y" { source = "./c/" }\n'
            'module "z" { source = "hashicorp/x/y" }\nmodule "up" { source = "../../out" }\n'
            'module "v" { source = var.s }'
        }
    )

    assert called_directories("a", workspace) == {"b", "a/c"}
    assert module_calls("a", workspace) == {"x": "../b", "y": "./c/", "z": "hashicorp/x/y", "up": "../../out"}


def test_two_evaluations_say_the_same_in_the_same_order(tree: Evaluate) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  for_each = toset(["b", "a"])\n}\nlocals {\n  y = local.x\n'
        "  x = 1\n}",
        "m/main.tf": 'resource "a" "b" { count = 2 }',
    }

    first, second = tree(files), tree(files)

    assert list(first.raws) == list(second.raws) == sorted(first.raws)
