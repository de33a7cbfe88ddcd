"""``.terraform/modules/modules.json``: the modules that ``terraform init`` has fetched."""

from collections.abc import Iterator

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.purl import purl_of
from seatrial.parsers.packages.sources import json_of


def read(content: bytes, path: str) -> Found:
    """The modules that come from elsewhere; only those of a registry have a version."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = json_of(content)
    yield from problems
    modules = root.get("Modules")
    if not isinstance(modules.value, list):
        raise ParseError("the file has no Modules", line=1)
    seen: set[str] = set()
    for _, part in modules.items():
        try:
            entry = table({"module": part.value}, "module", part.line)
            source, version = text(entry, "Source", part.line), text(entry, "Version", part.line)
            if not source or source.startswith((".", "/")):
                continue
            direct = "." not in text(entry, "Key", part.line)
            package = library("terraform", source, version, path=path, line=part.line, direct=direct, versioned=False)
            if ":" in source:
                # An address of a repository; a module of a registry is named by host and path.
                purl = purl_of("generic", source.rpartition("/")[2].partition("?")[0], version, vcs_url=source)
                package = replace(package, purl=purl)
        except ParseError as error:
            yield error
            continue
        if package.purl not in seen:
            seen.add(package.purl)
            yield package
