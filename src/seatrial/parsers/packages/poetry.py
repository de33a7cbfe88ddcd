"""``poetry.lock`` of poetry 1 and 2 (https://python-poetry.org/docs/basic-usage/)."""

from collections.abc import Iterator, Mapping
from typing import Any

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.fields import table, text, texts
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import DEVELOPMENT, library
from seatrial.parsers.packages.python_locks import joined, rows_of


def read(content: bytes, path: str) -> Found:
    """The packages that are locked."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    _, rows, problems = rows_of(content)
    yield from problems
    entries: list[tuple[Package, list[str]]] = []
    for row, line in rows:
        try:
            name, version = text(row, "name", line), text(row, "version", line)
            package = library("pypi", name, version, path=path, line=line, development=_is_development(row, line))
            entries.append((package, list(table(row, "dependencies", line))))
        except ParseError as error:
            yield error
    yield from joined(entries)


def _is_development(row: Mapping[str, Any], line: int) -> bool:
    """poetry up to 1.4 has a category, poetry from 2.0 groups; what lies between does not tell."""
    groups = texts(row, "groups", line) or texts(row, "category", line)
    return bool(groups) and DEVELOPMENT.issuperset(groups)
