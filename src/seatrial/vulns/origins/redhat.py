"""Red Hat's CSAF VEX: an archive of all documents, and what has changed and gone since it was made.

``archive_latest.txt`` names the archive; ``changes.csv`` and ``deletions.csv`` have a document and a time a line, as
https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#7113-requirement-13-changescsv demands.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from seatrial.errors import DatabaseError, ParseError
from seatrial.vulns import streams
from seatrial.vulns.fetch import MIB, NotThereError, below, fetch, fetch_to
from seatrial.vulns.origins import Done
from seatrial.vulns.sources import redhat
from seatrial.vulns.store import Store
from seatrial.vulns.tarball import MAX_DOCUMENT, documents
from seatrial.vulns.writer import Writer

SOURCE = "redhat"
_MOST_ARCHIVE = 8 * 1024 * MIB
_MOST_INDEX = 512 * MIB
_MOST_CHANGES = 4_000
"""From so many changed documents on, the archive is less than all of them one by one."""

_MOST_SINCE_ARCHIVE = 100_000
_AT_ONCE = 8
_BATCH = 256
_ARCHIVE = re.compile(r"[A-Za-z_]*(\d{4}-\d\d-\d\d)\.tar\.zst")
_DOCUMENT = re.compile(r"\d{4}/cve-\d{4}-\d{1,19}\.json")
_OVERLAP = timedelta(days=1)
"""How long before the day in its name an archive may have been begun."""


class Listed(NamedTuple):
    """A document of an index, and when it changed."""

    name: str
    time: datetime


class _Read(NamedTuple):
    """A document that was fetched, or why it cannot be used; ``gone`` where it is not there."""

    listed: Listed
    vex: redhat.Vex | None
    flaw: str = ""
    gone: bool = False


class Vex:
    """The feed, at an address.  What it says to be of later than tomorrow is not believed: nothing would be newer."""

    def __init__(self, address: str, now: datetime) -> None:
        self.address = address
        self._latest = now + timedelta(days=1)

    def change(self, path: Path) -> "Changes | None":
        try:
            with Store(path) as store:
                since = _time(store.facts.get("changes", ""))
                known = store.records(SOURCE)
        except DatabaseError:
            # There is none, or it is damaged or of another format: building it anew is what its error says to do.
            return None
        if since is None:
            return None
        changes = self._changes(since)
        gone = sum(redhat.id_of(_flaw(name)) in known for name in changes.gone)
        # An index that takes so much out is more likely wrong than right.
        if gone > max(100, len(known) // 10):
            raise DatabaseError(f"{self.address}/deletions.csv takes out {gone} of {len(known)}; `--anew` believes it")
        return changes._replace(known=known) if len(changes.changed) <= _MOST_CHANGES else None

    def fill(self, writer: Writer, beside: Path) -> Done:
        name = fetch(below(self.address, "archive_latest.txt"), MIB).decode("utf-8", "replace").strip()
        found = _ARCHIVE.fullmatch(name)
        day = _time(found[1]) if found else None
        if day is None:
            raise DatabaseError(f"{self.address}/archive_latest.txt names no archive with a day: {name[:80]!r}")
        changes = self._changes(day - _OVERLAP)
        if len(changes.changed) > _MOST_SINCE_ARCHIVE:
            raise DatabaseError(f"{self.address} has {len(changes.changed)} documents that are newer than {name}")
        count = self._read_archive(writer, below(self.address, name), beside)
        done = changes.apply(writer)
        return done._replace(changed=count + done.changed)

    def _read_archive(self, writer: Writer, address: str, beside: Path) -> int:
        count = 0
        try:
            fetch_to(beside, address, _MOST_ARCHIVE)
            for entry in documents(beside, address):
                count += 1
                _read_entry(writer, entry.name, entry.content, entry.flaw)
        finally:
            beside.unlink(missing_ok=True)
        if not count:
            raise DatabaseError(f"{address} holds no documents; what was there is kept")
        return count

    def _changes(self, since: datetime) -> "Changes":
        """What has changed and gone since a time, oldest first."""
        listed, strange = self._index("changes.csv")
        if not listed:
            raise DatabaseError(f"{self.address}/changes.csv lists no documents")
        try:
            deleted, more = self._index("deletions.csv")
        except NotThereError:
            # CSAF does not demand it; a distribution from which nothing was taken has none.
            deleted, more = {}, 0
        changed = [Listed(name, time) for name, time in listed.items() if time >= since]
        # Something may have been deleted, and come again.
        gone = [name for name, time in deleted.items() if time >= listed.get(name, time) and time >= since]
        newest = max((*listed.values(), *deleted.values()))
        changed = sorted((one for one in changed if one.name not in set(gone)), key=lambda one: (one.time, one.name))
        return Changes(self.address, changed, gone, newest, strange + more)

    def _index(self, name: str) -> tuple[dict[str, datetime], int]:
        """The documents of an index with their last times, and how many lines name none."""
        text = fetch(below(self.address, name), _MOST_INDEX).decode("utf-8", "replace")
        found: dict[str, datetime] = {}
        strange = 0
        for line in filter(None, text.splitlines()):
            document, _, when = line.replace('"', "").partition(",")
            time = _time(when)
            if time is None or time > self._latest or not _DOCUMENT.fullmatch(document):
                strange += 1
            else:
                found[document] = max(time, found.get(document, time))
        return found, strange


class Changes(NamedTuple):
    """Documents to be got, oldest first, and those to be taken out.

    ``newest``   the time up to which this is all.     ``strange``  lines of the indexes that could not be used.
    ``known``    the documents that are there, by their advisories, and since when: these are not got again.
    """

    address: str
    changed: list[Listed]
    gone: list[str]
    newest: datetime
    strange: int
    known: dict[str, str] = {}  # noqa: RUF012 - nobody writes to a default

    def apply(self, writer: Writer) -> Done:
        gone = [redhat.id_of(_flaw(name)) for name in self.gone]
        writer.forget(gone)
        wanted = (one for one in self.changed if self.known.get(redhat.id_of(_flaw(one.name))) != one.time.isoformat())
        count, until = 0, self.newest
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            while batch := list(islice(wanted, _BATCH)):
                count += len(batch)
                missing = self._add(writer, pool.map(self._fetch, batch))
                until = min((until, *(one.time for one in missing)))
        writer.forget(["changes.csv"])
        if self.strange:
            writer.skip(SOURCE, "changes.csv", f"{self.strange} lines of the indexes name no document and time")
        # From here the next update goes on: what was not there yet is asked for again.
        facts = {"changes": until.isoformat(), "origin": SOURCE, streams.FACT: streams.SOURCES}
        return Done(count, sum(id_ in self.known for id_ in gone), facts)

    def _add(self, writer: Writer, every: Iterator[_Read]) -> list[Listed]:
        """Add documents; returns those that are not there."""
        found = list(every)
        writer.forget(redhat.id_of(_flaw(one.listed.name)) for one in found if not one.gone)
        for one in found:
            id_ = redhat.id_of(_flaw(one.listed.name))
            if one.vex is not None:
                advisory = replace(one.vex.advisory, modified=one.listed.time.isoformat())
                _add(writer, redhat.Vex(advisory, one.vex.problems))
                continue
            writer.skip(SOURCE, id_, one.flaw)
            if not one.gone:
                writer.leave_out(id_, SOURCE)
        return [one.listed for one in found if one.gone]

    def _fetch(self, listed: Listed) -> _Read:
        try:
            content = fetch(below(self.address, *listed.name.split("/")), MAX_DOCUMENT)
        except NotThereError:
            # Whatever was known of it stays: an index that is ahead of its documents takes nothing back.
            return _Read(listed, None, "it is listed, and is not there", gone=True)
        try:
            return _Read(listed, redhat.read(content, _flaw(listed.name)))
        except ParseError as error:
            return _Read(listed, None, str(error))


def _read_entry(writer: Writer, name: str, content: bytes, flaw: str) -> None:
    """Add a document of the archive."""
    if not _DOCUMENT.fullmatch("/".join(name.split("/")[-2:])):
        writer.skip(SOURCE, name, "its name is not that of a document about a CVE")
        return
    id_ = redhat.id_of(_flaw(name))
    try:
        if flaw:
            raise ParseError(flaw)
        _add(writer, redhat.read(content, _flaw(name)))
    except ParseError as error:
        writer.skip(SOURCE, id_, str(error))
        writer.leave_out(id_, SOURCE)


def _add(writer: Writer, vex: redhat.Vex) -> None:
    writer.add(vex.advisory, SOURCE)
    for problem in vex.problems:
        writer.skip(SOURCE, vex.advisory.id, problem)


def _flaw(name: str) -> str:
    """``CVE-2024-1234`` of ``2024/cve-2024-1234.json``."""
    return name.rpartition("/")[2].removesuffix(".json").upper()


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text.strip())
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
