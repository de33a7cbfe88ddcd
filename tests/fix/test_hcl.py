"""Edits of HCL: golden cases, and what goes around them."""

from pathlib import Path as FilePath

import pytest

from seatrial.fix import hcl
from seatrial.fix.edit import CannotEditError, Edit, NotLiteralError, apply
from seatrial.model.location import Path

from .cases import Case, cases_in

CASES = cases_in(FilePath(__file__).with_name("hcl.cases").read_text(encoding="utf-8"))
MAPS = frozenset({("tags",), ("environment", 0, "variables")})
VERBS = {"set_value": hcl.set_value, "append": hcl.append}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_comes_out_as_it_is_written(case: Case) -> None:
    verb = VERBS[case.verb]

    if case.error:
        with pytest.raises(CannotEditError) as caught:
            verb(case.before, case.at, case.path, case.value, maps=MAPS)
        assert case.error in str(caught.value)
        return
    edits = verb(case.before, case.at, case.path, case.value, maps=MAPS)

    assert apply(case.before, edits) == case.after


@pytest.mark.parametrize("case", [case for case in CASES if not case.error], ids=str)
def test_a_second_time_changes_nothing(case: Case) -> None:
    if case.verb == "append" and isinstance(case.value, dict):
        pytest.skip("each appended block is one more")

    assert VERBS[case.verb](case.after, case.at, case.path, case.value, maps=MAPS) == ()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("value", "path", "expression"),
    [
        ("var.y", ("x",), "var.y"),
        ("merge(local.a, { b = 1 })", ("x", "b"), "merge(local.a, { b = 1 })"),
        ("[1, local.z]", ("x", 1), "local.z"),
        ('<<EOF\n{"A": ["${var.b}"]}\nEOF', ("x", "A", 0), '"${var.b}"'),
    ],
)
def test_what_is_no_literal_says_where_it_stands(mark: str, value: str, path: Path, expression: str) -> None:
    text = f'{mark}resource "a" "b" {{\n  x = {value}\n}}\n'

    with pytest.raises(NotLiteralError) as caught:
        hcl.set_value(text, (1, 1), path, True)

    assert text[caught.value.start : caught.value.end] == caught.value.expression == expression


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a {}\n", "a {}\n\nb {\n  x = 1\n}\n"),
        ("a {}", "a {}\n\nb {\n  x = 1\n}"),
        ("a {} # c\n\nc {}\n", "a {} # c\n\nb {\n  x = 1\n}\n\nc {}\n"),
        ("a {}\nc {}\n", "a {}\n\nb {\n  x = 1\n}\n\nc {}\n"),
        ("a {}\r\n", "a {}\r\n\r\nb {\r\n  x = 1\r\n}\r\n"),
    ],
)
def test_a_block_is_added_between_blank_lines(text: str, wanted: str) -> None:
    edits = hcl.add_block(text, (1, 1), "b {\n  x = 1\n}\n")

    assert apply(text, edits) == wanted


@pytest.mark.parametrize("source", ["", "x = 1\n", "b {\n", "b { x = }\n", "# b {}\n"])
def test_only_a_block_is_added(source: str) -> None:
    with pytest.raises(CannotEditError, match="no block of HCL"):
        hcl.add_block("a {}\n", (1, 1), source)


def test_a_block_is_added_after_top_level_blocks_only() -> None:
    with pytest.raises(CannotEditError, match="no top-level block"):
        hcl.add_block("a {\n  b {}\n}\n", (2, 3), "c {}\n")


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(CannotEditError, match="same characters"):
        apply("abc", [Edit(0, 2, "x"), Edit(1, 3, "y")])


def test_an_edit_outside_of_the_text_is_refused() -> None:
    with pytest.raises(CannotEditError, match="outside"):
        apply("abc", [Edit(2, 4, "x")])


def test_the_same_edit_twice_is_one() -> None:
    assert apply("abc", [Edit(1, 2, "x"), Edit(1, 2, "x")]) == "axc"
