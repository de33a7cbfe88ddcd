"""One repository with every known attempt on a scanner, read within a gigabyte and twenty seconds of processor time.

Each attempt gives a gap or an unknown, never a pass of what was not read, and costs nobody else's verdicts.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.parsers.hcl.structure import parse
from seatrial.request import Request
from seatrial.scan import scan

from .confined import confined_scan
from .hostile import FOLDERS, build
from .watch import at_most, crashes


class Told:
    """What the report says about one folder."""

    def __init__(self, report: dict[str, Any], folder: str) -> None:
        self.gaps = [gap for gap in report["gaps"] if gap["location"]["file"].startswith(folder + "/")]
        self.results = [one for one in report["results"] if one["location"]["file"].startswith(folder + "/")]

    def verdicts(self) -> set[str]:
        return {result["verdict"] for result in self.results}

    def reasons(self) -> str:
        """Why something is not known or was not read."""
        return "\n".join(
            [gap["reason"] for gap in self.gaps]
            + [one["reason"] for one in self.results if one["verdict"] == "unknown"]
        )

    def bounds(self) -> set[str]:
        return {gap["bound"] for gap in self.gaps}

    def of(self, check: str) -> set[str]:
        return {result["verdict"] for result in self.results if result["check"]["id"] == check}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    repository = build(tmp_path_factory.mktemp("hostile"))
    yield confined_scan(repository)
    # A hundred megabytes of holes, and names that no other tool likes.
    (repository / "large" / "main.tf").unlink()


@pytest.mark.parametrize("folder", sorted({"alias-bomb", "deep-yaml", "deep-json", "deep-expression", "large"}))
def test_a_file_past_a_bound_gives_a_gap_that_names_it_and_no_verdict(report: dict[str, Any], folder: str) -> None:
    told = Told(report, folder)

    assert told.results == []
    assert [re.search(r"\d", gap["bound"]) is not None for gap in told.gaps] == [True]


@pytest.mark.parametrize("folder", ["linked-file", "linked-outside", "linked-folder", "fifo", "device", "nul"])
def test_what_is_no_file_of_the_repository_gives_a_gap_and_no_verdict(report: dict[str, Any], folder: str) -> None:
    told = Told(report, folder)

    assert told.results == []
    assert len(told.gaps) == 1


@pytest.mark.parametrize("folder", ["range", "doubling", "huge-number", "huge-power", "terraform-regex"])
def test_a_value_that_takes_too_much_is_unknown_and_the_others_are_judged(report: dict[str, Any], folder: str) -> None:
    told = Told(report, folder)

    assert told.reasons()
    assert {"fail", "unknown"} <= told.verdicts()


@pytest.mark.parametrize(("folder", "bound"), [("count", "10000 instances"), ("doubling", "8388608 characters")])
def test_a_bound_that_was_met_is_named(report: dict[str, Any], folder: str, bound: str) -> None:
    assert bound in Told(report, folder).bounds()


def test_blocks_without_end_cost_themselves_and_not_the_file(report: dict[str, Any]) -> None:
    told = Told(report, "deep-hcl")

    assert "50 errors" in told.bounds()
    assert "fail" in told.verdicts()


def test_a_thousand_million_instances_are_one_of_which_nobody_knows_how_many_there_are(report: dict[str, Any]) -> None:
    told = Told(report, "count")

    assert {result["resource"]["address"] for result in told.results} == {"aws_s3_bucket.b[?]"}
    assert all(result["condition"] for result in told.results)


@pytest.mark.parametrize("folder", ["file-absolute", "file-outside"])
def test_no_function_reads_outside_of_the_repository(report: dict[str, Any], folder: str) -> None:
    told = Told(report, folder)

    assert "outside of what is scanned" in told.reasons()
    assert told.of("aws-s3-bucket-policy-not-public") == {"unknown"}


@pytest.mark.parametrize("folder", ["source-outside", "source-absolute"])
def test_no_module_is_read_outside_of_the_repository(report: dict[str, Any], folder: str) -> None:
    told = Told(report, folder)

    assert len(told.gaps) == 1
    assert {result["resource"]["address"] for result in told.results} == {"aws_s3_bucket.b"}


def test_nothing_from_outside_is_in_the_report(report: dict[str, Any]) -> None:
    text = str(report)

    assert "aws_s3_bucket.outside" not in text
    assert "root:" not in text


def test_a_pattern_of_ones_own_check_takes_linear_time(report: dict[str, Any]) -> None:
    assert Told(report, "own-regex").of("own-regex") == {"pass"}


def test_ignore_rules_that_are_too_many_are_a_gap_and_everything_is_read(report: dict[str, Any]) -> None:
    told = Told(report, "many-rules")

    assert told.bounds() == {"1 MiB"}
    assert "fail" in told.verdicts()


def test_ignore_rules_that_are_none_hide_nothing(report: dict[str, Any]) -> None:
    assert "fail" in Told(report, "bad-rules").verdicts()


def test_a_plan_whose_references_go_in_circles_is_judged(report: dict[str, Any]) -> None:
    told = Told(report, "cyclic-plan")

    assert {"fail", "unknown"} <= told.verdicts()


@pytest.mark.parametrize("folder", ["newline", "escape", "surrogate"])
def test_a_name_that_nobody_can_print_is_read_like_any_other(report: dict[str, Any], folder: str) -> None:
    told = Told(report, folder)

    assert "fail" in told.verdicts()
    assert all(result["location"]["file"].endswith("Dockerfile") for result in told.results)


def test_another_encoding_is_read_or_said(report: dict[str, Any]) -> None:
    assert "fail" in Told(report, "utf-16").verdicts()
    assert "UTF-8" in Told(report, "latin-1").reasons()


def test_the_sound_file_gets_its_verdicts(report: dict[str, Any]) -> None:
    told = Told(report, "sound")

    assert told.gaps == []
    assert "fail" in told.verdicts()


def test_no_gap_is_an_error_that_nobody_foresaw(report: dict[str, Any]) -> None:
    reasons = [gap["reason"] for gap in report["gaps"]]

    assert len(reasons) > len(FOLDERS) / 2
    assert [reason for reason in reasons if re.match(r"\w+(Error|Exception): ", reason)] == []


def test_every_gap_says_where(report: dict[str, Any]) -> None:
    assert all(gap["location"]["file"] and gap["reason"] for gap in report["gaps"])


def test_a_file_that_vanishes_after_it_was_found_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:12\n")
    (tmp_path / "gone.Dockerfile").write_text("FROM debian:12\n")
    sound = os.path.realpath

    def vanishing(path: Any, **options: Any) -> Any:
        if str(path).endswith("gone.Dockerfile"):
            Path(path).unlink(missing_ok=True)
        return sound(path, **options)

    monkeypatch.setattr(os.path, "realpath", vanishing)
    report = scan(Request(targets=(str(tmp_path),), jobs=1))

    assert ["cannot be read: No such file" in gap.reason for gap in report.every_gap()] == [True]
    assert [asset.key for asset in report.assets if asset.results] == ["Dockerfile"]


def test_a_long_word_where_a_label_could_stand_takes_no_longer_than_another() -> None:
    with at_most(2):
        document = parse(b"resource " + b"a" * 100_000 + b"\n")

    assert len(document.errors) == 1


def test_a_chart_that_leads_out_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "chart" / "templates").mkdir(parents=True)
    (tmp_path / "chart" / "templates" / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\n")
    (tmp_path / "chart" / "Chart.yaml").symlink_to("/etc/passwd")
    (tmp_path / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostPID: true}\n")

    report = scan(Request(targets=(str(tmp_path),), jobs=1))

    assert any("leads out" in gap.reason for gap in report.every_gap())
    assert any(result.location.file.endswith("/pod.yaml") for _, result in report.every_result())


def test_a_crash_is_told_from_a_gap(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_s3_bucket" "b" {')
    report = scan(Request(targets=(str(tmp_path),), jobs=1))
    crash = Gap(location=Location("main.tf", 1), reason="IndexError: list index out of range")

    assert crashes(report) == []
    assert crashes(replace(report, gaps=(crash,))) == ["main.tf:1:1: IndexError: list index out of range"]
