"""The sample: a small database that comes with the program, so that a first scan shows something.

``famous/`` beside this file holds what is known of some well-known flaws, in our own words: a record of OSV's a file,
with the page that says so.  ``dev/sample.py`` compares it with feeds.  Of any other flaw the sample knows nothing.
"""

import atexit
import hashlib
import os
import shutil
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
from seatrial.vulns.writer import Writer, replacing

FAMOUS = Path(__file__).parent / "famous"
CHECKED = "2026-11-28T00:00:00+00:00"
"""When the records were last compared with their sources."""

_FILES = "files"
"""The fact that the file of exploits has, which comes last: how many files there are."""


class _Package(Struct):
    ecosystem: str


class _Affected(Struct):
    package: _Package


class _Exploited(Struct):
    """A flaw in CISA's catalogue of known exploited vulnerabilities."""

    flaw: str
    since: date
    ransomware: bool = False


class _Specific(Struct):
    exploited: list[_Exploited] = field(default_factory=list)


class _Record(Struct):
    affected: list[_Affected]
    database_specific: _Specific = field(default_factory=_Specific)


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
        _build(folder, contents)
    except DatabaseError:
        folder = _temporary()
        _build(folder, contents)
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
        known = exploits.Exploits(folder / exploits.FILE)
    except (DatabaseError, OSError):
        # Whatever it is, building it again is quick.
        return False
    try:
        return known.facts.get(_FILES) == str(len(paths))
    finally:
        known.close()


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
    """Write the databases of records to a folder.  Each comes into its place whole.

    Others may do so at the same time: the same records make the same bytes.  The last one says how many there are.
    """
    records = [(msgspec.json.decode(content, type=_Record), content) for content in contents]
    by_ecosystem: dict[str, list[bytes]] = defaultdict(list)
    for record, content in records:
        for name in sorted({parse_ecosystem(affected.package.ecosystem).name for affected in record.affected}):
            by_ecosystem[name].append(content)
    facts = {"built": CHECKED, SAMPLE: str(len(records))}
    for name, about in by_ecosystem.items():
        _write(folder / f"{name}{SUFFIX}", name, about, facts)
    every = (each for record, _ in records for each in record.database_specific.exploited)
    known = [Known(each.flaw, each.since, each.ransomware) for each in every]
    exploits.write_exploits(folder / exploits.FILE, known, (), {**facts, _FILES: str(len(by_ecosystem) + 1)})


def _write(path: Path, ecosystem: str, contents: Sequence[bytes], facts: Mapping[str, str]) -> None:
    with replacing(path) as aside:
        writer = Writer(aside, ecosystem, scheme_of(ecosystem).key)
        try:
            for content in contents:
                writer.add(osv.read(content, ecosystem), SAMPLE)
            writer.finish(dict(facts))
        finally:
            writer.close()
