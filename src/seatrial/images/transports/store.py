"""Named files that an image is stored in: a folder's, or those of a tar archive, by their place in it."""

import os
import stat
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Protocol

from seatrial.errors import ConnectorError, LimitError, NotFoundError
from seatrial.images.inflate import inflated, is_compressed
from seatrial.images.layers import normal
from seatrial.images.limits import KIB, Limits, size_of
from seatrial.images.tar import Entry, Kind, entries
from seatrial.images.window import Window

CHUNK = 256 * KIB


class Store(Protocol):
    """Reads files by their path with forward slashes; raises NotFoundError where there is none, else ConnectorError."""

    name: str

    def chunks(self, path: str) -> Iterator[bytes]: ...


def content(store: Store, path: str, limits: Limits) -> bytes:
    """A small file, whole.  Raises LimitError where it is none."""
    parts = []
    size = 0
    for chunk in store.chunks(path):
        size += len(chunk)
        if size > limits.document:
            bound = size_of(limits.document)
            raise LimitError(f"{path} in {store.name} is larger than {bound}", bound=bound)
        parts.append(chunk)
    return b"".join(parts)


class Folder:
    """The files of a folder.  Links that lead out of it are not followed."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._top = Path(os.path.realpath(path))
        if not self._top.is_dir():
            raise NotFoundError(f"{name} is no folder")

    def chunks(self, path: str) -> Iterator[bytes]:
        real = Path(os.path.realpath(self._top / path))
        if not real.is_relative_to(self._top):
            raise ConnectorError(f"{path} leads out of {self.name}, and is not followed")
        with open_regular(real, f"{path} in {self.name}") as stream:
            yield from _chunks(stream)


def open_regular(path: Path, name: str) -> IO[bytes]:
    """Open a regular file; a FIFO or a device is refused, and not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no {name}") from error
    except (OSError, ValueError) as error:
        raise ConnectorError(f"{name} cannot be read: {getattr(error, 'strerror', error)}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ConnectorError(f"{name} is not a regular file")
    return os.fdopen(descriptor, "rb")


def _chunks(stream: IO[bytes], size: int | None = None) -> Iterator[bytes]:
    left = size
    while left is None or left > 0:
        try:
            chunk = stream.read(CHUNK if left is None else min(CHUNK, left))
        except OSError as error:
            raise ConnectorError(f"reading fails: {error.strerror}") from error
        if not chunk:
            return
        yield chunk
        if left is not None:
            left -= len(chunk)


class Archive:
    """The files of a tar archive, which may be compressed; then it is expanded to a temporary file without a name.

    Raises ConnectorError, ParseError or LimitError where it cannot be read.
    """

    def __init__(self, stream: IO[bytes], name: str, limits: Limits) -> None:
        self.name = name
        self._limits = limits
        self._stream = _expanded(stream, limits)
        # Images outlive every `with`: their layers are read when somebody asks.
        weakref.finalize(self, self._stream.close)
        self._places: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        self._index()

    @classmethod
    def at(cls, path: Path, name: str, limits: Limits) -> "Archive":
        return cls(open_regular(path, name), name, limits)

    def chunks(self, path: str) -> Iterator[bytes]:
        place = self._places.get(self._followed(path))
        if place is None:
            raise NotFoundError(f"there is no {path} in {self.name}")
        start, size = place
        self._stream.seek(start)
        for chunk in _chunks(self._stream, size):
            yield chunk
            # Another file may have been read in between.
            start += len(chunk)
            self._stream.seek(start)

    def _index(self) -> None:
        for entry, body in entries(Window(_chunks(self._stream)), self._limits):
            name = normal(entry.name)
            if name and body is not None:
                self._places[name] = (body.start, entry.size)
            if entry.kind in (Kind.SYMLINK, Kind.HARD_LINK):
                self._note_link(entry)
            if len(self._places) + len(self._links) > self._limits.stored:
                bound = f"{self._limits.stored} files"
                raise LimitError(f"{self.name} holds more than {bound}", bound=bound)

    def _note_link(self, entry: Entry) -> None:
        folder = entry.name.rpartition("/")[0] if entry.kind is Kind.SYMLINK else ""
        name, leads = normal(entry.name), normal(f"{folder}/{entry.link}" if folder else entry.link)
        if name and leads:
            self._links[name] = leads

    def _followed(self, path: str) -> str:
        """Older `docker save` stores a layer that is there twice as a link."""
        for _ in range(8):
            path = self._links.get(path, path)
        return path


def _expanded(stream: IO[bytes], limits: Limits) -> IO[bytes]:
    """The stream itself where it is a plain tar."""
    head = stream.read(6)
    stream.seek(0)
    if not is_compressed(head):
        return stream
    with ExitStack() as stack:
        stack.enter_context(stream)
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the archive
        stack.callback(file.close)
        for piece in inflated(_chunks(stream), limits):
            file.write(piece)
        file.seek(0)
        stack.pop_all()
        stream.close()
    return file
