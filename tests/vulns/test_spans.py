"""Which versions a range covers, against OSV's own definition of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.errors import VersionError
from seatrial.model.advisory import Affected, Event
from seatrial.vulns.spans import Span, coverage_of, spans_of


def key(version: str) -> bytes:
    """One small number a version."""
    if not version.isdecimal():
        raise VersionError(f"{version!r} is no number")
    return int(version).to_bytes(2, "big")


def covers(span: Span, version: str) -> bool:
    at = key(version)
    return span.start <= at and (span.until is None or at < span.until) and (span.only is None or at in span.only)


events = st.lists(
    st.builds(Event, st.sampled_from(["introduced", "fixed", "last"]), st.integers(0, 6).map(str)), max_size=6
)


def place(event: Event) -> float:
    """Introduced at 0 comes before every version, also before the version 0."""
    if event == Event("introduced", "0"):
        return -1
    return int(event.version) + 0.5 * (event.kind == "last")


def is_affected(version: int, events: list[Event]) -> bool:
    """The evaluation of https://ossf.github.io/osv-schema/#evaluation, word by word."""
    vulnerable = False
    for event in sorted(events, key=place):
        at = int(event.version)
        if event.kind == "introduced" and version >= at:
            vulnerable = True
        elif (event.kind == "fixed" and version >= at) or (event.kind == "last" and version > at):
            vulnerable = False
    return vulnerable


@given(events)
def test_spans_cover_what_the_specification_says(events: list[Event]) -> None:
    spans = [*spans_of(events, key)]

    for version in range(8):
        assert any(covers(span, str(version)) for span in spans) == is_affected(version, events)


def test_a_span_says_what_fixes_it() -> None:
    said = [Event("introduced", "0"), Event("fixed", "2"), Event("introduced", "4"), Event("last", "5")]

    spans = [*spans_of(said, key)]

    assert [span.fixed for span in spans] == ["2", ""]
    assert covers(spans[1], "5")
    assert not covers(spans[1], "6")


def test_single_versions_count_beside_ranges() -> None:
    affected = Affected(
        ecosystem="X",
        package="p",
        ranges=((Event("introduced", "4"), Event("fixed", "6")),),
        versions=("1", "3", "5", "x-9"),
    )

    covered = coverage_of(affected, key)

    assert [v for v in range(8) if any(covers(span, str(v)) for span in covered.spans)] == [1, 3, 4, 5]
    # What a range covers needs no keys of its own; what has none is kept as it is written.
    assert covered.spans[-1].only == (key("1"), key("3"))
    assert covered.named == ["x-9"]
    assert covered.unread == ""


def test_a_range_that_cannot_be_ordered_says_so() -> None:
    affected = Affected(ecosystem="X", package="p", ranges=((Event("introduced", "0"), Event("fixed", "beta")),))

    covered = coverage_of(affected, key)

    assert covered.spans == []
    assert covered.unread == "a range of versions that cannot be read: 'beta' is no number"
    with pytest.raises(VersionError):
        [*spans_of(affected.ranges[0], key)]
