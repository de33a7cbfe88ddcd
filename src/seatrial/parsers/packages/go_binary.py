"""What a Go executable was built of: the build information that the linker puts into it (debug/buildinfo of Go).

A magic, then two strings with their lengths: the toolchain's version and the modules, a line each.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.parsers.packages.executable import Held, Mark, Whole, sections
from seatrial.parsers.packages.found import Found, Piece, gather, past
from seatrial.parsers.packages.library import library

MAX_BYTES: Final = 16 * 1024 * 1024
MARK: Final = Mark(re.compile(rb"\xff Go buildinf:"), 256 * 1024)
_INLINE: Final = 2
_STRINGS: Final = 32
_SECTIONS: Final = frozenset({".go.buildinfo", "__go_buildinfo", ".data"})
_TOOLCHAIN = re.compile(r"go(\d+\.\d+)(\.\d+)?(?:(rc|beta)(\d+))?")


def read(content: bytes | Held, path: str) -> Found:
    """The modules and the standard library; nothing of an executable that Go has not built."""
    return gather(path, _pieces(Whole(content) if isinstance(content, bytes) else content, path))


def _pieces(content: Held, path: str) -> Iterator[Piece]:
    information = _information(content)
    if information is None:
        return
    version, modules = information
    if match := _TOOLCHAIN.match(version):
        pre = f"-{match[3]}.{match[4]}" if match[3] else ""
        number = match[1] + (match[2] or (".0" if pre else ""))
        yield library("golang", "stdlib", number + pre, path=path)
    else:
        yield ParseError(f"the version of Go is not known: {version[:40]!r}")
    yield from _modules(modules, path)


def _information(content: Held) -> tuple[str, str] | None:
    """The two strings.  Raises ParseError where they are cut short, or are not beside the magic."""
    for name, start, length in sections(content):
        place = content.find(MARK, start, length) if name in _SECTIONS else -1
        if place < 0:
            continue
        end = start + length
        flags = content.cut(place + 15, min(1, end - place - 15))
        if not flags or not flags[0] & _INLINE:
            raise ParseError("it was built by a Go before 1.18, whose build information is not read")
        version, place = _string(content, place + _STRINGS, end)
        modules, _ = _string(content, place, end)
        return version.decode("utf-8", "replace"), modules.decode("utf-8", "replace")
    return None


def _string(content: Held, place: int, end: int) -> tuple[bytes, int]:
    """A string after its length, which has seven bits a byte, the lowest first; and the place behind it."""
    length = count = 0
    head = content.cut(place, max(min(10, end - place), 0))
    for byte in head:
        length |= (byte & 0x7F) << 7 * count
        count += 1
        if byte < 0x80:
            break
    else:
        raise ParseError("the build information is cut short")
    start = place + count
    if length > MAX_BYTES:
        raise past("the build information is too long", f"{MAX_BYTES >> 20} MiB")
    text = content.cut(start, length) if start + length <= end else b""
    if len(text) < length:
        raise ParseError("the build information is cut short")
    return text, start + length


def _modules(text: str, path: str) -> Iterator[Piece]:
    rows = [line.split("\t") for line in text.split("\n") if "\t" in line]
    for index, row in enumerate(rows):
        kind = row[0][-3:]
        if kind not in ("dep", "mod") or len(row) < 3:
            continue
        # The line after a module may say what was built in its stead.
        after = rows[index + 1] if index + 1 < len(rows) else []
        name, version = after[1:3] if after[:1] == ["=>"] and len(after) > 2 else row[1:3]
        try:
            package = library(
                "golang", name, "" if version == "(devel)" else version.strip(), path=path, versioned=False
            )
        except ParseError as error:
            yield error
            continue
        yield package if kind == "dep" else replace(package, kind="application")
