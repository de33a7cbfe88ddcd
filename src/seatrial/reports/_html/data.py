"""The data that the page's script shows: plain JSON, in which every text, place, frame, risk and waiver stands once.

A result is a row of numbers; ``columns`` names them, and each points into the table of its kind (-1 for nothing).
"""

from collections.abc import Hashable, Sequence
from typing import Any, TypeVar

from seatrial.engine.evidence import HIDDEN
from seatrial.model.check import Severity
from seatrial.model.location import Location
from seatrial.model.report import Report, Subject
from seatrial.model.result import Evidence, Result, Verdict
from seatrial.model.risk import Action, Risk
from seatrial.model.waiver import Waiver
from seatrial.reports import Canvas
from seatrial.reports._frame import Row, frame
from seatrial.reports._html.markup import Markup
from seatrial.reports._html.wording import fixes, is_link, line, means, ordered, paragraph, shown, until, where
from seatrial.reports._words import as_json

COLUMNS = (
    "check",
    "asset",
    "verdict",
    "place",
    "address",
    "element",
    "message",
    "reason",
    "condition",
    "fingerprint",
    "declared",
    "calls",
    "evidence",
    "risk",
    "waiver",
)
_FINGERPRINT = 24
"""Characters of a fingerprint: enough to tell any two apart, and to waive one."""
_MOST_FRAMES = 10_000
_MOST_CODE = 1_500_000
"""Characters of code in all frames together; past that the less urgent findings have none."""
_MOST_CALLS = 10
_FRAME_WIDTH = 120
_FRAMED = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR)

_Key = TypeVar("_Key", bound=Hashable)


def script_of(report: Report, canvas: Canvas) -> Markup:
    """The data as the text of a script element, from which no string can escape."""
    text = as_json(_Tables(report, canvas).data())
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _index(table: dict[_Key, int], key: _Key) -> int:
    """The number of an entry; a new one gets the next."""
    return table.setdefault(key, len(table))


class _Tables:
    """The tables, filled as results are written."""

    def __init__(self, report: Report, canvas: Canvas) -> None:
        self.report = report
        self.canvas = canvas
        self.strings: dict[str, int] = {}
        self.places: dict[Location, int] = {}
        self.framed: dict[Location, int] = {}
        self.risks: dict[Risk, int] = {}
        self.waivers: dict[Waiver, int] = {}
        self.subjects = report.subjects()
        self.checks = {id_: number for number, id_ in enumerate(self.subjects)}

    def data(self) -> dict[str, Any]:
        listed = ordered(self.report)
        rows = [self._row(number, result) for number, _, result in listed]
        frames = self._frames([result for _, _, result in listed])
        return {
            "columns": COLUMNS,
            "severities": list(Severity),
            "actions": {action: action.label for action in Action},
            "checks": [_check(subject) for subject in self.subjects.values()],
            "assets": [{"name": line(asset.name), "key": line(asset.key)} for asset in self.report.assets],
            "risks": [_risk(risk) for risk in self.risks],
            "waivers": [_waiver(waiver) for waiver in self.waivers],
            "results": rows,
            "frames": frames,
            "places": [[self._text(place.file), place.line, place.column] for place in self.places],
            # Last, because all of the above adds to them.
            "strings": list(self.strings),
        }

    def _row(self, asset: int, result: Result) -> list[Any]:
        return [
            self.checks[result.check],
            asset,
            self._text(result.verdict),
            self._place(result.location, framed=result.verdict in _FRAMED),
            self._text(result.address),
            self._text(result.element),
            self._text(result.message),
            self._text(result.reason),
            self._text(result.condition),
            self._text(result.fingerprint[:_FINGERPRINT]),
            self._place(result.declared) if result.declared else -1,
            [self._place(call) for call in result.calls[-_MOST_CALLS:]],
            [self._evidence(evidence) for evidence in result.evidence],
            _index(self.risks, result.risk) if result.risk else -1,
            _index(self.waivers, result.waiver) if result.waiver else -1,
        ]

    def _text(self, text: str) -> int:
        return _index(self.strings, line(text))

    def _place(self, place: Location, *, framed: bool = False) -> int:
        number = _index(self.places, place)
        if framed and len(self.framed) < _MOST_FRAMES:
            self.framed[place] = number
        return number

    def _evidence(self, evidence: Evidence) -> list[int]:
        value = _index(self.strings, shown(evidence.value))
        return [self._text(evidence.property), value, self._text(evidence.how), self._place(evidence.location)]

    def _frames(self, results: Sequence[Result]) -> dict[str, Any]:
        """The frames by the number of their place; files are read one after the other, each once."""
        hidden = {e.location for result in results for e in result.evidence if e.value == HIDDEN}
        secret = {(place.file, at) for place in hidden for at in range(place.line, _last(place) + 1)}
        drawn = {place: self._rows(place, place in hidden, secret) for place in sorted(self.framed)}
        written, left = {}, _MOST_CODE
        for place, number in self.framed.items():
            rows = drawn[place]
            left -= sum(len(row.text) for row in rows if row.text not in self.strings)
            if left < 0:
                break
            if rows:
                written[str(number)] = self._frame(rows)
        return written

    def _rows(self, place: Location, hidden: bool, secret: set[tuple[str, int]]) -> list[Row]:
        rows = frame(self.canvas.lines(place.file), place, _FRAME_WIDTH, hidden=hidden)
        # A line may hold a secret by what another result says.
        return [
            row if hidden or (place.file, row.number) not in secret else Row(row.number, HIDDEN)
            for row in rows
            if not row.is_mark
        ]

    def _frame(self, rows: Sequence[Row]) -> list[int]:
        """The first line's number; the marked line and from where to where it is; the text of each line."""
        at, (begin, end) = next(((at, row.marked) for at, row in enumerate(rows) if row.marked), (0, (0, 0)))
        return [rows[0].number, at, begin, end, *(_index(self.strings, row.text) for row in rows)]


def _last(place: Location) -> int:
    """The last line of a place, and no more than a secret would have."""
    return min(max(place.line, place.end_line), place.line + 1_000)


def _check(check: Subject) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": line(check.title),
        "severity": check.severity,
        "resource": check.resource,
        "why": paragraph(check.why),
        "fix": fixes(check),
        "references": [line(reference) for reference in check.references if is_link(reference)],
        "aliases": [line(alias) for alias in check.aliases],
    }


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "score": risk.score,
        "band": risk.band,
        "action": risk.action,
        "intruders": risk.intruders,
        "confidence": risk.confidence,
        "otherwise": line(risk.otherwise),
        "terms": [[term.name, term.points, term.value, line(term.said)] for term in risk.terms],
        "answers": [[a.question, a.yes, a.assumed, line(a.said)] for a in risk.answers],
    }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "reason": line(waiver.reason),
        "owner": line(waiver.owner),
        "until": until(waiver),
        "means": means(waiver),
        "where": where(waiver.location),
    }
