"""Whatever a lock file, a manifest or a name of an image holds: an edit, a refusal, and soon."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.fix.edit import CannotEditError, apply
from seatrial.fix.images import Swap, renamed, swap
from seatrial.fix.manifests import allows, asked_in, widened
from seatrial.fix.pins import FORMATS, Pin, repin
from seatrial.model.location import Location

LAW = settings(max_examples=300, deadline=None)
TEXTS = st.text("ab1.=\\\n\r @:/${}[]\"'#-~^<>,;|*", max_size=60)
MANIFESTS = st.sampled_from(("package.json", "pyproject.toml", "Cargo.toml", "composer.json", "Pipfile"))


@LAW
@given(TEXTS, st.sampled_from(sorted(FORMATS)), st.integers(0, 5), TEXTS, TEXTS)
def test_a_pin_is_written_or_refused(text: str, format_: str, line: int, name: str, version: str) -> None:
    try:
        edits = repin(text, line, Pin(format=format_, name=name, version=version, to="9"))
    except CannotEditError:
        return
    assert all(text[edit.start : edit.end] == version for edit in edits)


@LAW
@given(TEXTS, st.integers(1, 4), st.integers(1, 20), TEXTS, TEXTS)
def test_a_name_is_swapped_or_refused(text: str, line: int, column: int, old: str, new: str) -> None:
    try:
        apply(text, swap(text, Location("x", line, column), Swap(old=old, new=new)))
        renamed(old, new, "")
    except CannotEditError:
        pass


@LAW
@given(MANIFESTS, TEXTS, TEXTS, st.sampled_from(("1.0.0", "v2", "", "x")))
def test_a_manifest_answers_or_says_nothing(manifest: str, text: str, said: str, version: str) -> None:
    table = '{"dependencies": {"a": "%s"}}' if manifest.endswith(".json") else '[dependencies]\na = "%s"\n'
    for content in (text, table % said):
        for asked in asked_in(manifest, content, "a"):
            assert content[asked.start : asked.end] == asked.said
            allows(manifest, asked.said, version)
            widened(manifest, asked, version)


LONG = 200_000


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONG,
        "a==" + "1." * LONG,
        "a[" * LONG,
        "${a" * LONG,
        "${A:-" * LONG,
        "$A" * LONG + "\n",
        '"dependencies": {' * (LONG // 10),
        "'a" * LONG,
        "ARG A=" * LONG + "\nFROM $A",
        "[project]\n" + '"a ' * LONG,
        "a = {version " * (LONG // 10),
        "ARG A=\nFROM b" + "$A" * LONG + ":1",
        " " * LONG,
        "a \\\n" * LONG,
    ],
)
def test_what_is_long_costs_no_more_than_it_is_long(text: str) -> None:
    started = time.process_time()

    for format_ in FORMATS:
        with pytest.raises(CannotEditError):
            repin(text, 1, Pin(format=format_, name="b", version="1", to="2"))
    with pytest.raises(CannotEditError):
        swap(text, Location("x", 1 + text.count("\nFROM"), 1), Swap(old="b:1", new="b:2"))
    assert [*asked_in("package.json", text, "b"), *asked_in("pyproject.toml", text, "b")] == []
    assert allows("package.json", text, "1.0.0") in (None, False, True)

    assert time.process_time() - started < 2
