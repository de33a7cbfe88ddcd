"""``Pipfile.lock`` (https://pipenv.pypa.io/en/latest/pipfile.html)."""

from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import DEVELOPMENT, library
from seatrial.parsers.packages.sources import json_of


def read(content: bytes, path: str) -> Found:
    """The packages that are locked.  What comes from a repository has no version."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = json_of(content)
    yield from problems
    if "_meta" not in root.value:
        raise ParseError("the file has no _meta, as every Pipfile.lock has", line=1)
    for group, section in root.items():
        for name, part in section.items() if group != "_meta" else ():
            try:
                entry = table({name: part.value}, str(name), part.line)
                version = text(entry, "version", part.line).lstrip("=")
                yield library(
                    "pypi",
                    str(name),
                    version,
                    path=path,
                    line=part.line,
                    development=group in DEVELOPMENT,
                    versioned=False,
                )
            except ParseError as error:
                yield error
