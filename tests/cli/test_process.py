"""The command as a process: terminals, pipes, and how much it costs to start."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Seatrial

pytestmark = pytest.mark.usefixtures("repository")

SHIPS = ("scan", "--policy", "ships")


def test_the_exit_code_is_the_processes(process: Seatrial) -> None:
    assert process(*SHIPS).code == 1
    assert process(*SHIPS, "--fail-on", "never").code == 0
    assert process("scan", "nowhere").code == 2


def test_standard_output_is_the_report_and_nothing_else(process: Seatrial, repository: Path) -> None:
    (repository / "broken.tf.json").write_text("{")

    answer = process(*SHIPS, "-o", "json")

    assert answer.out.startswith("{")
    assert answer.out.endswith("}\n")


@pytest.mark.parametrize(
    ("environment", "colored"),
    [
        ({}, False),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, True),
    ],
)
def test_color_is_where_it_is_wanted(process: Seatrial, environment: dict[str, str], colored: bool) -> None:
    assert ("\x1b[" in process(*SHIPS, **environment).out) is colored


def test_color_can_be_demanded_and_refused(process: Seatrial) -> None:
    assert "\x1b[" in process(*SHIPS, "--color", "always", NO_COLOR="1").out
    assert "\x1b[" not in process(*SHIPS, "--color", "never", CLICOLOR_FORCE="1").out


def test_a_file_gets_no_color(process: Seatrial, repository: Path) -> None:
    process(*SHIPS, "-o", "text=out.txt", CLICOLOR_FORCE="1")

    assert "\x1b[" not in (repository / "out.txt").read_text()


def test_the_width_is_the_terminals(process: Seatrial) -> None:
    assert max(map(len, process(*SHIPS, COLUMNS="60").out.splitlines())) <= 60


def test_a_terminal_without_utf_8_gets_ascii(process: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text('resource "ships_hull" "a" {\n  name = "Möwe"\n}\n', encoding="utf-8")

    answer = process(*SHIPS, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert r"`M\xf6we` leaks" in answer.out
    assert answer.code == 1


def test_a_reader_that_leaves_is_no_error(repository: Path) -> None:
    """``seatrial ... | head -1``: no traceback, and a scan still says what it found."""
    (repository / "main.tf").write_text("".join(f'resource "ships_hull" "a{n}" {{}}\n' for n in range(3000)))
    for arguments, code in (((*SHIPS, "-o", "json"), 1), (("list", "checks"), 0)):
        running = subprocess.Popen(
            [sys.executable, "-m", "seatrial", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        )
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()

        told = running.stderr.read()

        assert (running.wait(60), told) == (code, b"")
        running.stderr.close()


def test_the_version_costs_next_to_nothing() -> None:
    answer = imports("--version")

    assert answer.isdisjoint({"msgspec", "yaml", "tree_sitter", "pathspec", "asyncio", "seatrial.scan", "json"})


def test_a_scan_imports_what_it_reads_with(repository: Path) -> None:
    # Own content is linted, and what its expressions need is no part of this.
    shutil.rmtree(repository / ".seatrial")
    Path("Dockerfile").write_text("FROM scratch\n")

    imported = imports("scan", "Dockerfile")

    assert "seatrial.connectors.dockerfile.collect" in imported
    assert "seatrial.connectors.kubernetes.collect" not in imported
    assert imported.isdisjoint({"tree_sitter", "seatrial.terraform", "asyncio", "multiprocessing", "difflib"})


def imports(*arguments: str) -> set[str]:
    """The modules that a run leaves in memory."""
    script = f"import sys; from seatrial.cli import run; run({[*arguments]!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.split())
