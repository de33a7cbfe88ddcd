"""The text of a file: bytes to characters, offsets to lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from seatrial.errors import LimitError, ParseError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 100


class Text:
    """Characters with lines.  It knows no file name: the same text may stand in many files."""

    def __init__(self, content: str) -> None:
        self.content = content

    @cached_property
    def _lines(self) -> list[int]:
        starts = [0]
        find = self.content.find
        at = find("\n") + 1
        while at:
            starts.append(at)
            at = find("\n", at) + 1
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def error(self, message: str, offset: int) -> ParseError:
        line, column = self.position(offset)
        return ParseError(message, line=line, column=column)

    def past(self, offset: int, message: str, bound: str) -> LimitError:
        line, column = self.position(offset)
        return LimitError(message, bound=bound, line=line, column=column)

    def too_deep(self, offset: int) -> LimitError:
        return self.past(offset, "this is nested too deeply", f"depth {MAX_DEPTH}")


def decode(content: bytes) -> tuple[str, ParseError | None]:
    """Return the text, and what was wrong with it as text.

    UTF-8 with or without a mark, and UTF-16 with one (which Windows' shells write).  Other bytes, and NUL, become the
    replacement character: in a comment they do no harm, in code they are the syntax error that they are.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, wrong = content.decode("utf-16", "replace"), None
    else:
        try:
            text, wrong = content.decode("utf-8-sig"), None
        except UnicodeDecodeError as error:
            text = content.decode("utf-8-sig", "replace")
            line = content.count(b"\n", 0, error.start) + 1
            wrong = ParseError("this is not UTF-8; the bytes that are not were replaced", line=line, column=1)
    return text.replace("\x00", "�"), wrong
