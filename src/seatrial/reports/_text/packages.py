"""Packages with flaws in the text report: a block for each of those with the highest risk, a line for the others."""

from collections.abc import Iterator, Sequence

from seatrial.model.advisory import Match
from seatrial.model.result import Result
from seatrial.reports._packages import flaw_told, matches_of, ordered_flaws, package_row
from seatrial.reports._text.page import COLORS, MOST_TEXT, Page, told_place
from seatrial.reports._words import clean, cut, plural, risk_told

_MOST_PACKAGES = 8
_MOST_BRIEF = 40
_MOST_FLAWS = 6
_MOST_NAME = 40

Findings = Sequence[Result]
"""Those of one package, or of one check at one place."""


def split(groups: Sequence[Findings], *, verbose: bool) -> tuple[list[Sequence[Result]], list[Sequence[Result]]]:
    """Groups of findings, the worst last: those of packages that are told in a line, and the rest."""
    packages = [group for group in groups if group[0].match]
    most = len(packages) if verbose else _MOST_PACKAGES
    brief = packages[: max(0, len(packages) - most)]
    short = {id(group) for group in brief}
    return brief, [group for group in groups if id(group) not in short]


def listed(page: Page, groups: Sequence[Findings]) -> Iterator[str]:
    """A line for each package: how bad, what, which version fixes it, which flaws."""
    rows = [package_row(group) for group in groups]
    names = min(_MOST_NAME, max(len(row.package) for row in rows))
    if len(rows) > _MOST_BRIEF:
        yield f"{plural(len(rows) - _MOST_BRIEF, 'package')} of less risk; -v lists them"
    for row in rows[-_MOST_BRIEF:]:
        told = f"  {row.package:<{names}}  {row.fix}; {', '.join(row.ids)}"
        yield page.style(f"{row.severity:<8}", COLORS[row.severity]) + clean(cut(told, page.width - len("critical")))


def package(page: Page, group: Findings) -> Iterator[str]:
    """A package with its flaws, the worst first."""
    flaws = ordered_flaws(group)
    row = package_row(flaws)
    told = clean(cut(f"{row.version} has {plural(len(flaws), 'flaw')}; {row.fix}", MOST_TEXT))
    yield page.style(f"{row.severity}[{clean(row.name)}]", COLORS[row.severity]) + page.style(f": {told}", "1")
    yield from page.framed(flaws)
    yield from _flaws(page, matches_of(flaws))
    yield from _inside(page, flaws[0])
    risks = [result.risk for result in flaws if result.risk]
    if risks:
        yield from page.note("risk", risk_told(max(risks, key=lambda risk: (risk.action.urgency, risk.score))))
    yield from page.note("more", f"seatrial explain {flaws[0].check}")


def _flaws(page: Page, flaws: Sequence[Match]) -> Iterator[str]:
    most = len(flaws) if page.canvas.verbose else _MOST_FLAWS
    names = max(len(match.id) for match in flaws[:most])
    bar = page.style("   |", "34")
    for match in flaws[:most]:
        score = f"{match.score:.1f}" if match.score is not None else "" if match.rated else "?"
        severity = page.style(f"{match.severity:<8}", COLORS[match.severity])
        room = max(10, page.width - names - len("   | critical    10.0  "))
        yield f"{bar} {severity}  {clean(match.id):<{names}}  {score:>4}  {clean(cut(flaw_told(match), room))}"
    if len(flaws) > most:
        yield f"{bar} and {len(flaws) - most} more; -v lists them"


def _inside(page: Page, result: Result) -> Iterator[str]:
    """Where in an image it is, which instruction brought it, and which packages it is in."""
    match, place = result.match, result.evidence[0].location
    assert match is not None  # noqa: S101 - a package's findings are flaws
    if place != result.location and place.file:
        yield from page.note("found", told_place(place, column=False))
    if match.package.base:
        yield from page.note("base", f"it comes with {match.package.base}")
    elif match.package.instruction:
        yield from page.note("by", cut(" ".join(match.package.instruction.split()), MOST_TEXT))
    if match.installed:
        yield from page.note("in", ", ".join((match.package.name, *match.installed)))
