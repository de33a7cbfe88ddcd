"""``Cargo.lock``, versions 1 to 4 (https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html).

It says neither what was asked for nor what only tests need, except through the workspace's own packages.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.parsers.packages.fields import text, texts
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.python_locks import Row, rows_of

_Key = tuple[str, str]


def read(content: bytes, path: str) -> Found:
    """The crates that are locked, without the workspace's own, which have no source."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    _, rows, problems = rows_of(content)
    yield from problems
    keys = _Keys(rows)
    direct = {key for row, _ in rows if not row.get("source") for key in keys.needed(row)}
    for row, line in rows:
        try:
            name, version = text(row, "name", line), text(row, "version", line)
            if not text(row, "source", line) and name and version:
                continue
            package = library("cargo", name, version, path=path, line=line, direct=(name, version) in direct)
            needs = dict.fromkeys(purl_for("cargo", *key) for key in keys.needed(row))
            yield replace(package, depends=tuple(needs))
        except ParseError as error:
            yield error


class _Keys:
    """The crates of a lock, by name alone and with their versions."""

    def __init__(self, rows: list[Row]) -> None:
        self.names: dict[str, list[_Key]] = {}
        for row, _ in rows:
            name, version = row.get("name"), row.get("version")
            if isinstance(name, str) and isinstance(version, str):
                self.names.setdefault(name, []).append((name, version))
        self.all = {key for keys in self.names.values() for key in keys}

    def needed(self, row: Mapping[str, Any]) -> Iterator[_Key]:
        """What a crate needs: a name, with its version where there are several of that name."""
        for said in texts(row, "dependencies"):
            name, _, rest = said.partition(" ")
            known = self.names.get(name, [])
            key = known[0] if len(known) == 1 else (name, rest.partition(" ")[0])
            if key in self.all:
                yield key
