"""What databases a folder has: how old each is, and what is in it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from seatrial.errors import DatabaseError
from seatrial.vulns import exploits, lifecycles
from seatrial.vulns.bundle import files_of, schema_of
from seatrial.vulns.store import Store, moment
from seatrial.vulns.tables import Tables

_COUNTED = {
    exploits.FILE: {"known exploited flaw": "known", "EPSS score": "probable"},
    lifecycles.FILE: {"release": "cycles"},
}


class Status(NamedTuple):
    """One database.

    ``built``    when its feeds were last asked; None where it cannot be read, and ``flaw`` says why.
    ``counts``   what is in it, by nouns.
    ``skipped``  how much of its feeds could not be used.
    """

    name: str
    bytes: int
    built: datetime | None = None
    counts: dict[str, int] = {}  # noqa: RUF012 - nobody writes to a default
    skipped: int = 0
    flaw: str = ""


def statuses(folder: Path) -> Iterator[Status]:
    """Yield the state of every database of a folder, by name."""
    for path in files_of(folder):
        try:
            yield _table_status(path) if path.name in _COUNTED else _status(path)
        except DatabaseError as error:
            yield Status(path.stem, path.stat().st_size, flaw=str(error))


def ecosystems(folder: Path) -> list[str]:
    """The ecosystems that a folder has databases of, also damaged ones."""
    return [path.stem for path in files_of(folder) if path.name not in _COUNTED]


def _status(path: Path) -> Status:
    with Store(path) as store:
        counts = {
            "advisory": store.count("advisories"),
            "range": store.count("spans"),
            "release": len(store.releases - {""}),
        }
        return Status(path.stem, path.stat().st_size, store.built, counts, store.count("skipped"))


def _table_status(path: Path) -> Status:
    tables = Tables(path, schema_of(path.name))
    try:
        counts = {noun: tables.count(table) for noun, table in _COUNTED[path.name].items()}
        return Status(path.stem, path.stat().st_size, moment(tables.facts.get("built", ""), path), counts)
    finally:
        tables.close()
