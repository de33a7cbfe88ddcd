"""The reports for other tools: JUnit, GitLab, GitHub's commands, CSV, NDJSON, Markdown; each as its reader reads it."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from seatrial import reports
from seatrial.model.check import Severity
from seatrial.model.location import Location
from seatrial.model.report import Report
from seatrial.model.result import Verdict
from seatrial.model.risk import Action, Band, FixGroup, Risk, Term
from seatrial.model.waiver import Means, Scope, Waiver, WaiverFlaw, WaiverState, WaiverUse
from tests.reports.made import HOSTILE, canvas, check, gap, hostile_report, report, result

RISK = Risk(
    score=83,
    band=Band.HIGH,
    action=Action.ACT_NOW,
    terms=(
        Term(name="likelihood", points=45, value=1.0),
        Term(name="exposure", points=38, value=1.0),
        Term(name="value", points=0),
    ),
    answers=(),
    confidence=0.8,
    otherwise="67 if it were not reachable from the internet",
)
WAIVER = Waiver(
    checks=("ships-hull-sealed",),
    reason="in dock",
    owner="yard",
    until=date(2027, 1, 31),
    location=Location("seatrial.yaml", 4),
    scope=Scope(),
    means=Means.CONFIGURATION,
)


def rendered(name: str, given: Report) -> str:
    text: str = reports.module(name).render(given, canvas())
    return text


def full() -> Report:
    """One finding of each kind, a gap, and waivers to look at."""
    results = (
        result(risk=RISK),
        result(place=Location("fleet.tf", 9, 1), address="hull.b", waiver=WAIVER, risk=RISK, fingerprint="1" * 64),
        result(
            place=Location("fleet.tf", 20, 1),
            address="hull.c",
            verdict=Verdict.UNKNOWN,
            message="",
            reason="`var.c` has no value",
        ),
        result(
            place=Location("fleet.tf", 30, 1), address="hull.d", verdict=Verdict.ERROR, message="", reason="no such key"
        ),
    )
    group = FixGroup(
        check="ships-hull-sealed",
        location=Location("fleet.tf", 2, 3),
        findings=("0" * 64,),
        assets=("fleet",),
        score=83,
        action=Action.ACT_NOW,
        gain=12.34,
    )
    return report(
        results,
        gaps=[gap()],
        groups=(group, group),
        waivers=(WaiverUse(waiver=WAIVER, state=WaiverState.ENDS_SOON, count=1),),
        flaws=(WaiverFlaw(location=Location("main.tf", 7, 1), message="it gives no reason"),),
    )


def many(count: int) -> Report:
    return report(
        [result(place=Location("fleet.tf", line, 1), fingerprint=f"{line:064}") for line in range(1, count + 1)]
    )


# What junit-10.xsd of Jenkins' xUnit plugin says of each element that we write: below which ones it may stand, which
# attributes it must have, and which it may.
_JENKINS: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({""}, set(), {"name", "time", "tests", "failures", "disabled", "errors"}),
    "testsuite": ({"testsuites"}, {"tests"}, {"name", "failures", "errors", "time", "skipped", "file"}),
    "properties": ({"testsuite"}, set(), set()),
    "property": ({"properties"}, {"name", "value"}, set()),
    "testcase": ({"testsuite"}, {"name"}, {"classname", "time", "file", "line", "url"}),
    "failure": ({"testcase"}, set(), {"type", "message"}),
    "error": ({"testcase"}, set(), {"type", "message"}),
    "skipped": ({"testcase"}, set(), {"type", "message"}),
}


class TestJUnit:
    def suite(self) -> ET.Element:
        (suite,) = ET.fromstring(rendered("junit", full())).findall("testsuite")  # noqa: S314 - our own text
        return suite

    def test_what_counts_fails_and_what_is_waived_or_unknown_is_skipped_with_its_reason(self) -> None:
        cases = {case.get("name"): case for case in self.suite().findall("testcase")}
        told = {name: [(part.tag, part.get("message")) for part in case] for name, case in cases.items()}

        assert told == {
            "ships-hull-sealed hull.a": [("failure", "`a` leaks")],
            "ships-hull-sealed hull.b": [("skipped", "waived: in dock (yard), until 2027-01-31")],
            "ships-hull-sealed hull.c": [("skipped", "not known: `var.c` has no value")],
            "ships-hull-sealed hull.d": [("error", "no such key")],
            "read broken.tf:3": [("error", "not read: it ends too early")],
        }
        assert cases["ships-hull-sealed hull.a"].get("classname") == "fleet.tf"

    def test_the_numbers_are_right(self) -> None:
        suite = self.suite()

        assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
            "tests": "5",
            "failures": "1",
            "errors": "2",
            "skipped": "2",
        }

    @pytest.mark.parametrize("given", [full(), hostile_report(), report(assets=(), checks=[])])
    def test_it_keeps_to_what_the_schema_of_jenkins_allows(self, given: Report) -> None:
        pending = [(ET.fromstring(rendered("junit", given)), "")]  # noqa: S314 - our own text

        while pending:
            element, parent = pending.pop()
            parents, demanded, allowed = _JENKINS[element.tag]
            assert parent in parents
            assert demanded <= set(element.attrib) <= demanded | allowed
            pending += [(child, element.tag) for child in element]

    def test_a_failure_says_why_how_to_fix_it_and_its_risk(self) -> None:
        text = self.suite().findtext("testcase/failure") or ""

        assert (
            "fleet.tf:2\nWater comes in. A ship sinks.\nFix: sealed = true\nRisk: 83 high: likelihood 45 + exposure 38"
            in text
        )

    def test_a_scan_that_read_nothing_is_no_success(self) -> None:
        text = rendered("junit", replace(report(assets=(), checks=[]), gaps=(gap(),)))

        assert 'errors="1"' in text

    def test_hostile_texts_stay_texts(self) -> None:
        root = ET.fromstring(rendered("junit", hostile_report()))  # noqa: S314 - our own text

        tags = {element.tag for element in root.iter()}
        assert tags <= {"testsuites", "testsuite", "testcase", "failure", "skipped", "error", "properties", "property"}
        assert any("<script>alert(1)</script>" in (case.get("name") or "") for case in root.iter("testcase"))


class TestGitLab:
    def issues(self, given: Report) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(rendered("gitlab", given))
        return found

    def test_an_issue_has_what_gitlab_demands(self) -> None:
        first, second = self.issues(full())

        assert first["description"].startswith("high: `a` leaks (83 high: likelihood 45")
        assert (first["check_name"], first["severity"], first["fingerprint"]) == (
            "ships-hull-sealed",
            "critical",
            "0" * 64,
        )
        assert first["location"] == {"path": "fleet.tf", "lines": {"begin": 2, "end": 2}}
        assert (second["check_name"], second["description"]) == ("seatrial-gap", "not read: it ends too early")

    @pytest.mark.parametrize(
        ("severity", "name"), [("critical", "blocker"), ("high", "critical"), ("medium", "major"), ("low", "minor")]
    )
    def test_severities_are_gitlabs(self, severity: str, name: str) -> None:
        (issue,) = self.issues(report([result()], [check(severity=Severity(severity))]))

        assert issue["severity"] == name

    def test_fingerprints_never_repeat_and_are_the_same_every_time(self) -> None:
        given = report([result(), result(), result(fingerprint="")])
        prints = [issue["fingerprint"] for issue in self.issues(given)]

        assert len(set(prints)) == 3
        assert prints == [issue["fingerprint"] for issue in self.issues(given)]
        assert prints[0] == "0" * 64


class TestGitHub:
    def test_a_finding_is_an_error_beside_its_line(self) -> None:
        error, gap_, flaw, use, notice = rendered("github", full()).splitlines()

        assert error.startswith(
            "::error title=high%3A ships-hull-sealed,file=fleet.tf,line=2,endLine=2::`a` leaks%0AWater"
        )
        assert gap_ == "::warning title=gap,file=broken.tf,line=3,endLine=3::not read: it ends too early"
        assert flaw.startswith("::warning title=waiver,file=main.tf,line=7,endLine=7::it gives no reason")
        assert use.startswith(
            "::warning title=waiver,file=seatrial.yaml,line=4,endLine=4::the waiver for ships-hull-sealed"
        )
        assert notice.startswith("::notice title=Seatrial::7 pass, 2 fail")

    def test_the_ten_worst_come_first_and_the_rest_is_told(self) -> None:
        given = [result("a-b", Location("a.tf", line), fingerprint=str(line)) for line in range(1, 20)]
        worst = result(place=Location("z.tf", 99), risk=RISK)

        lines = rendered("github", report([*given, worst], [check(), check("a-b", Severity.LOW)])).splitlines()

        assert "file=z.tf" in lines[0]
        assert sum(line.startswith("::error ") for line in lines) == 10
        assert "; 10 findings more in the report" in lines[-1]

    def test_hostile_texts_make_no_command_and_leave_no_property(self) -> None:
        for line in rendered("github", hostile_report()).splitlines():
            command = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)

            assert command, line
            assert {part.partition("=")[0] for part in command[2].split(",")} <= {"title", "file", "line", "endLine"}


class TestCsv:
    def rows(self, given: Report) -> list[dict[str, str]]:
        return [*csv.DictReader(io.StringIO(rendered("csv", given)))]

    def test_a_row_says_what_was_found_where_and_whether_it_is_waived(self) -> None:
        found, waived, *_, total = self.rows(full())

        assert (found["check"], found["severity"], found["file"], found["line"], found["score"], found["action"]) == (
            *("ships-hull-sealed", "high", "fleet.tf", "2", "83", "act now"),
        )
        assert (waived["waived"], waived["waived_until"], waived["waived_reason"]) == ("yes", "2027-01-31", "in dock")
        assert (total["kind"], "2 fail" in total["message"]) == ("total", True)

    @pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    def test_no_cell_is_a_formula(self, text: str) -> None:
        (row, _) = self.rows(report([result(message=text, address=text)]))

        assert row["message"].startswith(("'", "=")) and not row["message"].startswith("=")
        assert row["resource"] == "'" + text.strip() if text[0] in "=+-@" else not row["resource"].startswith("=")

    def test_hostile_texts_stay_in_their_cells(self) -> None:
        rows = self.rows(hostile_report())

        assert all(None not in row and None not in row.values() for row in rows)
        assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


class TestNdjson:
    def test_it_holds_what_the_json_report_holds(self) -> None:
        lines = [json.loads(line) for line in rendered("ndjson", full()).splitlines()]
        data = json.loads(rendered("json", full()))

        assert [line["record"] for line in lines] == (
            ["scan", "asset"] + ["result"] * 4 + ["gap"] + ["group"] * 2 + ["waiver", "waiver_flaw"]
        )
        assert [line for line in lines if line["record"] == "result"] == [
            {"record": "result", **r} for r in data["results"]
        ]
        assert lines[0]["counts"] == data["counts"]


class TestMarkdown:
    def test_it_is_short_and_folds_the_rest(self) -> None:
        text = rendered("markdown", many(300))
        shown = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)

        assert len(shown.splitlines()) < 45
        assert "<details><summary>290 findings more</summary>" in text
        assert "and 90 more" in text

    def test_what_was_not_read_is_told_at_the_top(self) -> None:
        assert "**1 gap: not everything could be read.**" in rendered("markdown", full()).split("###")[0]

    def test_fix_first_waived_and_waivers_are_there(self) -> None:
        text = rendered("markdown", full())

        assert (
            "| ACT NOW (3 d) | <code>ships-hull-sealed</code> | <code>fleet.tf:2</code> "
            "| 1 finding in 1 asset | -12.3 |"
        ) in text
        assert "<summary>1 finding waived</summary>" in text
        assert "<summary>2 waivers to look at</summary>" in text

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_hostile_texts_are_no_markup(self, hostile: str) -> None:
        given = report([result(message=hostile, place=Location(hostile, 1))], gaps=[gap(file=hostile, reason=hostile)])
        plain = report([result(message="x", place=Location("x", 1))], gaps=[gap(file="x", reason="x")])

        assert _skeleton(rendered("markdown", given)) == _skeleton(rendered("markdown", plain))


def _skeleton(text: str) -> Sequence[str]:
    """What of a text a renderer acts on."""
    return [*re.findall(r"[<>|*`\[\]]|^#+|^- |https?:|@\w", text, re.MULTILINE)]
