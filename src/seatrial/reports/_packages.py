"""Flaws of packages in words: what all reports that people read say of them alike."""

from collections.abc import Sequence
from typing import NamedTuple

from seatrial.engine.standing import highest
from seatrial.model.advisory import FixState, Match
from seatrial.model.check import Severity
from seatrial.model.location import Location
from seatrial.model.report import AssetReport
from seatrial.model.result import Result
from seatrial.reports._words import plural

_UNFIXED = {
    FixState.WILL_NOT_FIX: "will not be fixed",
    FixState.END_OF_LIFE: "its release is maintained no more",
    FixState.INVESTIGATED: "is under investigation",
}


class PackageRow(NamedTuple):
    """A package with flaws.

    ``package``  its name and version.   ``fix``  which version fixes how much of it.
    ``ids``      of its flaws, the worst first.
    """

    severity: Severity
    name: str
    version: str
    fix: str
    ids: tuple[str, ...]

    @property
    def package(self) -> str:
        return f"{self.name} {self.version}"


def together(findings: Sequence[Result]) -> list[list[Result]]:
    """The findings, those of one package at one place together; each where its first one stands."""
    found: dict[tuple[object, ...], list[Result]] = {}
    for number, result in enumerate(findings):
        match = result.match
        key = (result.address, match.version, result.location) if match else (number,)
        found.setdefault(key, []).append(result)
    return list(found.values())


def package_told(group: Sequence[Result]) -> str:
    """All flaws of a package in a sentence: ``urllib3 1.23 has 11 flaws; 2.7.0 fixes all``."""
    row = package_row(group)
    return f"{row.package} has {plural(len(row.ids), 'flaw')}; {row.fix}"


def package_row(group: Sequence[Result]) -> PackageRow:
    """A package of the findings that are about it, at least one."""
    matches = matches_of(group)
    worst = max((match.severity for match in matches), key=lambda severity: severity.rank)
    return PackageRow(worst, matches[0].name, matches[0].version, fix_of(matches), tuple(m.id for m in matches))


def matches_of(group: Sequence[Result]) -> list[Match]:
    """The flaws of one package, the worst first."""
    return [result.match for result in ordered_flaws(group) if result.match]


def ordered_flaws(group: Sequence[Result]) -> list[Result]:
    """Findings of one package: by risk, of equal ones by severity, by CVSS score and by id."""

    def order(result: Result) -> tuple[int, int, float, str]:
        match, risk = result.match, result.risk
        rank, score = (match.severity.rank, match.score or 0.0) if match else (0, 0.0)
        return (-(risk.score if risk else 0), -rank, -score, result.check)

    return sorted(group, key=order)


def fix_of(matches: Sequence[Match]) -> str:
    """``1.1.1w fixes 4 of 5``, ``no version fixes it``."""
    fixed = {match.fixed for match in matches if match.fixed}
    if not fixed:
        state = matches[0].state if len({match.state for match in matches}) == 1 else FixState.AFFECTED
        return _UNFIXED.get(state, "no version fixes it yet")
    count = sum(1 for match in matches if match.fixed)
    best = highest(fixed, matches[0].package.ecosystem)
    what = "it" if len(matches) == 1 else "all" if count == len(matches) else f"{count} of {len(matches)}"
    return f"{best} fixes {what}"


def flaw_told(match: Match) -> str:
    """One flaw in a line: whether it is attacked, what it is, and what becomes of it where it has no fix."""
    known = match.exploitation
    attacked = "EXPLOITED: " if known and known.exploited else ""
    rest = f" ({_UNFIXED.get(match.state, 'no fix yet')})" if not match.fixed else ""
    return f"{attacked}{match.title}{rest}"


def is_inside(place: Location, asset: AssetReport) -> bool:
    """Whether a place lies in an image, and not in a file of a repository."""
    return place.file.startswith((f"{asset.name}:/", f"{asset.name} ("))
