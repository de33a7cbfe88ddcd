"""``Chart.lock`` of Helm 3 and ``requirements.lock`` of Helm 2 (https://helm.sh/docs/helm/helm_dependency/)."""

from collections.abc import Iterator

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.sources import yaml_of


def read(content: bytes, path: str) -> Found:
    """The charts that are locked, which are in no ecosystem with advisories; folders are left out."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = yaml_of(content)
    yield from problems
    if "dependencies" not in root.value:
        raise ParseError("the file has no dependencies", line=1)
    for _, part in root.get("dependencies").items():
        try:
            entry = table({"dependency": part.value}, "dependency", part.line)
            name, version = text(entry, "name", part.line), text(entry, "version", part.line)
            repository = text(entry, "repository", part.line)
            if repository.startswith("file:"):
                continue
            package = library("helm", name, version, path=path, line=part.line, direct=True)
            yield replace(package, purl=purl_for("helm", name, version, repository_url=repository))
        except ParseError as error:
            yield error
