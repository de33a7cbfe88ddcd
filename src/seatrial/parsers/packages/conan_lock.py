"""``conan.lock`` of Conan 1 and 2 (https://docs.conan.io/2/tutorial/versioning/lockfiles.html).

A reference is ``name/version@user/channel#recipe:package%time``, of which only name and version must be there.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.document import Part
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.sources import json_of

_REFERENCE = re.compile(r"([^/@#:%\s]+)/([^/@#:%\s]+)(?:@([^/#:%\s]*)(?:/([^/#:%\s]*))?)?(?:[#:%].*)?")


def read(content: bytes, path: str) -> Found:
    """The packages that are locked; what only builds need is for development."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = json_of(content)
    yield from problems
    nodes = root.get("graph_lock").get("nodes")
    if isinstance(nodes.value, dict):
        references = [(part.get("ref"), False) for _, part in nodes.items()]
    elif "requires" in root.value or "build_requires" in root.value:
        references = [
            (part, kind != "requires")
            for kind in ("requires", "build_requires", "python_requires")
            for _, part in root.get(kind).items()
        ]
    else:
        raise ParseError("the file has neither requires nor a graph", line=1)
    for part, development in references:
        # The project itself has no reference, or only a name.
        if part.value is not None and "/" in str(part.value):
            try:
                yield _package(part, path, development)
            except ParseError as error:
                yield error


def _package(part: Part, path: str, development: bool) -> Package:
    match = _REFERENCE.fullmatch(part.value) if isinstance(part.value, str) else None
    if match is None:
        raise ParseError("a reference that is not name/version", line=part.line)
    name, version, user, channel = match.groups()
    purl = purl_for("conan", name, version, user=(user or "").strip("_"), channel=(channel or "").strip("_"))
    package = library("conan", name, version, path=path, line=part.line, development=development)
    return replace(package, purl=purl)
