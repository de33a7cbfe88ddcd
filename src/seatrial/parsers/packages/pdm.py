"""``pdm.lock`` (https://pdm-project.org/en/latest/usage/lockfile/)."""

import re
from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.fields import text, texts
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import DEVELOPMENT, library
from seatrial.parsers.packages.python_locks import joined, rows_of

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def read(content: bytes, path: str) -> Found:
    """The packages that are locked, each once, though it is written once for each of its extras."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    _, rows, problems = rows_of(content)
    yield from problems
    entries: dict[str, tuple[Package, list[str]]] = {}
    for row, line in rows:
        try:
            groups = texts(row, "groups", line)
            package = library(
                "pypi",
                text(row, "name", line),
                text(row, "version", line),
                path=path,
                line=line,
                development=bool(groups) and DEVELOPMENT.issuperset(groups),
            )
            needs = [match[0] for said in texts(row, "dependencies", line) if (match := _NAME.match(said))]
            entries.setdefault(package.purl, (package, []))[1].extend(needs)
        except ParseError as error:
            yield error
    yield from joined(entries.values())
