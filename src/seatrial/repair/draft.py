"""Drafts: files with changes made in memory, byte for byte what they were outside of them."""

from __future__ import annotations

import codecs
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
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


State = tuple[tuple[_Piece, ...], str]


class Draft:
    """One file.  Changes are made one after another; each is given by places of the original.

    Raises CannotEditError for bytes that are no UTF-8.
    """

    def __init__(self, content: bytes) -> None:
        self._bom = content.startswith(codecs.BOM_UTF8)
        try:
            self.original = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CannotEditError("the file is not UTF-8") from error
        self._lines = Text(self.original)
        self._pieces = [_Piece(0, len(self.original))]
        self.text = self.original

    def make(self, change: Change) -> None:
        """Make a change; none where it is made already.  Raises CannotEditError."""
        now = Text(self.text)
        head = change.head
        start, end = self._now(head.line, head.column), self._now(head.end_line, head.end_column)
        place = Location(head.file, *now.place(start), *now.place(end))
        self._apply(edits_for(change, self.text, place))

    @property
    def state(self) -> State:
        """What `reset` goes back to."""
        return tuple(self._pieces), self.text

    def reset(self, state: State | None) -> None:
        """Take back every change since; all of them where there is no state."""
        pieces, self.text = state or ((_Piece(0, len(self.original)),), self.original)
        self._pieces = list(pieces)

    def make_all(self, changes: Iterable[Change]) -> list[Change]:
        """Make those of the changes that have nothing to do with each other at once; return the others.

        Only for a draft without changes.  Raises CannotEditError.
        """
        taken: list[tuple[int, int]] = []
        together: list[Edit] = []
        others: list[Change] = []
        for change in changes:
            edits = edits_for(change, self.original, change.head)
            spans = [(edit.start, edit.end) for edit in edits]
            if any(_touches(taken, span) for span in spans):
                others.append(change)
                continue
            together += edits
            for span in spans:
                insort(taken, span)
        self._pieces = list(_around(together, len(self.original)))
        self.text = self._joined()
        return others

    def try_out(self, change: Change) -> None:
        """Raise CannotEditError where a change cannot be made to the original; changes nothing."""
        edits_for(change, self.original, change.head)

    def _now(self, line: int, column: int) -> int:
        """Where a place of the original is now."""
        offset = self._offset(line, column)
        at = 0
        for piece in self._pieces:
            if piece.new is None and piece.start <= offset < piece.end:
                return at + offset - piece.start
            at += len(piece)
        # The end of the text, or of a piece: whatever was put there comes after it.
        ends = [piece for piece in self._pieces if piece.new is None and piece.end == offset]
        if not ends:
            raise CannotEditError("another change has taken its place")
        before = self._pieces[: self._pieces.index(ends[0]) + 1]
        return sum(map(len, before))

    def _offset(self, line: int, column: int) -> int:
        if line < 1:
            return 0
        return min(self._lines.offset(line, column), len(self.original))

    def _apply(self, edits: Iterable[Edit]) -> None:
        # From the end, so that what stands before keeps its offset; insertions at one place keep their order.
        ordered = sorted(enumerate(edits), key=lambda item: (item[1].start, item[1].end, item[0]), reverse=True)
        for _, edit in ordered:
            self._pieces = list(_spliced(self._pieces, edit))
        self.text = self._joined()

    def _joined(self) -> str:
        return "".join(self.original[p.start : p.end] if p.new is None else p.new for p in self._pieces)

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


def _around(edits: Iterable[Edit], length: int) -> Iterator[_Piece]:
    """The pieces of a text of some length with edits that do not touch each other."""
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        yield from _part(_Piece(at, edit.start), 0, edit.start - at)
        yield from [_Piece(0, 0, edit.text)] if edit.text else []
        at = edit.end
    yield from _part(_Piece(at, length), 0, length - at)


def _spliced(pieces: list[_Piece], edit: Edit) -> Iterator[_Piece]:
    """The pieces after an edit of the text that they make."""
    is_put = False
    for end, piece in zip(accumulate(map(len, pieces)), pieces, strict=True):
        start = end - len(piece)
        yield from _part(piece, 0, min(len(piece), edit.start - start))
        if not is_put and end >= edit.start:
            is_put = True
            yield from [_Piece(0, 0, edit.text)] if edit.text else []
        yield from _part(piece, max(0, edit.end - start), len(piece))


def _part(piece: _Piece, start: int, end: int) -> Iterator[_Piece]:
    if start < end:
        new = None if piece.new is None else piece.new[start:end]
        yield _Piece(piece.start + start, piece.start + end, new) if new is None else _Piece(0, 0, new)
