"""``composer.lock`` (https://getcomposer.org/doc/01-basic-usage.md)."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.document import Part
from seatrial.parsers.packages.fields import table, text, texts
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.sources import json_of


def read(content: bytes, path: str) -> Found:
    """The packages that are locked."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = json_of(content)
    yield from problems
    if "packages" not in root.value:
        raise ParseError("the file has no packages", line=1)
    runtime, development = root.get("packages"), root.get("packages-dev")
    yield from related([*locked(runtime, path, frozenset()), *locked(development, path, frozenset(), development=True)])


def locked(
    part: Part, path: str, development_names: frozenset[str], *, development: bool = False
) -> Iterator[tuple[Package, Mapping[str, Any]] | ParseError]:
    """The packages of a list, each with what it requires."""
    if not isinstance(part.value, list | None):
        yield ParseError("packages is no list", line=part.line)
    for _, entry in part.items():
        line = entry.get("name").line
        try:
            value = table({"package": entry.value}, "package", line)
            name = text(value, "name", line)
            # A v before a version is how tags are written, and no part of it.
            version = text(value, "version", line).removeprefix("v")
            package = library(
                "composer",
                name,
                version,
                path=path,
                line=line,
                licences=texts(value, "license", line),
                development=development or name in development_names,
            )
            yield package, table(value, "require", line)
        except ParseError as error:
            yield error


def related(entries: list[tuple[Package, Mapping[str, Any]] | ParseError]) -> Iterator[Piece]:
    """Packages with the purls of what they require."""
    purls = {entry[0].name.lower(): entry[0].purl for entry in entries if not isinstance(entry, ParseError)}
    for entry in entries:
        if isinstance(entry, ParseError):
            yield entry
            continue
        package, needs = entry
        found = (purls.get(str(name).lower()) for name in needs)
        yield replace(package, depends=tuple(dict.fromkeys(purl for purl in found if purl)))
