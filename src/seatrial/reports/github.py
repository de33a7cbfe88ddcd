"""Workflow commands for GitHub Actions: the worst findings as annotations beside the code.

GitHub shows ten errors and ten warnings of a step and fifty of a job, first come first served: the ten worst are sent
as errors, then gaps and what is wrong with waivers as warnings; a notice says what there is besides.
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterator, Sequence

from seatrial.model.location import Location
from seatrial.model.report import Report
from seatrial.model.result import Result
from seatrial.model.waiver import WaiverState
from seatrial.reports import Canvas
from seatrial.reports._packages import package_row, package_told, together
from seatrial.reports._words import by_urgency, clean, cut, fix_told, plural, risk_told, totals

SUMMARY = "for GitHub Actions without code scanning: annotations of the ten worst findings"

MOST = 10
_MOST_TEXT = 1_000


def render(report: Report, canvas: Canvas) -> str:
    """The commands, one a line."""
    return "".join(f"{line}\n" for line in _commands(report))


def _commands(report: Report) -> Iterator[str]:
    found = together(by_urgency(report))
    for group in found[:MOST]:
        result = group[0]
        if result.match:
            yield _package(group)
            continue
        check = report.about(result)
        risk = f"\nRisk: {risk_told(result.risk)}" if result.risk else ""
        text = f"{result.message or check.title}\n{' '.join(check.why.split())}\nFix: {fix_told(check)}{risk}"
        yield _command("error", text, result.location, f"{check.severity}: {check.id}")
    warnings = [(gap.location, f"not read: {gap.reason}", "gap") for gap in report.every_gap()]
    warnings += [(flaw.location, f"{flaw.message}; what it is about counts", "waiver") for flaw in report.flaws]
    warnings += [
        (use.waiver.location, f"the waiver for {', '.join(use.waiver.checks)}: {use.state}", "waiver")
        for use in report.waivers
        if use.state is not WaiverState.ACTIVE
    ]
    for place, text, title in warnings[:MOST]:
        yield _command("warning", text, place, title)
    more = sum(map(len, found[MOST:]))
    rest = f"; {plural(more, 'finding')} more in the report" if more > 0 else ""
    unshown = len(warnings) - MOST
    rest += f"; {plural(unshown, 'warning')} more" if unshown > 0 else ""
    yield f"::notice title=Seatrial::{_data(totals(report) + rest)}"


def _package(group: Sequence[Result]) -> str:
    row, worst = package_row(group), group[0]
    risk = f"\nRisk: {risk_told(worst.risk)}" if worst.risk else ""
    return _command(
        "error", f"{package_told(group)}\n{', '.join(row.ids)}{risk}", worst.location, f"{row.severity}: {row.name}"
    )


def _command(kind: str, text: str, place: Location, title: str) -> str:
    parts = {"title": title, "file": place.file.removeprefix("./")}
    if place.line:
        parts |= {"line": str(place.line), "endLine": str(max(place.line, place.end_line))}
    said = ",".join(f"{name}={_property(value)}" for name, value in parts.items())
    return f"::{kind} {said}::{_data(text)}"


def _data(text: str) -> str:
    """As the runner decodes it; everything else that acts is written as an escape first."""
    lines = cut(text, _MOST_TEXT).split("\n")
    return "%0A".join(clean(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return clean(cut(text, _MOST_TEXT)).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
