"""A window that slides over chunks of bytes."""

from collections.abc import Iterable
from io import BytesIO

from seatrial.errors import ParseError

_BLOCK = 512
_CUT = "the archive ends in the middle of an entry"


class Window:
    """Reads forwards over chunks, and keeps no more than the chunk it is in."""

    __slots__ = ("_at", "_before", "_buffer", "_chunks")

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._buffer = b""
        self._at = 0
        self._before = 0

    @property
    def position(self) -> int:
        """How many bytes it has passed."""
        return self._before + self._at

    def take(self, count: int) -> bytes:
        """The next bytes; raises ParseError where there are not as many."""
        end = self._at + count
        if end <= len(self._buffer):
            data = self._buffer[self._at : end]
            self._at = end
            return data
        # Grown in place: of a large content no second copy is made.
        grown = BytesIO()
        grown.write(self._buffer[self._at :])
        while (missing := count - grown.tell()) > 0:
            chunk = self._next()
            grown.write(chunk[:missing])
            self._at = min(missing, len(chunk))
        return grown.getvalue()

    def some(self, most: int) -> bytes:
        """At least one of the next bytes, and as many as are at hand; raises ParseError where there are none."""
        if self._at == len(self._buffer):
            self._next()
        return self.take(min(most, len(self._buffer) - self._at))

    def skip(self, count: int) -> None:
        """Pass over bytes; raises ParseError where there are not as many."""
        missing = count - (len(self._buffer) - self._at)
        while missing > 0:
            self._next()
            count = missing
            missing -= len(self._buffer)
        self._at += count

    def block(self) -> bytes:
        """The next 512 bytes; nothing at the end."""
        if self._at == len(self._buffer):
            self._slide()
        return self.take(_BLOCK) if self._buffer else b""

    def drain(self) -> None:
        """Read what is left, so that whoever counts or verifies the bytes has seen them all."""
        self._buffer, self._at = b"", 0
        for _ in self._chunks:
            pass

    def _next(self) -> bytes:
        self._slide()
        if not self._buffer:
            raise ParseError(_CUT)
        return self._buffer

    def _slide(self) -> None:
        self._before += len(self._buffer)
        self._buffer, self._at = next(self._chunks, b""), 0
