"""Small SQLite files of ours beside the ecosystems': written whole, read only."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from seatrial.errors import DatabaseError
from seatrial.vulns.seal import seal
from seatrial.vulns.store import APPLICATION, FORMAT, connect, damaged

FACTS = "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;\n"


def write_tables(
    path: Path, schema: str, rows: Mapping[str, Iterable[tuple[object, ...]]], facts: Mapping[str, str]
) -> None:
    """Write a file anew, aside and renamed: rows by the names of their tables.  Raises DatabaseError."""
    from seatrial.vulns.writer import replacing

    with replacing(path) as aside:
        connection = sqlite3.connect(aside, isolation_level=None)
        try:
            connection.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}; {schema}"
            )
            connection.execute("BEGIN")
            for table, values in {**rows, "facts": sorted(facts.items())}.items():
                _insert(connection, table, [*values])
            seal(connection, schema)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise DatabaseError(f"{path} cannot be written: {error}") from error
        finally:
            connection.close()


def _insert(connection: sqlite3.Connection, table: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names of ours


class Tables:
    """An open file.  Raises DatabaseError where it is not there, is damaged, or is of another format."""

    def __init__(self, path: Path, schema: str) -> None:
        self.path = path
        self._connection = connect(path, schema)
        self.facts: dict[str, str] = dict(self.ask("SELECT name, value FROM facts"))

    def ask(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise damaged(self.path, error) from error

    def count(self, table: str) -> int:
        """The rows of one of the tables of the schema."""
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a name of ours

    def close(self) -> None:
        self._connection.close()
