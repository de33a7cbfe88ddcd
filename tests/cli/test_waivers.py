"""``seatrial waive`` and ``seatrial waivers``: the whole way of an accepted finding, on real files."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from seatrial.cli.waive_command import with_entry
from tests.cli.conftest import Seatrial

pytestmark = pytest.mark.usefixtures("repository")

SHIPS = ("--policy", "ships")
NEXT_YEAR = (datetime.now(UTC) + timedelta(days=300)).date().isoformat()


def config(folder: Path) -> str:
    return (folder / "seatrial.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("finding", ["main.tf:12", "ships-hull-sealed@main.tf:12", "ships-hull-sealed", "FINGERPRINT"])
def test_a_finding_is_accepted_by_any_of_its_names(seatrial: Seatrial, repository: Path, finding: str) -> None:
    found = json.loads(seatrial("scan", *SHIPS, "-o", "json").out)["results"]
    (fingerprint,) = (result["fingerprint"] for result in found if result["verdict"] == "fail")

    answer = seatrial("waive", finding.replace("FINGERPRINT", fingerprint[:8]), *SHIPS, "--reason", "in dock")

    assert (answer.code, answer.out) == (0, "seatrial.yaml: ships-hull-sealed at main.tf:12:3 is accepted\n")
    after = seatrial("scan", *SHIPS)
    assert after.code == 0
    assert "1 finding is waived\n  main.tf:12:3: ships-hull-sealed: in dock\n" in after.out
    assert "1 pass  1 fail (1 waived)" in after.out


def test_an_end_and_an_owner_are_kept_and_everything_else_in_the_file_stays(
    seatrial: Seatrial, repository: Path
) -> None:
    (repository / "seatrial.yaml").write_text("# ours\npolicies: [ships]   # all of them\n", encoding="utf-8")

    seatrial("waive", "main.tf:12", "--reason", "in dock", "--until", NEXT_YEAR, "--owner", "yard")

    text = config(repository)
    assert text.startswith(
        "# ours\npolicies: [ships]   # all of them\nwaivers:\n  accepted:\n    - check: ships-hull-sealed\n"
    )
    assert f'      until: "{NEXT_YEAR}"\n      owner: yard\n      reason: in dock\n' in text
    assert f"in dock (yard), until {NEXT_YEAR}" in seatrial("scan").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("main.tf:99",), "no finding is 'main.tf:99'"),
        (("main.tf:12", "--until", "tomorrow"), "'tomorrow' is no date"),
        (("main.tf:12", "--until", "2020-01-01"), "it would have ended on 2020-01-01 already"),
    ],
)
def test_what_could_not_be_followed_is_not_written(
    seatrial: Seatrial, repository: Path, arguments: tuple[str, ...], message: str
) -> None:
    answer = seatrial("waive", *arguments, *SHIPS, "--reason", "in dock")

    assert answer.code == 2
    assert message in answer.err
    assert not (repository / "seatrial.yaml").exists()


def test_what_an_organisation_demands_is_demanded_at_once(seatrial: Seatrial, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text("waivers: {require_until: true, longest: 30d}\n", encoding="utf-8")

    assert "demands one" in seatrial("waive", "main.tf:12", *SHIPS, "--reason", "in dock").err
    assert "30 days at most" in seatrial("waive", "main.tf:12", *SHIPS, "--reason", "x", "--until", NEXT_YEAR).err


def test_a_name_that_fits_several_lists_them(seatrial: Seatrial, repository: Path) -> None:
    (repository / "more.tf").write_text('resource "ships_hull" "b" {\n  sealed = false\n}\n', encoding="utf-8")

    answer = seatrial("waive", "ships-hull-sealed", *SHIPS, "--reason", "in dock")

    assert answer.code == 2
    assert "'ships-hull-sealed' could be 2 findings:\n" in answer.err
    assert "ships-hull-sealed@more.tf:2  ships_hull.b\n" in answer.err


def test_a_finding_that_is_waived_is_not_waived_again(seatrial: Seatrial) -> None:
    seatrial("waive", "main.tf:12", *SHIPS, "--reason", "in dock")

    assert "waived already, at seatrial.yaml:4:1" in seatrial("waive", "main.tf:12", *SHIPS, "--reason", "x").err


@pytest.mark.parametrize(
    "text",
    ["", "# nothing yet\n", "policies: [ships]", "waivers: {}\n", "waivers:\r\n  require_until: false\r\n"],
)
def test_an_entry_fits_into_any_file(text: str) -> None:
    after = with_entry(text, {"check": "ships-hull-sealed", "reason": "a: b # c"})

    assert after.startswith(text.rstrip("{}\r\n")[:8])
    assert "\r\n" not in after or after.count("\n") == after.count("\r\n")


def test_the_list_says_what_became_of_each(seatrial: Seatrial, repository: Path) -> None:
    main = (repository / "main.tf").read_text(encoding="utf-8")
    comment = "# seatrial:waive ships-hull-sealed until=2020-01-01 -- long ago\n"
    (repository / "main.tf").write_text(
        main.replace('resource "ships_hull" "leaking"', comment + 'resource "ships_hull" "leaking"')
    )

    answer = seatrial("waivers", "list", *SHIPS)
    (row,) = map(json.loads, seatrial("waivers", "list", *SHIPS, "-o", "json").out.splitlines())

    assert answer.out == "main.tf:10: ships-hull-sealed: expired, 1 finding: long ago, until 2020-01-01\n"
    assert (row["state"], row["count"], row["until"]) == ("expired", 1, "2020-01-01")
    assert seatrial("waivers", "lint", *SHIPS).code == 1


def test_a_waiver_that_cannot_be_followed_is_2_where_nothing_else_is_wrong(
    seatrial: Seatrial, repository: Path
) -> None:
    text = '# seatrial:waive ships-hul-sealed -- x\nresource "ships_hull" "a" {\n  sealed = true\n}\n'
    (repository / "main.tf").write_text(text, encoding="utf-8")

    answer = seatrial("scan", *SHIPS)

    assert answer.code == 2
    assert "1 waiver cannot be followed, and what it is about counts\n  main.tf:1:3: there is no check" in answer.out
    assert seatrial("waivers", "lint", *SHIPS).code == 2


def test_pruning_takes_out_what_is_over_and_nothing_else(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text(
        "# seatrial:waive ships-* -- never needed\n"
        'resource "ships_hull" "a" {\n  sealed = true # seatrial:waive ships-* until=2020-01-01 -- long ago\n}\n'
        'resource "ships_hull" "b" { # checkov:skip=CKV_SHIPS_1\n  sealed = true\n}\n',
        encoding="utf-8",
    )
    (repository / "seatrial.yaml").write_text(
        "waivers:\n  accepted:\n"
        "    # why we keep this one\n"
        "    - {check: ships-*, path: nowhere/, reason: unused}\n"
        "    - check: ships-*\n      path: nowhere/else\n      reason: unused too\n"
        "fail_on: low\n",
        encoding="utf-8",
    )

    shown = seatrial("waivers", "prune", *SHIPS)
    assert "never needed" in (repository / "main.tf").read_text(encoding="utf-8")
    written = seatrial("waivers", "prune", *SHIPS, "--write")

    assert shown.out == written.out
    assert "-# seatrial:waive ships-* -- never needed\n" in shown.out
    assert (repository / "main.tf").read_text(encoding="utf-8") == (
        'resource "ships_hull" "a" {\n  sealed = true\n}\n'
        'resource "ships_hull" "b" { # checkov:skip=CKV_SHIPS_1\n  sealed = true\n}\n'
    )
    assert config(repository) == "waivers:\n  accepted: []\n    # why we keep this one\nfail_on: low\n"
    assert seatrial("waivers", "list", *SHIPS).out == ""


def test_other_tools_words_can_be_turned_off(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text(
        'resource "ships_hull" "b" {\n  # checkov:skip=CKV_SHIPS_1:in dock\n  sealed = false\n}\n', encoding="utf-8"
    )

    assert seatrial("scan", *SHIPS).code == 0
    assert seatrial("scan", *SHIPS, "--no-foreign-waivers").code == 1
