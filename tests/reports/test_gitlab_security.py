"""GitLab's security reports, held against what version 15.0.7 of its schemas demands."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from seatrial import reports
from seatrial.model.check import Severity
from seatrial.model.report import Report
from seatrial.model.result import Result
from tests.reports.made import canvas, flaw, gap, hostile_report, report, result

_TEXT = {"type": "string", "minLength": 1}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
_TOOL = {
    "type": "object",
    "required": ["id", "name", "version", "vendor"],
    "properties": {"id": _TEXT, "name": _TEXT, "version": _TEXT, "vendor": {"required": ["name"]}},
}
_DEPENDENCY = {"type": "object", "required": ["package", "version"], "properties": {"package": {"required": ["name"]}}}
_LOCATIONS = {
    "container_scanning": {
        "required": ["dependency", "operating_system", "image"],
        "properties": {"dependency": _DEPENDENCY, "operating_system": _TEXT, "image": _TEXT},
    },
    "dependency_scanning": {
        "required": ["file", "dependency"],
        "properties": {"dependency": _DEPENDENCY, "file": _TEXT},
    },
}
KINDS = {
    "gitlab-container": ("container_scanning", "image"),
    "gitlab-dependencies": ("dependency_scanning", "packages"),
}


def schema(kind: str) -> dict[str, Any]:
    """What the schema of a kind of report demands, as far as our reports use it."""
    identifier = {
        "required": ["type", "name", "value"],
        "properties": {"type": _TEXT, "name": _TEXT, "value": _TEXT, "url": {"pattern": "^(https?|ftp)://.+"}},
    }
    return {
        "type": "object",
        "required": ["version", "scan", "vulnerabilities", *(["dependency_files"] if kind[0] == "d" else [])],
        "properties": {
            "version": {"const": "15.0.7"},
            "scan": {
                "required": ["analyzer", "end_time", "scanner", "start_time", "status", "type"],
                "properties": {
                    **dict.fromkeys(("start_time", "end_time"), _TIME),
                    **dict.fromkeys(("analyzer", "scanner"), _TOOL),
                    "status": {"enum": ["success", "failure"]},
                    "type": {"const": kind},
                    "messages": {
                        "items": {
                            "required": ["level", "value"],
                            "properties": {"level": {"enum": ["info", "warn", "fatal"]}, "value": _TEXT},
                        }
                    },
                },
            },
            "vulnerabilities": {
                "items": {
                    "required": ["id", "identifiers", "location"],
                    "properties": {
                        "id": _TEXT,
                        "name": {"type": "string", "maxLength": 255},
                        "description": {"type": "string", "maxLength": 1048576},
                        "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                        "solution": {"type": "string", "maxLength": 7000},
                        "identifiers": {"minItems": 1, "items": identifier},
                        "links": {
                            "items": {"required": ["url"], "properties": {"url": {"pattern": "^(https?|ftp)://.+"}}}
                        },
                        "location": _LOCATIONS[kind],
                    },
                }
            },
            "dependency_files": {
                "items": {
                    "required": ["path", "package_manager", "dependencies"],
                    "properties": {"path": _TEXT, "package_manager": _TEXT, "dependencies": {"items": _DEPENDENCY}},
                }
            },
        },
    }


def of_kind(given: Report, connector: str) -> Report:
    return replace(given, assets=tuple(replace(asset, connector=connector) for asset in given.assets))


def finding(text: str = "CVE-2026-1000", **more: Any) -> Result:
    match = flaw(text, **{"severity": Severity.HIGH, "rated": "CVSS:3.1"} | more)
    return result(text, message="", match=match)


def rendered(name: str, results: Sequence[Result], **more: Any) -> dict[str, Any]:
    kind, connector = KINDS[name]
    given = of_kind(report(results, **more), connector)
    data: dict[str, Any] = json.loads(reports.module(name).render(given, canvas()))
    jsonschema.validate(data, schema(kind))
    return data


@pytest.mark.parametrize("name", KINDS)
def test_whatever_a_source_says_the_report_is_one(name: str) -> None:
    kind, connector = KINDS[name]
    written = reports.module(name).render(of_kind(hostile_report(), connector), canvas())

    data = json.loads(written)
    jsonschema.validate(data, schema(kind))
    assert data["vulnerabilities"]


@pytest.mark.parametrize("name", KINDS)
def test_flaws_are_vulnerabilities_and_checks_are_not(name: str) -> None:
    data = rendered(name, [finding(), result()], started=datetime(2026, 11, 28, 9, 30, tzinfo=UTC))

    [told] = data["vulnerabilities"]
    assert told["id"] == "0" * 64
    assert told["severity"] == "High"
    assert told["identifiers"][0] == {
        "type": "cve",
        "name": "CVE-2026-1000",
        "value": "CVE-2026-1000",
        "url": "https://www.cve.org/CVERecord?id=CVE-2026-1000",
    }
    assert (data["scan"]["start_time"], data["scan"]["end_time"]) == ("2026-11-28T09:30:00", "2026-11-28T09:30:00")


@pytest.mark.parametrize("name", KINDS)
def test_what_nobody_has_rated_is_unknown(name: str) -> None:
    assert rendered(name, [finding(rated="")])["vulnerabilities"][0]["severity"] == "Unknown"


@pytest.mark.parametrize("name", KINDS)
def test_what_was_not_read_is_a_message(name: str) -> None:
    data = rendered(name, [], gaps=[gap(reason="it ends too early")])

    assert data["scan"]["messages"] == [{"level": "warn", "value": "broken.tf:3: not read: it ends too early"}]


def test_each_kind_has_its_own_assets() -> None:
    given = report([finding()])

    for name, (_, connector) in KINDS.items():
        other = next(c for n, (_, c) in KINDS.items() if n != name)
        assert len(json.loads(reports.module(name).render(of_kind(given, connector), canvas()))["vulnerabilities"]) == 1
        assert json.loads(reports.module(name).render(of_kind(given, other), canvas()))["vulnerabilities"] == []


def test_a_lock_file_names_each_package_once() -> None:
    same = finding().match
    assert same is not None
    results = [finding(), result("CVE-2026-1001", match=replace(same, id="CVE-2026-1001"))]

    [file] = rendered("gitlab-dependencies", results)["dependency_files"]

    assert len(file["dependencies"]) == 1
