"""``pubspec.lock`` of Dart and Flutter (https://dart.dev/tools/pub/glossary#lockfile)."""

from collections.abc import Iterator
from typing import Final

from seatrial.errors import ParseError
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.sources import yaml_of

_OWN: Final = frozenset({"path", "sdk"})


def read(content: bytes, path: str) -> Found:
    """The packages that are locked, without folders and what the SDK brings."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = yaml_of(content)
    yield from problems
    if "packages" not in root.value:
        raise ParseError("the file has no packages", line=1)
    for name, part in root.get("packages").items():
        try:
            entry = table({name: part.value}, str(name), part.line)
            said = text(entry, "dependency", part.line)
            if text(entry, "source", part.line) not in _OWN:
                yield library(
                    "pub",
                    str(name),
                    text(entry, "version", part.line),
                    path=path,
                    line=part.line,
                    direct=said.startswith("direct") if said else None,
                    development=said == "direct dev",
                )
        except ParseError as error:
            yield error
