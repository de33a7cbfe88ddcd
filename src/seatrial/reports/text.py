"""Findings as compilers print them: grouped by file, the worst last, next to the prompt."""

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import assert_never

from seatrial.engine.evidence import HIDDEN
from seatrial.engine.score import WEIGHTS
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import Report, Subject
from seatrial.model.result import Result, Verdict
from seatrial.model.waiver import WaiverState, WaiverUse
from seatrial.reports import Canvas
from seatrial.reports._frame import frame
from seatrial.reports._words import (
    as_json,
    ascii_only,
    assets_by_kind,
    by_severity,
    clean,
    coverage,
    cut,
    findings,
    first_sentence,
    harmless,
    packages_told,
    plural,
    risk_told,
    waived_told,
)

SUMMARY = "for people at a terminal: findings with their code, grouped by file, the worst last"

_COLORS = {"critical": "1;97;41", "high": "1;31", "medium": "1;33", "low": "1;36"}
_MOST_LISTED = 5
_MOST_FIRST = 3
_MOST_NAMED = 3
_MOST_TEXT = 300
_NARROWEST = 40

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
        self.width = max(_NARROWEST, canvas.width)
        self.shown: Location | None = None
        self.to_come: Counter[str] = Counter()

    def all(self) -> Iterator[str]:
        files = list(self._by_file())
        self.to_come = Counter(group[0].check for _, groups in files for group in groups)
        for file, groups in files:
            yield self._style(clean(cut(file, _MOST_TEXT)), "1;4")
            yield ""
            for group in groups:
                yield from self._finding(group)
        if self.canvas.quiet:
            return
        yield from self._unknowns()
        yield from self._gaps()
        yield from self._waived()
        yield from self._waivers()
        yield from self._fix_first()
        yield from self._footer()

    def _by_file(self) -> Iterator[tuple[str, list[_Group]]]:
        """Files with their findings, the file and the finding with the highest risk last."""
        groups: dict[tuple[str, Location], _Group] = defaultdict(list)
        for result in findings(self.report):
            groups[result.check, result.location].append(result)
        files: dict[str, list[_Group]] = defaultdict(list)
        for group in groups.values():
            files[group[0].location.file].append(group)
        for found in files.values():
            found.sort(key=lambda group: (self._rank(group), _backwards(group[0].location), group[0].check))
        order = sorted(files, key=lambda file: (self._rank(files[file][-1]), len(files[file]), file))
        return ((file, files[file]) for file in order)

    def _rank(self, group: _Group) -> tuple[int, int]:
        """How bad the worst of a group is: by its risk, of equal ones by the check's severity."""
        return _score(group), self._check(group[0]).severity.rank

    def _check(self, result: Result) -> Subject:
        return self.report.about(result)

    def _finding(self, group: _Group) -> Iterator[str]:
        result = group[0]
        check = self._check(result)
        head = self._style(f"{check.severity}[{check.id}]", _COLORS[check.severity])
        yield f"{head}{self._style(': ' + clean(cut(result.message or check.title, _MOST_TEXT)), '1')}"
        yield from self._frame(group)
        yield from self._notes(group, check)
        yield ""

    def _frame(self, group: _Group) -> Iterator[str]:
        place = group[0].location
        again = "  (as above)" if place == self.shown and place.line else ""
        yield f"{self._style('  --> ', '34')}{clean(_where(place))}{again}"
        if again:
            return
        self.shown = place
        lines = self.canvas.lines(place.file)
        gutter = len(str(min(len(lines), place.line + 1)))
        hidden = any(e.value == HIDDEN and e.location == place for result in group for e in result.evidence)
        room = max(10, self.width - gutter - 3)
        for row in frame(lines, place, room, unicode=self.canvas.unicode, hidden=hidden):
            bar = self._style(f"{row.number or '':>{gutter}} |", "34")
            text = self._style(row.text, "1;31") if row.is_mark else row.text
            yield f"{bar} {text}" if text else bar

    def _notes(self, group: _Group, check: Subject) -> Iterator[str]:
        result = group[0]
        for evidence in result.evidence[:1]:
            if evidence.how in ("default", "absent"):
                yield from self._note("seen", f"{evidence.property} is {_value(evidence.value)} where nothing is said")
        worst = max(group, key=lambda result: result.risk.score if result.risk else 0)
        # Where nothing but the check itself is known, its severity has said it all.
        if worst.risk is not None and (worst.risk.confidence > WEIGHTS["likelihood"] or self.canvas.verbose):
            yield from self._note("risk", risk_told(worst.risk))
        if result.condition:
            yield from self._note("if", f"it exists: {result.condition}")
        others = _others(group)
        if others:
            more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
            yield from self._note("also", ", ".join(others[:_MOST_NAMED]) + more)
        elif result.calls:
            yield from self._note("called", ", ".join(_where(call, column=False) for call in result.calls))
        self.to_come[check.id] -= 1
        # A check is explained once, where it is nearest to the prompt.
        if not self.to_come[check.id]:
            yield from self._note("why", first_sentence(check.why))
            yield from self._note("fix", _fix(check))
            yield from self._note("more", f"seatrial explain {check.id}")

    def _note(self, name: str, text: str) -> Iterator[str]:
        head = f"   = {name}: "
        first, *rest = self._wrapped(cut(text, 4 * _MOST_TEXT), indent=len(head))
        yield f"{self._style('   =', '34')} {self._style(name + ':', '1')} {first[len(head) :]}"
        yield from rest

    def _wrapped(self, text: str, *, indent: int = 0, more: int = 0) -> list[str]:
        """The text in lines that are indented, the second and later ones by `more`; a long word stays whole."""
        margin, hanging = " " * indent, " " * (indent + more)
        text = clean(text)
        if indent + len(text) <= self.width:
            return [margin + text.rstrip()]
        wrapper = textwrap.TextWrapper(
            self.width, initial_indent=margin, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
        )
        return wrapper.wrap(text) or [margin]

    def _unknowns(self) -> Iterator[str]:
        unknown = [r for _, r in self.report.every_result() if r.verdict in (Verdict.UNKNOWN, Verdict.ERROR)]
        if not unknown:
            return
        yield self._style(f"{plural(len(unknown), 'verdict')} could not be known", "1")
        if self.canvas.verbose:
            lines = [f"{_where(r.location)}: {r.check}: {r.address}: {r.reason}" for r in unknown]
        else:
            reasons = Counter(result.reason for result in unknown)
            lines = [f"{count} x {reason}" for reason, count in sorted(reasons.items(), key=lambda i: (-i[1], i[0]))]
        yield from self._listed(lines)
        yield ""

    def _gaps(self) -> Iterator[str]:
        gaps = list(self.report.every_gap())
        if not gaps:
            return
        yield self._style(f"{plural(len(gaps), 'gap')}: this was not read, and nothing is said of it", "1;33")
        yield from self._listed([_gap_line(gap) for gap in gaps])
        yield ""

    def _waived(self) -> Iterator[str]:
        """What somebody has accepted: still there, and why."""
        waived = [result for _, result in self.report.every_waived()]
        if not waived:
            return
        yield self._style(f"{plural(len(waived), 'finding')} {'is' if len(waived) == 1 else 'are'} waived", "1")
        yield from self._listed([_waived_line(result) for result in waived])
        yield ""

    def _waivers(self) -> Iterator[str]:
        """The waivers that somebody should do something about."""
        telling = [_waiver_line(use) for use in self.report.waivers if use.state is not WaiverState.ACTIVE]
        wrong = [f"{_where(flaw.location)}: {flaw.message}" for flaw in self.report.flaws]
        if wrong:
            one = len(wrong) == 1
            about = "it is" if one else "they are"
            title = f"{plural(len(wrong), 'waiver')} cannot be followed, and what {about} about counts"
            yield self._style(title, "1;33")
            yield from self._listed(wrong)
            yield ""
        if telling:
            yield self._style(f"{plural(len(telling), 'waiver')} to look at", "1;33")
            yield from self._listed(telling)
            yield ""

    def _fix_first(self) -> Iterator[str]:
        """The changes that are worth most, where there are more than anybody sees at a glance."""
        groups = [group for group in self.report.groups if round(group.gain, 1) > 0][:_MOST_FIRST]
        if len(self.report.groups) <= _MOST_FIRST or not groups:
            return
        yield self._style("Fix first", "1")
        for group in groups:
            count = plural(len(group.findings), "finding")
            where = f" in {plural(len(group.assets), 'asset')}" if len(group.assets) > 1 else ""
            worth = f"{group.action.label}, {group.gain:.1f} points less"
            text = f"{_where(group.location)}: {group.change or group.check}: {count}{where}, {worth}"
            yield from self._wrapped(cut(text, 2 * _MOST_TEXT), indent=2, more=2)
        yield ""

    def _listed(self, lines: Sequence[str]) -> Iterator[str]:
        most = len(lines) if self.canvas.verbose else _MOST_LISTED
        for line in lines[:most]:
            yield from self._wrapped(cut(line, 2 * _MOST_TEXT), indent=2, more=2)
        if len(lines) > most:
            yield f"  and {len(lines) - most} more; -v lists them"

    def _footer(self) -> Iterator[str]:
        yield from self._wrapped(self._scanned())
        yield from self._graded()
        yield self._counted()
        following = self._next()
        if following:
            yield self._style("Next: ", "1") + following

    def _scanned(self) -> str:
        """What was read and asked, also where nothing came of it."""
        report, seen = self.report, coverage(self.report)
        if not report.assets:
            return f"Scanned {', '.join(report.targets)}: there is nothing that can be read"
        kinds = ", ".join(plural(count, kind) for kind, count in assets_by_kind(report).items())
        unasked = f" and {seen['undeclared']} that no check asks about" if seen["undeclared"] else ""
        policies = f"{'policies' if len(report.policies) > 1 else 'policy'} {', '.join(report.policies)}"
        packages = packages_told(report.packages())
        things = [f"{plural(seen['resources'], 'resource')}{unasked}"] if seen["resources"] or not packages else []
        things += [packages] if packages else []
        return f"Scanned {kinds}: {', '.join(things)}, {plural(report.asked, 'check')} of {policies}"

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
        told = "  ".join(self._style(f"{count} {name}", _COLORS[name]) for name, count in severities.items())
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
        first, *rest = self._wrapped(text)
        head, colon, told = first.partition(":")
        yield self._style(head, "1") + colon + told
        yield from rest

    def _next(self) -> str:
        found = findings(self.report)
        if found:
            worst = max(found, key=lambda result: (*self._rank([result]), result.check))
            return f"seatrial explain {worst.check}"
        if not self.report.assets:
            return "seatrial list connectors, which says what can be read"
        if any(True for _ in self.report.every_gap()) and not self.canvas.verbose:
            return "seatrial scan -v, which lists every gap; --allow-incomplete, where they are no reason to stop"
        return "" if "strict" in self.report.policies else "seatrial scan --policy strict, which asks everything"

    def _style(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.canvas.color and text else text


def _score(group: _Group) -> int:
    return max((result.risk.score for result in group if result.risk is not None), default=0)


def _waived_line(result: Result) -> str:
    waiver = result.waiver
    assert waiver is not None  # noqa: S101 - only those are listed
    return f"{_where(result.location)}: {result.check}: {waived_told(waiver)}"


def _waiver_line(use: WaiverUse) -> str:
    waiver, where = use.waiver, f"{_where(use.waiver.location)}: {', '.join(use.waiver.checks)}"
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


def _where(place: Location, *, column: bool = True) -> str:
    """``file:line:column``; the file alone where no line is known."""
    file = cut(place.file, _MOST_TEXT)
    if not place.line:
        return file
    return f"{file}:{place.line}:{place.column}" if column and place.column else f"{file}:{place.line}"


def _gap_line(gap: Gap) -> str:
    where = _where(gap.location, column=False)
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
