"""Notes for a scanner: which comments they are, and what they are about."""

import pytest

from seatrial.parsers.dockerfile import parse as parse_dockerfile
from seatrial.parsers.hcl import parse as parse_hcl
from seatrial.parsers.notes import dockerfile_notes, hcl_notes, holds_notes, yaml_notes
from seatrial.parsers.yaml import parse_yaml

NOTE = "seatrial:waive a -- b"


def lines_in_hcl(text: str) -> list[tuple[int, int]]:
    return [note.lines for note in hcl_notes(parse_hcl(text.encode()), "main.tf")]


def lines_in_yaml(text: str) -> list[tuple[int, int]]:
    return [note.lines for note in yaml_notes(parse_yaml(text), text, "a.yaml", [])]


def lines_in_dockerfile(text: str) -> list[tuple[int, int]]:
    return [note.lines for note in dockerfile_notes(parse_dockerfile(text), text, "Dockerfile")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f'# {NOTE}\nresource "a" "b" {{\n  c = 1\n}}\n', (2, 4)),
        (f'resource "a" "b" {{ # {NOTE}\n  c = 1\n}}\n', (1, 3)),
        (f'resource "a" "b" {{\n  c = 1 # {NOTE}\n  d = 2\n}}\n', (2, 2)),
        (f'resource "a" "b" {{\n  c = 1 // {NOTE}\n}}\n', (2, 2)),
        (f'resource "a" "b" {{\n  c = 1 /* {NOTE} */\n}}\n', (2, 2)),
        (f'resource "a" "b" {{\n  # {NOTE}\n  c = [\n    1,\n  ]\n}}\n', (3, 5)),
        (f'resource "a" "b" {{\n  c = [\n    # {NOTE}\n    1,\n  ]\n}}\n', (4, 4)),
        (f'resource "a" "b" {{\n  c = [\n    1, # {NOTE}\n  ]\n}}\n', (3, 3)),
        (f'resource "a" "b" {{\n  d {{\n    e = 1\n    # {NOTE}\n  }}\n}}\n', (2, 5)),
        (f'# {NOTE}\n# why so\n\nmodule "m" {{\n  source = "./m"\n}}\n', (4, 6)),
        (f'/*\n  {NOTE}\n*/\nmodule "m" {{\n}}\n', (2, 2)),
        (f'# {NOTE}\r\nmodule "m" {{\r\n  a = 1\r\n}}\r\n', (2, 4)),
        (f"# {NOTE}\n", (0, 0)),
    ],
)
def test_a_comment_in_hcl_is_about_what_begins_on_its_line_or_the_next(text: str, lines: tuple[int, int]) -> None:
    assert lines_in_hcl(text) == [lines]


@pytest.mark.parametrize(
    "text",
    [
        f'a = "# {NOTE}"\n',
        f'a = "${{b}} # {NOTE}"\n',
        f"a = <<EOT\n# {NOTE}\nEOT\n",
        f'b "# {NOTE}" {{\n}}\n',
        f'a = {{\n  c = "x" \n  "# {NOTE}" = 1\n}}\n',
        "# waive this one\na = 1\n",
    ],
)
def test_what_stands_in_a_string_of_hcl_is_no_comment(text: str) -> None:
    assert lines_in_hcl(text) == []


def test_a_comment_knows_the_block_that_it_stands_in() -> None:
    text = f'a "x" {{\n}}\n\nb "y" {{\n  c {{\n    # {NOTE}\n    d = 1\n  }}\n}}\n'

    (note,) = hcl_notes(parse_hcl(text.encode()), "main.tf")

    assert note.around == (4, 9)
    assert (note.location.line, note.location.column, note.text) == (6, 7, NOTE)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"# {NOTE}\nkind: A\nspec:\n  b: 1\n", (2, 4)),
        (f"kind: A # {NOTE}\nspec:\n  b: 1\n", (1, 3)),
        (f"kind: A\nspec: # {NOTE}\n  b: 1\n  c: 2\nd: 3\n", (2, 4)),
        (f"kind: A\n# {NOTE}\nspec:\n  b: 1\n", (3, 4)),
        (f"kind: A\nspec:\n  - b: 1\n  # {NOTE}\n  - b: 2\n    c: 3\n", (5, 6)),
        (f"kind: A\n---\n# {NOTE}\nkind: B\nspec: 1\n", (4, 5)),
        (f'kind: "A # b" # {NOTE}\n', (1, 1)),
        (f"kind: |\n  text\n# {NOTE}\nspec: 1\n", (4, 4)),
    ],
)
def test_a_comment_in_yaml_is_about_what_begins_on_its_line_or_the_next(text: str, lines: tuple[int, int]) -> None:
    assert lines_in_yaml(text) == [lines]


@pytest.mark.parametrize(
    "text",
    [
        f'a: "x # {NOTE}"\n',
        f"a: 'x\n  # {NOTE}'\n",
        f"a: |\n  # {NOTE}\n  b\n",
        f"a: >-\n  b\n\n  # {NOTE}\n",
        f"a: x#{NOTE}\n",
        f"a: {NOTE}\n",
        f"- |\n # {NOTE}\n",
    ],
)
def test_what_stands_in_a_scalar_of_yaml_is_no_comment(text: str) -> None:
    assert lines_in_yaml(text) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"FROM a\n# {NOTE}\nRUN b \\\n  c\nRUN d\n", (3, 4)),
        (f"FROM a\nRUN b \\\n  # {NOTE}\n  c\n", (2, 4)),
        (f"# {NOTE}\nFROM a\n", (2, 2)),
        ("FROM a\n# hadolint ignore=DL3006\n\nRUN b\n", (4, 4)),
    ],
)
def test_a_comment_in_a_dockerfile_is_about_the_next_instruction(text: str, lines: tuple[int, int]) -> None:
    assert lines_in_dockerfile(text) == [lines]


def test_what_stands_in_a_heredoc_of_a_dockerfile_is_no_comment() -> None:
    assert lines_in_dockerfile(f"FROM a\nRUN <<EOT\n# {NOTE}\nEOT\nRUN b # {NOTE}\n") == []


def test_most_texts_hold_none() -> None:
    assert not holds_notes('resource "a" "b" {\n  # nothing to see\n}\n')
