"""Databases in one file, to be carried to where there is no network: a tar archive with a manifest of digests."""

import hashlib
import io
import tarfile
from contextlib import ExitStack
from pathlib import Path

import msgspec
from msgspec import Struct

from seatrial.errors import DatabaseError
from seatrial.vulns import exploits, lifecycles
from seatrial.vulns.database import SUFFIX
from seatrial.vulns.ecosystems import is_name
from seatrial.vulns.fetch import MIB
from seatrial.vulns.seal import verify
from seatrial.vulns.store import SCHEMA
from seatrial.vulns.writer import replacing

_MANIFEST = "manifest.json"
_MOST_FILES = 500
_MOST_BYTES = 16 * 1024 * MIB
_PIECE = MIB


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    bytes: int
    sha256: str


class _Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    seatrial: str
    files: list[_File]


_KIND = "advisory databases 1"


def schema_of(name: str) -> str:
    """The schema of a file of a folder of databases, by its name."""
    return {exploits.FILE: exploits.SCHEMA, lifecycles.FILE: lifecycles.SCHEMA}.get(name, SCHEMA)


def files_of(folder: Path) -> list[Path]:
    """The databases in a folder, sorted by their names."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith(".") and path.is_file())


def export(folder: Path, target: Path) -> list[str]:
    """Write every database of a folder to one file; returns their names.

    Each is verified first; equal databases make equal files.  Raises DatabaseError.
    """
    paths = files_of(folder)
    if not paths:
        raise DatabaseError(f"there are no databases in {folder}; `seatrial db update` makes them")
    for path in paths:
        verify(path, schema_of(path.name))
    manifest = _Manifest(_KIND, [_File(path.name, path.stat().st_size, _sha256(path)) for path in paths])
    with replacing(target) as aside, tarfile.open(aside, "w", format=tarfile.USTAR_FORMAT) as archive:
        content = msgspec.json.format(msgspec.json.encode(manifest))
        archive.addfile(_entry(_MANIFEST, len(content)), io.BytesIO(content))
        for path in paths:
            with path.open("rb") as stream:
                archive.addfile(_entry(path.name, path.stat().st_size), stream)
    return [path.name for path in paths]


def import_(source: Path, folder: Path) -> list[str]:
    """Put the databases of an exported file into a folder; returns their names.

    All of them are verified before the first takes the place of another.  Raises DatabaseError.
    """
    try:
        with tarfile.open(source, "r:") as archive, ExitStack() as stack:
            files = iter(archive)
            wanted = {file.name: file for file in _manifest(archive, next(files, None), source)}
            names = [*wanted]
            for entry in files:
                file = wanted.pop(entry.name, None)
                if file is None or not entry.isreg() or entry.size != file.bytes:
                    raise DatabaseError(f"{source} holds {entry.name!r}, which its manifest does not have so")
                aside = stack.enter_context(replacing(folder / file.name))
                _extract(archive, entry, aside, file)
                verify(aside, schema_of(file.name))
            if wanted:
                raise DatabaseError(f"{source} lacks {', '.join(sorted(wanted))}")
            return sorted(names)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise DatabaseError(f"{source} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _manifest(archive: tarfile.TarFile, entry: tarfile.TarInfo | None, source: Path) -> list[_File]:
    """The files that an archive says it has.  Their names become names of files here: nothing but databases' pass."""
    stream = archive.extractfile(entry) if entry and entry.name == _MANIFEST and entry.isreg() else None
    if stream is None:
        raise DatabaseError(f"{source} is no export of databases")
    try:
        manifest = msgspec.json.decode(stream.read(MIB), type=_Manifest)
    except msgspec.DecodeError as error:
        raise DatabaseError(f"{source} has a manifest that cannot be read: {error}") from error
    if manifest.seatrial != _KIND:
        raise DatabaseError(f"{source} is an export of another kind: {manifest.seatrial!r} and not {_KIND!r}")
    wrong = [file.name for file in manifest.files if not _is_database(file.name)]
    if wrong or not 0 < len(manifest.files) <= _MOST_FILES or sum(f.bytes for f in manifest.files) > _MOST_BYTES:
        raise DatabaseError(f"{source} has a manifest that no export writes: {wrong or len(manifest.files)}")
    return manifest.files


def _is_database(name: str) -> bool:
    return name.endswith(SUFFIX) and is_name(name.removesuffix(SUFFIX))


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo, to: Path, file: _File) -> None:
    """Write an entry to a file.  Raises DatabaseError where it is not what the manifest has."""
    stream = archive.extractfile(entry)
    assert stream is not None  # noqa: S101 - it is a regular file
    digest = hashlib.sha256()
    with to.open("wb") as target:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            target.write(piece)
    if digest.hexdigest() != file.sha256:
        raise DatabaseError(f"{file.name} is not what the manifest of its export says")


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = size
    return entry


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
