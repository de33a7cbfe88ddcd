"""``<application>.deps.json`` of .NET (https://github.com/dotnet/runtime, runtime-configuration-file.md)."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.document import Part
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.sources import json_of


def read(content: bytes, path: str) -> Found:
    """The packages that an application runs with, and the runtime where it brings its own."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = json_of(content)
    yield from problems
    if "libraries" not in root.value:
        raise ParseError("the file has no libraries", line=1)
    target = table(table(root.value, "targets"), text(table(root.value, "runtimeTarget"), "name"))
    for key, part in root.get("libraries").items():
        try:
            entry = table({key: part.value}, str(key), part.line)
            if text(entry, "type", part.line) != "project":
                yield _package(str(key), part, target, path)
        except ParseError as error:
            yield error


def _package(key: str, part: Part, target: Mapping[str, Any], path: str) -> Package:
    name, _, version = key.partition("/")
    name = name.removeprefix("runtimepack.")
    needs = table(table(target, key), "dependencies")
    found = (purl_for("nuget", need, said) for need, said in needs.items() if isinstance(said, str) and said)
    return replace(
        library("nuget", name, version, path=path, line=part.line),
        depends=tuple(dict.fromkeys(found)),
    )
