"""Compressed tar archives: their JSON documents one by one, within bounds, whatever the archive says.

Only what such an archive needs is read of the format (POSIX.1-2017, pax): regular files by their names in the header.
"""

from collections.abc import Iterator
from pathlib import Path

from seatrial.errors import DatabaseError
from seatrial.vulns.archive import Entry
from seatrial.vulns.inflate import pieces

MAX_DOCUMENT = 128 * 1024 * 1024
MAX_DOCUMENTS = 2_000_000
MAX_TOTAL = 512 * 1024 * 1024 * 1024
_BLOCK = 512
_MAX_PADDING = 64 * 1024 * 1024


def documents(path: Path, name: str) -> Iterator[Entry]:
    """Yield the files called ``*.json``.  Raises DatabaseError where the archive as a whole cannot be read.

    ``name``  what messages call it.
    """
    yield from _walk(_Stream(pieces(path, name, MAX_TOTAL), name), name)


def _walk(stream: "_Stream", name: str) -> Iterator[Entry]:
    count = 0
    while (header := stream.read(_BLOCK)).strip(b"\0"):
        size = _size(header, name)
        count += 1
        if count > MAX_DOCUMENTS:
            raise DatabaseError(f"{name} holds more than {MAX_DOCUMENTS} files")
        file = _name(header)
        padding = -size % _BLOCK
        if header[156:157] not in (b"0", b"\0") or not file.endswith(".json"):
            stream.skip(size + padding)
        elif size > MAX_DOCUMENT:
            stream.skip(size + padding)
            yield Entry(file, b"", f"it is larger than {MAX_DOCUMENT // 1024 // 1024} MiB")
        else:
            yield Entry(file, stream.read(size))
            stream.skip(padding)
    stream.end(_MAX_PADDING)


def _name(header: bytes) -> str:
    prefix, own = (part.partition(b"\0")[0].decode("utf-8", "replace") for part in (header[345:500], header[:100]))
    return f"{prefix}/{own}" if prefix and header[257:262] == b"ustar" else own


def _size(header: bytes, name: str) -> int:
    """The size that a header tells.  Raises DatabaseError for what is no header."""
    unsigned = sum(header[:148]) + sum(header[156:]) + 8 * ord(" ")
    try:
        told = int(header[148:156].strip(b"\0 "), 8)
        if header[124] & 0x80:
            # GNU's way for more than 8 GiB.
            size = int.from_bytes(header[125:136], "big")
        else:
            size = int(header[124:136].strip(b"\0 ") or b"0", 8)
    except ValueError as error:
        raise DatabaseError(f"{name} is no tar archive: {error}") from error
    if told != unsigned or size < 0:
        raise DatabaseError(f"{name} is no tar archive, or is damaged: the checksum of a header is another")
    return size


class _Stream:
    """What pieces hold, read as far as it is wanted."""

    def __init__(self, pieces: Iterator[bytes], name: str) -> None:
        self._pieces = pieces
        self._name = name
        self._left = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Exactly so many bytes.  Raises DatabaseError where there are fewer."""
        return b"".join(self._parts(size))

    def skip(self, size: int) -> None:
        for _ in self._parts(size):
            pass

    def end(self, most: int) -> None:
        """Read what is behind the archive's end, so that its checksums are held against it."""
        for piece in self._pieces:
            most -= len(piece)
            if most < 0:
                raise DatabaseError(f"{self._name} goes on without end")

    def _parts(self, size: int) -> Iterator[memoryview]:
        while size:
            if not self._left:
                self._left = memoryview(next(self._pieces, b""))
                if not self._left:
                    raise DatabaseError(f"{self._name} is cut short")
            part, self._left = self._left[:size], self._left[size:]
            size -= len(part)
            yield part
