"""The line that says what a long scan is at: on a terminal only, cleaned, and gone at the end."""

import io
import os
import pty
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import pytest

from seatrial.cli.progress import fitted, progress

_SRC = str(Path(__file__).parents[2] / "src")
_SECONDS = 30


class Terminal:
    """A terminal, from the side of the one who looks at it; ``stream`` is the program's side."""

    def __init__(self, shown: int, stream: TextIO) -> None:
        self.stream = stream
        self._shown = shown

    def read_until(self, wanted: str) -> str:
        """What is shown, up to and with what is wanted."""
        text = ""
        while wanted not in text:
            text += self._read(_SECONDS, text)
        return text

    def rest(self) -> str:
        """What is shown already."""
        text = ""
        while select.select([self._shown], [], [], 0)[0]:
            text += self._read(0, text)
        return text

    def _read(self, seconds: float, so_far: str) -> str:
        readable, _, _ = select.select([self._shown], [], [], seconds)
        assert readable, f"only {so_far!r} was shown"
        return os.read(self._shown, 65536).decode("utf-8", "replace")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("TERM", "xterm")
    with ExitStack() as stack:
        shown, written = pty.openpty()
        stack.callback(os.close, shown)
        yield Terminal(shown, stack.enter_context(os.fdopen(written, "w", encoding="utf-8")))


def screen(written: str) -> list[str]:
    """What stands on the lines of a terminal in the end; knows a carriage return and a line feed."""
    lines = []
    for line in written.replace("\r\n", "\n").split("\n"):
        cells: list[str] = []
        for part in line.split("\r"):
            cells[: len(part)] = part
        lines.append("".join(cells).rstrip())
    return lines


def test_one_line_is_drawn_over_again_and_erased(terminal: Terminal) -> None:
    with progress(terminal.stream, quiet=False, after=0) as watch:
        assert watch is not None
        watch(1, 12, "infra/production")
        written = terminal.read_until("1/12 infra/production")
        watch(2, 12, "web")
        written += terminal.read_until("2/12 web" + " " * 13)
        assert screen(written) == ["2/12 web"]

    assert screen(written + terminal.rest()) == [""]


def test_it_is_erased_when_the_scan_is_interrupted(terminal: Terminal) -> None:
    written = ""
    with pytest.raises(KeyboardInterrupt), progress(terminal.stream, quiet=False, after=0) as watch:
        assert watch is not None
        watch(0, 1, "infra")
        written = terminal.read_until("0/1 infra")
        raise KeyboardInterrupt

    assert screen(written + terminal.rest()) == [""]


def test_a_scan_that_is_done_soon_shows_nothing(terminal: Terminal) -> None:
    with progress(terminal.stream, quiet=False, after=_SECONDS) as watch:
        assert watch is not None
        watch(0, 1, "infra")

    assert terminal.rest() == ""


def test_what_a_terminal_would_act_upon_is_escaped(terminal: Terminal) -> None:
    with progress(terminal.stream, quiet=False, after=0) as watch:
        assert watch is not None
        watch(0, 1, "\x1b[2J\n\x9b\u202e!")

        assert "0/1 \\x1b[2J \\x9b\\u202e!" in terminal.read_until("!")


class Gone(io.StringIO):
    """A terminal that was closed; ``tried`` once somebody has written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.tried = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.tried.set()
        raise OSError(5, "Input/output error")


def test_a_terminal_that_goes_does_not_stop_the_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    gone = Gone()

    with progress(gone, quiet=False, after=0) as watch:
        assert watch is not None
        watch(0, 2, "infra")
        assert gone.tried.wait(_SECONDS)
        watch(1, 2, "web")

    assert gone.getvalue() == ""


def test_nothing_is_watched_without_a_terminal_or_when_quiet(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with progress(terminal.stream, quiet=True) as watch:
        assert watch is None
    with progress(io.StringIO(), quiet=False) as watch:
        assert watch is None
    monkeypatch.setenv("TERM", "dumb")
    with progress(terminal.stream, quiet=False) as watch:
        assert watch is None


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("1/2 web", 7, "1/2 web"),
        ("1/2 web", 6, "1/2..."),
        ("1/2 海海海", 10, "1/2 海海海"),
        ("1/2 海海海", 9, "1/2 海..."),
        ("1/2 ééé", 7, "1/2 ééé"),
        ("1/2 e\u0301e\u0301", 6, "1/2 e\u0301e\u0301"),
    ],
)
def test_the_line_never_wraps(text: str, columns: int, shown: str) -> None:
    assert fitted(text, columns) == shown


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(("jobs", "roots"), [("1", 40), ("2", 80)])
def test_a_long_scan_says_what_it_is_at(terminal: Terminal, repository: Path, jobs: str, roots: int) -> None:
    """A real process, its report in a file, its standard error a terminal."""
    write_much(repository, roots)

    with subprocess.Popen(
        [sys.executable, "-m", "seatrial", "scan", "--policy", "ships", "--jobs", jobs, "-o", "json=out.json"],
        env=os.environ | {"PYTHONPATH": _SRC},
        stdout=subprocess.DEVNULL,
        stderr=terminal.stream,
    ) as running:
        written = terminal.read_until(f"/{roots + 1} fleet")
        assert running.wait(120) == 1

    assert screen(written + terminal.rest()) == [""]


@pytest.mark.usefixtures("repository")
def test_a_quiet_scan_says_nothing(terminal: Terminal, repository: Path) -> None:
    write_much(repository, 40)

    done = subprocess.run(
        [sys.executable, "-m", "seatrial", "scan", "--policy", "ships", "--fail-on", "never", "-q"],
        env=os.environ | {"PYTHONPATH": _SRC},
        stdout=subprocess.DEVNULL,
        stderr=terminal.stream,
        timeout=120,
        check=False,
    )

    assert (done.returncode, terminal.rest()) == (0, "")


def write_much(repository: Path, roots: int) -> None:
    """Root modules that take some seconds."""
    hulls = "".join(f'resource "ships_hull" "h{n}" {{\n  name = "h{n}"\n}}\n\n' for n in range(1000))
    for number in range(roots):
        folder = repository / f"fleet{number:02}"
        folder.mkdir()
        (folder / "main.tf").write_text(hulls)
