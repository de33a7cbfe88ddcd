"""What a Rust executable was built of, where it was built with cargo-auditable.

The section ``.dep-v0`` holds JSON that zlib has compressed
(https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md).
"""

import re
import zlib
from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.parsers.packages.executable import Held, Mark, Whole, sections
from seatrial.parsers.packages.fields import items, text
from seatrial.parsers.packages.found import Found, Piece, gather, past
from seatrial.parsers.packages.library import library, purl_for

MAX_BYTES: Final = 16 * 1024 * 1024


def read(content: bytes | Held, path: str) -> Found:
    """The crates; nothing of an executable without the section."""
    return gather(path, _pieces(Whole(content) if isinstance(content, bytes) else content, path))


def _begins(text: bytes) -> bool:
    """Whether a text begins a list of crates, as it is compressed."""
    try:
        return zlib.decompressobj().decompress(text, 2) == b'{"'
    except zlib.error:
        return False


# As zlib begins at each of its levels, with its largest window, which is everybody's.
MARK: Final = Mark(re.compile(rb"x[\x01\x5e\x9c\xda]"), 64 * 1024, _begins)


def _pieces(content: Held, path: str) -> Iterator[Piece]:
    place = next(((start, length) for name, start, length in sections(content) if name == ".dep-v0"), None)
    if place is None:
        return
    # Of a thousand executables hardly one has the section, and what is imported here brings three parsers.
    from seatrial.parsers.packages.sources import json_of

    section = content.cut(place[0], min(place[1], MAX_BYTES))
    root, _ = json_of(_inflated(section))
    rows = items(root.value, "packages")
    for row in rows:
        try:
            package = library(
                "cargo",
                text(row, "name"),
                text(row, "version"),
                path=path,
                development=text(row, "kind") == "build",
                kind="application" if isinstance(row, dict) and row.get("root") is True else "library",
            )
            yield replace(package, depends=tuple(dict.fromkeys(_needs(row, rows))))
        except ParseError as error:
            yield error


def _inflated(section: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(section, MAX_BYTES)
    except zlib.error as error:
        raise ParseError(f"the list of crates cannot be inflated: {error}") from error
    if inflater.unconsumed_tail:
        raise past("the list of crates is too long", f"{MAX_BYTES >> 20} MiB")
    return text


def _needs(row: Any, rows: list[Any]) -> Iterator[str]:
    """The purls of what a crate needs, which the list tells by rank."""
    for index in items(row, "dependencies"):
        if type(index) is int and 0 <= index < len(rows):
            name, version = text(rows[index], "name"), text(rows[index], "version")
            if name and version:
                yield purl_for("cargo", name, version)
