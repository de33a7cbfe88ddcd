"""Taking a database from a registry: nothing takes the place of another before all of it has been verified."""

import hashlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from seatrial.artifacts.depot import Depot
from seatrial.artifacts.manifest import Packed, parse_artifact, tag_of
from seatrial.artifacts.signature import Verify
from seatrial.errors import DatabaseError
from seatrial.images.digest import digest_of
from seatrial.images.inflate import inflated
from seatrial.images.limits import Limits
from seatrial.vulns.bundle import schema_of
from seatrial.vulns.database import SUFFIX
from seatrial.vulns.ecosystems import demand_name
from seatrial.vulns.seal import verify as verify_seal
from seatrial.vulns.store import moment
from seatrial.vulns.tables import Tables
from seatrial.vulns.writer import replacing

_AHEAD = timedelta(days=1)
"""So far clocks may differ."""

_RATIO = 1000
"""How far SQLite files may be compressed: some are hardly more than empty pages."""


class Pulled(NamedTuple):
    """A database that is there now; ``is_new`` where it was not before."""

    name: str
    built: datetime
    is_new: bool


def pull(depot: Depot, name: str, folder: Path, *, verify: Verify | None, now: datetime, anew: bool = False) -> Pulled:
    """Take a database; whatever fails, what was there still is.

    Its digest, its size, its signature and its seal are verified, that it is the one that is asked for, and that it is
    not older than the one that is there.  Raises DatabaseError, ConnectorError, ParseError.

    ``verify``  the key; None takes what nobody has signed.   ``anew``  also an older one.
    """
    path = folder / f"{demand_name(name)}{SUFFIX}"
    what = f"{depot}:{tag_of(name)}"
    manifest = depot.manifest(tag_of(name))
    if verify is not None:
        _demand_signed(depot, digest_of(manifest), what, verify)
    packed = parse_artifact(manifest, what)
    if packed.name != name:
        raise DatabaseError(f"{what} is a database of {packed.name[:80]!r}, and not of {name}")
    if packed.built > now + _AHEAD:
        raise DatabaseError(f"{what} says that it was built on {packed.built:%Y-%m-%d}, which is still to come")
    if path.is_file() and _sha256(path) == packed.sha256:
        return Pulled(name, packed.built, is_new=False)
    there = _built(path)
    if there and packed.built < there and not anew:
        raise DatabaseError(
            f"{what} was built on {packed.built:%Y-%m-%d %H:%M} and is older than the one that is there, of "
            f"{there:%Y-%m-%d %H:%M}; --anew takes it"
        )
    with replacing(path) as aside:
        _write(aside, depot, packed, what)
        verify_seal(aside, schema_of(path.name))
        _demand_same(aside, path, packed, what)
    return Pulled(name, packed.built, is_new=True)


def _demand_signed(depot: Depot, digest: str, what: str, verify: Verify) -> None:
    found = depot.signatures(digest)
    if not found:
        raise DatabaseError(f"{what} is not signed; --unsigned takes it in spite of that")
    if not depot.is_signed(digest, found, verify):
        raise DatabaseError(f"{what} is not signed by the key that counts")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _built(path: Path) -> datetime | None:
    """When a database was built; None where there is none that can be read, which any other may replace."""
    try:
        built = _facts(path, path)[1]
    except DatabaseError:
        return None
    # Ours state a zone; one that was imported may be somebody else's.
    return built if built.tzinfo else built.replace(tzinfo=UTC)


def _facts(path: Path, meant: Path) -> tuple[str, datetime]:
    """The ecosystem that a file is about, empty for other tables, and when it was built."""
    tables = Tables(path, schema_of(meant.name))
    try:
        return tables.facts.get("ecosystem", ""), moment(tables.facts.get("built", ""), path)
    finally:
        tables.close()


def _write(path: Path, depot: Depot, packed: Packed, what: str) -> None:
    """Write the file.  Raises where it is not what the manifest says."""
    digest = hashlib.sha256()
    size = 0
    limits = Limits(inflated=packed.bytes, ratio=_RATIO)
    with path.open("wb") as target, closing(depot.blob(packed.layer, what)) as chunks:
        for piece in inflated(chunks, limits):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    if (size, digest.hexdigest()) != (packed.bytes, packed.sha256):
        raise DatabaseError(f"{what} expands to another file than its manifest says")


def _demand_same(aside: Path, path: Path, packed: Packed, what: str) -> None:
    """What a file says of itself must be what its manifest says of it."""
    ecosystem, built = _facts(aside, path)
    if built != packed.built or ecosystem not in ("", path.stem):
        raise DatabaseError(f"{what} holds a database of {ecosystem or path.stem}, built on {built:%Y-%m-%d %H:%M}")
