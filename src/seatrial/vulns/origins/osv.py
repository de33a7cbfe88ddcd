"""OSV's bulk export: ``<Ecosystem>/all.zip`` with every record, ``<Ecosystem>/modified_id.csv`` with what changed when,
newest first, and ``<Ecosystem>/<id>.json`` one by one.

https://google.github.io/osv.dev/data/#data-dumps
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from seatrial.errors import DatabaseError, ParseError
from seatrial.vulns.archive import MAX_RECORD, entries
from seatrial.vulns.fetch import MIB, NotThereError, below, fetch, fetch_to
from seatrial.vulns.origins import Done
from seatrial.vulns.sources import osv
from seatrial.vulns.store import Store
from seatrial.vulns.writer import Writer

SOURCE = "osv"
_MOST_ARCHIVE = 8 * 1024 * MIB
_MOST_INDEX = 512 * MIB
_MOST_CHANGES = 1_000
"""From so many changed records on, one archive is less than all of them one by one."""

_AT_ONCE = 8


class Export:
    """An ecosystem's folder of the export, or of a mirror of it."""

    def __init__(self, ecosystem: str, address: str) -> None:
        self.ecosystem = ecosystem
        self.address = address

    def change(self, path: Path) -> "Records | None":
        known = _known(path)
        if known is None:
            return None
        try:
            index = fetch(below(self.address, self.ecosystem, "modified_id.csv"), _MOST_INDEX)
        except NotThereError:
            return None
        listed = _listed(index)
        changed = [name for name, modified in listed.items() if not _is_same(known.get(name), modified)]
        gone = [name for name in known if name not in listed]
        # An index that has lost so much is more likely cut short than right; the archive knows.
        if len(changed) > _MOST_CHANGES or len(gone) > max(100, len(known) // 10):
            return None
        try:
            return Records(self.ecosystem, [*self._fetched(changed)], gone)
        except NotThereError:
            # A mirror without single records: the archive has them, too.
            return None

    def fill(self, writer: Writer, beside: Path) -> Done:
        address = below(self.address, self.ecosystem, "all.zip")
        count = 0
        try:
            fetch_to(beside, address, _MOST_ARCHIVE)
            for entry in entries(beside, address):
                count += 1
                if entry.flaw:
                    _leave_out(writer, entry.name, entry.flaw)
                else:
                    _read_one(writer, self.ecosystem, entry.name, entry.content)
        finally:
            beside.unlink(missing_ok=True)
        if not count:
            raise DatabaseError(f"{address} holds no advisories; what was there is kept")
        return Done(count, 0, {"origin": SOURCE})

    def _fetched(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield records one by one, in their order.  Raises NotThereError for the first that is not there."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            addresses = [(name, below(self.address, self.ecosystem, f"{name}.json")) for name in names]
            yield from zip(
                (name for name, _ in addresses),
                pool.map(lambda pair: fetch(pair[1], MAX_RECORD), addresses),
                strict=True,
            )


class Records(NamedTuple):
    """Records that have changed, with their texts, and the names of those that are gone."""

    ecosystem: str
    changed: list[tuple[str, bytes]]
    gone: list[str]

    def apply(self, writer: Writer) -> Done:
        writer.forget((*self.gone, *(name for name, _ in self.changed)))
        for name, content in self.changed:
            _read_one(writer, self.ecosystem, name, content)
        return Done(len(self.changed), len(self.gone), {"origin": SOURCE})


def offered(address: str) -> frozenset[str]:
    """The ecosystems that a mirror has.  Raises DatabaseError."""
    text = fetch(below(address, "ecosystems.txt"), MIB).decode("utf-8", "replace")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())


def _listed(index: bytes) -> dict[str, str]:
    """The records of an index, each with when it was last modified."""
    listed: dict[str, str] = {}
    for line in index.decode("utf-8", "replace").splitlines():
        modified, _, name = line.partition(",")
        if name:
            listed.setdefault(name, modified)
    return listed


def _known(path: Path) -> dict[str, str] | None:
    """The records of OSV that a file has, with when they were modified; None without a file that can be used."""
    try:
        with Store(path) as store:
            # What another feed has filled says nothing of OSV's records.
            return store.records(SOURCE) if store.facts.get("origin", SOURCE) == SOURCE else None
    except DatabaseError:
        # There is none, or it is damaged or of another format: building it anew is what its error says to do.
        return None


def _is_same(known: str | None, listed: str) -> bool:
    if known is None or known == listed:
        return known is not None
    moment = _instant(known)
    return moment is not None and moment == _instant(listed)


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_one(writer: Writer, ecosystem: str, name: str, content: bytes) -> None:
    try:
        advisory = osv.read(content, ecosystem)
    except ParseError as error:
        _leave_out(writer, name, str(error))
        return
    writer.add(advisory, SOURCE)


def _leave_out(writer: Writer, name: str, reason: str) -> None:
    writer.skip(SOURCE, name, reason)
    writer.leave_out(name, SOURCE)
