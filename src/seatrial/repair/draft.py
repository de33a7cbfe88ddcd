"""Drafts: files with changes made in memory, byte for byte what they were outside of them."""

from __future__ import annotations

import codecs
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from seatrial.fix.edit import CannotEditError, Edit
from seatrial.model.location import Location
from seatrial.parsers.document import Text
from seatrial.repair.editors import edits_for
from seatrial.repair.nouns import Change


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the text: of the original from ``start`` to ``end``, or a text that is new."""

    start: int
    end: int
    new: str | None = None

    def __len__(self) -> int:
        return self.end - self.start if self.new is None else len(self.new)


@dataclass(frozen=True, slots=True)
class Replaced:
    """The characters ``[start, end)`` of the original, and what stands there now."""

    start: int
    end: int
    text: str


class CannotMakeError(CannotEditError):
    """One of several changes cannot be made."""

    def __init__(self, change: Change, reason: str) -> None:
        super().__init__(reason)
        self.change = change


class Draft:
    """One file.  Changes are given by places of the original.  Raises CannotEditError for bytes that are no UTF-8."""

    def __init__(self, content: bytes) -> None:
        self._bom = content.startswith(codecs.BOM_UTF8)
        try:
            self.original = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CannotEditError("the file is not UTF-8") from error
        self._lines = Text(self.original)
        self._pieces = [_Piece(0, len(self.original))]
        self.text = self.original

    def edits_of(self, change: Change) -> tuple[Edit, ...]:
        """What a change is in the original.  Raises CannotEditError."""
        return edits_for(change, self.original, change.head)

    def make(self, changes: Iterable[Change]) -> None:
        """Make changes: those that touch nothing of each other at once, the others after them.

        Raises CannotMakeError; the draft is worth nothing then.
        """
        waiting = [*changes]
        while waiting:
            waiting = self._make_some(waiting)

    def _make_some(self, changes: Sequence[Change]) -> list[Change]:
        """Make as many as have nothing to do with each other, at least one; return the others."""
        now = Text(self.text)
        taken: list[tuple[int, int]] = []
        together: list[Edit] = []
        others: list[Change] = []
        for change in changes:
            edits = self._edits_now(change, now)
            spans = [(edit.start, edit.end) for edit in edits]
            if any(_touches(taken, span) for span in spans):
                others.append(change)
                continue
            together += edits
            for span in spans:
                insort(taken, span)
        self._pieces = list(_spliced(self._pieces, together))
        self.text = "".join(self.original[p.start : p.end] if p.new is None else p.new for p in self._pieces)
        return others

    def _edits_now(self, change: Change, now: Text) -> tuple[Edit, ...]:
        if change.edits is not None and self.text is self.original:
            return change.edits
        head = change.head
        try:
            start, end = self._offset_now(head.line, head.column), self._offset_now(head.end_line, head.end_column)
            return edits_for(change, self.text, Location(head.file, *now.place(start), *now.place(end)))
        except CannotEditError as error:
            raise CannotMakeError(change, str(error)) from error

    def _offset_now(self, line: int, column: int) -> int:
        """Where a place of the original is now.  Raises CannotEditError where something else stands there."""
        offset = min(self._lines.offset(line, column), len(self.original)) if line else 0
        at = 0
        for piece in self._pieces:
            at += len(piece)
            if piece.new is None and piece.start <= offset < piece.end:
                return at - piece.end + offset
        # The end of a piece, or of the text: whatever was put there comes after it.
        for end, piece in zip(accumulate(map(len, self._pieces)), self._pieces, strict=True):
            if piece.new is None and piece.end == offset:
                return end
        raise CannotEditError("another change has taken its place")

    def replaced(self) -> Iterator[Replaced]:
        """Yield what differs from the original, in the order of the text."""
        at, text = 0, ""
        for piece in (*self._pieces, _Piece(len(self.original), len(self.original))):
            if piece.new is not None:
                text += piece.new
                continue
            if piece.start > at or text:
                yield Replaced(at, piece.start, text)
            at, text = piece.end, ""

    def content(self) -> bytes:
        return (codecs.BOM_UTF8 if self._bom else b"") + self.text.encode()


def _touches(taken: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether a span overlaps or adjoins one of some that do not: what is written side by side is written in turn."""
    at = bisect_left(taken, span)
    return any(start <= span[1] and span[0] <= end for start, end in taken[max(0, at - 1) : at + 1])


def _spliced(pieces: Iterable[_Piece], edits: Iterable[Edit]) -> Iterator[_Piece]:
    """The pieces after edits of the text that they make, which do not overlap."""
    waiting, at = deque(pieces), 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        yield from _taken(waiting, edit.start - at)
        deque(_taken(waiting, edit.end - edit.start), maxlen=0)
        yield from [_Piece(0, 0, edit.text)] if edit.text else []
        at = edit.end
    yield from waiting


def _taken(waiting: deque[_Piece], count: int) -> Iterator[_Piece]:
    """Take so many characters away from the front."""
    while count > 0:
        piece = waiting.popleft()
        yield from _part(piece, 0, min(count, len(piece)))
        if count < len(piece):
            waiting.extendleft(_part(piece, count, len(piece)))
        count -= len(piece)


def _part(piece: _Piece, start: int, end: int) -> Iterator[_Piece]:
    if start < end:
        new = None if piece.new is None else piece.new[start:end]
        yield _Piece(piece.start + start, piece.start + end, new) if new is None else _Piece(0, 0, new)
