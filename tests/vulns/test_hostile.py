"""Records as nobody should write them: one is never an exception, and never makes a package clean that it names."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.errors import ParseError
from seatrial.vulns.match import assess
from seatrial.vulns.sources import osv, redhat, ubuntu
from tests.vulns.shelf import Record, fixed_in, package, record, shelf
from tests.vulns.vex import remedy, vex

WHOLE: Record = record(
    "P-1",
    "PyPI",
    "x",
    *fixed_in("2"),
    versions=["1.0", "1.1"],
    aliases=["CVE-2024-1"],
    summary="A flaw",
    severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
    database_specific={"severity": "HIGH"},
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every way into a record but those to what it is about: without these there is nothing to be said."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [place for key, inner in items for place in places(inner, (*path, key))]
    return [path, *below] if path else below


_ABOUT = {("affected",), ("affected", 0), ("affected", 0, "package"), ("id",), ("withdrawn",)}
_PLACES = [p for p in places(WHOLE) if p not in _ABOUT and p[:3] != ("affected", 0, "package")]


def changed(path: tuple[str | int, ...], value: object, whole: Record = WHOLE) -> Record:
    copy = deepcopy(whole)
    at: Any = copy
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return copy


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(_PLACES), values)
def test_a_record_with_something_else_somewhere_never_makes_its_package_clean(
    tmp_path: Path, path: tuple[str | int, ...], value: object
) -> None:
    """Version 1.0 is named twice, by a range and by itself; one change leaves one of the two, or is told."""
    broken = changed(path, value)

    database = shelf(tmp_path, PyPI=[broken])
    found = assess([package("PyPI", "x", "1.0")], database)
    database.close()

    assert found.matches or found.not_assessed


@given(st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_no_record_is_more_than_a_parse_error(content: bytes) -> None:
    try:
        osv.read(content, "PyPI")
    except ParseError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("events", {"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}] * 10_001}]}),
        ("versions", {"versions": ["1"] * 100_001}),
        ("ranges", {"ranges": [{"type": "ECOSYSTEM", "events": []}] * 10_001}),
    ],
)
def test_a_record_past_a_bound_is_told(tmp_path: Path, name: str, content: Record) -> None:
    large = record("P-1", "PyPI", "x")
    large["affected"][0] |= content

    found = assess([package("PyPI", "x", "9")], shelf(tmp_path, PyPI=[large]))

    assert [unknown.advisory for unknown in found.not_assessed] == ["P-1"]
    assert "more than" in found.not_assessed[0].reason


def test_a_record_with_thousands_of_names_is_refused() -> None:
    with pytest.raises(ParseError, match="more than 2000 other names"):
        osv.read(json.dumps(record("P-1", "PyPI", "x", aliases=["A"] * 2001)).encode(), "PyPI")


def test_lone_surrogates_and_zeros_in_texts_are_survived(tmp_path: Path) -> None:
    strange = record("P-1", "PyPI", "x", *fixed_in("2"), summary="a\x00b\x1b[31m")
    content = json.dumps(strange).encode().replace(b"a\\u0000b", b"\\ud800")

    with pytest.raises(ParseError):
        osv.read(content, "PyPI")
    [match] = assess([package("PyPI", "x", "1")], shelf(tmp_path, PyPI=[strange])).matches
    assert match.summary.startswith("a\x00b")


def _vex() -> Record:
    """What Red Hat's VEX says of curl: fixed in one release, affected in another."""
    release, purl = "red_hat_enterprise_linux_9", "pkg:rpm/redhat/curl?arch=src"
    fixed = {"AppStream-8.9.0.Z.MAIN": ["pkg:rpm/redhat/curl@8-1.el8?arch=src"]}
    remedies = [remedy("no_fix_planned", "Will not fix", f"{release}:{purl}")]
    return vex("CVE-2024-1", fixed=fixed, known_affected={release: [purl]}, remedies=remedies)


VEX = _vex()


@pytest.mark.parametrize("other", [None, True, 0, "", "x", "abc def", "curl", "cpe:x", "pkg:rpm/"])
def test_a_document_with_something_else_somewhere_says_all_or_says_so(other: object) -> None:
    silent = []
    for path in places(VEX):
        try:
            read = redhat.read(json.dumps(changed(path, other, VEX)).encode(), "CVE-2024-1")
        except ParseError as error:
            assert str(error)
            continue
        if not read.problems and len(read.advisory.affected) < 2:
            silent.append(path)

    # A document without states is one that says nothing.
    assert [path[-1] for path in silent] in ([], ["product_status"])


@given(st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_no_document_is_more_than_a_parse_error(content: bytes) -> None:
    for read in (redhat.read, ubuntu.read):
        try:
            read(content, "CVE-2024-1")
        except ParseError as error:
            assert str(error)
