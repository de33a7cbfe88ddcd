"""SARIF follows the public schema (tests/data/README.md) and stays within what GitHub takes."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from seatrial.model.check import Severity
from seatrial.model.location import Location
from seatrial.model.report import Report
from seatrial.model.result import Verdict
from seatrial.reports import sarif
from seatrial.reports._linehash import LineHashes
from seatrial.request import Request
from seatrial.scan import scan
from tests.reports.made import HOSTILE, canvas, check, gap, hostile_report, report, result

_ROOT = Path(__file__).parents[2]


def rendered(given: Report, files: dict[str, str] | None = None) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(sarif.render(given, canvas(files)))
    return data


def run_of(given: Report, files: dict[str, str] | None = None) -> dict[str, Any]:
    run: dict[str, Any] = rendered(given, files)["runs"][0]
    return run


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    return Draft4Validator(json.loads((_ROOT / "tests/data/sarif-2.1.0.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def examples() -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(_ROOT)
        return rendered(scan(Request(targets=("examples",))))


def test_a_real_scan_follows_the_schema(validator: Draft4Validator, examples: dict[str, Any]) -> None:
    assert [error.message for error in validator.iter_errors(examples)] == []
    assert len(examples["runs"][0]["results"]) > 50


def test_a_hostile_report_follows_the_schema(validator: Draft4Validator) -> None:
    data = rendered(hostile_report(), {text: text for text in HOSTILE})

    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize("source", ["examples", "hostile"])
def test_it_stays_within_what_github_takes(source: str, examples: dict[str, Any]) -> None:
    data = examples if source == "examples" else rendered(hostile_report())
    (run,) = data["runs"]

    for rule in run["tool"]["driver"]["rules"]:
        assert 0 < len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert "security" in rule["properties"]["tags"]
        assert len(rule["properties"]["tags"]) <= 20
        assert isinstance(rule["properties"]["security-severity"], str)
        assert 0.0 < float(rule["properties"]["security-severity"]) <= 10.0
    for written in run["results"]:
        assert written["message"]["text"]
        assert len(written["locations"]) == 1
        place = written["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"]
        assert not place["artifactLocation"]["uri"].startswith(("/", "file:"))
        region = place["region"]
        assert (region["startLine"], region["startColumn"]) < (region["endLine"], region["endColumn"])
        assert len(written["partialFingerprints"]["seatrial/v1"]) == 64


def test_each_band_of_severity_is_githubs() -> None:
    severities = list(Severity)
    checks = [check(f"check-{severity}", severity) for severity in severities]
    results = [result(found.id) for found in checks]

    rules = run_of(report(results, checks))["tool"]["driver"]["rules"]

    scores = {rule["properties"]["severity"]: float(rule["properties"]["security-severity"]) for rule in rules}
    assert scores["critical"] > 9.0
    assert 7.0 <= scores["high"] <= 8.9
    assert 4.0 <= scores["medium"] <= 6.9
    assert 0.1 <= scores["low"] <= 3.9


def test_past_the_cap_the_worst_are_kept() -> None:
    checks = [check("mild", Severity.LOW), check("grave", Severity.CRITICAL)]
    mild = [result("mild", Location("a.tf", line)) for line in range(1, sarif.MOST_RESULTS + 1)]
    grave = [result("grave", Location("b.tf", line)) for line in range(1, 11)]

    written = run_of(report([*mild, *grave], checks))["results"]

    assert len(written) == sarif.MOST_RESULTS
    assert sum(item["ruleId"] == "grave" for item in written) == 10


def test_only_findings_are_results() -> None:
    verdicts = [Verdict.PASS, Verdict.SKIP, Verdict.UNKNOWN, Verdict.ERROR]

    written = run_of(report([result(), *(result(verdict=verdict) for verdict in verdicts)]))["results"]

    assert len(written) == 1


def test_a_result_names_its_rule_its_line_and_its_resource() -> None:
    files = {"infra/fleet.tf": 'hull "a" {\n  sealed = false\n}\n'}

    (written,) = run_of(report([result(place=Location("./infra/fleet.tf", 2, 3, 2, 17))]), files)["results"]

    assert written["ruleId"] == "ships-hull-sealed"
    assert written["level"] == "error"
    physical = written["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "infra/fleet.tf", "uriBaseId": "SRCROOT"}
    assert physical["region"] == {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 17}
    assert written["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "hull.a"


def test_the_hash_of_the_first_line_is_githubs() -> None:
    text = 'hull "a" {\r\n  sealed = false\r\n}\r\n'

    (written,) = run_of(report([result()]), {"fleet.tf": text})["results"]

    assert written["partialFingerprints"]["primaryLocationLineHash"] == LineHashes(text)[1]


def test_a_file_that_has_vanished_has_no_hash() -> None:
    (written,) = run_of(report([result()]))["results"]

    assert "primaryLocationLineHash" not in written["partialFingerprints"]


def test_names_of_files_are_quoted_in_uris() -> None:
    (written,) = run_of(report([result(place=Location("a b/ü#?.tf", 1))]))["results"]

    uri = written["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b/%C3%BC%23%3F.tf"


def test_module_calls_are_related_locations() -> None:
    calls = (Location("main.tf", 4), Location("fleet/main.tf", 9))

    (written,) = run_of(report([result(calls=calls)]))["results"]

    assert [item["physicalLocation"]["region"]["startLine"] for item in written["relatedLocations"]] == [4, 9]


def test_brackets_in_a_name_make_no_link() -> None:
    (written,) = run_of(report([result(message="`[here](https://evil.example)` leaks, `a[0]` too")]))["results"]

    assert written["message"]["text"] == "`\\[here](https://evil.example)` leaks, `a[0]` too"


def test_rules_carry_the_ids_of_other_tools() -> None:
    run = run_of(report([result()], [check(aliases=("CKV_1", "AVD-1"))]))

    rule = run["tool"]["driver"]["rules"][0]
    assert rule["properties"]["aliases"] == ["CKV_1", "AVD-1"]
    assert "CKV_1" in rule["help"]["markdown"]


def test_counts_severities_coverage_and_gaps_are_in_it() -> None:
    run = run_of(report([result()], gaps=[gap()]))

    assert run["properties"]["counts"]["fail"] == 1
    assert run["properties"]["severities"] == {"high": 1}
    assert run["properties"]["coverage"] == {"assets": 1, "resources": 8, "undeclared": 2, "checks": 12}
    assert run["properties"]["gaps"] == 1
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "not read: it ends too early"
    assert notification["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
