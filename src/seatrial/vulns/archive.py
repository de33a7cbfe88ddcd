"""OSV's ``all.zip``: its records one by one, within bounds, whatever the archive says about itself."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from seatrial.errors import DatabaseError

MAX_RECORDS = 2_000_000
MAX_RECORD = 32 * 1024 * 1024
MAX_TOTAL = 32 * 1024 * 1024 * 1024


class Entry(NamedTuple):
    """A record of the archive: its name, and its text, or why that cannot be read."""

    name: str
    content: bytes
    flaw: str = ""


def entries(path: Path, name: str) -> Iterator[Entry]:
    """Yield the records.  Raises DatabaseError where the archive as a whole cannot be read.

    ``name``  what messages call it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DatabaseError(f"{name} is no archive that can be read: {error}") from error
    with archive:
        files = [info for info in archive.infolist() if info.filename.endswith(".json")]
        if len(files) > MAX_RECORDS:
            raise DatabaseError(f"{name} holds more than {MAX_RECORDS} records")
        total = 0
        for info in files:
            entry = _read(archive, info)
            total += len(entry.content)
            if total > MAX_TOTAL:
                raise DatabaseError(f"{name} expands to more than {MAX_TOTAL // 1024**3} GiB")
            yield entry


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    record = info.filename.removesuffix(".json")
    try:
        with archive.open(info) as stream:
            content = stream.read(MAX_RECORD + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        # RuntimeError is what an encrypted entry raises, and NotImplementedError, which is one, an unknown compression.
        return Entry(record, b"", f"it cannot be unpacked: {error}")
    if len(content) > MAX_RECORD:
        return Entry(record, b"", f"it is larger than {MAX_RECORD // 1024 // 1024} MiB")
    return Entry(record, content)
