"""One ecosystem's advisories in one SQLite file, read only.  `seatrial.vulns.writer` makes it.

Versions are kept as byte keys (`seatrial.versions`), so that what is known of a package is one indexed query.
"""

import sqlite3
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from seatrial.errors import DatabaseError
from seatrial.model.advisory import FixState, Rating

FORMAT = 1
"""Counts up when the layout or the byte keys change; a file of another format must be built anew."""

APPLICATION = 0x53656154
"""SQLite's application id of our files: ``SeaT``."""

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE releases (release TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE advisories (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, modified TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE spans (
  package TEXT NOT NULL, release TEXT NOT NULL, start BLOB NOT NULL, advisory INTEGER NOT NULL, part INTEGER NOT NULL,
  until BLOB, state INTEGER NOT NULL, fixed TEXT NOT NULL, only BLOB, rating BLOB,
  PRIMARY KEY (package, release, start, advisory, part)
) WITHOUT ROWID;
CREATE TABLE named (
  package TEXT NOT NULL, release TEXT NOT NULL, version TEXT NOT NULL, advisory INTEGER NOT NULL,
  PRIMARY KEY (package, release, version, advisory)
) WITHOUT ROWID;
CREATE TABLE absent (id TEXT PRIMARY KEY, source TEXT NOT NULL, modified TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE skipped (number INTEGER PRIMARY KEY, source TEXT NOT NULL, record TEXT NOT NULL, reason TEXT NOT NULL);
"""
"""``spans.only`` lists the keys that count, where versions are enumerated; ``named`` has versions without a key.

``spans.rating`` is there where a package is rated otherwise than its advisory.  ``absent`` has the records that left no
advisory: those that were withdrawn, and those that could not be read.
"""

STATES = tuple(FixState)
UNREAD = -1
"""The state of a span that stands for what could not be read: it covers every version, and says why in ``fixed``."""

_FIND = """
SELECT a.id, a.body, s.state, s.fixed, s.rating, s.only FROM spans s JOIN advisories a ON a.number = s.advisory
WHERE s.package = ? AND s.release = ? AND s.start <= ? AND (s.until IS NULL OR s.until > ?)
"""
_NAMED = """
SELECT a.id, a.body, ?, '', NULL, NULL FROM named n JOIN advisories a ON a.number = n.advisory
WHERE n.package = ? AND n.release = ? AND n.version = ?
"""
_FIXING = """
SELECT a.id FROM spans s JOIN advisories a ON a.number = s.advisory
WHERE s.package = ? AND s.release = ? AND s.state = ?
"""


class Body(Struct, frozen=True, array_like=True):
    """What is kept of an advisory beside its versions."""

    aliases: tuple[str, ...]
    upstream: tuple[str, ...]
    summary: str
    rating: Rating


class Hit(NamedTuple):
    """An advisory that is about a version.  Of one that is unread, ``fixed`` says why."""

    advisory: str
    body: Body
    state: FixState | None
    fixed: str
    rating: Rating


encode = msgspec.msgpack.Encoder().encode
_decode_body = msgspec.msgpack.Decoder(Body).decode
_decode_rating = msgspec.msgpack.Decoder(Rating).decode
_decode_keys = msgspec.msgpack.Decoder(list[bytes]).decode


class Store:
    """An open database.  Raises DatabaseError where it is not there, is damaged, or is of another format."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = connect(path)
        try:
            self.facts = dict(self._ask("SELECT name, value FROM facts"))
            self.releases = frozenset(row[0] for row in self._ask("SELECT release FROM releases"))
        except DatabaseError:
            self.close()
            raise

    @property
    def ecosystem(self) -> str:
        return str(self.facts.get("ecosystem", ""))

    @property
    def built(self) -> datetime:
        """When its feeds were last asked; everything that they knew then is in it."""
        return moment(self.facts.get("built", ""), self.path)

    def find(self, package: str, release: str, key: bytes) -> list[Hit]:
        """The advisories about a version, by its byte key."""
        rows = self._ask(_FIND, (package, release, key, key))
        try:
            return [_hit(row) for row in rows if row[5] is None or key in _decode_keys(row[5])]
        except (msgspec.DecodeError, IndexError) as error:
            raise damaged(self.path, error) from error

    def find_named(self, package: str, release: str, version: str) -> list[Hit]:
        """The advisories that name a version which has no key, letter by letter."""
        state = STATES.index(FixState.AFFECTED)
        try:
            return [_hit(row) for row in self._ask(_NAMED, (state, package, release, version))]
        except msgspec.DecodeError as error:
            raise damaged(self.path, error) from error

    def about(self, name: str) -> list[tuple[str, Body, list[tuple[str, str, FixState | None, str]]]]:
        """The advisories about a flaw, by any of its names: the id, the body, and package, release, state, fixed."""
        query = "SELECT number, id, body FROM advisories WHERE id = ? OR instr(body, CAST(? AS BLOB)) ORDER BY id"
        spans = "SELECT DISTINCT package, release, state, fixed FROM spans WHERE advisory = ?"
        found = []
        try:
            for number, id_, packed in self._ask(query, (name, name)):
                body = _decode_body(packed)
                if name in (id_, *body.aliases, *body.upstream):
                    rows = self._ask(spans, (number,))
                    told = [(row[0], row[1], None if row[2] == UNREAD else STATES[row[2]], row[3]) for row in rows]
                    found.append((id_, body, told))
        except (msgspec.DecodeError, IndexError) as error:
            raise damaged(self.path, error) from error
        return found

    def fixes(self, package: str, release: str) -> set[str]:
        """The versions of a package in which advisories say that something is fixed."""
        query = "SELECT DISTINCT fixed FROM spans WHERE package = ? AND release = ? AND state = ?"
        rows = self._ask(query, (package, release, STATES.index(FixState.FIXED)))
        return {row[0] for row in rows if row[0]}

    def knows(self, package: str, release: str) -> bool:
        """Whether any advisory is about some version of a package."""
        query = "SELECT 1 FROM spans WHERE package = ? AND release = ? LIMIT 1"
        return bool(self._ask(query, (package, release)))

    def fixing(self, package: str, release: str) -> frozenset[str]:
        """The ids of the advisories that know of a version of a package that is fixed."""
        state = STATES.index(FixState.FIXED)
        return frozenset(row[0] for row in self._ask(_FIXING, (package, release, state)))

    def count(self, table: str) -> int:
        """The rows of one of the tables of the schema."""
        return int(self._ask(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a name of ours

    def records(self, source: str) -> dict[str, str]:
        """The records of a feed, those that left no advisory, too, each with when it was last modified."""
        query = "SELECT id, modified FROM {} WHERE source = ?"
        tables = (self._ask(query.format(table), (source,)) for table in ("advisories", "absent"))
        return {row[0]: row[1] for rows in tables for row in rows}

    def skipped(self) -> list[tuple[str, str]]:
        """What could not be used of the feeds: record and reason."""
        return [(row[0], row[1]) for row in self._ask("SELECT record, reason FROM skipped ORDER BY record, reason")]

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _ask(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except UnicodeEncodeError:
            # A name with half a character, from a file in no encoding: nothing in here is called so.
            return []
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise damaged(self.path, error) from error


def _hit(row: tuple[Any, ...]) -> Hit:
    body = _decode_body(row[1])
    rating = body.rating if row[4] is None else _decode_rating(row[4])
    return Hit(row[0], body, None if row[2] == UNREAD else STATES[row[2]], row[3], rating)


def connect(path: Path, schema: str = SCHEMA) -> sqlite3.Connection:
    """Open a file of ours for reading.  Raises DatabaseError where it does not have our tables, to the letter."""
    if not path.is_file():
        raise DatabaseError(f"there is no {path.name} in {path.parent}")
    # Immutable: a file is never changed, only replaced by another, and what is open stays what it was.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        _demand_ours(connection, path, schema)
    except BaseException:
        connection.close()
        raise
    return connection


def _demand_ours(connection: sqlite3.Connection, path: Path, schema: str) -> None:
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        format_ = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = {row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    except sqlite3.Error as error:
        raise damaged(path, error) from error
    if application != APPLICATION:
        raise DatabaseError(f"{path} is no advisory database; `seatrial db update` makes one")
    if format_ != FORMAT:
        raise DatabaseError(f"{path} has format {format_} and not {FORMAT}; `seatrial db update` builds it anew")
    if tables != {statement.strip() for statement in schema.split(";") if statement.strip()}:
        raise DatabaseError(f"{path} has other tables than an advisory database; `seatrial db update` builds it anew")


def damaged(path: Path, error: Exception) -> DatabaseError:
    return DatabaseError(f"{path} is damaged ({error}); `seatrial db update` builds it anew")


def moment(text: str, path: Path) -> datetime:
    """A time that a file of ours states.  Raises DatabaseError."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise damaged(path, error) from error
