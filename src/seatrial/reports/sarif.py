"""SARIF 2.1.0, within GitHub's limits (https://docs.github.com/code-security/reference/code-scanning/sarif-files).

Findings that count only: GitHub shows every result as an alert, whether it is suppressed or not, and neither an unknown
verdict nor an accepted finding is one.  What is waived, the verdict counts and the coverage are properties of the run,
and gaps are its notifications.
"""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from seatrial.model.check import Severity
from seatrial.model.difference import Past
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import Report, Subject
from seatrial.model.result import Result, Status
from seatrial.reports import Canvas
from seatrial.reports._linehash import LineHashes
from seatrial.reports._words import as_json, by_severity, clean, coverage, cut, risk_told

SUMMARY = "for GitHub code scanning and editors: SARIF 2.1.0 with stable fingerprints"

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 5_000
"""GitHub keeps 25,000 and shows 5,000 of a run; past that the worst are the ones to send."""
_MOST_TEXT = 1_000
_MOST_NAME = 255
_MOST_TAGS = 10
_MOST_CALLS = 10
_MOST_HASHED = 1_000_000
_LINK = re.compile(r"\[(?=[^\]]*\]\()")
_LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
_STATES = {Status.NEW: "new", Status.KNOWN: "unchanged"}
# GitHub's bands: above 9.0 critical, from 7.0 high, from 4.0 medium.
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}


def render(report: Report, canvas: Canvas) -> str:
    """The report as SARIF."""
    found = [result for _, result in report.every_finding()]
    found.sort(key=lambda result: (not result.is_news, -report.about(result).severity.rank, -_score(result)))
    found = found[:MOST_RESULTS]
    named = {result.check for result in found}
    checks = [subject for id_, subject in report.subjects().items() if id_ in named]
    writer = _Results(checks, canvas)
    run = {
        "tool": {
            "driver": {
                "name": "Seatrial",
                "semanticVersion": report.version,
                "rules": [_rule(check) for check in checks],
            }
        },
        "originalUriBaseIds": {"SRCROOT": {"uri": _file_uri(report.root).rstrip("/") + "/"}},
        "automationDetails": {"id": "seatrial/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [writer.result(result) for result in found],
        "properties": {
            "counts": {str(verdict): count for verdict, count in report.counts().items()},
            "severities": by_severity(report),
            "coverage": coverage(report),
            "gaps": sum(1 for _ in report.every_gap()),
            "waived": [_waived(result) for _, result in islice(report.every_waived(), MOST_RESULTS)],
            **_difference(report),
            **({"score": round(report.standing.score, 1), "grade": report.standing.grade} if report.standing else {}),
        },
    }
    data = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return as_json(data, indent=1) + "\n"


def _score(result: Result) -> int:
    return result.risk.score if result.risk else 0


def _difference(report: Report) -> dict[str, Any]:
    """What is gone since an earlier state.  As results, `absent` ones, GitHub would open alerts for them."""
    found = report.difference
    if found is None:
        return {}
    return {
        "base": {"name": clean(found.told), **({"commit": found.commit} if found.commit else {})},
        "absent": [_past(past, "fixed") for past in found.fixed] + [_past(past, "not known") for past in found.gone],
    }


def _past(past: Past, state: str) -> dict[str, Any]:
    return {
        "ruleId": past.check,
        "baselineState": "absent",
        "state": state,
        "fingerprint": past.fingerprint,
        "message": _text(past.message, past.check),
        **_physical(past.location),
    }


def _waived(result: Result) -> dict[str, Any]:
    """An accepted finding, as a property of the run."""
    waiver = result.waiver
    assert waiver is not None  # noqa: S101 - only those are waived
    until = {"until": waiver.until.isoformat()} if waiver.until else {}
    return {
        "ruleId": result.check,
        "fingerprint": result.fingerprint,
        "reason": _text(waiver.reason, "waived"),
        **until,
        **_physical(result.location),
    }


def _rule(check: Subject) -> dict[str, Any]:
    return {
        "id": check.id,
        "name": "".join(word.title() for word in check.id.split("-"))[:_MOST_NAME],
        "shortDescription": {"text": _text(check.title, check.id)},
        "fullDescription": {"text": _text(check.why, check.title, check.id)},
        "help": {"text": _help(check, markdown=False), "markdown": _help(check, markdown=True)},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {
            "tags": list(check.tags[:_MOST_TAGS]),
            "precision": "high",
            "security-severity": _SCORES[check.severity],
            "severity": str(check.severity),
            "aliases": list(check.aliases),
        },
    } | ({"helpUri": check.references[0]} if check.references else {})


def _help(check: Subject, *, markdown: bool) -> str:
    """What a person reads beside an alert: why, how to fix it, where to read on."""
    code = "`" if markdown else ""
    lines = [f"**{check.title}**" if markdown else check.title, check.why.strip()]
    if check.fix.set:
        settings = (f"{code}{name} = {value!r}{code}" for name, value in check.fix.set.items())
        lines.append("Fix: set " + ", ".join(settings))
    if check.fix.add:
        settings = (f"{code}{name}{code} with {code}{value!r}{code}" for name, value in check.fix.add.items())
        lines.append("Fix: " + ", ".join(settings))
    if check.fix.steps:
        lines.append("Fix: " + check.fix.steps.strip())
    for reference in check.references:
        lines.append(f"<{reference}>" if markdown else reference)
    if check.aliases:
        lines.append("Also known as: " + ", ".join(f"{code}{alias}{code}" for alias in check.aliases))
    return "\n\n".join(lines)


class _Results:
    """Writes results; knows the rules' indices and the hashes of the lines that it has seen."""

    def __init__(self, checks: Sequence[Subject], canvas: Canvas) -> None:
        self.rules = {check.id: index for index, check in enumerate(checks)}
        self.checks = {check.id: check for check in checks}
        self.canvas = canvas
        self.hashes: dict[str, Sequence[str]] = {}

    def result(self, result: Result) -> dict[str, Any]:
        check = self.checks[result.check]
        prints = {"seatrial/v1": result.fingerprint}
        line_hash = self._line_hash(result.location)
        if line_hash:
            prints["primaryLocationLineHash"] = line_hash
        written: dict[str, Any] = {
            "ruleId": check.id,
            "ruleIndex": self.rules[check.id],
            "level": _LEVELS[check.severity],
            "message": {"text": _text(result.message, check.title, check.id)},
            "locations": [self._location(result)],
            "partialFingerprints": prints,
        }
        if result.status is not None:
            written["baselineState"] = _STATES[result.status]
        if result.risk is not None:
            written["rank"] = float(result.risk.score)
            written["properties"] = {"risk": risk_told(result.risk), "action": str(result.risk.action)}
        if result.calls:
            written["relatedLocations"] = [
                {"id": number, **_physical(call), "message": {"text": "called from here"}}
                for number, call in enumerate(result.calls[-_MOST_CALLS:], 1)
            ]
        return written

    def _location(self, result: Result) -> dict[str, Any]:
        if not result.address:
            return _physical(result.location)
        logical = {"fullyQualifiedName": cut(clean(result.address), _MOST_TEXT), "kind": "resource"}
        return {**_physical(result.location), "logicalLocations": [logical]}

    def _line_hash(self, place: Location) -> str:
        if place.file not in self.hashes:
            text = "\n".join(self.canvas.lines(place.file))
            # GitHub computes the hash itself where it is missing.
            self.hashes[place.file] = LineHashes(text) if len(text) <= _MOST_HASHED else ()
        hashes = self.hashes[place.file]
        return hashes[place.line - 1] if 0 < place.line <= len(hashes) else ""


def _physical(place: Location) -> dict[str, Any]:
    line = max(1, place.line)
    region = {"startLine": line, "startColumn": max(1, place.column)}
    region["endLine"] = max(line, place.end_line)
    region["endColumn"] = place.end_column or region["startColumn"] + 1
    if region["endLine"] == line:
        region["endColumn"] = max(region["endColumn"], region["startColumn"] + 1)
    return {"physicalLocation": {"artifactLocation": _artifact(place.file), "region": region}}


def _artifact(file: str) -> dict[str, str]:
    """Relative to the folder that the command ran in; an absolute URI for what was named as such."""
    if file.startswith("/"):
        return {"uri": _file_uri(file)}
    return {"uri": _quoted(file.removeprefix("./") or "."), "uriBaseId": "SRCROOT"}


def _file_uri(path: str) -> str:
    return "file://" + _quoted(PurePath(path).as_posix())


def _quoted(path: str) -> str:
    return quote(path, errors="replace")


def _invocation(report: Report) -> dict[str, Any]:
    gaps = [_notification(gap) for gap in islice(report.every_gap(), MOST_RESULTS)]
    return {"executionSuccessful": True, "toolExecutionNotifications": gaps}


def _notification(gap: Gap) -> dict[str, Any]:
    notification = {"level": "warning", "message": {"text": _text(f"not read: {gap.reason}")}}
    return notification | ({"locations": [_physical(gap.location)]} if gap.location.file else {})


def _text(*texts: str) -> str:
    """The first of the texts that says something, on one line and as long as is shown.

    Square brackets in it make no link (SARIF, section 3.11.6).
    """
    lines = (" ".join(text.split()) for text in texts)
    return _LINK.sub(r"\\[", cut(clean(next(filter(None, lines))), _MOST_TEXT))
