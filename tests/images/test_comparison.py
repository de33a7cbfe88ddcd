"""What one image changes in the place of another: nothing is fixed because nothing is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.images.bases.comparison import compare, content_of
from seatrial.model.advisory import Assessment, FixState, Match, NotAssessed
from seatrial.model.base import Content
from seatrial.model.check import Severity
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Kind, Package


def package(name: str, kind: Kind = "os", source: str = "") -> Package:
    return Package(
        ecosystem="Debian:12", name=name, version="1", purl=f"pkg:deb/debian/{name}@1", kind=kind, source_name=source
    )


def match(
    flaw: str, name: str = "openssl", severity: Severity = Severity.HIGH, *names: str, kind: Kind = "os"
) -> Match:
    return Match(
        package=package(name, kind),
        id=flaw,
        names=tuple(sorted({flaw, *names})),
        advisories=(),
        state=FixState.FIXED,
        severity=severity,
    )


def content(*matches: Match, assessed: int = 10, **more: object) -> Content:
    return Content(matches=matches, assessed=assessed, **more)  # type: ignore[arg-type]


def ids(matches: tuple[Match, ...]) -> list[str]:
    return [each.id for each in matches]


def test_flaws_go_stay_and_come() -> None:
    found = compare(content(match("CVE-1"), match("CVE-2")), content(match("CVE-2"), match("CVE-3")))

    assert (ids(found.fixed), ids(found.remaining), ids(found.new)) == (["CVE-1"], ["CVE-2"], ["CVE-3"])
    assert (found.unclear, found.why) == ((), ())


def test_the_worst_is_told_first_and_a_flaw_of_several_packages_once() -> None:
    current = content(
        match("CVE-1", "a", Severity.LOW),
        match("CVE-2", "a", Severity.CRITICAL),
        match("CVE-3", "a", Severity.MEDIUM),
        match("CVE-3", "b", Severity.HIGH),
    )

    found = compare(current, content())

    assert [(each.id, each.package.name) for each in found.fixed] == [("CVE-2", "a"), ("CVE-3", "b"), ("CVE-1", "a")]


def test_a_flaw_is_the_same_under_another_of_its_names() -> None:
    current = content(match("GHSA-1", "x", Severity.HIGH, "CVE-1"))
    candidate = content(match("DSA-7", "x", Severity.LOW, "CVE-1"))

    found = compare(current, candidate)

    assert (found.fixed, ids(found.remaining), found.new) == ((), ["DSA-7"], ())
    # What stays is told as the new one has it.
    assert found.remaining[0].severity is Severity.LOW


def test_names_join_over_several_flaws() -> None:
    current = content(match("A", "x", Severity.HIGH, "B"), match("C", "x", Severity.HIGH, "D"))
    candidate = content(match("D", "x", Severity.HIGH, "A"))

    found = compare(current, candidate)

    assert (found.fixed, ids(found.remaining), found.new) == ((), ["D"], ())


def test_size_and_end_of_life_are_told() -> None:
    found = compare(content(size=100), content(size=60, ends=date(2028, 6, 30), ended=False))

    assert (found.size, found.ends, found.ended) == (-40, date(2028, 6, 30), False)
    assert compare(content(), content(size=1)).size is None
    assert compare(content(size=0), content(size=0)).size == 0


# What is not known.


def test_what_could_not_be_read_fixes_nothing() -> None:
    candidate = content_of(
        Assessment(matches=(), not_assessed=(), assessed=5),
        [Gap(location=Location("x", 1), reason="a layer is broken")],
    )

    found = compare(content(match("CVE-1")), candidate)

    assert (found.fixed, ids(found.unclear)) == ((), ["CVE-1"])
    assert found.why == ("not all of it could be read: a layer is broken",)


def test_an_image_of_which_nothing_was_assessed_fixes_nothing() -> None:
    found = compare(content(match("CVE-1")), content(assessed=0))

    assert (found.fixed, ids(found.unclear)) == ((), ["CVE-1"])
    assert found.why == ("nothing of it was assessed",)


def test_an_unknown_distribution_fixes_no_flaw_of_a_distribution() -> None:
    lost = NotAssessed(package=package("musl"), reason="there are no advisories for Alpine:edge")
    candidate = content_of(Assessment(matches=(), not_assessed=(lost,), assessed=3))

    found = compare(content(match("CVE-1"), match("CVE-2", "lodash", kind="library")), candidate)

    assert (ids(found.fixed), ids(found.unclear)) == (["CVE-2"], ["CVE-1"])
    assert found.why == ("1 of its distribution's packages are not assessed: there are no advisories for Alpine:edge",)


@pytest.mark.parametrize("advisory", ["", "GHSA-7"])
def test_a_package_that_is_not_assessed_is_not_fixed(advisory: str) -> None:
    lost = NotAssessed(package=package("lodash", "library"), reason="its version is not known", advisory=advisory)
    candidate = content_of(Assessment(matches=(), not_assessed=(lost,), assessed=3))
    current = content(match("CVE-1", "lodash", kind="library"), match("CVE-2", "minimist", kind="library"))

    found = compare(current, candidate)

    assert (ids(found.fixed), ids(found.unclear)) == (["CVE-2"], ["CVE-1"])
    assert found.why == ("lodash is not assessed in it",)


def test_a_source_package_that_is_not_assessed_is_not_fixed() -> None:
    lost = NotAssessed(package=package("libssl3", "library", source="openssl"), reason="x")
    candidate = content_of(Assessment(matches=(), not_assessed=(lost,), assessed=3))

    assert ids(compare(content(match("CVE-1", "openssl")), candidate).unclear) == ["CVE-1"]


_MATCHES = st.builds(
    match,
    st.sampled_from(("CVE-1", "CVE-2", "CVE-3", "GHSA-1", "GHSA-2")),
    st.sampled_from(("openssl", "zlib", "lodash")),
    st.sampled_from(list(Severity)),
    st.sampled_from(("CVE-1", "CVE-2", "DSA-1")),
    kind=st.sampled_from(("os", "library")),
)
_CONTENTS = st.builds(
    Content,
    matches=st.lists(_MATCHES, max_size=6).map(tuple),
    assessed=st.integers(0, 3),
    unassessed=st.frozensets(st.sampled_from(("openssl", "lodash")), max_size=1),
    unknown=st.sampled_from(("", "", "who knows")),
    unread=st.sampled_from(("", "", "", "it is broken")),
    size=st.one_of(st.none(), st.integers(0, 9)),
)


@given(_CONTENTS)
def test_an_image_changes_nothing_in_its_own_place(one: Content) -> None:
    found = compare(one, one)

    assert (found.fixed, found.new, found.unclear, found.why) == ((), (), (), ())
    assert found.size in (0, None)


@given(_CONTENTS, _CONTENTS)
def test_the_other_way_round_what_came_goes(one: Content, other: Content) -> None:
    there, back = compare(one, other), compare(other, one)

    def count(*groups: tuple[Match, ...]) -> int:
        return sum(map(len, groups))

    assert count(there.new) == count(back.fixed, back.unclear)
    assert count(there.remaining) == count(back.remaining)
    assert (there.why == ()) == (there.unclear == ())
    assert there.size is None or there.size == -(back.size or 0)


def all_names(match: Match, others: tuple[Match, ...]) -> set[str]:
    """The names of a flaw, also those that it only has by way of others."""
    found = set(match.names)
    while more := {name for each in others if found & set(each.names) for name in each.names} - found:
        found |= more
    return found


@given(_CONTENTS, _CONTENTS)
def test_each_flaw_is_told_once_and_none_is_lost(one: Content, other: Content) -> None:
    found = compare(one, other)
    told = (*found.fixed, *found.unclear, *found.remaining, *found.new)
    everything = (*one.matches, *other.matches)

    for each in everything:
        names = all_names(each, everything)
        assert len([match for match in told if names & set(match.names)]) == 1
    assert set(found.remaining) | set(found.new) <= set(other.matches)
    assert set(found.fixed) | set(found.unclear) <= set(one.matches)
    if not other.assessed or other.unread:
        assert found.fixed == ()
