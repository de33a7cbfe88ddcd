"""rpm's database since 4.16: the table ``Packages`` of ``rpmdb.sqlite``, opened from memory.

SQLite's own code reads it, with bounds on what the file may make it do.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from struct import unpack_from
from typing import Final

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import past

MAGIC: Final = b"SQLite format 3\0"
MAX_STEPS: Final = 50_000_000
_STEPS_A_LOOK: Final = 100_000


def headers(content: bytes) -> Iterator[bytes | ParseError]:
    """Yield the header of every package.  Raises ParseError where the database or its table is broken."""
    with closing(sqlite3.connect(":memory:")) as database:
        steps = _bounded(database)
        try:
            database.deserialize(_without_journal(content))
            if _is_table(database):
                for (blob,) in database.execute("SELECT blob FROM Packages ORDER BY hnum"):
                    yield blob if isinstance(blob, bytes) else ParseError("a row holds no header")
                if _is_cut(content):
                    yield ParseError("the database is cut short")
                return
        except (sqlite3.Error, OverflowError) as error:
            if steps[0] > MAX_STEPS:
                raise past("the database takes too long to read", f"{MAX_STEPS} steps") from error
            raise ParseError(f"the table Packages cannot be read: {error}") from error
    raise ParseError("the database has no table Packages")


def _bounded(database: sqlite3.Connection) -> list[int]:
    """Bound what a file's own schema can make SQLite do; returns the count of steps so far."""
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024)
    database.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000)
    database.text_factory = bytes
    steps = [0]

    def look() -> bool:
        steps[0] += _STEPS_A_LOOK
        return steps[0] > MAX_STEPS

    database.set_progress_handler(look, _STEPS_A_LOOK)
    return steps


def _without_journal(content: bytes) -> bytes:
    """A database that says it has a write-ahead log cannot be opened from memory: say that it has none.

    What is only in the log is not read; rpm empties it when it closes the database.
    """
    return content[:18] + b"\1\1" + content[20:] if content[18:20] == b"\2\2" else content


def _is_cut(content: bytes) -> bool:
    """Whether the file has fewer pages than its first says (https://www.sqlite.org/fileformat.html, 1.3)."""
    (size,) = unpack_from(">H", content, 16)
    changes, pages, valid_for = (unpack_from(">I", content, place)[0] for place in (24, 28, 92))
    return bool(changes == valid_for and len(content) < pages * (65536 if size == 1 else size))


def _is_table(database: sqlite3.Connection) -> bool:
    """Whether Packages is a table, and not a view with a query of its own."""
    said = database.execute("SELECT type FROM sqlite_master WHERE name = 'Packages'").fetchone()
    return bool(said == (b"table",))
