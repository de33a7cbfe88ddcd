"""``seatrial inspect``: what Seatrial sees."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Seatrial

pytestmark = pytest.mark.usefixtures("repository")

_REFERENCE = """\
resource "ships_harbour" "home" {}

resource "ships_hull" "a" {
  name   = ships_harbour.home.id
  sealed = true
}
"""


def test_raw_blocks_are_one_object_a_line(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text(_REFERENCE)

    answer = seatrial("inspect", "--raw", "-o", "json")

    rows = {row["address"]: row for row in map(json.loads, answer.out.splitlines())}
    hull = rows["ships_hull.a"]
    assert list(hull) == ["asset", "type", "address", "attributes", "file", "line"]
    assert (hull["type"], hull["file"], hull["line"]) == ("terraform.block", "main.tf", 3)
    assert hull["attributes"]["sealed"] is True
    assert set(hull["attributes"]["name"]) == {"$unknown", "$ref"}
    assert hull["attributes"]["name"]["$ref"] == "ships_harbour.home"
    assert answer.code == 0


def test_an_unknown_without_a_target_has_no_reference(seatrial: Seatrial) -> None:
    rows = map(json.loads, seatrial("inspect", "--raw", "-o", "json").out.splitlines())

    asked = next(row for row in rows if row["address"] == "ships_hull.asked")
    assert asked["attributes"]["sealed"]["$ref"] is None
    assert "var.sealed" in asked["attributes"]["sealed"]["$unknown"]


def test_resources_say_where_each_value_was_said(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text('resource "ships_hull" "a" {\n  name = "a"\n}\n')

    assert seatrial("inspect").out == (
        'ships.hull  ships_hull.a  main.tf:1:1\n  name = "a"  main.tf:2\n  sealed = false  (default)\n\n'
    )


def test_an_unknown_value_says_why(seatrial: Seatrial) -> None:
    assert "  sealed = unknown  (`var.sealed` has no value here" in seatrial("inspect").out


def test_a_type_can_be_asked_for(seatrial: Seatrial, repository: Path) -> None:
    (repository / "Dockerfile").write_text("FROM scratch\n")

    rows = [json.loads(line) for line in seatrial("inspect", "--type", "ships.hull", "-o", "json").out.splitlines()]

    assert {row["type"] for row in rows} == {"ships.hull"}
    assert len(rows) == 3


def test_gaps_go_to_standard_error_and_are_3(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text("")
    (repository / "broken.tf.json").write_text("{")

    answer = seatrial("inspect")

    assert answer.code == 3
    assert answer.err.startswith("gap: broken.tf.json:")


def test_names_that_a_terminal_would_act_upon_are_escaped(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text('resource "ships_hull" "a" {\n  name = "\\u001b[2J\\u202e"\n}\n')

    for output in ("text", "json"):
        for raw in ((), ("--raw",)):
            out = seatrial("inspect", "-o", output, *raw).out
            assert "a" in out
            assert "\x1b" not in out
            assert "\u202e" not in out
