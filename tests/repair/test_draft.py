"""Drafts and their diffs: what `patch` makes of a diff is the draft, whatever was changed."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from seatrial.fix.edit import CannotEditError
from seatrial.model.location import Location
from seatrial.repair.diff import unified
from seatrial.repair.draft import CannotMakeError, Draft, Replaced
from seatrial.repair.nouns import Change, How

KEYS = "".join(f'resource "aws_kms_key" "k{n}" {{\n  enable_key_rotation = false\n}}\n\n' for n in range(4))


def change(number: int, value: object = True, path: str = "enable_key_rotation") -> Change:
    return Change(
        head=Location("main.tf", 1 + 4 * number, 1, 1 + 4 * number, 30), how=How.SET, path=(path,), value=value
    )


def diff_of(draft: Draft) -> str:
    return unified("main.tf", draft.original, [*draft.replaced()])


def test_a_change_moves_what_stands_behind_it() -> None:
    draft = Draft(KEYS.encode())

    draft.make([change(0, "keys of tickets\nand more", "description")])
    draft.make([change(2)])

    assert draft.text.count("enable_key_rotation = true") == 1
    assert draft.text.index("= true") > draft.text.index('"k2"')


def test_changes_that_touch_each_other_are_made_in_turn() -> None:
    together, in_turn = Draft(KEYS.encode()), Draft(KEYS.encode())
    changes = [change(3), change(0), change(1, 30, "deletion_window_in_days"), change(1, "x", "description")]

    together.make(changes)

    for each in changes:
        in_turn.make([each])
    assert together.text == in_turn.text


def test_edits_that_were_worked_out_are_those_that_would_be() -> None:
    draft, other = Draft(KEYS.encode()), Draft(KEYS.encode())
    changes = [change(n) for n in range(4)]

    draft.make(structs.replace(each, edits=draft.edits_of(each)) for each in changes)
    other.make(changes)

    assert draft.text == other.text == KEYS.replace("false", "true")


def test_what_cannot_be_made_is_named() -> None:
    wrong = change(1, None)

    with pytest.raises(CannotMakeError) as caught:
        Draft(KEYS.encode()).make([change(0), wrong])

    assert caught.value.change is wrong


def test_bytes_that_are_no_text_cannot_be_edited() -> None:
    with pytest.raises(CannotEditError, match="UTF-8"):
        Draft(b"\xff\xfe")


def test_a_diff_shows_three_lines_around() -> None:
    draft = Draft(KEYS.encode())
    draft.make([change(1)])

    assert diff_of(draft) == (
        "--- a/main.tf\n+++ b/main.tf\n@@ -3,7 +3,7 @@\n }\n \n"
        ' resource "aws_kms_key" "k1" {\n-  enable_key_rotation = false\n+  enable_key_rotation = true\n }\n \n'
        ' resource "aws_kms_key" "k2" {\n'
    )


def test_a_diff_says_where_no_line_feed_ends_the_file() -> None:
    draft = Draft(KEYS.rstrip().encode())
    draft.make([change(3)])

    assert diff_of(draft).endswith("+  enable_key_rotation = true\n }\n\\ No newline at end of file\n")


def test_what_comes_behind_a_last_line_without_a_line_feed_ends_that_line() -> None:
    assert unified("a", "a: 1\nb: 2", [Replaced(9, 9, "\nc: 3")]) == (
        "--- a/a\n+++ b/a\n@@ -1,2 +1,3 @@\n a: 1\n"
        "-b: 2\n\\ No newline at end of file\n+b: 2\n+c: 3\n\\ No newline at end of file\n"
    )


def test_a_name_cannot_end_the_header_of_a_diff() -> None:
    draft = Draft(KEYS.encode())
    draft.make([change(0)])

    text = unified("./a\n+++ b/evil\t.tf", draft.original, [*draft.replaced()])

    assert text.startswith("--- a/a?+++ b/evil?.tf\n+++ b/a?+++ b/evil?.tf\n@@ ")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([True, "a", 7]), st.sampled_from(["description", "x_y"]))),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_what_patch_makes_of_a_diff_is_the_draft(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, object, str]], ending: str, is_closed: bool
) -> None:
    text = KEYS if is_closed else KEYS.rstrip()
    draft = Draft(text.replace("\n", ending).encode())
    for number, value, path in changes:
        draft.make([change(number, value, path)])
    folder = tmp_path_factory.mktemp("patch")

    assert patched(folder, draft.original, diff_of(draft)) == draft.text


def patched(folder: Path, original: str, diff: str) -> str:
    """What ``git apply`` makes of a text."""
    path = folder / "main.tf"
    path.write_bytes(original.encode())
    if diff:
        command = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-"]
        subprocess.run(command, cwd=folder, input=diff.encode(), check=True, capture_output=True)
    return path.read_bytes().decode()
