"""Executables (ELF, PE, Mach-O): their sections, as far as package lists lie in them."""

from collections.abc import Iterator
from struct import error, unpack_from
from typing import Final

_ELF: Final = b"\x7fELF"
_PE: Final = b"MZ"
_MACHO: Final = {b"\xcf\xfa\xed\xfe": ("<", True), b"\xce\xfa\xed\xfe": ("<", False)}
_MAX_SECTIONS: Final = 4096


def is_executable(head: bytes) -> bool:
    """Whether a file may be an executable, by its first four bytes."""
    return head.startswith((_ELF, _PE, *_MACHO))


def sections(content: bytes) -> Iterator[tuple[str, memoryview]]:
    """Yield name and content of the sections of an executable; none where it is broken or of another format."""
    try:
        if content.startswith(_ELF):
            yield from _elf(content)
        elif content.startswith(_PE):
            yield from _pe(content)
        elif content[:4] in _MACHO:
            yield from _macho(content)
    except error:
        return


def _elf(content: bytes) -> Iterator[tuple[str, memoryview]]:
    """System V ABI, chapter 4."""
    is_wide, order = content[4:5] == b"\2", ">" if content[5:6] == b"\2" else "<"
    (start,) = unpack_from(f"{order}{'Q' if is_wide else 'I'}", content, 40 if is_wide else 32)
    size, count, names = unpack_from(f"{order}HHH", content, 58 if is_wide else 46)
    entry = f"{order}IIQQQQ" if is_wide else f"{order}IIIIII"
    headers = [unpack_from(entry, content, start + size * index) for index in range(min(count, _MAX_SECTIONS))]
    if names >= len(headers):
        return
    strings = bytes(_cut(content, headers[names][4], headers[names][5]))
    for name, _, _, _, offset, length in headers:
        end = strings.find(b"\0", name)
        yield strings[name : end if end >= 0 else None][:100].decode("ascii", "replace"), _cut(content, offset, length)


def _pe(content: bytes) -> Iterator[tuple[str, memoryview]]:
    """Microsoft's PE format."""
    (start,) = unpack_from("<I", content, 60)
    if content[start : start + 4] != b"PE\0\0":
        return
    (count,) = unpack_from("<H", content, start + 6)
    (optional,) = unpack_from("<H", content, start + 20)
    for index in range(min(count, _MAX_SECTIONS)):
        place = start + 24 + optional + 40 * index
        size, offset = unpack_from("<II", content, place + 16)
        yield content[place : place + 8].rstrip(b"\0").decode("ascii", "replace"), _cut(content, offset, size)


def _macho(content: bytes) -> Iterator[tuple[str, memoryview]]:
    """Apple's Mach-O, loader.h."""
    order, is_wide = _MACHO[content[:4]]
    (commands,) = unpack_from(f"{order}I", content, 16)
    place = 32 if is_wide else 28
    found = 0
    for _ in range(min(commands, _MAX_SECTIONS)):
        command, size = unpack_from(f"{order}II", content, place)
        if command in (1, 25):
            # segment_command and section, or their 64-bit forms: where the sections begin, their size, their fields.
            head, each, fields, at = (72, 80, f"{order}QI", 40) if command == 25 else (56, 68, f"{order}II", 36)
            (count,) = unpack_from(f"{order}I", content, place + head - 8)
            for index in range(min(count, _MAX_SECTIONS - found)):
                entry = place + head + each * index
                length, offset = unpack_from(fields, content, entry + at)
                yield (
                    content[entry : entry + 16].rstrip(b"\0").decode("ascii", "replace"),
                    _cut(content, offset, length),
                )
            found += count
        place += max(size, 8)


def _cut(content: bytes, offset: int, length: int) -> memoryview:
    """A part of a file, which is not copied: most of an executable is of no interest."""
    return memoryview(content)[offset : offset + length]
