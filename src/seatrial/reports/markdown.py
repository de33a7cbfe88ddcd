"""Markdown for a job's summary or a comment: short, and the rest folded.

GitHub's flavour, which GitLab reads too.  A summary may have 1 MiB on GitHub; this stays far below.
"""

from collections.abc import Iterator, Sequence

from seatrial.model.difference import Past
from seatrial.model.gap import Gap
from seatrial.model.report import Report, Subject
from seatrial.model.result import Result
from seatrial.model.waiver import WaiverState
from seatrial.reports import Canvas
from seatrial.reports._markup import code as _code
from seatrial.reports._markup import escaped as _escaped
from seatrial.reports._markup import link_of as _link
from seatrial.reports._packages import matches_of, package_row, package_told, together
from seatrial.reports._words import (
    by_severity,
    by_urgency,
    coverage,
    difference_told,
    findings,
    first_sentence,
    fix_told,
    groups_of_news,
    harmless,
    packages_told,
    place_told,
    plural,
    risk_told,
    waived_told,
)

SUMMARY = "for a job's summary or a pull request's comment: Markdown, the rest folded"

_MOST_FIRST = 5
_MOST_WORST = 10
_MOST_FOLDED = 200
_MOST_LINKS = 12
_PAST = "severity | check | where | what"


def render(report: Report, canvas: Canvas) -> str:
    """The report as Markdown."""
    return "".join(f"{harmless(line)}\n" for line in _Markdown(report).lines())


class _Markdown:
    """One rendering: the findings, the most urgent first."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.found = by_urgency(report)
        self.groups = together(self.found)

    def lines(self) -> Iterator[str]:
        report = self.report
        gaps, waived = [*report.every_gap()], [result for _, result in report.every_waived()]
        yield f"## Seatrial: {self._headline()}"
        yield ""
        yield from self._counts()
        yield from self._first()
        yield from self._worst()
        more = [*map(self._row, self.groups[_MOST_WORST:])]
        left = sum(map(len, self.groups[_MOST_WORST:]))
        yield from _folded(f"{plural(left, 'finding')} more", more, "severity | score | check | where | what")
        yield from _folded(f"{plural(len(gaps), 'gap')}: this was not read", [*map(_gap_row, gaps)], "where | why")
        yield from _folded(
            f"{plural(len(waived), 'finding')} waived", [*map(_waived_row, waived)], "check | where | why"
        )
        yield from self._difference()
        look = [*self._waivers()]
        yield from _folded(f"{plural(len(look), 'waiver')} to look at", look, "where | state | why")

    def _headline(self) -> str:
        standing = self.report.standing
        grade = f"grade {standing.grade} ({round(standing.score)} of 100, where less is better), " if standing else ""
        new = "new " if self.report.difference else ""
        return f"{grade}{plural(len(self.found), f'{new}finding')}"

    def _counts(self) -> Iterator[str]:
        report, seen = self.report, coverage(self.report)
        counts = [f"{count} {verdict}" for verdict, count in report.counts().items() if count]
        told = ", ".join(f"{count} {name}" for name, count in by_severity(report).items())
        yield f"{', '.join(counts)}" + (f". **{told}**." if told else ".")
        gaps = sum(1 for _ in report.every_gap())
        since = difference_told(report)
        if since:
            yield f"{_escaped(since[:1].upper() + since[1:])}."
        scanned = f"{plural(seen['assets'], 'asset')}, {plural(seen['resources'], 'resource')}"
        unread = f" **{plural(gaps, 'gap')}: not everything could be read.**" if gaps else ""
        undeclared = f" and {seen['undeclared']} that no check asks about" if seen["undeclared"] else ""
        packages = packages_told(report.packages())
        looked_up = f", {packages}" if packages else ""
        yield f"Scanned {scanned}{undeclared}{looked_up}; {plural(seen['checks'], 'check')}.{unread}"
        yield ""

    def _difference(self) -> Iterator[str]:
        """What was there before: still, or no more."""
        found = self.report.difference
        if found is None:
            return
        known = [result for result in findings(self.report) if not result.is_news]
        rows = [self._row([result]) for result in known]
        yield from _folded(f"{plural(len(known), 'finding')} known", rows, "severity | score | check | where | what")
        yield from _folded(f"{plural(len(found.fixed), 'finding')} fixed", [*map(_past_row, found.fixed)], _PAST)
        title = f"{plural(len(found.gone), 'finding')} not found again, which may not be fixed"
        yield from _folded(title, [*map(_past_row, found.gone)], _PAST)
        gaps = [*map(_gap_row, found.gaps)]
        yield from _folded(f"{plural(len(gaps), 'gap')} in what was there before", gaps, "where | why")

    def _first(self) -> Iterator[str]:
        every = [*groups_of_news(self.report)]
        groups = [group for group in every if round(group.gain, 1) > 0][:_MOST_FIRST]
        if len(every) < 2 or not groups:
            return
        yield "### Fix first"
        yield ""
        yield "| | check | where | removes | points |"
        yield "|---|---|---|---|---|"
        for group in groups:
            removes = f"{plural(len(group.findings), 'finding')} in {plural(len(group.assets), 'asset')}"
            place = _code(place_told(group.location))
            yield _cells(group.action.label, _code(group.change or group.check), place, removes, f"-{group.gain:.1f}")
        yield ""

    def _worst(self) -> Iterator[str]:
        if not self.found:
            return
        yield "### The worst" if len(self.groups) > _MOST_WORST else "### Findings"
        yield ""
        for group in self.groups[:_MOST_WORST]:
            if group[0].match:
                yield from self._package(group)
                continue
            result = group[0]
            check, message = self._told(result)
            yield f"- **{check.severity}** {_code(check.id)} at {_code(place_told(result.location))}: {message}"
            why, fix = (first_sentence(text).rstrip(".") for text in (check.why, fix_told(check)))
            yield f"  - {_escaped(why)}. Fix: {_escaped(fix)}."
            if result.risk is not None:
                yield f"  - Risk {_escaped(risk_told(result.risk))}"
        yield ""

    def _package(self, group: Sequence[Result]) -> Iterator[str]:
        row, worst = package_row(group), group[0]
        yield f"- **{row.severity}** {_escaped(package_told(group))}, at {_code(place_told(worst.location))}"
        links = [f"[{_escaped(match.id)}]({_link(match)})" for match in matches_of(group)[:_MOST_LINKS]]
        more = f" and {len(group) - _MOST_LINKS} more" if len(group) > _MOST_LINKS else ""
        yield f"  - {', '.join(links)}{more}"
        if worst.risk is not None:
            yield f"  - Risk {_escaped(risk_told(worst.risk))}"

    def _row(self, group: Sequence[Result]) -> str:
        result = group[0]
        score = str(result.risk.score) if result.risk else ""
        if result.match:
            row = package_row(group)
            place = _code(place_told(result.location))
            return _cells(row.severity, score, _code(row.name), place, _escaped(package_told(group)))
        check, message = self._told(result)
        return _cells(check.severity, score, _code(check.id), _code(place_told(result.location)), message)

    def _told(self, result: Result) -> tuple[Subject, str]:
        """Its check, and what it says."""
        check = self.report.about(result)
        return check, _escaped(result.message or check.title)

    def _waivers(self) -> Iterator[str]:
        for flaw in self.report.flaws:
            yield _cells(_code(place_told(flaw.location)), "cannot be followed", _escaped(flaw.message))
        for use in self.report.waivers:
            if use.state is not WaiverState.ACTIVE:
                yield _cells(_code(place_told(use.waiver.location)), use.state, _escaped(waived_told(use.waiver)))


def _folded(title: str, rows: Sequence[str], head: str) -> Iterator[str]:
    """A table behind a title; nothing where it would be empty."""
    if not rows:
        return
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield f"| {head} |"
    yield "|---" * (head.count("|") + 1) + "|"
    yield from rows[:_MOST_FOLDED]
    yield ""
    if len(rows) > _MOST_FOLDED:
        yield f"and {len(rows) - _MOST_FOLDED} more"
        yield ""
    yield "</details>"
    yield ""


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _gap_row(gap: Gap) -> str:
    return _cells(_code(place_told(gap.location)), _escaped(gap.reason))


def _past_row(past: Past) -> str:
    return _cells(
        past.severity, _code(past.check), _code(place_told(past.location)), _escaped(past.message or past.address)
    )


def _waived_row(result: Result) -> str:
    why = _escaped(waived_told(result.waiver)) if result.waiver else ""
    return _cells(_code(result.check), _code(place_told(result.location)), why)
