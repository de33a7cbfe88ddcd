"""RPM's own database, ``Packages.db`` (lib/backend/ndb/rpmpkg.c of rpm): slots that point to blobs, little-endian."""

from collections.abc import Iterator
from struct import unpack_from
from typing import Final
from zlib import adler32

from seatrial.errors import ParseError

MAGIC: Final = b"RpmP"
_HEADER = 32
_SLOT = 16
_BLOCK = 16
_PAGE = 4096
_BLOB_HEAD = 16
_BLOB_TAIL = 12


def headers(content: bytes) -> Iterator[bytes | ParseError]:
    """Yield the header of every package, or what is wrong with one.  Raises ParseError where it is no such database."""
    if content[:4] != MAGIC or len(content) < _HEADER:
        raise ParseError("the file is no ndb database")
    version, _, pages = unpack_from("<III", content, 4)
    if version != 0:
        raise ParseError(f"the file is an ndb database of version {version}; only 0 is known")
    end = min(pages * _PAGE, len(content) - len(content) % _SLOT)
    left = len(content)
    for place in range(_HEADER, end, _SLOT):
        magic, index, block, blocks = unpack_from("<4sIII", content, place)
        if magic != b"Slot":
            yield ParseError(f"the slot at byte {place} is broken")
        elif block:
            left -= blocks * _BLOCK
            if left < 0:
                raise ParseError("the packages overlap")
            yield _blob(content, index, block * _BLOCK, blocks * _BLOCK)
    if pages * _PAGE > len(content):
        yield ParseError("the file ends within its table of slots")


def _blob(content: bytes, index: int, start: int, size: int) -> bytes | ParseError:
    if start + size > len(content) or size < _BLOB_HEAD + _BLOB_TAIL:
        return ParseError(f"package {index} is cut short")
    magic, own_index, _, length = unpack_from("<4sIII", content, start)
    if magic != b"BlbS" or own_index != index or length > size - _BLOB_HEAD - _BLOB_TAIL:
        return ParseError(f"package {index} is broken")
    tail = start + size - _BLOB_TAIL
    checksum, own_length, mark = unpack_from("<II4s", content, tail)
    # The sum covers the head, the blob and the padding up to the tail.
    if mark != b"BlbE" or own_length != length or adler32(memoryview(content)[start:tail]) != checksum:
        return ParseError(f"package {index} is broken: its checksum is another")
    return content[start + _BLOB_HEAD : start + _BLOB_HEAD + length]
