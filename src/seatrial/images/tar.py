"""Tar archives as a stream: ustar and pax as POSIX has them, and GNU's long names, big numbers and sparse files.

What counts is what Go's archive/tar makes of an archive, because container runtimes unpack with it: a pax header holds
for the next entry, a global one for none (https://pkg.go.dev/archive/tar).
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from zlib import adler32

from msgspec import Struct

from seatrial.errors import LimitError, ParseError
from seatrial.images import sparse
from seatrial.images.limits import MIB, Limits, size_of
from seatrial.images.window import Window

_BLOCK = 512
_ZEROS = bytes(_BLOCK)
_MAX_HEADER = MIB


class Kind(StrEnum):
    FILE = "file"
    FOLDER = "folder"
    SYMLINK = "symlink"
    HARD_LINK = "hard link"
    DEVICE = "device"
    FIFO = "fifo"


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of a layer.

    ``ordinal``  which one of its layer it is, from 0.
    ``name``     its path below the root, without a leading or trailing slash; bytes that are no UTF-8 are surrogates.
    ``size``     of its content, with the holes of a sparse file.
    ``mode``     the permission bits, with setuid (04000), setgid and sticky.
    ``link``     where a link leads: of a hard link a path below the root, of a symbolic link what it says.
    """

    ordinal: int
    name: str
    kind: Kind
    size: int = 0
    mode: int = 0
    uid: int = 0
    gid: int = 0
    link: str = ""


_KINDS = {
    **dict.fromkeys(b"0\x007S", Kind.FILE),
    ord("1"): Kind.HARD_LINK,
    ord("2"): Kind.SYMLINK,
    ord("3"): Kind.DEVICE,
    ord("4"): Kind.DEVICE,
    ord("5"): Kind.FOLDER,
    ord("6"): Kind.FIFO,
}


def entries(window: Window, limits: Limits) -> Iterator[tuple[Entry, "Body | None"]]:
    """Yield each entry, with its content where it is a file; the bytes after the end are read, too.

    A content is there until the next entry is asked for.  Raises ParseError on what is no tar.
    """
    ordinal = 0
    extended: dict[str, bytes] = {}
    while (block := window.block()) and block != _ZEROS:
        _check(block)
        type_ = block[156]
        if type_ in b"xgLK":
            _extend(extended, type_, _content(window, _number(block[124:136]), _MAX_HEADER, "a header"))
            continue
        kind = _KINDS.get(type_)
        stored = _stored(block, extended) if kind in (Kind.FILE, None) else 0
        if kind is None:
            window.skip(_padded(stored))
        else:
            entry, map_ = _entry(ordinal, kind, block, extended, window, stored)
            ordinal += 1
            body = Body(window, stored, map_, limits.file)
            yield entry, body if entry.kind is Kind.FILE else None
            body.leave()
        extended = {}
    window.drain()


class Body:
    """The content of a file, to be read once and forwards.

    ``start``  where it begins in the archive.
    """

    __slots__ = ("_left", "_map", "_most", "_stored", "_window", "start")

    def __init__(self, window: Window, stored: int, map_: sparse.Map | None, most: int) -> None:
        self._window = window
        self._stored = stored
        self._left = stored
        self._map = map_
        self._most = most
        self.start = window.position

    def fits(self, *, in_pieces: bool) -> bool:
        """Whether it may be read: whole up to the bound for a file, in pieces without one unless it is sparse."""
        if self._map is None:
            return in_pieces or self._stored <= self._most
        return max(self._stored, self._map.size) <= self._most

    def whole(self) -> bytes:
        data = self._window.take(self._taken(self._stored))
        return data if self._map is None else sparse.expand(data, self._map, self._map.size)

    def head(self, count: int) -> bytes:
        """So many bytes from its beginning, or all of it."""
        if self._map is not None:
            return self.whole()[:count]
        return self._window.take(self._taken(min(count, self._left)))

    def pieces(self) -> Iterator[bytes]:
        if self._map is not None:
            yield self.whole()
            return
        while self._left:
            piece = self._window.some(self._left)
            self._left -= len(piece)
            yield piece

    def _taken(self, count: int) -> int:
        self._left -= count
        return count

    def leave(self) -> None:
        """Pass over what is left, padding included."""
        self._window.skip(_padded(self._stored) - self._stored + self._left)


def _entry(
    ordinal: int, kind: Kind, block: bytes, extended: dict[str, bytes], window: Window, stored: int
) -> tuple[Entry, sparse.Map | None]:
    """The entry of a header, and the map of its parts where it is sparse."""
    name = extended.get("path") or _name(block)
    if kind is Kind.FILE and block[156] in b"0\0" and name.endswith(b"/"):
        # So old archives write a folder.
        kind = Kind.FOLDER
    map_, link = None, b""
    if block[156] == ord("S"):
        map_ = sparse.old_map(block, window)
    elif extended:
        map_ = sparse.pax_map(extended)
        name = extended.get("GNU.sparse.name", name)
    if kind in (Kind.SYMLINK, Kind.HARD_LINK):
        link = extended.get("linkpath") or block[157:257].partition(b"\0")[0]
    entry = Entry(
        ordinal=ordinal,
        name=_text(name),
        kind=kind,
        size=stored if map_ is None else map_.size,
        mode=_usual_number(block[100:108]) & 0o7777,
        uid=_usual_number(block[108:116]),
        gid=_usual_number(block[116:124]),
        link=_text(link),
    )
    return entry, map_


def _name(block: bytes) -> bytes:
    name = block[:100].partition(b"\0")[0]
    # GNU's own format, which says `ustar  `, keeps times where POSIX has the beginning of a long name.
    if block[257:263] == b"ustar\0" and block[345]:
        return block[345:500].partition(b"\0")[0] + b"/" + name
    return name


def _stored(block: bytes, extended: dict[str, bytes]) -> int:
    """How many bytes follow the header, without padding."""
    said = extended.get("size") if extended else None
    if said is None:
        return _number(block[124:136])
    if not said.isdigit() or len(said) > 20:
        raise ParseError(f"a pax header gives the size {said[:40]!r}")
    return int(said)


def _extend(extended: dict[str, bytes], type_: int, content: bytes) -> None:
    if type_ == ord("x"):
        extended.update(_records(content))
    elif type_ == ord("L"):
        extended["path"] = content.partition(b"\0")[0]
    elif type_ == ord("K"):
        extended["linkpath"] = content.partition(b"\0")[0]


def _records(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The records of a pax header: ``LENGTH KEY=VALUE`` and a line feed, where the length counts all of it."""
    at = 0
    while at < len(content):
        space = content.find(b" ", at, at + 20)
        digits = content[at:space] if space > 0 else b""
        end = at + int(digits) if digits.isdigit() else 0
        key, equals, value = content[space + 1 : end - 1].partition(b"=")
        if end <= space + 1 or end > len(content) or content[end - 1 : end] != b"\n" or not equals:
            raise ParseError("a pax header is broken")
        if key in (b"path", b"linkpath") and b"\0" in value:
            raise ParseError("a pax header has a NUL in a name")
        # An empty value takes back what an earlier record says.
        if value:
            yield key.decode("utf-8", "replace"), value
        at = end


def _content(window: Window, size: int, limit: int, name: str) -> bytes:
    if size > limit:
        bound = size_of(limit)
        raise LimitError(f"the archive has {name} larger than {bound}", bound=bound)
    data = window.take(size)
    window.skip(_padded(size) - size)
    return data


def _check(block: bytes) -> None:
    """Hold a header against its sum, in which its own eight bytes count as blanks; old ones count signed bytes."""
    said = block[148:156]
    # Adler-32 is the quickest sum: its lower half is that of up to 257 bytes, plus one (RFC 1950, 8.2).
    found = (adler32(block[:256]) & 0xFFFF) + (adler32(block[256:]) & 0xFFFF) - 2 - sum(said) + 8 * 32
    written = said.strip(b"\0 ").lstrip(b"0")
    if written != b"%o" % found and written != b"%o" % (found - 256 * _negative(block)):
        raise ParseError("this is no tar archive, or a broken one: the sum of a header is wrong")


def _negative(block: bytes) -> int:
    """How many bytes of a header, its sum left out, are negative where bytes have signs."""
    return sum(byte > 127 for byte in block[:148] + block[156:])


def _number(field: bytes) -> int:
    """A number in octal, or GNU's: big-endian with the first bit set."""
    if field[0] & 0x80:
        if field[0] & 0x40:
            raise ParseError("a header of the archive has a negative number")
        return int.from_bytes(bytes([field[0] & 0x3F]) + field[1:], "big")
    digits = field.rstrip(b" \0")
    if not digits.isdigit():
        digits = field.partition(b"\0")[0].strip()
    try:
        # int() would take a sign, and `1_0`.
        return int(digits, 8) if digits.isdigit() else _no_number(digits)
    except ValueError:
        return _no_number(digits)


@lru_cache(maxsize=1024)
def _usual_number(field: bytes) -> int:
    """A number that most entries have alike."""
    return _number(field)


def _no_number(digits: bytes) -> int:
    if digits:
        raise ParseError(f"a header of the archive has {digits!r} for a number")
    return 0


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
