"""Berkeley DB hash databases, as rpm up to 4.15 keeps its ``Packages`` (src/dbinc/db_page.h of Berkeley DB 5).

Pages of equal size: first the description, then hash pages with pairs of key and value, and overflow pages that hold
what is too large for them.  The keys of ``Packages`` are numbers of packages; 0 holds the next one.
"""

from collections.abc import Iterator
from struct import unpack_from
from typing import Final

from seatrial.errors import ParseError

_MAGIC: Final = 0x061561
_HASH_DESCRIPTION: Final = 8
_HASH_PAGES: Final = frozenset({2, 13})
_OVERFLOW: Final = 7
_PAGE_HEAD: Final = 26
_IN_PAGE: Final = 1
_OFF_PAGE: Final = 3


def is_hash_database(content: bytes) -> bool:
    return len(content) >= 16 and _order(content) != ""


def headers(content: bytes) -> Iterator[bytes | ParseError]:
    """Yield the value of every key but 0, or what is wrong with one.  Raises ParseError on another database."""
    database = _Database(content)
    for number in range(1, database.pages):
        if database.kind(number) in _HASH_PAGES:
            yield from database.values(number)
    if database.is_cut:
        yield ParseError("the database is cut short")


def _order(content: bytes) -> str:
    """``<`` or ``>``: the byte order of the machine that wrote it; empty for no hash database."""
    return next((order for order in "<>" if unpack_from(f"{order}I", content, 12)[0] == _MAGIC), "")


class _Database:
    def __init__(self, content: bytes) -> None:
        if len(content) < 72 or not (order := _order(content)):
            raise ParseError("the file is no Berkeley DB hash database")
        self.content: bytes = content
        self.order: str = order
        self.size: int
        self.size, encrypted, kind = unpack_from(f"{order}IBB", content, 20)
        (last,) = unpack_from(f"{order}I", content, 32)
        if encrypted or kind != _HASH_DESCRIPTION:
            raise ParseError("the database is encrypted, or not of the kind hash")
        if self.size not in (1 << power for power in range(9, 17)):
            raise ParseError(f"the database has pages of {self.size} bytes")
        self.pages = min(last + 1, len(content) // self.size)
        self.is_cut = last + 1 > self.pages
        self.read: set[int] = set()

    def kind(self, page: int) -> int:
        return self.content[page * self.size + 25]

    def values(self, page: int) -> Iterator[bytes | ParseError]:
        """The values of a hash page, which lie in pairs, from its end towards its beginning."""
        start = page * self.size
        (count,) = unpack_from(f"{self.order}H", self.content, start + 20)
        if _PAGE_HEAD + 2 * count > self.size:
            yield ParseError(f"page {page} is broken")
            return
        places = (self.size, *unpack_from(f"{self.order}{count}H", self.content, start + _PAGE_HEAD))
        for index in range(1, count, 2):
            end, key, value = places[index - 1 : index + 2]
            if not _PAGE_HEAD <= value < key < end <= self.size:
                yield ParseError(f"page {page} is broken")
                return
            if any(self.content[start + key + 1 : start + end]):
                yield self._value(page, start + value, start + key)

    def _value(self, page: int, start: int, end: int) -> bytes | ParseError:
        kind = self.content[start]
        if kind == _IN_PAGE:
            return self.content[start + 1 : end]
        if kind == _OFF_PAGE and end - start >= 12:
            first, length = unpack_from(f"{self.order}II", self.content, start + 4)
            return self._overflow(first, length)
        return ParseError(f"page {page} holds a value of kind {kind}")

    def _overflow(self, page: int, length: int) -> bytes | ParseError:
        """What lies on a chain of overflow pages.  A page belongs to one chain, so that no chain is a circle."""
        pieces = []
        left = length
        while left > 0 and 0 < page < self.pages and page not in self.read and self.kind(page) == _OVERFLOW:
            self.read.add(page)
            start = page * self.size
            (page,) = unpack_from(f"{self.order}I", self.content, start + 16)
            (size,) = unpack_from(f"{self.order}H", self.content, start + 22)
            piece = self.content[start + _PAGE_HEAD : start + min(_PAGE_HEAD + size, self.size)]
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces) if left == 0 else ParseError(f"a package at page {page} is cut short")
