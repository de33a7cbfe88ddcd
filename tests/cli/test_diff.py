"""``seatrial scan --diff`` and ``--baseline``: exit codes, what people read, and files that are no reports."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import MAIN, Seatrial

SHIPS = ("scan", "--policy", "ships", "--no-packages")
FRESH = '\nresource "ships_hull" "fresh" {\n  name   = "fresh"\n  sealed = false\n}\n'
_SCHEMA = Path(__file__).parents[2] / "docs/reference/report.schema.json"


def git(*arguments: str) -> None:
    who = {f"GIT_{who}_{what}": "a@ships.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], check=True, env=os.environ | who, capture_output=True)


@pytest.fixture
def committed(repository: Path) -> Path:
    (repository / ".git").rmdir()
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "a fleet")
    return repository


def test_what_was_there_fails_no_run(seatrial: Seatrial, committed: Path) -> None:
    assert seatrial(*SHIPS).code == 1

    answer = seatrial(*SHIPS, "--diff", "main")

    assert answer.code == 0
    assert "leaks" not in answer.out
    assert "): 0 new, 1 known, 0 fixed" in answer.out


def test_what_is_new_fails_it_and_is_shown_in_full(seatrial: Seatrial, committed: Path) -> None:
    (committed / "main.tf").write_text(MAIN + FRESH)

    answer = seatrial(*SHIPS, "--diff", "main")

    assert answer.code == 1
    assert "high[ships-hull-sealed]: `fresh` leaks\n  --> main.tf:22:3\n" in answer.out
    assert "`leaking` leaks" not in answer.out
    assert "): 1 new, 1 known, 0 fixed" in answer.out
    assert seatrial(*SHIPS, "--diff", "main", "--fail-on", "critical").code == 0


def test_what_is_fixed_is_told_in_a_line(seatrial: Seatrial, committed: Path) -> None:
    (committed / "main.tf").write_text(MAIN.replace("false", "true"))

    answer = seatrial(*SHIPS, "--diff", "main")

    assert answer.code == 0
    assert "1 finding is fixed\n" in answer.out
    assert "main.tf:12:3: ships-hull-sealed: `leaking` leaks\n" in answer.out
    assert "): 0 new, 0 known, 1 fixed" in answer.out


def test_a_gap_is_still_3(seatrial: Seatrial, committed: Path) -> None:
    (committed / "broken.tf.json").write_text("{")

    assert seatrial(*SHIPS, "--diff", "main").code == 3


def test_every_report_tells_it(seatrial: Seatrial, committed: Path) -> None:
    (committed / "main.tf").write_text(
        MAIN.replace('"leaking"\n  sealed = false', '"leaking"\n  sealed = true') + FRESH
    )
    (committed / "more.tf").write_text('resource "ships_hull" "more" {\n  name = "more"\n}\n')
    git("add", "more.tf")
    git("commit", "-q", "-m", "more", "more.tf")
    names = ("json", "sarif", "markdown", "github", "junit", "ndjson", "html", "csv", "gitlab")
    outputs = [part for name in names for part in ("-o", f"{name}=out.{name}")]

    assert seatrial(*SHIPS, "--diff", "HEAD", *outputs).code == 1

    text = {name: (committed / f"out.{name}").read_text() for name in names}
    data = json.loads(text["json"])
    Draft202012Validator(json.loads(_SCHEMA.read_text())).validate(data)
    assert sorted((r["message"], r["status"]) for r in data["results"] if r["verdict"] == "fail") == [
        ("`fresh` leaks", "new"),
        ("`more` leaks", "known"),
    ]
    assert [past["message"] for past in data["difference"]["fixed"]] == ["`leaking` leaks"]
    run = json.loads(text["sarif"])["runs"][0]
    states = {result["message"]["text"]: result["baselineState"] for result in run["results"]}
    assert states == {"`fresh` leaks": "new", "`more` leaks": "unchanged"}
    assert [(past["baselineState"], past["message"]) for past in run["properties"]["absent"]] == [
        ("absent", "`leaking` leaks")
    ]
    assert "1 new finding\n" in text["markdown"]
    assert "<summary>1 finding known</summary>" in text["markdown"]
    assert "<summary>1 finding fixed</summary>" in text["markdown"]
    assert text["github"].count("::error ") == 1
    assert 'failures="1"' in text["junit"]
    assert "known: `more` leaks" in text["junit"]


def test_a_report_of_ours_is_a_baseline(seatrial: Seatrial, repository: Path) -> None:
    assert seatrial(*SHIPS, "-o", "json=last.json").code == 1
    assert seatrial(*SHIPS, "--baseline", "last.json").code == 0

    (repository / "main.tf").write_text(
        MAIN.replace('"leaking"\n  sealed = false', '"leaking"\n  sealed = true') + FRESH
    )
    answer = seatrial(*SHIPS, "--baseline", "last.json")

    assert answer.code == 1
    assert "Since last.json: 1 new, 0 known, 1 fixed" in answer.out
    assert "`fresh` leaks" in answer.out


def test_a_baseline_of_another_scope_fixes_nothing(seatrial: Seatrial, repository: Path) -> None:
    seatrial(*SHIPS, "-o", "json=last.json")
    (repository / "main.tf").write_text(MAIN.replace('"leaking"\n  sealed = false', '"leaking"\n  sealed = true'))

    answer = seatrial(*SHIPS, "--exclude", "x", "--baseline", "last.json")

    assert "1 finding is not found again, which may not be fixed" in answer.out
    assert "what was asked then is not what was asked now" in " ".join(answer.out.split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "\x00",
        '{"schema_version": 1}',
        '{"schema_version": 2, "assets": [], "results": []}',
        '{"schema_version": 1, "assets": [], "results": [{"verdict": "fail"}]}',
        '{"schema_version": 1, "assets": [], "results": ' + "[" * 100_000,
        '{"schema_version": 1, "assets": {"a": 1}, "results": []}',
    ],
)
def test_a_baseline_that_is_none_is_2(seatrial: Seatrial, repository: Path, text: str) -> None:
    (repository / "last.json").write_text(text)

    answer = seatrial(*SHIPS, "--baseline", "last.json")

    assert (answer.code, answer.out) == (2, "")
    assert "--baseline" in answer.err
    assert "last.json" in answer.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--diff", "nowhere"], "no revision 'nowhere'"),
        (["--diff-exact"], "name BASE, too"),
        (["--diff", "main", "--baseline", "x.json"], "take one of them"),
        (["--baseline", "x.json"], "x.json cannot be read"),
        (["--baseline", "/dev/zero"], "is not a regular file"),
        (["image:x", "--diff", "main"], "has no revisions"),
    ],
)
def test_what_cannot_be_compared_is_2(seatrial: Seatrial, committed: Path, arguments: list[str], told: str) -> None:
    answer = seatrial(*SHIPS, *arguments)

    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
