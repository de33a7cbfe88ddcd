"""An executable that passes by: what is read of it is held, and the rest is not.

Where the sections are stands at the beginning, or at the end.  So the first bytes are held, the last ones, what begins
with a mark, and what the reader has asked for that was still to come.  Where it asks for what is past and was not held,
the executable must pass by once more.
"""

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from seatrial.parsers.packages.executable import Mark, is_executable
from seatrial.parsers.packages.found import past

MAX_HELD: Final = 48 * 1024 * 1024
_HEAD: Final = 64 * 1024
_TAIL: Final = 256 * 1024
_BEGINNING: Final = 80
"""So many bytes are looked at to tell whether a part is what its mark says."""
_MAX_MARKED: Final = 8
_MAX_PLACES: Final = 10_000
_TRIES: Final = 1000
_BYTES_A_TRY: Final = 1000
"""It is not tried more often whether something is what its mark says: chance has it every 16 KiB.  What is not tried
is not held, and costs a turn if it is wanted."""
_PIECE: Final = 64 * 1024
_MAGIC: Final = 4
_NEVER: Final = 1 << 64

Said = TypeVar("Said")


class MissingError(Exception):
    """A part is not held: it is still to come, or past."""

    def __init__(self, start: int, length: int) -> None:
        super().__init__(f"{length} bytes at {start}")
        self.start = start
        self.length = length


class _Part:
    """Bytes from a place on, as far as they have come."""

    __slots__ = ("content", "length", "start")

    def __init__(self, start: int, length: int, content: bytes = b"") -> None:
        self.start = start
        self.length = length
        self.content = bytearray(content)

    @property
    def is_whole(self) -> bool:
        return len(self.content) >= self.length

    def add(self, piece: bytes, at: int) -> None:
        """Add what a piece has of it, which begins at a place."""
        start = self.start + len(self.content) - at
        if start < len(piece):
            self.content += piece[start : self.start + self.length - at]


class Passing(Generic[Said]):
    """Has read what passes by.

    ``read``   is called with this as soon as there is enough for it, and from its start whenever something was missing.
    ``marks``  are what it looks for with `find`.
    ``said``   is what it has returned, once nothing was missing; nothing is read of what is no executable, which
               `is_of_interest` tells.
    """

    def __init__(self, read: Callable[["Passing[Said]"], Said], marks: Sequence[Mark]) -> None:
        self.said: Said | None = None
        self._read = read
        self.is_of_interest = True
        self._magic = b""
        self._is_too_much = False
        self._size: int | None = None
        self._held: list[_Part] = []
        self._open = [_Part(0, _HEAD)]
        self._later: list[_Part] = []
        self._places: dict[Mark, list[int]] = {mark: [] for mark in marks}
        self._tries: dict[Mark, int] = dict.fromkeys(marks, 0)
        self._waiting = bytearray()
        self._next = _HEAD
        self._begin()

    def _begin(self) -> None:
        self._at = 0
        self._piece = b""
        self._tail = b""

    @property
    def _end(self) -> int:
        return self._at + len(self._piece)

    def feed(self, piece: bytes) -> None:
        """The next bytes of it."""
        if len(self._magic) < _MAGIC:
            self._magic += piece[: _MAGIC - len(self._magic)]
            self.is_of_interest = len(self._magic) < _MAGIC or is_executable(self._magic)
        if not self.is_of_interest or self.said is not None:
            return
        if self._waiting or len(piece) < _PIECE:
            self._waiting += piece
            if len(self._waiting) >= _PIECE:
                self._pass_by(self._taken())
        else:
            self._pass_by(piece)

    def _taken(self) -> bytes:
        """The small pieces that have waited for each other."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece

    def _pass_by(self, piece: bytes) -> None:
        self._at = self._end
        self._tail = (self._tail + self._piece)[-_TAIL:] if len(self._piece) < _TAIL else self._piece[-_TAIL:]
        self._piece = piece
        for part in self._open:
            part.add(piece, self._at)
        if self._size is None:
            overlap = self._tail[-_BEGINNING + 1 :]
            self._mark(overlap + piece, self._at - len(overlap), len(overlap) + len(piece) - _BEGINNING)
        self._settle()
        if self._end >= self._next:
            self._attempt(is_last=False)

    def lacks(self) -> bool:
        """Whether it must pass by once more; asked when it has passed by."""
        self.is_of_interest = is_executable(self._magic)
        if self.is_of_interest:
            self._pass_by(self._taken())
        if not self.is_of_interest or self.said is not None:
            return False
        if self._size is None:
            self._size = self._end
            last = (self._tail + self._piece)[-_BEGINNING + 1 :]
            self._mark(last, self._size - len(last), len(last))
        for part in self._open:
            part.length = len(part.content)
        self._settle()
        self._attempt(is_last=True)
        self._open, self._later = self._later, []
        self._next = max((part.start + part.length for part in self._open), default=0)
        self._begin()
        return self.said is None

    def cut(self, start: int, length: int) -> bytes:
        """Some of its bytes; fewer where it ends before.  Raises MissingError, and LimitError where it is too much."""
        if self._size is not None:
            length = min(length, self._size - start)
            if length <= 0:
                return b""
        for part in self._held:
            if part.start <= start and start + length <= part.start + len(part.content):
                return bytes(part.content[start - part.start : start - part.start + length])
        if self._is_too_much:
            raise past("the lists in it are too large together", f"{MAX_HELD >> 20} MiB")
        raise MissingError(start, length)

    def find(self, mark: Mark, start: int, length: int) -> int:
        """Where a mark first begins in a part of it; -1 for nowhere.  Raises MissingError, and LimitError."""
        places = self._places[mark]
        found = min((place for place in places if start <= place < start + length), default=-1)
        if found < 0 and len(places) >= _MAX_PLACES:
            raise past("a list may begin at too many places in it", f"{_MAX_PLACES} places")
        end = start + length + _BEGINNING
        if found < 0 and self._size is None and self._end < end:
            raise MissingError(end, 0)
        return found

    def _attempt(self, *, is_last: bool) -> None:
        """Have it read, as far as it goes."""
        while self.said is None:
            try:
                self.said = self._read(self)
            except MissingError as missing:
                if not self._has(missing.start, missing.length, is_last=is_last):
                    return

    def _has(self, start: int, length: int, *, is_last: bool) -> bool:
        """Hold a part, if it is at hand; else it is waited for, in this turn if it is still to come."""
        if not length:
            # Nothing is to be held, but what comes before must have passed.
            self._next = start
            return False
        if sum(part.length for part in (*self._held, *self._open)) + length > MAX_HELD:
            self._is_too_much = True
            return True
        since = self._at - len(self._tail)
        if start < since:
            if is_last:
                self._later.append(_Part(start, length))
            self._next = _NEVER
            return False
        part = _Part(start, length, (self._tail + self._piece)[start - since :][:length])
        if start + length <= self._end:
            self._held.append(part)
            return True
        self._open.append(part)
        self._next = start + length
        return False

    def _settle(self) -> None:
        """Parts that are whole are held."""
        self._held += [part for part in self._open if part.is_whole]
        self._open = [part for part in self._open if not part.is_whole]

    def _mark(self, text: bytes, start: int, last: int) -> None:
        """Hold what begins with a mark up to a last place in a text; what begins later cannot be told yet."""
        most = _TRIES + (start + len(text)) // _BYTES_A_TRY
        for mark, places in self._places.items():
            for match in mark.pattern.finditer(text):
                place = match.start()
                if place > last or len(places) >= _MAX_PLACES or self._tries[mark] > most:
                    break
                self._tries[mark] += mark.begins is not None
                if mark.begins is None or mark.begins(text[place : place + _BEGINNING]):
                    places.append(start + place)
                    if len(places) <= _MAX_MARKED:
                        self._open.append(_Part(start + place, mark.length, text[place : place + mark.length]))
