"""What poetry.lock, pdm.lock and uv.lock share: TOML with tables ``[[package]]``, and needs by name and version."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.fields import items, table
from seatrial.parsers.packages.purl import normal_pypi
from seatrial.parsers.packages.sources import array_lines, toml_of

Row = tuple[Mapping[str, Any], int]
"""A table ``[[package]]`` and its line."""


def rows_of(content: bytes) -> tuple[dict[str, Any], list[Row], list[ParseError]]:
    """The document, its packages, and what is wrong with it.  Raises ParseError where it is no such file."""
    document, text, problems = toml_of(content)
    packages = items(document, "package", 1)
    if not packages and not {"version", "metadata", "lock-version"} & set(document):
        raise ParseError("the file has no table [[package]]", line=1)
    lines = array_lines(text, "package", len(packages))
    rows = [(table({"package": row}, "package", line), line) for row, line in zip(packages, lines, strict=True)]
    return document, rows, problems


def joined(packages: Iterable[tuple[Package, Iterable[str]]]) -> Iterator[Package]:
    """Packages with the purls of what they need, which is told by names."""
    entries = list(packages)
    purls: dict[str, str] = {}
    for package, _ in entries:
        purls.setdefault(package.name, package.purl)
    for package, names in entries:
        found = (purls.get(normal_pypi(name)) for name in names)
        yield replace(package, depends=tuple(dict.fromkeys(purl for purl in found if purl and purl != package.purl)))
