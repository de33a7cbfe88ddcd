"""What one image would change in the place of another: flaws that go, stay and come.

A flaw that is not found in an image is only gone from it where its packages could be assessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from seatrial.model.advisory import Assessment, Match, NotAssessed
from seatrial.model.base import Comparison, Content
from seatrial.model.gap import Gap


def content_of(
    assessment: Assessment,
    gaps: Sequence[Gap] = (),
    *,
    size: int | None = None,
    ends: date | None = None,
    ended: bool | None = None,
) -> Content:
    """What is known of an image, by what advisories say of its packages, and by what could not be read of it."""
    lost = [each for each in assessment.not_assessed if not each.advisory]
    system = [each for each in lost if each.package.kind == "os"]
    return Content(
        matches=assessment.matches,
        assessed=assessment.assessed,
        unassessed=frozenset(name for each in assessment.not_assessed for name in _names(each)),
        unknown=f"{len(system)} of its distribution's packages are not assessed: {system[0].reason}" if system else "",
        unread=f"not all of it could be read: {gaps[0].reason}" if gaps else "",
        size=size,
        ends=ends,
        ended=ended,
    )


def _names(each: NotAssessed) -> set[str]:
    return {each.package.name, each.package.source_name} - {""}


def compare(current: Content, candidate: Content) -> Comparison:
    """What changes where ``candidate`` takes the place of ``current``.

    Flaws are the same where they share one of their names, in whichever package.
    """
    flaws = _flaws((*current.matches, *candidate.matches))
    before, after = _by_flaw(current.matches, flaws), _by_flaw(candidate.matches, flaws)
    doubts = {flaw: _doubt(matches, candidate) for flaw, matches in before.items() if flaw not in after}
    is_sized = current.size is not None and candidate.size is not None
    return Comparison(
        fixed=_sorted(before[flaw][0] for flaw, doubt in doubts.items() if not doubt),
        remaining=_sorted(matches[0] for flaw, matches in after.items() if flaw in before),
        new=_sorted(matches[0] for flaw, matches in after.items() if flaw not in before),
        unclear=_sorted(before[flaw][0] for flaw, doubt in doubts.items() if doubt),
        why=tuple(sorted(set(doubts.values()) - {""})),
        size=(candidate.size or 0) - (current.size or 0) if is_sized else None,
        ends=candidate.ends,
        ended=candidate.ended,
    )


def _doubt(matches: Iterable[Match], candidate: Content) -> str:
    """Why it is not known that a flaw of these packages is gone; empty where it is."""
    if candidate.unread:
        return candidate.unread
    if not candidate.assessed:
        return "nothing of it was assessed"
    for match in matches:
        if match.package.kind == "os" and candidate.unknown:
            return candidate.unknown
        for name in (match.name, match.package.name):
            if name in candidate.unassessed:
                return f"{name} is not assessed in it"
    return ""


def _flaws(matches: Iterable[Match]) -> dict[str, str]:
    """Each name of a flaw, and the one name that stands for all that are joined by it."""
    leader: dict[str, str] = {}

    def lead(name: str) -> str:
        while (up := leader.setdefault(name, name)) != name:
            leader[name] = leader.setdefault(up, up)
            name = up
        return name

    for match in matches:
        first = lead(match.id)
        for name in match.names:
            leader[lead(name)] = first
    return {name: lead(name) for name in list(leader)}


def _by_flaw(matches: Iterable[Match], flaws: Mapping[str, str]) -> dict[str, list[Match]]:
    """The matches of each flaw, the worst first."""
    found: dict[str, list[Match]] = {}
    for match in _sorted(matches):
        found.setdefault(flaws[match.id], []).append(match)
    return found


def _sorted(matches: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(
        sorted(
            matches, key=lambda match: (-match.severity.rank, -(match.score or 0), match.id, match.name, match.version)
        )
    )
