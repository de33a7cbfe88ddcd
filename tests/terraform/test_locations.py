"""Locations: the deepest place that says a value."""

import pytest

from seatrial.model.location import Path

from .conftest import Evaluate

SOURCE = """\
locals {
  shared = { a = 1 }
}
resource "aws_x" "y" {
  name = "n"
  tags = {
    A         = "1"
    ("B")     = "2"
    "quoted"  = ["x", "y"]
  }
  policy = jsonencode({
    Statement = [
      { Effect = "Allow" },
      {
        Effect = "Deny"
      },
    ]
  })
  shared = local.shared
  text   = <<-EOT
    {
      "Statement": [
        {"Effect": "Allow", "Resource": "${local.shared.a}/*"},
        {"Action": ${jsonencode("x")}}
      ]
    }
  EOT
  rule {
    port = 1
  }
  dynamic "rule" {
    for_each = ["a", "b"]
    content {
      port = rule.value
    }
  }
}
"""


@pytest.mark.parametrize(
    ("path", "line", "text"),
    [
        ((), 4, 'resource "aws_x" "y" {'),
        (("name",), 5, 'name = "n"'),
        (("absent",), 4, 'resource "aws_x" "y" {'),
        (("tags", "A"), 7, 'A         = "1"'),
        (("tags", "B"), 8, '("B")     = "2"'),
        (("tags", "quoted", 1), 9, '"y"'),
        (("policy", "Statement", 0, "Effect"), 13, 'Effect = "Allow"'),
        (("policy", "Statement", 1, "Effect"), 15, 'Effect = "Deny"'),
        (("shared", "a"), 19, "shared = local.shared"),
        (("text", "Statement", 0, "Resource"), 23, '"Resource": "${local.shared.a}/*"'),
        (("text", "Statement", 1, "Action"), 24, '"Action": ${jsonencode("x")}'),
        (("rule",), 28, "rule {"),
        (("rule", 0), 28, "rule {"),
        (("rule", 0, "port"), 29, "port = 1"),
        (("rule", 1), 33, "content {"),
        (("rule", 2, "port"), 34, "port = rule.value"),
        (("rule", 7), 28, "rule {"),
    ],
)
def test_a_path_leads_to_the_text_that_says_it(tree: Evaluate, path: Path, line: int, text: str) -> None:
    location = tree(SOURCE).raw("aws_x.y").locate(path)

    lines = SOURCE.splitlines()
    assert (location.file, location.line) == ("main.tf", line)
    assert location.end_line == line
    assert lines[line - 1][location.column - 1 : location.end_column - 1] == text


def test_a_local_is_placed_where_it_is_defined(tree: Evaluate) -> None:
    raw = tree(SOURCE).raw("local.shared")

    assert str(raw.locate(("value",))) == "main.tf:2:3"
    assert str(raw.locate(("value", "a"))) == "main.tf:2:14"


def test_columns_count_characters_and_leave_out_the_mark(tree: Evaluate) -> None:
    result = tree({"main.tf": '\ufeffresource "ä" "ö" { x = "€" }\r\nresource "a" "b" { y = 1 }\r\n'})

    assert str(result.raw("ä.ö").locate(("x",))) == "main.tf:1:20"
    assert str(result.raw("a.b").locate(("y",))) == "main.tf:2:20"


def test_a_part_that_an_override_file_gave_is_placed_there(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'resource "a" "b" {\n  x = 1\n  y = 1\n  rule { z = 1 }\n}',
            "override.tf": 'resource "a" "b" {\n  y = 2\n  rule { z = 2 }\n}',
        }
    )

    raw = result.raw("a.b")

    assert str(raw.locate(("x",))) == "main.tf:2:3"
    assert str(raw.locate(("y",))) == "override.tf:2:3"
    assert str(raw.locate(("rule", 0))) == "override.tf:3:3"
    assert str(raw.locate(("rule", 0, "z"))) == "override.tf:3:10"
