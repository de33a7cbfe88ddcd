"""``Package.resolved`` of Swift, versions 1 to 3 (https://github.com/swiftlang/swift-package-manager)."""

import re
from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.sources import json_of

_ADDRESS = re.compile(r"(?:[a-z+]+://)?(?:[^@/]+@)?([^/:]+(?::\d+)?)[/:](.+)", re.IGNORECASE)


def read(content: bytes, path: str) -> Found:
    """The packages that are pinned; one that is pinned to a branch or a revision has no version."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = json_of(content)
    yield from problems
    pins = root.get("pins") if "pins" in root.value else root.get("object").get("pins")
    if not isinstance(pins.value, list):
        raise ParseError("the file has no pins", line=1)
    for _, part in pins.items():
        try:
            entry = table({"pin": part.value}, "pin", part.line)
            address = text(entry, "location", part.line) or text(entry, "repositoryURL", part.line)
            version = text(table(entry, "state", part.line), "version", part.line)
            yield library("swift", name_of(address), version, path=path, line=part.line, versioned=False)
        except ParseError as error:
            yield error


def name_of(address: str) -> str:
    """``github.com/apple/swift-nio`` of an address; a name of a registry stays."""
    match = _ADDRESS.fullmatch(address.removesuffix("/").removesuffix(".git"))
    return f"{match[1].lower()}/{match[2]}" if match else address
