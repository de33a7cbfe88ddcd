"""``uv.lock`` (https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.fields import items, table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import DEVELOPMENT, library, purl_for
from seatrial.parsers.packages.python_locks import Row, rows_of

_OWN: Final = frozenset({"editable", "virtual", "directory"})
_Need = tuple[str, str]
"""Name and version; the version is empty where the lock has only one of that name."""


def read(content: bytes, path: str) -> Found:
    """The packages that are locked, without the workspace's own."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    _, rows, problems = rows_of(content)
    yield from problems
    lock = _Lock(rows)
    for row, line in rows:
        try:
            if not _is_own(row):
                yield lock.package(row, path, line)
        except ParseError as error:
            yield error


class _Lock:
    """The rows of a lock by what they lock."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows: dict[_Need, Mapping[str, Any]] = {}
        self.names: dict[str, _Need] = {}
        for row, _ in rows:
            key = str(row.get("name", "")), str(row.get("version", ""))
            self.rows.setdefault(key, row)
            self.names.setdefault(key[0], key)
        own = [row for row, line in rows if _is_own(row)]
        runtime = set(self._all(_runtime(row) for row in own))
        development = set(self._all(_development(row) for row in own))
        self.direct = runtime | development
        self.development = self._reached(development) - self._reached(runtime)

    def package(self, row: Mapping[str, Any], path: str, line: int) -> Package:
        """The package of a row.  Raises ParseError."""
        name, version = text(row, "name", line), text(row, "version", line)
        package = library(
            "pypi",
            name,
            version,
            path=path,
            line=line,
            direct=(name, version) in self.direct if self.direct else None,
            development=(name, version) in self.development,
        )
        needs = (purl_for("pypi", *key) for key in self._all([_runtime(row)]) if key[1])
        return replace(package, depends=tuple(dict.fromkeys(needs)))

    def _all(self, needs: Iterable[Iterable[_Need]]) -> Iterator[_Need]:
        """The keys of what is needed."""
        for some in needs:
            for name, version in some:
                key = (name, version) if (name, version) in self.rows else self.names.get(name)
                if key is not None:
                    yield key

    def _reached(self, roots: Iterable[_Need]) -> set[_Need]:
        found: set[_Need] = set()
        pending = list(roots)
        while pending:
            key = pending.pop()
            if key not in found:
                found.add(key)
                pending += self._all([_runtime(self.rows[key])])
        return found


def _is_own(row: Mapping[str, Any]) -> bool:
    return bool(_OWN & set(table(row, "source")))


def _runtime(row: Mapping[str, Any]) -> list[_Need]:
    """What a package needs, with what its extras need."""
    extras = table(row, "optional-dependencies")
    return [*_needs(row, "dependencies"), *(need for extra in extras for need in _needs(extras, extra))]


def _development(row: Mapping[str, Any]) -> list[_Need]:
    groups = table(row, "dev-dependencies")
    return [need for group in groups if group in DEVELOPMENT for need in _needs(groups, group)]


def _needs(mapping: Mapping[str, Any], key: str) -> Iterator[_Need]:
    for need in items(mapping, key):
        if isinstance(need, Mapping) and isinstance(name := need.get("name"), str):
            version = need.get("version")
            yield name, version if isinstance(version, str) else ""
