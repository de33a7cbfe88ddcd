"""The sample: a small database that comes with the program, so that a first scan shows something.

``famous/`` beside this file holds what is known of some well-known flaws, in our own words: a record of OSV's a file,
with the page that says so.  ``dev/sample.py`` compares it with feeds.  Of any other flaw the sample knows nothing.
"""

import atexit
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct, field

from seatrial.errors import DatabaseError
from seatrial.versions import scheme_of
from seatrial.vulns import exploits
from seatrial.vulns.bundle import files_of, schema_of
from seatrial.vulns.database import SAMPLE, SUFFIX
from seatrial.vulns.ecosystems import parse_ecosystem
from seatrial.vulns.seal import verify
from seatrial.vulns.sources import osv
from seatrial.vulns.sources.kev import Known
from seatrial.vulns.store import FORMAT
from seatrial.vulns.writer import Writer

FAMOUS = Path(__file__).parent / "famous"
CHECKED = "2026-11-28T00:00:00+00:00"
"""When the records were last compared with their sources."""


class _Package(Struct):
    ecosystem: str


class _Affected(Struct):
    package: _Package


class _Attacks(Struct):
    """``exploited``  since when it is in CISA's catalogue of known exploited vulnerabilities."""

    exploited: date | None = None
    ransomware: bool = False


class _Record(Struct):
    id: str
    affected: list[_Affected]
    database_specific: _Attacks = field(default_factory=_Attacks)


def sample_folder(cache: Path, famous: Path = FAMOUS) -> Path:
    """A folder of databases, as `Database` takes it; made at its first use, and kept in a cache.

    Where the cache cannot be written, it is a temporary one that goes with the process.  Raises DatabaseError.

    ``famous``  the folder of the records.
    """
    contents = [path.read_bytes() for path in sorted(famous.glob("*.json"))]
    folder = cache / f"sample-{_digest(contents)}"
    if _is_whole(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".sample-", dir=cache))
    except OSError:
        aside = _temporary()
        _build(aside, contents)
        return aside
    try:
        _build(aside, contents)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    except OSError as error:
        # Another process was quicker, and made the same.
        if not _is_whole(folder):
            raise DatabaseError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _digest(contents: Sequence[bytes]) -> str:
    """What the files that are made of these records are called by."""
    digest = hashlib.sha256(f"{FORMAT} {CHECKED}".encode())
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]


def _is_whole(folder: Path) -> bool:
    try:
        paths = files_of(folder)
        for path in paths:
            verify(path, schema_of(path.name))
    except (DatabaseError, OSError):
        # Whatever it is, building it again is quick.
        return False
    return bool(paths)


def _temporary() -> Path:
    try:
        folder = tempfile.mkdtemp(prefix="seatrial-sample-")
    except OSError as error:
        raise DatabaseError(f"there is no place for the built-in sample: {error.strerror}") from error
    made_by = os.getpid()

    def remove() -> None:
        # A process that was forked off must not take it away.
        if os.getpid() == made_by:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return Path(folder)


def _build(folder: Path, contents: Sequence[bytes]) -> None:
    """Write the databases of records to a folder.  Nobody sees it yet, so nothing is written aside."""
    records = [(msgspec.json.decode(content, type=_Record), content) for content in contents]
    by_ecosystem: dict[str, list[bytes]] = defaultdict(list)
    for record, content in records:
        for name in sorted({parse_ecosystem(affected.package.ecosystem).name for affected in record.affected}):
            by_ecosystem[name].append(content)
    facts = {"built": CHECKED, SAMPLE: str(len(records))}
    try:
        for name, about in by_ecosystem.items():
            _write(folder / f"{name}{SUFFIX}", name, about, facts)
    except sqlite3.Error as error:
        raise DatabaseError(f"the built-in sample cannot be written to {folder}: {error}") from error
    told = ((record.id, record.database_specific) for record, _ in records)
    known = [Known(id_, attacks.exploited, attacks.ransomware) for id_, attacks in told if attacks.exploited]
    exploits.write_exploits(folder / exploits.FILE, known, (), facts)


def _write(path: Path, ecosystem: str, contents: Sequence[bytes], facts: Mapping[str, str]) -> None:
    writer = Writer(path, ecosystem, scheme_of(ecosystem).key)
    try:
        for content in contents:
            writer.add(osv.read(content, ecosystem), SAMPLE)
        writer.finish(dict(facts))
    finally:
        writer.close()
