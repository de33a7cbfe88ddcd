"""Findings as compilers print them: grouped by file, the worst last, next to the prompt."""

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from seatrial.model.check import Check
from seatrial.model.location import Location
from seatrial.model.report import Report
from seatrial.model.result import Result, Verdict
from seatrial.reports import Canvas
from seatrial.reports._words import assets_by_kind, by_severity, clean, coverage, findings, first_sentence, plural

SUMMARY = "for people at a terminal: findings with their code, grouped by file, the worst last"

_COLORS = {"critical": "1;97;41", "high": "1;31", "medium": "1;33", "low": "1;36"}
_MOST_LISTED = 5


def render(report: Report, canvas: Canvas) -> str:
    """The whole report."""
    return "\n".join(_Text(report, canvas).all()) + "\n"


class _Text:
    """One rendering; remembers which checks it has explained."""

    def __init__(self, report: Report, canvas: Canvas) -> None:
        self.report = report
        self.canvas = canvas
        self.explained: set[str] = set()

    def all(self) -> Iterator[str]:
        for file, groups in self._by_file():
            yield self._style(clean(file), "1;4")
            yield ""
            for group in groups:
                yield from self._finding(group)
        if self.canvas.quiet:
            return
        yield from self._unknowns()
        yield from self._gaps()
        yield from self._footer()

    def _by_file(self) -> Iterator[tuple[str, list[list[Result]]]]:
        """Files with their findings, the file and the finding with the highest severity last.

        Findings of one check at one place (a module that is called twice) are one group.
        """
        groups: dict[tuple[str, Location, str], list[Result]] = defaultdict(list)
        for result in findings(self.report):
            groups[result.check, result.location, result.message].append(result)
        files: dict[str, list[list[Result]]] = defaultdict(list)
        for group in groups.values():
            files[group[0].location.file].append(group)
        for found in files.values():
            found.sort(key=lambda group: (self._rank(group), -group[0].location.line, group[0].check))
        order = sorted(files, key=lambda file: (self._rank(files[file][-1]), len(files[file]), file))
        return ((file, files[file]) for file in order)

    def _rank(self, group: list[Result]) -> int:
        return self._check(group[0]).severity.rank

    def _check(self, result: Result) -> Check:
        return self.report.checks[result.check]

    def _finding(self, group: list[Result]) -> Iterator[str]:
        result = group[0]
        check = self._check(result)
        head = self._style(f"{check.severity}[{check.id}]", _COLORS[check.severity])
        yield f"{head}{self._style(': ' + clean(result.message or check.title), '1')}"
        yield from self._frame(result.location)
        yield from self._notes(group, check)
        yield ""

    def _frame(self, place: Location) -> Iterator[str]:
        """The line with the value that decided, underlined, and the lines around it."""
        yield f"{self._style('  --> ', '34')}{clean(str(place))}"
        lines = self.canvas.lines(place.file)
        if not 0 < place.line <= len(lines):
            return
        first, last = max(1, place.line - 1), min(len(lines), place.line + 1)
        gutter = len(str(last))
        for number in range(first, last + 1):
            text = clean(lines[number - 1].replace("\t", " "))[: self.canvas.width - gutter - 4]
            yield f"{self._style(f'{number:>{gutter}} | ', '34')}{text}".rstrip()
            if number == place.line:
                length = _underlined(place, text)
                if length:
                    mark = " " * (place.column - 1) + "^" * length
                    yield f"{self._style(' ' * gutter + ' | ', '34')}{self._style(mark, '1;31')}"

    def _notes(self, group: Sequence[Result], check: Check) -> Iterator[str]:
        result = group[0]
        if not result.message or check.id in self.explained:
            why = ""
        else:
            why = first_sentence(check.why)
        for evidence in result.evidence[:1]:
            if evidence.how in ("default", "absent"):
                yield from self._note("seen", f"{evidence.property} is {_value(evidence.value)} where nothing is said")
        if result.condition:
            yield from self._note("if", f"it exists: {result.condition}")
        if len(group) > 1:
            addresses = sorted({item.address for item in group})
            more = f" and {len(addresses) - 4} more" if len(addresses) > 4 else ""
            yield from self._note("at", ", ".join(addresses[:4]) + more)
        elif result.calls:
            yield from self._note("called", ", ".join(f"{call.file}:{call.line}" for call in result.calls))
        if why:
            yield from self._note("why", why)
            yield from self._note("fix", _fix(check))
            yield from self._note("more", f"seatrial explain {check.id}")
            self.explained.add(check.id)

    def _note(self, name: str, text: str) -> Iterator[str]:
        indent = " " * (len(name) + 6)
        width = max(40, self.canvas.width)
        lines = textwrap.wrap(clean(text), width - len(indent), break_long_words=False) or [""]
        yield f"{self._style('   = ', '34')}{self._style(name, '1')}: {lines[0]}"
        yield from (f" {indent}{line}" for line in lines[1:])

    def _unknowns(self) -> Iterator[str]:
        unknown = [r for _, r in self.report.every_result() if r.verdict in (Verdict.UNKNOWN, Verdict.ERROR)]
        if not unknown:
            return
        yield self._style(f"{plural(len(unknown), 'verdict')} could not be known", "1")
        if self.canvas.verbose:
            for result in unknown:
                where = f"{result.location.file}:{result.location.line}"
                yield f"  {clean(where)}: {result.check}: {clean(result.address)}: {clean(result.reason)}"
        else:
            reasons = Counter(clean(result.reason) for result in unknown)
            yield from _listed([f"{count} x {reason}" for reason, count in reasons.most_common()])
        yield ""

    def _gaps(self) -> Iterator[str]:
        gaps = list(self.report.every_gap())
        if not gaps:
            return
        yield self._style(f"{plural(len(gaps), 'gap')}: this was not read, and nothing is said of it", "1;33")
        lines = [f"{clean(gap.location.file)}:{gap.location.line}: {clean(gap.reason)}" for gap in gaps]
        yield from (f"  {line}" for line in lines) if self.canvas.verbose else _listed(lines)
        yield ""

    def _footer(self) -> Iterator[str]:
        report, counts, seen = self.report, self.report.counts(), coverage(self.report)
        kinds = ", ".join(plural(count, kind) for kind, count in assets_by_kind(report).items()) or "nothing to scan"
        policies = plural(len(report.policies), "policy") if len(report.policies) > 1 else "policy"
        yield (
            f"Scanned {kinds}: {plural(seen['resources'], 'resource')}, {plural(report.asked, 'check')} of {policies} "
            + ", ".join(report.policies)
        )
        severities = by_severity(report)
        told = "  ".join(self._style(f"{count} {name}", _COLORS[name]) for name, count in severities.items())
        gaps = sum(1 for _ in report.every_gap())
        numbers = [f"{counts[verdict]} {verdict}" for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN)]
        if counts[Verdict.ERROR]:
            numbers.append(f"{counts[Verdict.ERROR]} error")
        yield "  ".join([*numbers, plural(gaps, "gap"), f"{report.seconds:.1f} s"]) + (f"   ({told})" if told else "")
        yield self._style("Next: ", "1") + self._next(gaps)

    def _next(self, gaps: int) -> str:
        found = findings(self.report)
        if found:
            worst = max(found, key=lambda result: (self._check(result).severity.rank, result.check))
            return f"seatrial explain {worst.check}"
        if gaps:
            return "seatrial scan -v, which lists every gap"
        if not self.report.assets:
            return "seatrial list connectors, which says what can be read"
        return "seatrial scan --policy strict, which asks everything"

    def _style(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.canvas.color and text else text


def _listed(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:_MOST_LISTED])
    if len(lines) > _MOST_LISTED:
        yield f"  and {len(lines) - _MOST_LISTED} more; -v lists them"


def _underlined(place: Location, text: str) -> int:
    """How many characters of the line are meant; the rest of it where the place ends on a later line."""
    end = place.end_column - 1 if place.end_line == place.line and place.end_column else len(text)
    return max(0, min(end, len(text.rstrip())) - (place.column - 1))


def _value(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return "empty" if not value else "set"
    return repr(value)


def _fix(check: Check) -> str:
    if check.fix.set:
        return ", ".join(f"{name} = {_value(value)}" for name, value in check.fix.set.items())
    return first_sentence(check.fix.steps)
