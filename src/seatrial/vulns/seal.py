"""A digest of what a file of ours holds, kept in the file: it tells whether anything in it has changed since."""

import hashlib
import re
import sqlite3
from pathlib import Path

import msgspec

from seatrial.errors import DatabaseError
from seatrial.vulns.store import connect, damaged

_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\)(?: WITHOUT ROWID)?;", re.DOTALL)
_ROWS = 1000


def seal(connection: sqlite3.Connection, schema: str) -> None:
    """Write the digest of every row to the facts."""
    value = _digest(connection, schema)
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('digest', ?)", (value,))


def verify(path: Path, schema: str) -> None:
    """Read all of a file.  Raises DatabaseError where it is not what it was when it was written."""
    connection = connect(path, schema)
    try:
        flaws = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
        said = connection.execute("SELECT value FROM facts WHERE name = 'digest'").fetchone()
        right = _digest(connection, schema)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise damaged(path, error) from error
    finally:
        connection.close()
    if flaws or said != (right,):
        reason = flaws[0] if flaws else "its digest is another"
        raise DatabaseError(f"{path} is damaged ({reason}); `seatrial db update` builds it anew")


def _digest(connection: sqlite3.Connection, schema: str) -> str:
    digest = hashlib.sha256()
    encode = msgspec.msgpack.Encoder().encode
    for found in _TABLE.finditer(schema):
        query = f"SELECT * FROM {found[1]} ORDER BY {_keys(found[2])}"  # noqa: S608 - names of ours
        cursor = connection.execute(query)
        while rows := cursor.fetchmany(_ROWS):
            digest.update(encode([row for row in rows if row[0] != "digest"]))
    return digest.hexdigest()


def _keys(columns: str) -> str:
    """The columns of the primary key, as the statement declares them."""
    composite = re.search(r"PRIMARY KEY \(([^)]*)\)", columns)
    if composite:
        return composite[1]
    return next(column.split()[0] for column in columns.split(",") if "PRIMARY KEY" in column)
