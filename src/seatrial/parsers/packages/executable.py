"""Executables (ELF, PE, Mach-O): their sections, as far as package lists lie in them.

They are large, and what is wanted of them is small.  `Whole` is one in memory; `Passing` is one that passes by piece by
piece, of which only what may be wanted is held.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from struct import error, unpack_from
from typing import Final, Protocol

_ELF: Final = b"\x7fELF"
_PE: Final = b"MZ"
_MACHO: Final = {b"\xcf\xfa\xed\xfe": ("<", True), b"\xce\xfa\xed\xfe": ("<", False)}
_MAX_SECTIONS: Final = 4096
_MAX_NAMES: Final = 4 * 1024 * 1024
_LONGEST_HEADER: Final = 1024


def is_executable(head: bytes) -> bool:
    """Whether a file may be an executable, by its first four bytes."""
    return head.startswith((_ELF, _PE, *_MACHO))


class Held(Protocol):
    """What is there of an executable."""

    def cut(self, start: int, length: int) -> bytes:
        """Some of its bytes; fewer where it ends before."""
        ...

    def find(self, mark: "Mark", start: int, length: int) -> int:
        """Where a mark first begins in a part of it; -1 for nowhere."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that a part may begin with, which is held before anybody knows where the sections are.

    ``length``  how much of it is held.
    ``begins``  whether a part that begins with these bytes, 80 of them where there are as many, is one; only of marks
                that are not looked for with `find`, because it is not asked of all where there are very many.
    """

    pattern: re.Pattern[bytes]
    length: int
    begins: Callable[[bytes], bool] | None = None


class Whole:
    """An executable in memory."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def cut(self, start: int, length: int) -> bytes:
        return self._content[start : start + length]

    def find(self, mark: Mark, start: int, length: int) -> int:
        found = mark.pattern.search(self._content, start, start + length)
        return found.start() if found else -1


def sections(content: Held) -> Iterator[tuple[str, int, int]]:
    """Yield name, place and length of the sections; none of an executable that is broken or of another format."""
    head = content.cut(0, 4)
    try:
        if head.startswith(_ELF):
            yield from _elf(content)
        elif head.startswith(_PE):
            yield from _pe(content)
        elif head in _MACHO:
            yield from _macho(content, *_MACHO[head])
    except error:
        return


def _elf(content: Held) -> Iterator[tuple[str, int, int]]:
    """System V ABI, chapter 4."""
    head = content.cut(0, 64)
    is_wide, order = head[4:5] == b"\2", ">" if head[5:6] == b"\2" else "<"
    (start,) = unpack_from(f"{order}{'Q' if is_wide else 'I'}", head, 40 if is_wide else 32)
    size, count, names = unpack_from(f"{order}HHH", head, 58 if is_wide else 46)
    if size > _LONGEST_HEADER:
        return
    entry = f"{order}IIQQQQ" if is_wide else f"{order}IIIIII"
    count = min(count, _MAX_SECTIONS)
    table = content.cut(start, size * count)
    headers = [unpack_from(entry, table, size * index) for index in range(count)]
    if names >= len(headers):
        return
    strings = content.cut(headers[names][4], min(headers[names][5], _MAX_NAMES))
    for name, _, _, _, offset, length in headers:
        end = strings.find(b"\0", name)
        yield strings[name : end if end >= 0 else None][:100].decode("ascii", "replace"), offset, length


def _pe(content: Held) -> Iterator[tuple[str, int, int]]:
    """Microsoft's PE format."""
    (start,) = unpack_from("<I", content.cut(60, 4))
    head = content.cut(start, 24)
    if head[:4] != b"PE\0\0":
        return
    (count,) = unpack_from("<H", head, 6)
    (optional,) = unpack_from("<H", head, 20)
    count = min(count, _MAX_SECTIONS)
    table = content.cut(start + 24 + optional, 40 * count)
    for place in range(0, 40 * count, 40):
        size, offset = unpack_from("<II", table, place + 16)
        yield table[place : place + 8].rstrip(b"\0").decode("ascii", "replace"), offset, size


def _macho(content: Held, order: str, is_wide: bool) -> Iterator[tuple[str, int, int]]:
    """Apple's Mach-O, loader.h."""
    commands, length = unpack_from(f"{order}II", content.cut(0, 32), 16)
    place = 32 if is_wide else 28
    table = content.cut(0, place + min(length, _MAX_NAMES))
    found = 0
    for _ in range(min(commands, _MAX_SECTIONS)):
        command, size = unpack_from(f"{order}II", table, place)
        if command in (1, 25):
            # segment_command and section, or their 64-bit forms: where the sections begin, their size, their fields.
            head, each, fields, at = (72, 80, f"{order}QI", 40) if command == 25 else (56, 68, f"{order}II", 36)
            (count,) = unpack_from(f"{order}I", table, place + head - 8)
            for index in range(min(count, _MAX_SECTIONS - found)):
                entry = place + head + each * index
                length, offset = unpack_from(fields, table, entry + at)
                yield table[entry : entry + 16].rstrip(b"\0").decode("ascii", "replace"), offset, length
            found += count
        place += max(size, 8)
