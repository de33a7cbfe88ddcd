"""Headers of RPM packages: the records of an RPM database (rpm-header(5), lib/header.c, lib/rpmtag.h).

Two counts, an index of (tag, type, offset, count), and the data that it points into; all big-endian.
"""

from collections.abc import Iterator
from struct import iter_unpack, unpack_from
from typing import Final

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import past

MAX_ENTRIES: Final = 65_535
MAX_STRINGS: Final = 200_000
NAME: Final = 1000
VERSION: Final = 1001
RELEASE: Final = 1002
EPOCH: Final = 1003
LICENSE: Final = 1014
ARCH: Final = 1022
SOURCERPM: Final = 1044
PROVIDENAME: Final = 1047
REQUIRENAME: Final = 1049
DIRINDEXES: Final = 1116
BASENAMES: Final = 1117
DIRNAMES: Final = 1118
MODULARITYLABEL: Final = 5096

_INT32: Final = 4
_STRING: Final = 6
_STRING_ARRAY: Final = 8
_I18N: Final = 9
_ENTRY: Final = ">IIiI"


class Header:
    """The tags of one package.  Its data is looked at when a tag is asked for."""

    def __init__(self, blob: bytes) -> None:
        """Raises ParseError where the blob is no header."""
        if len(blob) < 8:
            raise ParseError("a header is shorter than its own counts")
        entries, size = unpack_from(">II", blob)
        if entries > MAX_ENTRIES:
            raise past("a header has too many tags", f"{MAX_ENTRIES} tags")
        start = 8 + 16 * entries
        if not entries or start + size > len(blob):
            raise ParseError("a header is cut short")
        self._data = blob[start : start + size]
        self._entries: dict[int, tuple[int, int, int]] = {}
        for tag, kind, offset, count in iter_unpack(_ENTRY, blob[8:start]):
            self._entries.setdefault(tag, (kind, offset, count))

    def text(self, tag: int) -> str:
        """The first string of a tag; empty for none.  Raises ParseError where it is no string, or cut short."""
        return next(self._strings(tag, 1), "")

    def texts(self, tag: int) -> tuple[str, ...]:
        """The strings of a tag.  Raises ParseError."""
        count = self._entries.get(tag, (0, 0, 0))[2]
        if count > MAX_STRINGS:
            raise past(f"tag {tag} has too many strings", f"{MAX_STRINGS} strings")
        return tuple(self._strings(tag, count))

    def number(self, tag: int) -> int | None:
        """The first number of a tag.  Raises ParseError."""
        return next(iter(self.numbers(tag, 1)), None)

    def numbers(self, tag: int, most: int = MAX_STRINGS) -> tuple[int, ...]:
        """The numbers of a tag, of 32 bits each.  Raises ParseError."""
        if tag not in self._entries:
            return ()
        kind, offset, count = self._entries[tag]
        end = offset + 4 * min(count, most)
        if kind != _INT32 or offset < 0 or end > len(self._data):
            raise ParseError(f"tag {tag} of a header is broken")
        return tuple(number for (number,) in iter_unpack(">I", self._data[offset:end]))

    def _strings(self, tag: int, most: int) -> Iterator[str]:
        if tag not in self._entries:
            return
        kind, start, count = self._entries[tag]
        if kind not in (_STRING, _STRING_ARRAY, _I18N) or start < 0:
            raise ParseError(f"tag {tag} of a header is broken")
        for _ in range(min(count, most)):
            end = self._data.find(b"\0", start)
            if end < 0:
                raise ParseError(f"tag {tag} of a header is cut short")
            yield self._data[start:end].decode("utf-8", "replace")
            start = end + 1
