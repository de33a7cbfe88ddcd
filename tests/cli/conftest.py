"""A repository with content of its own and something to find, and ways to run the command in it."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from seatrial.cli import run
from tests.ships import write_ships

_SRC = str(Path(__file__).parents[2] / "src")

MAIN = """\
variable "sealed" {
  type = bool
}

resource "ships_hull" "tight" {
  name   = "tight"
  sealed = true
}

resource "ships_hull" "leaking" {
  name   = "leaking"
  sealed = false
}

resource "ships_hull" "asked" {
  name   = "asked"
  sealed = var.sealed
}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


Seatrial = Callable[..., Answer]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with hulls, of which one leaks; the current folder."""
    (tmp_path / ".git").mkdir()
    write_ships(tmp_path / ".seatrial")
    (tmp_path / "main.tf").write_text(MAIN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def seatrial(capsys: pytest.CaptureFixture[str]) -> Seatrial:
    """Runs the command in this process."""

    def called(*arguments: str) -> Answer:
        code = run([*arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return called


@pytest.fixture
def process() -> Seatrial:
    """Runs the command as a process of its own, with more in its environment."""

    def called(*arguments: str, **environment: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "seatrial", *arguments],
            env=os.environ | {"PYTHONPATH": _SRC} | environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    return called
