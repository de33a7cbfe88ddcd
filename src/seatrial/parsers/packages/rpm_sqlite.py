"""rpm's database since 4.16: the table ``Packages`` of ``rpmdb.sqlite``, whose second column is the package's header.

Its pages are read where they lie (https://www.sqlite.org/fileformat.html): SQLite would want two more copies of the
file, and would run what its schema says.  What is only in a write-ahead log is not read; rpm empties it when it closes
the database.
"""

from collections.abc import Iterator
from struct import error, unpack_from
from typing import Final

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import past

MAGIC: Final = b"SQLite format 3\0"
MAX_ROW: Final = 64 * 1024 * 1024
_ENCODINGS: Final = {0: "utf-8", 1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
_COLUMNS: Final = 4
_LEAF: Final = 13
_INTERIOR: Final = 5
_SIZES: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Of the values of the serial types below 10, in bytes."""


def headers(content: bytes) -> Iterator[bytes | ParseError]:
    """Yield the header of every package, and what is wrong with one of them or with a page of them.

    Raises ParseError where the database has no such table.
    """
    database = _Database(content)
    root = next(database.roots("Packages"), None)
    if root is None:
        raise ParseError("the database has no table Packages")
    for row in database.rows(root):
        if isinstance(row, ParseError):
            yield row
            continue
        # The first column is the number of the row, which is kept beside it.
        values = _values(row)
        blob = values[1] if len(values) > 1 else None
        yield bytes(blob) if isinstance(blob, memoryview) else ParseError("a row holds no header")
    if database.is_cut:
        yield ParseError("the database is cut short")


class _Database:
    """A file of pages.  ``is_cut``: it has fewer of them than its first says (1.3)."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 100:
            raise ParseError("the database is cut short")
        (size,) = unpack_from(">H", content, 16)
        self._size = 65536 if size == 1 else size
        self._usable = self._size - content[20]
        if self._size < 512 or self._size & (self._size - 1) or self._usable < 480:
            raise ParseError("the database has pages of no size that SQLite has")
        changes, pages, valid_for = (unpack_from(">I", content, place)[0] for place in (24, 28, 92))
        self.is_cut = bool(changes == valid_for and len(content) < pages * self._size)
        (encoding,) = unpack_from(">I", content, 56)
        self._encoding = _ENCODINGS.get(encoding, "utf-8")
        self._content = memoryview(content)
        self._left = len(content)

    def roots(self, name: str) -> Iterator[int]:
        """The first page of a table.  A view has none, and none of its text is looked at."""
        wanted = ["table".encode(self._encoding), name.encode(self._encoding)]
        for row in self.rows(1):
            if isinstance(row, ParseError):
                raise ParseError(f"the list of tables is broken: {row.message}")
            values = _values(row)
            if values[:2] == wanted and len(values) == _COLUMNS and isinstance(root := values[3], int) and root > 0:
                yield root

    def rows(self, root: int) -> Iterator[memoryview | ParseError]:
        """The rows of a table in order; what is wrong with a page, or with a row, costs that only."""
        open_, seen = [root], {root}
        while open_:
            number = open_.pop()
            try:
                page = self._page(number)
                below, cells = _parts(page, 100 if number == 1 else 0)
                if not seen.isdisjoint(below):
                    raise ParseError("it is there twice")
            except (ParseError, error, IndexError) as problem:
                yield ParseError(f"page {number} of the database cannot be read: {problem}")
                continue
            seen.update(below)
            open_ += reversed(below)
            yield from (self._row(page, cell) for cell in cells)

    def _page(self, number: int) -> memoryview:
        page = self._content[(number - 1) * self._size : number * self._size] if number > 0 else self._content[:0]
        if len(page) < self._size:
            raise ParseError("it is not there")
        return page

    def _row(self, page: memoryview, cell: int) -> memoryview | ParseError:
        """A row, with what did not fit into its page (1.6)."""
        try:
            length, place = _varint(page, cell)
            _, place = _varint(page, place)
            if length > MAX_ROW:
                return past("a row is too long", f"{MAX_ROW >> 20} MiB")
            if length > self._left:
                raise ParseError("its rows are longer together than the file")
            self._left -= length
            here = length
            if length > self._usable - 35:
                least = (self._usable - 12) * 32 // 255 - 23
                here = least + (length - least) % (self._usable - 4)
                here = here if here <= self._usable - 35 else least
            row = page[place : place + here]
            if here == length:
                return row if len(row) == length else ParseError("a row is cut short")
            (number,) = unpack_from(">I", page, place + here)
            return memoryview(self._overflowing(row, number, length))
        except (ParseError, error, IndexError) as problem:
            return ParseError(f"a row cannot be read: {problem}")

    def _overflowing(self, row: memoryview, number: int, length: int) -> bytes:
        parts = [row]
        left = length - len(row)
        # Every page takes something off what is left of the row, so that circles end.
        while left > 0:
            page = self._page(number)
            (number,) = unpack_from(">I", page, 0)
            parts.append(page[4 : min(self._usable, 4 + left)])
            left -= len(parts[-1])
        return b"".join(parts)


def _parts(page: memoryview, start: int) -> tuple[list[int], tuple[int, ...]]:
    """The pages below a page, or where its rows begin (1.6)."""
    type_ = page[start]
    (count,) = unpack_from(">H", page, start + 3)
    if type_ == _LEAF:
        return [], unpack_from(f">{count}H", page, start + 8)
    if type_ != _INTERIOR:
        raise ParseError(f"it is of type {type_}, which no table has")
    cells = unpack_from(f">{count}H", page, start + 12)
    last = unpack_from(">I", page, start + 8)
    return [*(unpack_from(">I", page, cell)[0] for cell in cells), *last], ()


_Value = memoryview | bytes | int | None


def _values(row: memoryview) -> list[_Value]:
    """The first values of a row (2.1): a blob is a view, a text bytes, an integer itself; all others are None."""
    values: list[_Value] = []
    try:
        end, at = _varint(row, 0)
        place = end
        while at < end and len(values) < _COLUMNS:
            type_, at = _varint(row, at)
            size = _SIZES[type_] if type_ < len(_SIZES) else max(type_ - 12, 0) // 2
            if place + size > len(row):
                break
            values.append(_value(type_, row[place : place + size]))
            place += size
    except IndexError:
        # It ends before its values do: there are as many as there are.
        pass
    return values


def _value(type_: int, content: memoryview) -> _Value:
    if type_ >= 12:
        return bytes(content) if type_ % 2 else content
    if type_ in (8, 9):
        return type_ - 8
    return int.from_bytes(content, "big", signed=True) if 0 < type_ < 7 else None


def _varint(content: memoryview, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, the highest first, and the place behind it; the ninth byte has eight.

    Raises IndexError where it is cut short.
    """
    value = 0
    for count in range(8):
        byte = content[place + count]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + count + 1
    return value << 8 | content[place + 8], place + 9
