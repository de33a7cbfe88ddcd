"""What a long scan is at: one line on a terminal's stderr, drawn over again and erased at the end.

A thread draws it, because one large asset may be all that there is to wait for; a scan that nobody watches starts none.
"""

import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from seatrial.reports._words import clean
from seatrial.scan import Watch

_PATIENCE = 1.0

_PAUSE = 0.1
"""Seconds between two looks at whether there is something new to draw."""


@contextmanager
def progress(stream: TextIO, *, quiet: bool, after: float = _PATIENCE) -> Iterator[Watch | None]:
    """Show what the watch is told while the block runs; None where nobody would see it.

    ``after``  how many seconds a scan needs no explanation.
    """
    if quiet or not is_watched(stream):
        yield None
        return
    line = _Line(stream, after)
    line.thread.start()
    try:
        yield line.tell
    finally:
        line.end()


def is_watched(stream: TextIO) -> bool:
    """Whether somebody sits before a terminal that can go back to the start of a line."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


class _Line:
    """The line: told by the scan, drawn by its thread."""

    def __init__(self, stream: TextIO, after: float) -> None:
        self.stream = stream
        self.after = after
        self.thread = threading.Thread(target=self._draw, name="progress", daemon=True)
        self._text = "looking for what can be read"
        self._ended = threading.Event()

    def tell(self, done: int, total: int, name: str) -> None:
        self._text = f"{done}/{total} {name or 'writing what was found'}"

    def end(self) -> None:
        """Erase what is drawn, if anything is."""
        self._ended.set()
        self.thread.join()

    def _draw(self) -> None:
        drawn = ""
        pause = self.after
        try:
            while not self._ended.wait(pause):
                pause = _PAUSE
                text = fitted(clean(self._text), _columns(self.stream) - 1)
                if text != drawn:
                    self._write(text, erase=drawn)
                    drawn = text
            if drawn:
                self._write("", erase=drawn)
        except OSError:
            # The terminal has gone: nobody is left to tell, and the scan goes on.
            return

    def _write(self, text: str, *, erase: str) -> None:
        # Spaces, since not every terminal of Windows knows the sequence that erases a line.
        rest = max(0, _cells(erase) - _cells(text))
        self.stream.write(f"\r{text}{' ' * rest}" + ("" if text else "\r"))
        self.stream.flush()


def fitted(text: str, columns: int) -> str:
    """As much of the text as fits into so many columns of a terminal, ending in dots where something is missing."""
    if _cells(text) <= columns:
        return text
    while text and _cells(text) > columns - 3:
        text = text[:-1]
    return text + "..."


def _cells(text: str) -> int:
    return sum(map(_cell, text))


def _cell(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _columns(stream: TextIO) -> int:
    try:
        # A terminal that does not know its size says 0.
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80
