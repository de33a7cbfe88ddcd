"""Building and updating: an ecosystem's file from its feeds, and the files of exploits and lifecycles.

OSV's bulk export is https://google.github.io/osv.dev/data/#data-dumps: ``<Ecosystem>/all.zip`` with every record,
``<Ecosystem>/modified_id.csv`` with what changed when, newest first, and ``<Ecosystem>/<id>.json`` one by one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from seatrial.errors import DatabaseError, ParseError, UsageError, VersionError
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.versions import scheme_of
from seatrial.vulns import exploits, lifecycles
from seatrial.vulns.archive import MAX_RECORD, entries
from seatrial.vulns.database import SUFFIX
from seatrial.vulns.ecosystems import demand_name
from seatrial.vulns.feeds import Feeds
from seatrial.vulns.fetch import MIB, NotThereError, below, fetch, fetch_to
from seatrial.vulns.sources import alpine, debian, endoflife, epss, kev, osv
from seatrial.vulns.store import Store
from seatrial.vulns.writer import Writer, replacing

OSV = "osv"
_MOST_ARCHIVE = 8 * 1024 * MIB
_MOST_INDEX = 512 * MIB
_MOST_FEED = 1024 * MIB
_MOST_CHANGES = 1_000
"""From so many changed records on, one archive is less than all of them one by one."""

_AT_ONCE = 8


class Updated(NamedTuple):
    """What became of one file.

    ``how``      ``built`` anew or ``updated``.
    ``changed``  how many records were read, and ``gone`` how many were taken out.
    ``gaps``     what could not be used of the feeds.
    ``failed``   why a feed beside OSV could not be had; what it said before is still there.  Else empty.
    """

    name: str
    how: str
    changed: int
    gone: int
    gaps: tuple[Gap, ...] = ()
    failed: str = ""


class _Changes(NamedTuple):
    changed: list[str]
    gone: list[str]


def offered(feeds: Feeds) -> frozenset[str]:
    """The ecosystems that the mirror of OSV has.  Raises DatabaseError."""
    text = fetch(below(feeds.osv, "ecosystems.txt"), MIB).decode("utf-8", "replace")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())


def update(folder: Path, ecosystem: str, feeds: Feeds, now: datetime, *, anew: bool = False) -> Updated:
    """Build an ecosystem's file, or bring it up to date.  Raises DatabaseError, and then what was there still is.

    ``anew``  build it, whatever is there.
    """
    path = folder / f"{demand_name(ecosystem)}{SUFFIX}"
    try:
        key = scheme_of(ecosystem).key
    except VersionError as error:
        raise UsageError(str(error)) from error
    changes = None if anew else _changes(path, ecosystem, feeds)
    if changes is not None:
        try:
            fetched = [*_fetched(ecosystem, feeds, changes.changed)]
        except NotThereError:
            # A mirror without single records: the archive has them, too.
            changes = None
    with replacing(path, keep=changes is not None) as aside:
        writer = Writer(aside, ecosystem, key)
        try:
            if changes is None:
                count = _read_all(writer, ecosystem, feeds, aside)
            else:
                writer.forget((*changes.gone, *changes.changed))
                count = _read_some(writer, ecosystem, fetched)
            failed = _more(writer, ecosystem, feeds)
            writer.finish({"built": now.isoformat(timespec="seconds"), "feed": feeds.osv})
        finally:
            writer.close()
    with Store(path) as store:
        gaps = tuple(Gap(location=Location(f"{ecosystem}/{name}", 1), reason=why) for name, why in store.skipped())
    how = "built" if changes is None else "updated"
    return Updated(ecosystem, how, count, len(changes.gone) if changes else 0, gaps, failed)


def _changes(path: Path, ecosystem: str, feeds: Feeds) -> _Changes | None:
    """What is to be done to a file; None where it is better built anew."""
    known = _known(path)
    if known is None:
        return None
    try:
        index = fetch(below(feeds.osv, ecosystem, "modified_id.csv"), _MOST_INDEX)
    except NotThereError:
        return None
    listed: dict[str, str] = {}
    for line in index.decode("utf-8", "replace").splitlines():
        modified, _, name = line.partition(",")
        if name:
            listed.setdefault(name, modified)
    changed = [name for name, modified in listed.items() if not _is_same(known.get(name), modified)]
    gone = [name for name in known if name not in listed]
    # An index that has lost so much is more likely cut short than right; the archive knows.
    if len(changed) > _MOST_CHANGES or len(gone) > max(100, len(known) // 10):
        return None
    return _Changes(changed, gone)


def _known(path: Path) -> dict[str, str] | None:
    """The records of OSV that a file has, with when they were modified; None without a file that can be used."""
    try:
        with Store(path) as store:
            return store.records(OSV)
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


def _fetched(ecosystem: str, feeds: Feeds, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield records one by one, in their order.  Raises NotThereError for the first that is not there."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        addresses = [(name, below(feeds.osv, ecosystem, f"{name}.json")) for name in names]
        yield from zip(
            (name for name, _ in addresses),
            pool.map(lambda pair: fetch(pair[1], MAX_RECORD), addresses),
            strict=True,
        )


def _read_all(writer: Writer, ecosystem: str, feeds: Feeds, aside: Path) -> int:
    """Fill a file from the archive; returns how many records that has."""
    address = below(feeds.osv, ecosystem, "all.zip")
    # The process's number stays last, so that what a killed one leaves is swept.
    archive = aside.with_name(aside.name.replace(SUFFIX, f"{SUFFIX}.zip", 1))
    count = 0
    try:
        fetch_to(archive, address, _MOST_ARCHIVE)
        for entry in entries(archive, address):
            count += 1
            if entry.flaw:
                _leave_out(writer, entry.name, entry.flaw)
            else:
                _read_one(writer, ecosystem, entry.name, entry.content)
    finally:
        archive.unlink(missing_ok=True)
    if not count:
        raise DatabaseError(f"{address} holds no advisories; what was there is kept")
    return count


def _read_some(writer: Writer, ecosystem: str, fetched: Iterable[tuple[str, bytes]]) -> int:
    count = 0
    for name, content in fetched:
        count += 1
        _read_one(writer, ecosystem, name, content)
    return count


def _read_one(writer: Writer, ecosystem: str, name: str, content: bytes) -> None:
    try:
        advisory = osv.read(content, ecosystem)
    except ParseError as error:
        _leave_out(writer, name, str(error))
        return
    writer.add(advisory, OSV)


def _leave_out(writer: Writer, name: str, reason: str) -> None:
    writer.skip(OSV, name, reason)
    writer.leave_out(name, OSV)


def _more(writer: Writer, ecosystem: str, feeds: Feeds) -> str:
    """Add what an ecosystem's own feed says.  Returns why it cannot be had, or nothing: what it said before stays."""
    readers: Mapping[str, tuple[str, Callable[[Writer, str], None]]] = {
        "Debian": (feeds.debian, _read_debian),
        "Alpine": (feeds.alpine, _read_alpine),
    }
    address, reader = readers.get(ecosystem, ("", None))
    if not address or reader is None:
        return ""
    try:
        reader(writer, address)
    except (DatabaseError, ParseError) as error:
        return str(error)
    return ""


def _read_debian(writer: Writer, address: str) -> None:
    writer.replace_source("debian", debian.read(fetch(address, _MOST_FEED)))


def _read_alpine(writer: Writer, address: str) -> None:
    """Read the branches that OSV has advisories for."""
    branches = sorted(filter(alpine.is_branch, writer.releases))
    contents: list[tuple[str, bytes]] = []
    for branch in branches:
        for repository in alpine.REPOSITORIES:
            try:
                contents.append((branch, fetch(below(address, branch, f"{repository}.json"), _MOST_FEED)))
            except NotThereError:
                # The oldest branches have no community repository.
                continue
    writer.replace_source("alpine", [*alpine.read(contents)])


def update_exploits(folder: Path, feeds: Feeds, now: datetime) -> Updated:
    """Get CISA's catalogue and EPSS.  Raises DatabaseError, ParseError."""
    known = kev.read(fetch(feeds.kev, _MOST_FEED)) if feeds.kev else []
    scores = epss.read(fetch(feeds.epss, _MOST_FEED)) if feeds.epss else epss.Scores("", [], 0)
    facts = {"built": now.isoformat(timespec="seconds"), "epss": scores.day}
    exploits.write_exploits(folder / exploits.FILE, known, scores.scores, facts)
    reason = f"{scores.skipped} lines of EPSS are no scores"
    gaps = (Gap(location=Location(feeds.epss, 1), reason=reason),) if scores.skipped else ()
    return Updated("exploits", "built", len(known) + len(scores.scores), 0, gaps)


def update_lifecycles(folder: Path, feeds: Feeds, now: datetime) -> Updated:
    """Get endoflife.date's releases.  Raises DatabaseError, ParseError."""
    cycles = endoflife.read(fetch(feeds.endoflife, _MOST_FEED))
    facts = {"built": now.isoformat(timespec="seconds")}
    lifecycles.write_lifecycles(folder / lifecycles.FILE, cycles, facts)
    return Updated("lifecycles", "built", len(cycles), 0)
