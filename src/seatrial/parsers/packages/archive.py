"""Zip archives as Java uses them (APPNOTE.TXT 6.3): a walk over their directory, in memory.

The bytes of a file are counted while they are inflated; what the archive says of its own sizes is not believed.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from
from typing import Final

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import past

MAX_ENTRIES: Final = 500_000
_END: Final = b"PK\5\6"
_ENTRY: Final = b"PK\1\2"
_LOCAL: Final = b"PK\3\4"
_STORED: Final = 0
_DEFLATED: Final = 8
_LONGEST_COMMENT: Final = 65_535


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its name, how it is kept, its compressed size, and where its own head is."""

    name: str
    method: int
    size: int
    start: int


def entries(content: bytes) -> Iterator[Entry]:
    """Yield the files of an archive.  Raises ParseError where its directory is broken."""
    end = content.rfind(_END, max(0, len(content) - _LONGEST_COMMENT - 22))
    if end < 0 or end + 22 > len(content):
        raise ParseError("the file is no zip archive, or it is cut short")
    size, offset = unpack_from("<II", content, end + 12)
    place = end - size
    # What stands before the archive, as a script that starts it, is not counted in its offsets.
    before = place - offset
    if place < 0 or before < 0:
        yield from _wide(content, end)
        return
    yield from _directory(content, place, end, before)


def _wide(content: bytes, end: int) -> Iterator[Entry]:
    """The files of an archive whose directory is described in 64 bits."""
    locator = content.rfind(b"PK\6\7", max(0, end - 20), end)
    record = content.rfind(b"PK\6\6", 0, max(locator, 0))
    if locator < 0 or record < 0 or record + 56 > len(content):
        raise ParseError("the directory of the archive is broken")
    size, offset = unpack_from("<QQ", content, record + 40)
    place = record - size
    if place < 0 or place < offset:
        raise ParseError("the directory of the archive is broken")
    yield from _directory(content, place, record, place - offset)


def _directory(content: bytes, place: int, end: int, before: int) -> Iterator[Entry]:
    for _ in range(MAX_ENTRIES):
        if place == end:
            return
        if content[place : place + 4] != _ENTRY or place + 46 > end:
            raise ParseError("the directory of the archive is broken")
        (method,) = unpack_from("<H", content, place + 10)
        (size,) = unpack_from("<I", content, place + 20)
        name_size, extra_size, comment_size = unpack_from("<HHH", content, place + 28)
        (offset,) = unpack_from("<I", content, place + 42)
        name = content[place + 46 : place + 46 + name_size].decode("utf-8", "replace")
        yield Entry(name, method, size, before + offset)
        place += 46 + name_size + extra_size + comment_size
    raise past("the archive has too many entries", f"{MAX_ENTRIES} entries")


def inflate(content: bytes, entry: Entry, most: int) -> bytes:
    """The content of a file.  Raises ParseError, and LimitError past ``most`` bytes."""
    start = entry.start
    if content[start : start + 4] != _LOCAL or start + 30 > len(content):
        raise ParseError(f"{entry.name} is broken")
    name_size, extra_size = unpack_from("<HH", content, start + 26)
    start += 30 + name_size + extra_size
    packed = content[start : start + entry.size]
    if len(packed) < entry.size:
        raise ParseError(f"{entry.name} is cut short")
    if entry.method == _STORED:
        if len(packed) > most:
            raise _too_large(entry, most)
        return packed
    if entry.method != _DEFLATED:
        raise ParseError(f"{entry.name} is compressed by method {entry.method}, which Java does not read")
    return _inflated(packed, entry, most)


def _inflated(packed: bytes, entry: Entry, most: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        text = inflater.decompress(packed, most + 1)
    except zlib.error as error:
        raise ParseError(f"{entry.name} cannot be inflated: {error}") from error
    if len(text) > most:
        raise _too_large(entry, most)
    if not inflater.eof:
        raise ParseError(f"{entry.name} is cut short")
    return text


def _too_large(entry: Entry, most: int) -> ParseError:
    return past(f"{entry.name} is too large", f"{most} bytes")
