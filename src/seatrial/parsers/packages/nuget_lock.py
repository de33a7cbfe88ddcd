"""``packages.lock.json`` of NuGet (https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files)."""

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
    """The packages that are locked for any framework, each version once."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = json_of(content)
    yield from problems
    if "dependencies" not in root.value:
        raise ParseError("the file has no dependencies", line=1)
    seen: set[str] = set()
    for _, framework in root.get("dependencies").items():
        locked = table({"framework": framework.value}, "framework", framework.line)
        for name, part in framework.items():
            try:
                entry = table({name: part.value}, str(name), part.line)
                if text(entry, "type", part.line) == "Project":
                    continue
                package = _package(str(name), part, locked, path)
            except ParseError as error:
                yield error
                continue
            if package.purl not in seen:
                seen.add(package.purl)
                yield package


def _package(name: str, part: Part, locked: Mapping[str, Any], path: str) -> Package:
    entry = part.value
    kind = text(entry, "type", part.line)
    package = library(
        "nuget",
        name,
        text(entry, "resolved", part.line),
        path=path,
        line=part.line,
        direct=kind == "Direct" if kind else None,
    )
    resolved = {need: text(locked.get(need), "resolved") for need in table(entry, "dependencies", part.line)}
    return replace(package, depends=tuple(purl_for("nuget", need, said) for need, said in resolved.items() if said))
