"""The JSON report follows the schema that is published with the documentation."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from seatrial.model.report import Report
from seatrial.model.result import How, Verdict
from seatrial.reports import json as json_report
from seatrial.request import Request
from seatrial.scan import scan
from tests.reports.made import canvas, check, evidence, gap, hostile_report, report, result

_ROOT = Path(__file__).parents[2]


def rendered(given: Report) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json_report.render(given, canvas()))
    return data


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads((_ROOT / "docs/reference/report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_report_of_a_real_scan_follows_the_schema(
    validator: Draft202012Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_ROOT)

    targets = ("examples", "content/aws/iam/role-web-identity-bound")

    data = rendered(scan(Request(targets=targets, all_verdicts=True)))

    assert [error.message for error in validator.iter_errors(data)] == []
    assert {item["verdict"] for item in data["results"]} >= {"pass", "fail", "unknown"}
    assert data["gaps"]


def test_a_hostile_report_follows_the_schema(validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(rendered(hostile_report()))] == []


def test_an_empty_report_follows_the_schema(validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(rendered(report(assets=(), checks=[])))] == []


def test_a_key_that_the_schema_does_not_know_is_an_error(validator: Draft202012Validator) -> None:
    data = rendered(report([result()]))
    data["results"][0]["confidence"] = 1

    assert not validator.is_valid(data)


def test_a_result_says_what_was_asked_of_what_and_why() -> None:
    given = result(
        verdict=Verdict.UNKNOWN,
        element="bulkheads[1]",
        reason="`var.sealed` has no value here",
        evidence=(evidence(value={"$unknown": "`var.sealed` has no value here", "$ref": None}, how=How.UNKNOWN),),
    )

    (written,) = rendered(report([given], [check(aliases=("CKV_1",))]))["results"]

    assert written["check"] == {"id": "ships-hull-sealed", "title": "Hulls are sealed", "aliases": ["CKV_1"]}
    assert written["resource"] == {"type": "ships.hull", "address": "hull.a", "element": "bulkheads[1]"}
    assert (written["verdict"], written["severity"]) == ("unknown", "high")
    assert written["evidence"][0]["value"] == {"$unknown": "`var.sealed` has no value here", "$ref": None}
    assert written["location"] == {"file": "fleet.tf", "line": 2, "column": 3, "end_line": 2, "end_column": 17}


def test_counts_severities_coverage_and_gaps_are_in_it() -> None:
    data = rendered(report([result()], gaps=[gap(bound="depth 400")]))

    assert data["counts"] == {"pass": 7, "fail": 1, "unknown": 0, "skip": 0, "error": 0}
    assert data["severities"] == {"high": 1}
    assert data["coverage"] == {"assets": 1, "resources": 8, "undeclared": 2, "checks": 12}
    assert data["gaps"][0]["bound"] == "depth 400"
    assert data["gaps"][0]["asset"] == "fleet"


def test_a_number_of_any_size_stays_a_number_until_it_is_absurd() -> None:
    given = result(evidence=(evidence("a", value=2**200), evidence("b", value=10**20_000)))

    written = rendered(report([given]))["results"][0]["evidence"]

    assert written[0]["value"] == 2**200
    assert written[1]["value"] == "a number of 66439 bits"
