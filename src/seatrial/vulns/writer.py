"""Making one ecosystem's file: aside, in one go, and renamed.  Whoever is killed meanwhile leaves the old one whole."""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from glob import escape
from pathlib import Path

from seatrial.errors import DatabaseError
from seatrial.model.advisory import Advisory, Affected, Rating
from seatrial.vulns.ecosystems import parse_ecosystem, spelled
from seatrial.vulns.seal import seal
from seatrial.vulns.spans import Key, Span, coverage_of, state_of
from seatrial.vulns.store import APPLICATION, FORMAT, SCHEMA, STATES, UNREAD, Body, encode

_BATCH = 20_000
_PRAGMAS = {"journal_mode": "OFF", "synchronous": "OFF", "page_size": 8192, "cache_size": -65536}
"""Nobody sees the file before it is whole, so a journal would guard nothing."""


_Row = tuple[str, str, bytes, int, int, bytes | None, int, str, bytes | None, bytes | None]


@contextmanager
def replacing(path: Path, *, keep: bool = False) -> Iterator[Path]:
    """A path to write to; when the block ends well it takes the place of the other, all at once.

    ``keep``  begin with a copy of what is there.  Raises DatabaseError where nothing can be written.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _sweep(path)
            if keep:
                shutil.copyfile(path, aside)
            yield aside
            with aside.open("rb+") as stream:
                os.fsync(stream.fileno())
            aside.replace(path)
            _sync_folder(path.parent)
        finally:
            # Where a part of the path is no folder, this is an error, too.
            aside.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}") from error


def _sweep(path: Path) -> None:
    """Take away what an update that was killed has left; one that still runs keeps its own."""
    for left in path.parent.glob(f".{escape(path.name)}.*"):
        owner = left.name.rpartition(".")[2]
        if owner.isdecimal() and not _runs(int(owner)):
            left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    if os.name == "nt":
        # There a signal of 0 is no question.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        # Somebody else's.
        return True
    return True


def _sync_folder(folder: Path) -> None:
    """Make renaming last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Writer:
    """Fills a file that nobody reads yet.

    ``ecosystem``  its name without a release; what an advisory says about others is left out.
    ``key``        the byte keys of its versions.
    """

    def __init__(self, path: Path, ecosystem: str, key: Key) -> None:
        self.ecosystem = ecosystem
        # The same versions are named by advisory after advisory about one package.
        self._key = lru_cache(maxsize=65_536)(key)
        self._spans: list[_Row] = []
        self._bodies: list[tuple[int, str, str, str, bytes]] = []
        self._named: list[tuple[str, str, str, int]] = []
        self._connection = _opened(path)
        run = self._connection.execute
        self.releases = {row[0] for row in run("SELECT release FROM releases")}
        self._ids = {row[0] for row in run("SELECT id FROM advisories")}
        self._next = 1 + run("SELECT coalesce(max(number), 0) FROM advisories").fetchone()[0]

    def add(self, advisory: Advisory, source: str) -> None:
        """Add an advisory.  One that has been withdrawn is left out; of two with one id the first counts."""
        if advisory.withdrawn:
            self.leave_out(advisory.id, source, advisory.modified)
            return
        if advisory.id in self._ids:
            self.skip(source, advisory.id, "there is another advisory of this name")
            return
        self._ids.add(advisory.id)
        number, self._next = self._next, self._next + 1
        mine = [
            affected for affected in advisory.affected if parse_ecosystem(affected.ecosystem).name == self.ecosystem
        ]
        rating = _rating(advisory, mine)
        body = Body(advisory.aliases, advisory.upstream, advisory.summary, rating)
        self._bodies.append((number, advisory.id, source, advisory.modified, encode(body)))
        reasons = [self._add_affected(number, part, affected, rating) for part, affected in enumerate(mine)]
        for reason in {*reasons} - {""}:
            self.skip(source, advisory.id, reason)
        if len(self._spans) >= _BATCH:
            self._flush()

    def leave_out(self, record: str, source: str, modified: str = "") -> None:
        """Note that a record has been seen and left no advisory, so that nobody gets it again until it changes."""
        self._connection.execute("INSERT OR REPLACE INTO absent VALUES (?, ?, ?)", (record, source, modified))

    def skip(self, source: str, record: str, reason: str) -> None:
        """Note what could not be used of a feed."""
        values = (source, record[:200], reason[:400])
        self._connection.execute("INSERT INTO skipped (source, record, reason) VALUES (?, ?, ?)", values)

    def forget(self, ids: Iterable[str]) -> None:
        """Take advisories out, and what was skipped of them."""
        self._flush()
        gone = [*ids]
        run = self._connection.execute
        run("CREATE TEMP TABLE gone (id TEXT PRIMARY KEY)")
        self._connection.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((id_,) for id_ in gone))
        run("CREATE TEMP TABLE numbers AS SELECT number FROM advisories JOIN gone USING (id)")
        run("DELETE FROM spans WHERE advisory IN (SELECT number FROM numbers)")
        run("DELETE FROM named WHERE advisory IN (SELECT number FROM numbers)")
        run("DELETE FROM advisories WHERE number IN (SELECT number FROM numbers)")
        run("DELETE FROM absent WHERE id IN (SELECT id FROM gone)")
        run("DELETE FROM skipped WHERE record IN (SELECT id FROM gone)")
        run("DROP TABLE gone")
        run("DROP TABLE numbers")
        self._ids.difference_update(gone)

    def replace_source(self, source: str, advisories: Iterable[Advisory]) -> None:
        """Put what a feed says now in the place of all that it said before."""
        self._flush()
        query = "SELECT id FROM advisories WHERE source = ?"
        self.forget([row[0] for row in self._connection.execute(query, (source,))])
        self._connection.execute("DELETE FROM skipped WHERE source = ?", (source,))
        for advisory in advisories:
            self.add(advisory, source)

    def finish(self, facts: dict[str, str]) -> None:
        """Write what is left, and close the file."""
        self._flush()
        every = {"ecosystem": self.ecosystem, **facts}
        self._connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", sorted(every.items()))
        releases = [(release,) for release in sorted(self.releases)]
        self._connection.executemany("INSERT OR IGNORE INTO releases VALUES (?)", releases)
        seal(self._connection, SCHEMA)
        self._connection.execute("COMMIT")
        self._connection.close()

    def close(self) -> None:
        """Close the file as it is; without `finish` it is of no use to anybody."""
        self._connection.close()

    def _add_affected(self, number: int, part: int, affected: Affected, common: Rating) -> str:
        """Add what is said of one package; returns why that is not all, or nothing."""
        package = spelled(self.ecosystem, affected.package)
        release = parse_ecosystem(affected.ecosystem).release
        self.releases.add(release)
        covered = coverage_of(affected, self._key)
        rows = [(span, STATES.index(state_of(span, affected.state))) for span in covered.spans]
        if covered.unread:
            rows.append((Span(b"", None, covered.unread[:200]), UNREAD))
        own = None if affected.rating in (common, Rating()) else encode(affected.rating)
        for index, (span, state) in enumerate(rows):
            only = None if span.only is None else encode(span.only)
            place = (package, release, span.start, number, part << 16 | index)
            self._spans.append((*place, span.until, state, span.fixed, only, own))
        self._named += [(package, release, version, number) for version in covered.named]
        return covered.unread

    def _flush(self) -> None:
        # In the order of the table: half of the time of inserting as they come.
        self._spans.sort(key=lambda row: row[:5])
        many = self._connection.executemany
        many("INSERT INTO advisories VALUES (?, ?, ?, ?, ?)", self._bodies)
        many("INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._spans)
        many("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", self._named)
        for rows in (self._bodies, self._spans, self._named):
            rows.clear()


def _opened(path: Path) -> sqlite3.Connection:
    is_new = not path.exists()
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    if is_new:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.executescript(SCHEMA)
    connection.execute("BEGIN")
    return connection


def _rating(advisory: Advisory, mine: Iterable[Affected]) -> Rating:
    """The advisory's own rating, else the one that all of its packages have."""
    if advisory.rating != Rating():
        return advisory.rating
    every = {affected.rating for affected in mine}
    return every.pop() if len(every) == 1 else Rating()
