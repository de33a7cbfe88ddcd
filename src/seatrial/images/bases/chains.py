"""The chains of layers of images that have been scanned: one SQLite file, in which the bases of others are found.

A chain is named as the image specification names it
(https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid), so that each beginning of an image's
layers is one look-up.  Whatever is lost of the file costs knowledge only: it is filled again by what is scanned.
"""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from seatrial.errors import UsageError
from seatrial.images.image import Image
from seatrial.images.manifest import Step
from seatrial.images.reference import parse_reference

_APPLICATION, _FORMAT = 0x53454143, 1
_KEPT = 20_000
"""How many images are remembered; those that were recorded longest ago are forgotten.  It is 15 MB."""
_PATIENCE = 5.0
"""Seconds that one process waits for another that writes."""
_LONGEST_LABEL = 512
_SCHEMA = """
CREATE TABLE images (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, config TEXT NOT NULL, manifest TEXT NOT NULL, root TEXT NOT NULL,
  chain TEXT NOT NULL, layers INTEGER NOT NULL, steps INTEGER NOT NULL, history TEXT NOT NULL, said TEXT NOT NULL,
  UNIQUE (name, config, manifest, root)
);
CREATE INDEX by_chain ON images (chain);
CREATE INDEX by_manifest ON images (manifest);
CREATE INDEX by_root ON images (root);
"""
_COLUMNS = "name, config, manifest, root, chain, layers, steps, history, said"
BASE_NAME = "org.opencontainers.image.base.name"
BASE_DIGEST = "org.opencontainers.image.base.digest"


class Known(Struct, frozen=True, array_like=True):
    """An image that was scanned.

    ``name``      in full: ``docker.io/library/debian:12``; empty where it came from a file.
    ``root``      the digest of its index, or of its manifest where it is in none.
    ``chain``     the chain of all of its ``layers``.
    ``steps``     how many steps its history has, and
    ``history``   a digest of them.
    ``said``      what its labels say of its own base, which images built on it inherit.
    """

    name: str
    config: str
    manifest: str
    root: str
    chain: str
    layers: int
    steps: int
    history: str
    said: str

    @property
    def digest(self) -> str:
        return self.root or self.manifest


_Result = TypeVar("_Result")


class Chains:
    """The file, which is made where there is none, and made anew where it is damaged or another's.

    Several processes may use it at once.  Where it cannot be used, nothing is known and nothing recorded; ``trouble``
    says why, and is empty otherwise.
    """

    def __init__(self, path: Path, *, kept: int = _KEPT, patience: float = _PATIENCE) -> None:
        self.trouble = ""
        self._path = path
        self._kept = kept
        self._patience = patience
        self._connection: sqlite3.Connection | None = None

    def record(self, image: Image, name: str) -> None:
        """Remember an image that was scanned: ``debian:12``, or any other name that its source has for it.

        Only of an image whose layers have all been read without a problem.  Its configuration alone could claim the
        layers of another, and would then be taken for the base of whatever is built on that.
        """
        known = known_of(image, name)
        if known.layers:
            self._try(lambda connection: self._write(connection, known), None)

    def beginnings_of(self, image: Image) -> list[Known]:
        """The images whose layers, all of them, are the lowest layers of another; those recorded last come first."""
        chains = chain_ids([layer.diff_id for layer in image.layers])
        return self._try(lambda connection: _find(connection, "chain", chains), [])

    def named(self, digest: str) -> list[Known]:
        """The images whose index or manifest has a digest."""
        return self._try(
            lambda connection: _find(connection, "manifest", [digest]) + _find(connection, "root", [digest]), []
        )

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> "Chains":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _try(self, do: Callable[[sqlite3.Connection], _Result], otherwise: _Result) -> _Result:
        """Do something with the file, and once more with a new one where it is damaged."""
        if self.trouble:
            return otherwise
        try:
            return do(self._opened())
        except (sqlite3.OperationalError, OSError) as error:
            # Locked for too long, or a folder that nobody may write to: it is left as it is.
            self._give_up(error)
            return otherwise
        except (sqlite3.DatabaseError, msgspec.ValidationError, _ForeignError):
            self.close()
        try:
            self._make(anew=True)
            return do(self._opened())
        except (sqlite3.Error, OSError, msgspec.ValidationError, _ForeignError) as error:
            self._give_up(error)
            return otherwise

    def _give_up(self, error: Exception) -> None:
        self.close()
        self.trouble = f"{self._path.name} in {self._path.parent} cannot be used: {error}"

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            if not self._path.exists():
                self._make(anew=False)
            connection = sqlite3.connect(self._path, timeout=self._patience)
            try:
                _demand_ours(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _make(self, *, anew: bool) -> None:
        """Put an empty file in its place, all at once; only where there is none, if it is not to be made anew."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=self._path.parent, prefix=f"{self._path.name}.")
        os.close(handle)
        try:
            with closing(sqlite3.connect(aside)) as connection:
                connection.executescript(
                    f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_FORMAT}; {_SCHEMA}"
                )
            if anew:
                Path(aside).replace(self._path)
                # The journal of the old file must not be played back into the new one.
                self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)
            else:
                _link(Path(aside), self._path)
        finally:
            Path(aside).unlink(missing_ok=True)

    def _write(self, connection: sqlite3.Connection, known: Known) -> None:
        values = msgspec.structs.astuple(known)
        row = connection.execute(
            f"SELECT {_COLUMNS} FROM images WHERE name = ? AND config = ? AND manifest = ? AND root = ?",  # noqa: S608
            values[:4],
        ).fetchone()
        if row == values:
            return
        with connection:
            # A row that takes the place of another gets a number of its own, behind all others.
            connection.execute(
                f"INSERT OR REPLACE INTO images ({_COLUMNS}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608
                values,
            )
            connection.execute(
                "DELETE FROM images WHERE number <= (SELECT number FROM images ORDER BY number DESC LIMIT 1 OFFSET ?)",
                (self._kept,),
            )


def _link(new: Path, path: Path) -> None:
    """Put a file in its place, unless there is one: another process may have made it, and filled it, meanwhile."""
    try:
        path.hardlink_to(new)
    except FileExistsError:
        return
    except OSError:
        # Not every file system has links.
        new.replace(path)


class _ForeignError(Exception):
    """The file is no index of ours, or one of another format."""


def _demand_ours(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    format_ = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = {row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    if (application, format_) != (_APPLICATION, _FORMAT):
        raise _ForeignError("it is another file")
    if tables != {statement.strip() for statement in _SCHEMA.split(";") if statement.strip()}:
        raise _ForeignError("it has other tables")


def _find(connection: sqlite3.Connection, column: str, values: Sequence[str]) -> list[Known]:
    places = ", ".join("?" * len(values))
    query = f"SELECT {_COLUMNS} FROM images WHERE {column} IN ({places}) ORDER BY number DESC"  # noqa: S608
    rows: list[Any] = connection.execute(query, values).fetchall()
    return msgspec.convert(rows, list[Known])


def known_of(image: Image, name: str) -> Known:
    """What is remembered of an image."""
    steps = image.config.history or []
    return Known(
        name=_full(name),
        config=image.config_digest,
        manifest=image.manifest_digest,
        root=image.root_digest,
        chain=(chain_ids([layer.diff_id for layer in image.layers]) or [""])[-1],
        layers=len(image.layers),
        steps=len(steps),
        history=history_digest(steps),
        said=said_by_labels(image),
    )


def said_by_labels(image: Image) -> str:
    """What an image's labels say of its base: the digest or else the name; empty where they say nothing."""
    labels = (image.config.config.labels if image.config.config else None) or {}
    return (labels.get(BASE_DIGEST) or labels.get(BASE_NAME) or "")[:_LONGEST_LABEL]


def _full(name: str) -> str:
    """A name that a registry can be asked for, without its digest; empty for the name of a file."""
    transport, colon, rest = name.partition(":")
    if colon and transport in ("oci", "oci-archive", "docker-archive", "rootfs"):
        return ""
    try:
        reference = parse_reference(rest if transport == "docker-daemon" else name.removeprefix("docker://"))
    except UsageError:
        return ""
    return f"{reference.registry}/{reference.repository}{f':{reference.tag}' if reference.tag else ''}"


def chain_ids(diff_ids: Sequence[str]) -> list[str]:
    """The chain of the lowest layer, of the lowest two, and so on."""
    found: list[str] = []
    for diff_id in diff_ids:
        chain = f"sha256:{hashlib.sha256(f'{found[-1]} {diff_id}'.encode()).hexdigest()}" if found else diff_id
        found.append(chain)
    return found


def history_digest(steps: Iterable[Step]) -> str:
    """A digest of instructions.  Times have no part in it: building again changes them."""
    state = hashlib.sha256()
    for step in steps:
        state.update(f"{int(step.empty_layer)}{len(step.created_by)} {step.created_by}".encode())
    return state.hexdigest()
