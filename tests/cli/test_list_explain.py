"""``seatrial list`` and ``seatrial explain``."""

import json

import pytest

from seatrial import connectors, reports
from tests.cli.conftest import Seatrial

pytestmark = pytest.mark.usefixtures("repository")


@pytest.mark.parametrize("what", ["checks", "resources", "connectors", "reports", "policies"])
def test_every_list_is_a_table_and_json(seatrial: Seatrial, what: str) -> None:
    table = seatrial("list", what)
    rows = json.loads(seatrial("list", what, "-o", "json").out)

    assert table.code == 0
    assert len(table.out.splitlines()) == len(rows) > 2


def test_own_content_is_listed_with_the_shipped(seatrial: Seatrial) -> None:
    checks = {row["id"]: row for row in json.loads(seatrial("list", "checks", "-o", "json").out)}

    assert checks["ships-hull-sealed"]["aliases"] == ["CKV_SHIPS_1"]
    assert "aws-s3-bucket-versioning" in checks
    assert "ships.hull" in seatrial("list", "resources").out


def test_the_checks_of_one_policy(seatrial: Seatrial) -> None:
    assert (
        seatrial("list", "checks", "--policy", "ships").out == "ships-hull-sealed  high  ships.hull  Hulls are sealed\n"
    )


def test_connectors_and_reports_are_the_folders(seatrial: Seatrial) -> None:
    listed = [
        tuple(row["name"] for row in json.loads(seatrial("list", what, "-o", "json").out))
        for what in ("connectors", "reports")
    ]

    assert listed == [connectors.names(), reports.names()]


def test_explain_tells_everything(seatrial: Seatrial) -> None:
    assert seatrial("explain", "ships-hull-sealed").out == (
        "ships-hull-sealed  high\n"
        "Hulls are sealed\n"
        "\n"
        "Asks ships.hull: resource.sealed\n"
        "\n"
        "Water comes in. A ship sinks.\n"
        "\n"
        "Example that fails, fail.tf:\n"
        "\n"
        '    resource "ships_hull" "a" {\n'
        "      sealed = false\n"
        "    }\n"
        "\n"
        "Example that passes, pass.tf:\n"
        "\n"
        '    resource "ships_hull" "a" {\n'
        "      sealed = true\n"
        "    }\n"
        "\n"
        "Fix: sealed = true\n"
        "\n"
        "What `seatrial fix` makes of it:\n"
        "\n"
        "    fail.tf\n"
        "    @@ -1,3 +1,3 @@\n"
        '     resource "ships_hull" "a" {\n'
        "    -  sealed = false\n"
        "    +  sealed = true\n"
        "     }\n"
        "\n"
        "Also known as: CKV_SHIPS_1\n"
    )


@pytest.mark.parametrize("alias", ["CKV_AWS_20", "ckv_aws_20"])
def test_explain_knows_the_ids_of_other_tools(seatrial: Seatrial, alias: str) -> None:
    answer = seatrial("explain", alias)

    assert answer.code == 0
    assert "aws-s3-" in answer.out.splitlines()[0]
    assert "CKV_AWS_20" in answer.out


def test_every_command_explains_itself(seatrial: Seatrial) -> None:
    for command in ("scan", "inspect", "explain", "list", "check", "fix"):
        answer = seatrial(command, "--help")

        assert answer.code == 0
        assert answer.out.startswith(f"Usage: seatrial {command}")
