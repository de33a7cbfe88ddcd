"""Findings as compilers print them: grouped by file, the worst last, next to the prompt."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import assert_never

from seatrial.engine.score import WEIGHTS
from seatrial.model.difference import Past
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report, Subject
from seatrial.model.result import Result, Verdict
from seatrial.model.waiver import WaiverState, WaiverUse
from seatrial.reports import Canvas
from seatrial.reports._packages import is_inside
from seatrial.reports._text import packages
from seatrial.reports._text.page import COLORS, MOST_TEXT, Page, told_place
from seatrial.reports._words import (
    as_json,
    ascii_only,
    by_severity,
    clean,
    cut,
    difference_told,
    first_sentence,
    groups_of_news,
    harmless,
    news,
    plural,
    risk_told,
    seen_told,
    unscanned_told,
    waived_told,
)

SUMMARY = "for people at a terminal: findings with their code, grouped by file, the worst last"

_MOST_FIRST = 3
_MOST_NAMED = 3

_Group = list[Result]
"""Findings of one check at one place: a module that is called twice, elements that one block makes."""


def render(report: Report, canvas: Canvas) -> str:
    """The whole report; nothing at all where only findings are wanted and there are none."""
    text = "".join(f"{harmless(line)}\n" for line in _Text(report, canvas).all())
    return text if canvas.unicode else ascii_only(text)


class _Text:
    """One rendering; remembers the place that it has shown last and which checks are still to come."""

    def __init__(self, report: Report, canvas: Canvas) -> None:
        self.report = report
        self.canvas = canvas
        self.page = Page(canvas)
        self.to_come: Counter[str] = Counter()

    def all(self) -> Iterator[str]:
        files = list(self._by_file())
        self.to_come = Counter(group[0].check for _, groups in files for group in groups if group[0].match is None)
        for file, groups in files:
            yield self.page.style(clean(cut(file, MOST_TEXT)), "1;4")
            yield ""
            yield from self._section(groups)
        if self.canvas.quiet:
            return
        yield from self._unknowns()
        yield from self._gaps()
        yield from self._waived()
        yield from self._waivers()
        yield from self._offers()
        yield from self._fix_first()
        yield from self._fixed()
        yield from self._footer()

    def _by_file(self) -> Iterator[tuple[str, list[_Group]]]:
        """Files with their findings, the file and the finding with the highest risk last."""
        groups: dict[tuple[str, Location], _Group] = defaultdict(list)
        heads: dict[tuple[str, Location], str] = {}
        for asset, result in self.report.every_new():
            match = result.match
            key = (f"{result.address} {match.version}" if match else result.check, result.location)
            groups[key].append(result)
            # What lies in an image has a place in it, and no file that anybody opens.
            heads[key] = asset.name if is_inside(result.location, asset) else result.location.file
        files: dict[str, list[_Group]] = defaultdict(list)
        for key, group in groups.items():
            files[heads[key]].append(group)
        for found in files.values():
            found.sort(key=lambda group: (self._rank(group), _backwards(group[0].location), group[0].check))
        order = sorted(files, key=lambda file: (self._rank(files[file][-1]), len(files[file]), file))
        return ((file, files[file]) for file in order)

    def _section(self, groups: Sequence[_Group]) -> Iterator[str]:
        """The findings of one file; of many packages those with the highest risk, and of the others a line each."""
        brief, rest = packages.split(groups, verbose=bool(self.canvas.verbose))
        if brief:
            yield from packages.listed(self.page, brief)
            yield ""
        for group in rest:
            yield from packages.package(self.page, group) if group[0].match else self._finding([*group])
            yield ""

    def _rank(self, group: _Group) -> tuple[int, int]:
        """How bad the worst of a group is: by its risk, of equal ones by its severity."""
        return _score(group), max(self._check(result).severity.rank for result in group)

    def _check(self, result: Result) -> Subject:
        return self.report.about(result)

    def _finding(self, group: _Group) -> Iterator[str]:
        result = group[0]
        check = self._check(result)
        head = self.page.style(f"{check.severity}[{check.id}]", COLORS[check.severity])
        yield f"{head}{self.page.style(': ' + clean(cut(result.message or check.title, MOST_TEXT)), '1')}"
        yield from self.page.framed(group)
        yield from self._notes(group, check)

    def _notes(self, group: _Group, check: Subject) -> Iterator[str]:
        result = group[0]
        for evidence in result.evidence[:1]:
            if evidence.how in ("default", "absent"):
                yield from self.page.note(
                    "seen", f"{evidence.property} is {_value(evidence.value)} where nothing is said"
                )
            elif evidence.location.file != result.location.file:
                # What is found in an image is at the line that names the image.
                yield from self.page.note("found", told_place(evidence.location, column=False))
        worst = max(group, key=lambda result: result.risk.score if result.risk else 0)
        # Where nothing but the check itself is known, its severity has said it all.
        if worst.risk is not None and (worst.risk.confidence > WEIGHTS["likelihood"] or self.canvas.verbose):
            yield from self.page.note("risk", risk_told(worst.risk))
        if result.condition:
            yield from self.page.note("if", f"it exists: {result.condition}")
        others = _others(group)
        if others:
            more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
            yield from self.page.note("also", ", ".join(others[:_MOST_NAMED]) + more)
        elif result.calls:
            yield from self.page.note("called", ", ".join(told_place(call, column=False) for call in result.calls))
        self.to_come[check.id] -= 1
        # A check is explained once, where it is nearest to the prompt.
        if not self.to_come[check.id]:
            yield from self.page.note("why", first_sentence(check.why))
            yield from self.page.note("fix", _fix(check))
            yield from self.page.note("more", f"seatrial explain {check.id}")

    def _unknowns(self) -> Iterator[str]:
        unknown = [r for _, r in self.report.every_result() if r.verdict in (Verdict.UNKNOWN, Verdict.ERROR)]
        if not unknown:
            return
        yield self.page.style(f"{plural(len(unknown), 'verdict')} could not be known", "1")
        if self.canvas.verbose:
            lines = [f"{told_place(r.location)}: {r.check}: {r.address}: {r.reason}" for r in unknown]
        else:
            reasons = Counter(result.reason for result in unknown)
            lines = [f"{count} x {reason}" for reason, count in sorted(reasons.items(), key=lambda i: (-i[1], i[0]))]
        yield from self.page.listed(lines)
        yield ""

    def _gaps(self) -> Iterator[str]:
        gaps = list(self.report.every_gap())
        if not gaps:
            return
        yield self.page.style(f"{plural(len(gaps), 'gap')}: this was not read, and nothing is said of it", "1;33")
        yield from self.page.listed([_gap_line(gap) for gap in gaps])
        yield ""

    def _waived(self) -> Iterator[str]:
        """What somebody has accepted: still there, and why."""
        waived = [result for _, result in self.report.every_waived()]
        if not waived:
            return
        yield self.page.style(f"{plural(len(waived), 'finding')} {'is' if len(waived) == 1 else 'are'} waived", "1")
        yield from self.page.listed([_waived_line(result) for result in waived])
        yield ""

    def _waivers(self) -> Iterator[str]:
        """The waivers that somebody should do something about."""
        telling = [_waiver_line(use) for use in self.report.waivers if use.state is not WaiverState.ACTIVE]
        wrong = [f"{told_place(flaw.location)}: {flaw.message}" for flaw in self.report.flaws]
        if wrong:
            one = len(wrong) == 1
            about = "it is" if one else "they are"
            title = f"{plural(len(wrong), 'waiver')} cannot be followed, and what {about} about counts"
            yield self.page.style(title, "1;33")
            yield from self.page.listed(wrong)
            yield ""
        if telling:
            yield self.page.style(f"{plural(len(telling), 'waiver')} to look at", "1;33")
            yield from self.page.listed(telling)
            yield ""

    def _offers(self) -> Iterator[str]:
        """Which tags could be taken instead of images, the best first."""
        lines = [
            f"{_named_at(asset)} -> {offer.candidate.tag} ({offer.candidate.step}): "
            f"{plural(offer.fixed, 'flaw')} less; {offer.more}"
            for asset in self.report.assets
            for offer in asset.offers
        ]
        if lines:
            yield self.page.style("Tags to take instead", "1")
            yield from self.page.listed(lines)
            yield ""

    def _fix_first(self) -> Iterator[str]:
        """The changes that are worth most, where there are more than anybody sees at a glance."""
        every = [*groups_of_news(self.report)]
        groups = [group for group in every if round(group.gain, 1) > 0][:_MOST_FIRST]
        if len(every) <= _MOST_FIRST or not groups:
            return
        yield self.page.style("Fix first", "1")
        for group in groups:
            count = plural(len(group.findings), "finding")
            where = f" in {plural(len(group.assets), 'asset')}" if len(group.assets) > 1 else ""
            worth = f"{group.action.label}, {group.gain:.1f} points less"
            text = f"{told_place(group.location)}: {group.change or group.check}: {count}{where}, {worth}"
            yield from self.page.wrapped(cut(text, 2 * MOST_TEXT), indent=2, more=2)
        yield ""

    def _fixed(self) -> Iterator[str]:
        """What is no more, and what may be."""
        found = self.report.difference
        if found is None:
            return
        for pasts, told in ((found.fixed, "fixed"), (found.gone, "not found again, which may not be fixed")):
            if pasts:
                one = len(pasts) == 1
                yield self.page.style(f"{plural(len(pasts), 'finding')} {'is' if one else 'are'} {told}", "1")
                yield from self.page.listed([_past_line(past) for past in pasts])
                yield ""

    def _footer(self) -> Iterator[str]:
        yield from self.page.wrapped(self._scanned())
        yield from self.page.wrapped(unscanned_told(self.report)) if self.report.unscanned else ()
        yield from self._graded()
        since = difference_told(self.report)
        yield from self.page.wrapped(since[:1].upper() + since[1:]) if since else ()
        yield self._counted()
        following = self._next()
        if following:
            yield self.page.style("Next: ", "1") + following

    def _scanned(self) -> str:
        """What was read and asked, also where nothing came of it."""
        if not self.report.assets:
            return f"Scanned {', '.join(self.report.targets)}: there is nothing that can be read"
        return f"Scanned {seen_told(self.report)}"

    def _counted(self) -> str:
        report, counts = self.report, self.report.counts()
        numbers = [f"{counts[verdict]} {verdict}" for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN)]
        waived = sum(1 for _ in report.every_waived())
        if waived:
            numbers[1] += f" ({waived} waived)"
        if counts[Verdict.ERROR]:
            numbers.append(f"{counts[Verdict.ERROR]} error")
        numbers += [plural(sum(1 for _ in report.every_gap()), "gap"), f"{report.seconds:.1f} s"]
        severities = by_severity(report)
        told = "  ".join(self.page.style(f"{count} {name}", COLORS[name]) for name, count in severities.items())
        return "  ".join(numbers) + (f"   ({told})" if told else "")

    def _graded(self) -> Iterator[str]:
        standing = self.report.standing
        if standing is None:
            return
        text = f"Grade {standing.grade}: {round(standing.score)} of 100, where less is better"
        if round(standing.unwaived) != round(standing.score) or standing.unwaived_grade != standing.grade:
            text += f"; {standing.unwaived_grade}, {round(standing.unwaived)}, were nothing waived"
        if standing.grade == "?":
            text += f"; only {standing.decided:.0%} of what was asked could be decided"
        first, *rest = self.page.wrapped(text)
        head, colon, told = first.partition(":")
        yield self.page.style(head, "1") + colon + told
        yield from rest

    def _next(self) -> str:
        found = news(self.report)
        if found:
            worst = max(found, key=lambda result: (*self._rank([result]), result.check))
            return f"seatrial explain {worst.check}"
        if not self.report.assets:
            return "seatrial list connectors, which says what can be read"
        if any(True for _ in self.report.every_gap()) and not self.canvas.verbose:
            return "seatrial scan -v, which lists every gap; --allow-incomplete, where they are no reason to stop"
        return "" if "strict" in self.report.policies else "seatrial scan --policy strict, which asks everything"


def _named_at(asset: AssetReport) -> str:
    """An image, behind the place that names it, if any does."""
    name = asset.name.removeprefix("image:")
    return f"{told_place(asset.uses[0].location)}: {name}" if asset.uses else name


def _score(group: _Group) -> int:
    return max((result.risk.score for result in group if result.risk is not None), default=0)


def _waived_line(result: Result) -> str:
    waiver = result.waiver
    assert waiver is not None  # noqa: S101 - only those are listed
    return f"{told_place(result.location)}: {result.check}: {waived_told(waiver)}"


def _past_line(past: Past) -> str:
    return f"{told_place(past.location)}: {past.check}: {cut(past.message or past.address, MOST_TEXT)}"


def _waiver_line(use: WaiverUse) -> str:
    waiver, where = use.waiver, f"{told_place(use.waiver.location)}: {', '.join(use.waiver.checks)}"
    count = plural(use.count, "finding")
    match use.state:
        case WaiverState.UNUSED:
            return f"{where}: nothing needs it; `seatrial waivers prune` takes it out"
        case WaiverState.EXPIRED:
            return f"{where}: it ended on {waiver.until}, and {count} {'counts' if use.count == 1 else 'count'} again"
        case WaiverState.ENDS_SOON:
            return f"{where}: it ends on {waiver.until}, and covers {count}"
        case WaiverState.ACTIVE:
            return f"{where}: it covers {count}"
    assert_never(use.state)


def _backwards(place: Location) -> tuple[int, ...]:
    return (-place.line, -place.column, -place.end_line, -place.end_column)


def _gap_line(gap: Gap) -> str:
    where = told_place(gap.location, column=False)
    return f"{where}: {gap.reason}" if where else gap.reason


def _others(group: _Group) -> list[str]:
    """The addresses beside the first result's; where all are of one resource, its elements."""
    first = group[0]
    addresses = sorted({result.address for result in group} - {first.address})
    elements = sorted({result.element for result in group} - {first.element})
    # An element of a computed list has an index and no name: "hull.a[1]".
    return addresses or [f"{first.address}{name}" if name.startswith("[") else name for name in elements]


def _value(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return "empty" if not value else "set"
    return cut(as_json(value), 100)


def _fix(check: Subject) -> str:
    if check.fix.set:
        return ", ".join(f"{name} = {_value(value)}" for name, value in check.fix.set.items())
    if check.fix.add:
        return ", ".join(f"{name} with {_value(value)}" for name, value in check.fix.add.items())
    return first_sentence(check.fix.steps) or f"seatrial fix --check {check.id}"
