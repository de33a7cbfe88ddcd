"""GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).

Findings that count, and gaps as findings of their own: the format has no other place for what could not be read.
Fingerprints never repeat: GitLab hides the second of two that do.
"""

import hashlib
from typing import Any

from seatrial.model.check import Severity
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import Report, Subject
from seatrial.model.result import Result
from seatrial.reports import Canvas
from seatrial.reports._words import as_json, clean, cut, risk_told

SUMMARY = "for merge requests in GitLab: its code quality format"

_MOST_TEXT = 500
_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}


def render(report: Report, canvas: Canvas) -> str:
    """The report as a list of issues."""
    issues = [_finding(result, report.about(result)) for _, result in report.every_finding()]
    issues += [_gap(gap) for gap in sorted(set(report.every_gap()))]
    seen: set[str] = set()
    for issue in issues:
        issue["fingerprint"] = _fresh(issue["fingerprint"], seen)
    return as_json(issues, indent=1) + "\n"


def _finding(result: Result, check: Subject) -> dict[str, Any]:
    risk = f" ({risk_told(result.risk)})" if result.risk else ""
    text = f"{check.severity}: {result.message or check.title}{risk}"
    issue = _issue(result.check, text, _SEVERITIES[check.severity], result.location, result.fingerprint)
    return issue | {"categories": ["Security"], "content": {"body": check.why.strip()}}


def _gap(gap: Gap) -> dict[str, Any]:
    identity = hashlib.sha256(f"gap\0{gap.location.file}\0{gap.reason}".encode("utf-8", "surrogatepass")).hexdigest()
    return _issue("seatrial-gap", f"not read: {gap.reason}", "major", gap.location, identity)


def _issue(name: str, text: str, severity: str, place: Location, fingerprint: str) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": name,
        "description": cut(clean(text), _MOST_TEXT),
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {
            "path": clean(place.file.removeprefix("./")) or ".",
            "lines": {"begin": max(1, place.line), "end": max(1, place.line, place.end_line)},
        },
    }


def _fresh(fingerprint: str, seen: set[str]) -> str:
    """The fingerprint, or where it has been another's one that is made from it."""
    while fingerprint in seen or not fingerprint:
        fingerprint = hashlib.sha256(f"{fingerprint} again".encode()).hexdigest()
    seen.add(fingerprint)
    return fingerprint
