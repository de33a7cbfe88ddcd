"""Edits: spans of a text and what stands there instead.  Nothing outside of a span changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from seatrial.errors import SeatrialError


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replaces the characters ``[start, end)`` of one text; an empty span inserts."""

    start: int
    end: int
    text: str


class CannotEditError(SeatrialError):
    """A text cannot be changed as asked; the message is a sentence that says why."""


class NotLiteralError(CannotEditError):
    """The value comes through ``expression``, which stands at ``[start, end)``: a reference, a call, an alias."""

    def __init__(self, message: str, *, start: int, end: int, expression: str) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
        self.expression = expression


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits made.

    The same edit twice is one; insertions at one place stand in the order in which they come.  Raises CannotEditError
    for edits that overlap, or that lie outside of the text.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise CannotEditError("two edits want to change the same characters")
        if not edit.start <= edit.end <= len(text):
            raise CannotEditError("an edit lies outside of the text")
        pieces += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*pieces, text[at:]))


def moved(by: int, make: Callable[[], tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """Make edits of a part of a text, and tell them, or what is no literal, in offsets of the whole."""
    try:
        edits = make()
    except NotLiteralError as error:
        start, end = error.start + by, error.end + by
        raise NotLiteralError(str(error), start=start, end=end, expression=error.expression) from error
    return tuple(Edit(edit.start + by, edit.end + by, edit.text) for edit in edits)
