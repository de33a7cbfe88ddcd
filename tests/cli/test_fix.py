"""``seatrial fix``: what it prints, what it writes, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from seatrial.repair import run
from seatrial.repair.run import Repairs, repair
from tests.cli.conftest import MAIN, Seatrial

FIXED = MAIN.replace("sealed = false", "sealed = true")
ASKED = "  sealed = var.sealed"


def test_a_patch_is_printed_and_nothing_is_written(repository: Path, seatrial: Seatrial) -> None:
    answer = seatrial("fix")

    assert answer.out == (
        "--- a/main.tf\n+++ b/main.tf\n@@ -9,7 +9,7 @@\n \n"
        ' resource "ships_hull" "leaking" {\n   name   = "leaking"\n-  sealed = false\n+  sealed = true\n }\n \n'
        ' resource "ships_hull" "asked" {\n'
    )
    assert (answer.code, answer.err) == (1, "1 can be fixed, 0 suggestions, 0 for a person\n")
    assert (repository / "main.tf").read_text() == MAIN


def test_the_patch_can_be_applied(repository: Path, seatrial: Seatrial) -> None:
    patch = seatrial("fix").out

    subprocess.run(["patch", "-p1"], cwd=repository, input=patch.encode(), check=True, capture_output=True)

    assert (repository / "main.tf").read_text() == FIXED


def test_write_changes_the_files_and_leaves_nothing_to_fix(repository: Path, seatrial: Seatrial) -> None:
    answer = seatrial("fix", "--write")

    assert (answer.code, answer.err) == (0, "1 fixed, 0 suggestions, 0 for a person\n")
    assert (repository / "main.tf").read_text() == FIXED
    assert (seatrial("fix").code, seatrial("fix").out) == (0, "")


def test_what_cannot_be_fixed_is_listed_with_place_and_reason(repository: Path, seatrial: Seatrial) -> None:
    (repository / "main.tf").write_text('resource "ships_hull" "a" {\n  sealed = 1 == 2\n}\n')

    answer = seatrial("fix", "--write")

    assert answer.code == 1
    assert answer.err == (
        "Suggestions:\n  ships-hull-sealed: `ships_hull.a` leaks\n"
        "    --> main.tf:2:3: its value is computed: `1 == 2`\n"
        "0 fixed, 1 suggestion, 0 for a person\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--check", "ships-hull-sealed"), 1),
        (("--check", "CKV_SHIPS_1"), 1),
        (("--check", "aws-kms-key-rotated"), 0),
        (("--check", "ships-hull-saeled"), 2),
        (("--path", "main.tf"), 1),
        (("--path", "."), 1),
        (("--path", "modules"), 0),
        (("--policy", "no"), 2),
    ],
)
def test_findings_are_chosen_by_check_and_path(
    repository: Path, seatrial: Seatrial, arguments: tuple[str, ...], code: int
) -> None:
    assert seatrial("fix", *arguments).code == code


def test_what_could_not_be_read_ends_with_3(repository: Path, seatrial: Seatrial) -> None:
    (repository / "main.tf").write_text(FIXED + "resource {\n")

    assert (seatrial("fix").code, seatrial("fix", "--allow-incomplete").code) == (3, 0)


def test_json_has_every_finding_and_every_diff(repository: Path, seatrial: Seatrial) -> None:
    answer = seatrial("fix", "-o", "json", "--write")

    found = json.loads(answer.out)
    (fix,), (file,) = found["fixes"], found["files"]
    assert (fix["check"], fix["address"], fix["outcome"]) == ("ships-hull-sealed", "ships_hull.leaking", "fixed")
    assert fix["changes"] == [{"place": {"file": "main.tf", "line": 10, "column": 1}, "change": "sealed = true"}]
    assert (file["file"], file["written"]) == ("main.tf", True)
    assert file["diff"].startswith("--- a/main.tf\n")


def test_quiet_prints_the_patch_and_the_counts(repository: Path, seatrial: Seatrial) -> None:
    (repository / "main.tf").write_text('resource "ships_hull" "a" {\n  sealed = 1 == 2\n}\n')

    assert seatrial("fix", "-q").err == "0 can be fixed, 1 suggestion, 0 for a person\n"


def test_color_is_for_who_wants_it(repository: Path, seatrial: Seatrial) -> None:
    plain, colored = seatrial("fix").out, seatrial("fix", "--color", "always").out

    assert "\x1b[31m-  sealed = false\x1b[0m" in colored
    assert re.sub(r"\x1b\[\d*m", "", colored) == plain


def test_a_patch_keeps_the_endings_of_lines(repository: Path, process: Seatrial) -> None:
    (repository / "main.tf").write_bytes(MAIN.replace("\n", "\r\n").encode())
    command = [sys.executable, "-m", "seatrial", "fix", "-q"]
    patch = subprocess.run(command, cwd=repository, capture_output=True, env=_environment(), check=False).stdout

    subprocess.run(["git", "apply", "-"], cwd=repository, input=patch, check=True, capture_output=True)

    assert (repository / "main.tf").read_bytes() == FIXED.replace("\n", "\r\n").encode()


HULLS = 120


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_write_leaves_each_file_old_or_new(repository: Path, number: signal.Signals) -> None:
    """The process is stopped as soon as the first file has changed, in the midst of the others."""
    padding = "# a line that makes the file long\n" * 2000
    old, new = (MAIN + padding).encode(), (FIXED + padding).encode()
    paths = [repository / f"m{number}" / "main.tf" for number in range(HULLS)]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(old)
    (repository / "main.tf").unlink()
    command = [sys.executable, "-m", "seatrial", "fix", "--write", "-q", "--jobs", "1"]
    with subprocess.Popen(
        command, cwd=repository, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and paths[0].read_bytes() == old:
            time.sleep(0.001)
        process.send_signal(number)

    states = [path.read_bytes() for path in paths]
    assert set(states) <= {old, new}
    assert new in states
    if number == signal.SIGINT:
        assert [*repository.rglob("*.tf.*")] == []


def test_a_diff_is_of_the_text_without_its_mark(repository: Path, seatrial: Seatrial) -> None:
    (repository / "main.tf").write_bytes(b"\xef\xbb\xbf" + MAIN.encode())

    assert seatrial("fix", "--write").code == 0

    assert (repository / "main.tf").read_bytes() == b"\xef\xbb\xbf" + FIXED.encode()


def test_what_is_to_change_at_one_place_is_said_once(repository: Path, seatrial: Seatrial) -> None:
    (repository / "hull").mkdir()
    (repository / "hull" / "main.tf").write_text('resource "ships_hull" "a" {\n  sealed = 1 == 2\n}\n')
    (repository / "main.tf").write_text("".join(f'module "m{n}" {{\n  source = "./hull"\n}}\n' for n in range(3)))

    assert seatrial("fix").err == (
        "Suggestions:\n  ships-hull-sealed: `module.m0.ships_hull.a` leaks (and 2 findings like it)\n"
        "    --> hull/main.tf:2:3: its value is computed: `1 == 2`\n"
        "0 can be fixed, 3 suggestions, 0 for a person\n"
    )


def test_a_file_that_changes_meanwhile_is_left_alone_and_said(
    repository: Path, seatrial: Seatrial, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hurried(*arguments: Any) -> Repairs:
        repairs = repair(*arguments)
        (repository / "main.tf").write_text("# somebody was quicker\n")
        return repairs

    monkeypatch.setattr(run, "repair", hurried)

    answer = seatrial("fix", "--write")

    assert (answer.code, (repository / "main.tf").read_text()) == (1, "# somebody was quicker\n")
    assert answer.err == (
        "not written: main.tf has changed since it was scanned; it is left alone\n"
        "For a person:\n  ships-hull-sealed: `leaking` leaks\n"
        "    --> main.tf:12:3: sealed = true: main.tf has changed since it was scanned; it is left alone\n"
        "0 fixed, 0 suggestions, 1 for a person, 1 file left alone\n"
    )
