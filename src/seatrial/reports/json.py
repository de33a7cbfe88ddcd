"""The report as data, by the schema ``docs/reference/report.schema.json``, version 1."""

from typing import Any

from seatrial.engine.evidence import plain
from seatrial.model.check import Check
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Evidence, Result
from seatrial.reports import Canvas
from seatrial.reports._words import as_json, by_severity, coverage

SUMMARY = "for programs: everything, by a published schema with a version"

SCHEMA_VERSION = 1


def render(report: Report, canvas: Canvas) -> str:
    """The report as JSON, indented, ending in a line feed."""
    return as_json(as_data(report), indent=2) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "seatrial", "version": report.version},
        "targets": report.targets,
        "policies": report.policies,
        "seconds": round(report.seconds, 3),
        "counts": {str(verdict): count for verdict, count in report.counts().items()},
        "severities": by_severity(report),
        "coverage": coverage(report),
        "assets": [_asset(asset) for asset in report.assets],
        "results": [_result(asset, result, report.checks[result.check]) for asset, result in report.every_result()],
        "gaps": [_gap("", gap) for gap in report.gaps] + [_gap(a.key, gap) for a in report.assets for gap in a.gaps],
    }


def _asset(asset: AssetReport) -> dict[str, Any]:
    return {
        "key": asset.key,
        "kind": asset.kind,
        "connector": asset.connector,
        "name": asset.name,
        "counts": asset.counts,
        "resources": asset.resources,
        "undeclared": asset.unasked,
    }


def _result(asset: AssetReport, result: Result, check: Check) -> dict[str, Any]:
    return {
        "verdict": result.verdict,
        "severity": check.severity,
        "check": {"id": check.id, "title": check.title, "aliases": check.aliases},
        "asset": asset.key,
        "resource": {"type": result.resource_type, "address": result.address, "element": result.element},
        "message": result.message,
        "reason": result.reason,
        "condition": result.condition,
        "location": _location(result.location),
        "calls": [_location(call) for call in result.calls],
        "evidence": [_evidence(evidence) for evidence in result.evidence],
        "fingerprint": result.fingerprint,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "property": evidence.property,
        "value": plain(evidence.value),
        "how": evidence.how,
        "location": _location(evidence.location),
    }


def _location(place: Location) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _gap(asset: str, gap: Gap) -> dict[str, Any]:
    return {"asset": asset, "reason": gap.reason, "bound": gap.bound, "location": _location(gap.location)}
