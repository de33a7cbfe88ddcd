"""rpm's database of what is installed: ``Packages`` (Berkeley DB), ``Packages.db`` (ndb) or ``rpmdb.sqlite``."""

from collections.abc import Iterator
from typing import Final

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages import rpm_bdb, rpm_header, rpm_ndb, rpm_sqlite
from seatrial.parsers.packages.found import Found, Piece, at, gather, past
from seatrial.parsers.packages.purl import purl_of
from seatrial.parsers.packages.relations import Relations
from seatrial.parsers.packages.rpm_header import Header

MAX_BYTES: Final = 512 * 1024 * 1024
_LONGEST_PATH: Final = 4096
_KEY: Final = "gpg-pubkey"
"""Keys that signatures are checked with; rpm keeps them as packages without files."""


def read(content: bytes, path: str) -> Found:
    """The installed packages."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    relations = Relations()
    end: ParseError | None = None
    try:
        for blob in _blobs(content):
            try:
                _add(relations, blob, path)
            except ParseError as error:
                yield error
    except ParseError as error:
        end = error
    yield from relations.packages()
    if end is not None:
        raise end


def files(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield every installed file, without the slash at its beginning, and its package's name.

    A header that is broken is left out: `read` says so.  Raises ParseError where the database cannot be read on.
    """
    for blob in _blobs(content):
        if isinstance(blob, bytes):
            try:
                yield from _files(Header(blob))
            except ParseError:
                continue


def _files(header: Header) -> Iterator[tuple[str, str]]:
    package, folders = header.text(rpm_header.NAME), header.texts(rpm_header.DIRNAMES)
    indexes, names = header.numbers(rpm_header.DIRINDEXES), header.texts(rpm_header.BASENAMES)
    for index, name in zip(indexes, names, strict=False):
        if index < len(folders) and len(folders[index]) + len(name) <= _LONGEST_PATH:
            yield f"{folders[index]}{name}".removeprefix("/"), package


def _blobs(content: bytes) -> Iterator[bytes | ParseError]:
    if len(content) > MAX_BYTES:
        raise past("the database is too large", f"{MAX_BYTES >> 20} MiB")
    if content.startswith(rpm_sqlite.MAGIC):
        return rpm_sqlite.headers(content)
    if content.startswith(rpm_ndb.MAGIC):
        return rpm_ndb.headers(content)
    if rpm_bdb.is_hash_database(content):
        return rpm_bdb.headers(content)
    raise ParseError("the file is no database that rpm has: neither SQLite, nor ndb, nor Berkeley DB")


def _add(relations: Relations, blob: bytes | ParseError, path: str) -> None:
    """Add the package of a header.  Raises ParseError."""
    if isinstance(blob, ParseError):
        raise blob
    header = Header(blob)
    name, version, release = (header.text(tag) for tag in (rpm_header.NAME, rpm_header.VERSION, rpm_header.RELEASE))
    if name == _KEY:
        return
    if not name or not version or not release:
        raise ParseError(f"{name or 'a package'} has no name, no version or no release")
    epoch = header.number(rpm_header.EPOCH) or 0
    needs = [[need] for need in header.texts(rpm_header.REQUIRENAME)]
    package = _package(header, name, f"{version}-{release}", f"{epoch}" if epoch else "", path)
    relations.add(package, needs=needs, provides=header.texts(rpm_header.PROVIDENAME))


def _package(header: Header, name: str, version: str, epoch: str, path: str) -> Package:
    whole = f"{epoch}:{version}" if epoch else version
    architecture, licence = header.text(rpm_header.ARCH), header.text(rpm_header.LICENSE)
    source_name, source_version = _source(header.text(rpm_header.SOURCERPM)) or (name, version)
    if source_version == version:
        # A source package's file name has no epoch; its packages share it unless one says otherwise.
        source_version = whole
    module = header.text(rpm_header.MODULARITYLABEL)
    return Package(
        ecosystem="",
        name=name,
        version=whole,
        purl=purl_of("rpm", name, version, arch=architecture, epoch=epoch, rpmmod=module),
        kind="os",
        source_name=source_name,
        source_version=source_version,
        architecture=architecture,
        licences=(licence,) if licence else (),
        locations=at(path),
    )


def _source(file: str) -> tuple[str, str] | None:
    """Name and version of ``bash-5.1.8-6.el9.src.rpm``."""
    parts = file.removesuffix(".rpm").rpartition(".")[0].rsplit("-", 2)
    return (parts[0], f"{parts[1]}-{parts[2]}") if len(parts) == 3 and all(parts) else None
