"""``-q`` and ``-v``: the same letters mean less and more, whatever the command."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from seatrial.cli import group
from tests.cli.conftest import Seatrial

pytestmark = pytest.mark.usefixtures("repository")

LONG = "x" * 400


def leaves(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """The commands that do something, by their names."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from leaves(found, f"{path} {name}".strip())


def test_the_letters_are_taken_for_nothing_else() -> None:
    letters = {
        (letter, option.name, option.is_flag, option.count)
        for _, command in leaves(group)
        for option in command.params
        if isinstance(option, click.Option)
        for letter in option.opts
        if letter in ("-q", "-v", "--quiet", "--verbose")
    }

    assert letters == {
        ("-q", "quiet", True, False),
        ("--quiet", "quiet", True, False),
        ("-v", "verbose", False, True),
        ("--verbose", "verbose", False, True),
    }


def test_whatever_says_more_than_one_answer_can_be_quiet() -> None:
    loud = {name for name, command in leaves(group) if "quiet" not in [option.name for option in command.params]}

    assert loud == {"check new", "completion", "config show", "explain", "waive"}


def test_a_quiet_scan_shows_findings_only(seatrial: Seatrial) -> None:
    answer = seatrial("scan", "--policy", "ships", "-q")

    assert "[ships-hull-sealed]" in answer.out
    assert "Scanned" not in answer.out
    assert answer.code == 1


def test_a_quiet_proof_shows_flaws_only(seatrial: Seatrial) -> None:
    for command in ("test", "lint"):
        answer = seatrial("check", command, "-q")

        assert (answer.code, answer.out, answer.err) == (0, "", "")

    check = Path(".seatrial/ships/hull-sealed/check.yaml")
    check.write_text(check.read_text().replace("resource.sealed", "resource.name"))
    answer = seatrial("check", "lint", "-q")
    assert answer.code == 1
    assert "must give true or false" in answer.out
    assert answer.err == ""


def test_a_quiet_list_is_the_names_alone(seatrial: Seatrial) -> None:
    names = ["cloudformation", "compose", "dockerfile", "image", "kubernetes", "packages", "sbom", "terraform"]

    assert seatrial("list", "connectors", "-q").out.split() == names
    assert json.loads(seatrial("list", "connectors", "-q", "-o", "json").out) == names


def test_a_quiet_inspection_shows_no_values(seatrial: Seatrial) -> None:
    assert seatrial("inspect", "--type", "ships.hull", "-q").out == (
        "ships.hull  ships_hull.asked  main.tf:15:1\n"
        "ships.hull  ships_hull.leaking  main.tf:10:1\n"
        "ships.hull  ships_hull.tight  main.tf:5:1\n"
    )
    row = json.loads(seatrial("inspect", "--type", "ships.hull", "-q", "-o", "json").out.splitlines()[0])
    assert sorted(row) == ["address", "asset", "file", "line", "type"]


def test_a_verbose_inspection_shows_long_values_in_full(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text(f'resource "ships_hull" "a" {{\n  name = "{LONG}"\n}}\n')

    assert LONG not in seatrial("inspect", "--type", "ships.hull").out
    for arguments in (("-v",), ("-o", "json"), ("-v", "--raw")):
        assert LONG in seatrial("inspect", *arguments).out


def test_quiet_waivers_are_their_places(seatrial: Seatrial, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text(
        "policies: [ships]\nwaivers:\n  accepted:\n    - {check: ships-hull-sealed, reason: in the dry dock}\n"
    )

    assert seatrial("waivers", "list", "-q").out == "seatrial.yaml:4\n"
    assert "1 waiver" in seatrial("waivers", "lint").err
    for command in ("lint", "prune"):
        answer = seatrial("waivers", command, "-q")
        assert (answer.code, answer.out, answer.err) == (0, "", "")
