"""Sparse files in tars: GNU's old format, and the pax ones 0.0, 0.1 and 1.0.

https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
"""

from dataclasses import dataclass

from seatrial.errors import LimitError, ParseError
from seatrial.images.window import Window

MAX_PARTS = 100_000


@dataclass(frozen=True, slots=True)
class Map:
    """Where the stored parts of a file belong: ``(offset, length)`` in order; the rest are zeros.

    ``parts`` is None where the map comes first in the data (pax 1.0).
    """

    size: int
    parts: tuple[tuple[int, int], ...] | None


def pax_map(extended: dict[str, bytes]) -> Map | None:
    """The map that a pax header announces; None where the file is not sparse."""
    size = extended.get("GNU.sparse.realsize", extended.get("GNU.sparse.size"))
    if size is None:
        return None
    if extended.get("GNU.sparse.major") == b"1":
        return Map(_number(size), None)
    # Of version 0.0, whose parts are many records of the same keys, nothing but the size is understood.
    if "GNU.sparse.offset" in extended:
        raise ParseError("a sparse file is stored as GNU tar 1.14 did, which is not read")
    numbers = [_number(text) for text in extended.get("GNU.sparse.map", b"").split(b",") if text]
    return Map(_number(size), _pairs(numbers))


def old_map(block: bytes, window: Window) -> Map:
    """The map in a header of the type ``S``, and in the blocks that follow it."""
    fields = [block[386 + 24 * number : 410 + 24 * number] for number in range(4)]
    is_extended = block[482]
    while is_extended:
        more = window.take(512)
        fields += [more[24 * number : 24 * number + 24] for number in range(21)]
        is_extended = more[504]
        _bound(len(fields))
    numbers = []
    for field in fields:
        if field[0]:
            numbers += [_octal(field[:12]), _octal(field[12:])]
    return Map(_octal(block[483:495]), _pairs(numbers))


def expand(data: bytes, map_: Map, size: int) -> bytes:
    """The content with its holes.  ``size`` has been held against the bound for a file."""
    parts, at = (map_.parts, 0) if map_.parts is not None else _leading(data)
    content = bytearray(size)
    for offset, length in parts:
        if offset + length > size or at + length > len(data):
            raise ParseError("the map of a sparse file is wrong")
        content[offset : offset + length] = data[at : at + length]
        at += length
    return bytes(content)


def _leading(data: bytes) -> tuple[tuple[tuple[int, int], ...], int]:
    """The map before the parts: decimal numbers, one a line, padded to a block; first how many pairs there are."""
    count, at = _line(data, 0)
    _bound(count)
    numbers = []
    for _ in range(2 * count):
        number, at = _line(data, at)
        numbers.append(number)
    return _pairs(numbers), -(-at // 512) * 512


def _line(data: bytes, at: int) -> tuple[int, int]:
    end = data.find(b"\n", at, at + 24)
    if end < 0:
        raise ParseError("the map of a sparse file is wrong")
    return _number(data[at:end]), end + 1


def _pairs(numbers: list[int]) -> tuple[tuple[int, int], ...]:
    _bound(len(numbers) // 2)
    return tuple(zip(numbers[::2], numbers[1::2], strict=False))


def _bound(count: int) -> None:
    if count > MAX_PARTS:
        bound = f"{MAX_PARTS} parts"
        raise LimitError(f"a sparse file has more than {bound}", bound=bound)


def _number(text: bytes) -> int:
    if not text.isdigit() or len(text) > 20:
        raise ParseError("the map of a sparse file is wrong")
    return int(text)


def _octal(field: bytes) -> int:
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b"\0 ")
    if digits.strip(b"01234567"):
        raise ParseError("the map of a sparse file is wrong")
    return int(digits or b"0", 8)
