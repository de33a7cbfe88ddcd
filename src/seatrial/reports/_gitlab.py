"""What GitLab's security reports have in common (security-report-schemas 15.0.7).

https://gitlab.com/gitlab-org/security-products/security-report-schemas
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from seatrial.model.advisory import Match
from seatrial.model.check import Severity
from seatrial.model.report import Report
from seatrial.model.result import Result
from seatrial.reports._words import as_json, clean, clean_lines, cut, place_told, risk_told

VERSION = "15.0.7"
_MOST_NAME = 255
_MOST_TEXT = 5_000
_MOST_MESSAGES = 1_000
_TIME = "%Y-%m-%dT%H:%M:%S"
_TOOL = {"id": "seatrial", "name": "Seatrial", "vendor": {"name": "Seatrial"}}
_SEVERITIES: Mapping[Severity, str] = {severity: severity.value.title() for severity in Severity}


def document(report: Report, kind: str, vulnerabilities: Sequence[dict[str, Any]], **more: Any) -> str:
    """A whole report of a kind: ``container_scanning``, ``dependency_scanning``.  Gaps are messages of the scan."""
    tool = {**_TOOL, "version": report.version or "0"}
    data = {
        "version": VERSION,
        "scan": {
            "type": kind,
            "status": "success",
            "start_time": report.started.strftime(_TIME),
            "end_time": (report.started + timedelta(seconds=report.seconds)).strftime(_TIME),
            "analyzer": tool,
            "scanner": tool,
            "messages": [*islice(_messages(report), _MOST_MESSAGES)],
        },
        "vulnerabilities": list(vulnerabilities),
        **more,
    }
    return as_json(data, indent=1) + "\n"


def _messages(report: Report) -> Iterator[dict[str, str]]:
    for gap in report.every_gap():
        where = place_told(gap.location)
        text = f"{where}: not read: {gap.reason}" if where else f"not read: {gap.reason}"
        yield {"level": "warn", "value": cut(clean(text), _MOST_TEXT)}


def vulnerability(result: Result, match: Match, location: Mapping[str, Any]) -> dict[str, Any]:
    """One finding.  GitLab calls what nobody has rated unknown."""
    risk = f"\n\nRisk: {risk_told(result.risk)}" if result.risk else ""
    return {
        "id": result.fingerprint,
        "name": cut(clean(match.title), _MOST_NAME),
        "description": cut(clean_lines(match.why + risk), _MOST_TEXT),
        "severity": _SEVERITIES[match.severity] if match.rated else "Unknown",
        "solution": cut(clean(match.fix.steps), _MOST_TEXT),
        "identifiers": [_identifier(name) for name in (match.id, *match.aliases)],
        "links": [{"url": cut(clean(url), _MOST_TEXT)} for url in match.references],
        "location": dict(location),
    }


def dependency(match: Match) -> dict[str, Any]:
    """The package that has it."""
    named: dict[str, Any] = {"package": {"name": clean(match.name)}, "version": clean(match.version)}
    return named if match.package.direct is None else named | {"direct": match.package.direct}


def _identifier(name: str) -> dict[str, str]:
    told = clean(name) or "unnamed"
    kind = told.partition("-")[0].lower() or "advisory"
    base = "https://www.cve.org/CVERecord?id=" if kind == "cve" else "https://osv.dev/vulnerability/"
    return {"type": kind, "name": told, "value": told, "url": f"{base}{told}"}
