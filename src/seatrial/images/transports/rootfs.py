"""An unpacked root: ``rootfs:FOLDER``.  It is read as one layer, and no link of it leads out of it."""

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import IO

from seatrial.errors import ConnectorError, NotFoundError
from seatrial.images.image import Image
from seatrial.images.layers import Again, Allowance, Layer, Problem, Took
from seatrial.images.limits import Limits
from seatrial.images.manifest import Config
from seatrial.images.reading import TURNS, Reading, Rereading, UnreadableError
from seatrial.images.taker import Taker
from seatrial.images.tar import Entry, Kind
from seatrial.images.transports.store import CHUNK

_KINDS = {
    stat.S_IFREG: Kind.FILE,
    stat.S_IFDIR: Kind.FOLDER,
    stat.S_IFLNK: Kind.SYMLINK,
    stat.S_IFIFO: Kind.FIFO,
}
_KERNELS = ("proc", "sys", "dev")


def read_rootfs(path: Path, name: str, limits: Limits) -> Image:
    if not hasattr(os, "fwalk"):
        raise ConnectorError("an unpacked root can be read on Linux and macOS only")
    if not path.is_dir():
        raise NotFoundError(f"there is no folder {name}")
    return Image(
        name=name,
        manifest_digest="",
        config_digest="",
        config=Config(),
        layers=(),
        stored=(Tree(path),),
        limits=limits,
    )


class Tree:
    """The files below a folder, in order of their paths.

    What the kernel shows in it is left out: a mounted /proc, /sys, /dev.  Other file systems in it are read.
    """

    digest = ""

    def __init__(self, top: Path) -> None:
        self._top = top

    def read(self, takers: Sequence[Taker], allowance: Allowance) -> Layer:
        """Read the wanted files; what cannot be read is among the layer's problems."""
        reading = Reading(takers, allowance)
        problems = self._pass_by(reading, allowance)
        layer = reading.finished()
        layer.problems += problems
        return layer

    def reread(self, again: Collection[Again], takers: Sequence[Taker], allowance: Allowance) -> dict[Again, Took]:
        rereading = Rereading(again, takers, allowance)
        self._pass_by(rereading, allowance)
        return rereading.finished()

    def _pass_by(self, reading: Reading | Rereading, allowance: Allowance) -> list[Problem]:
        """Show it all files, and show them again where it lacks something."""
        problems: list[Problem] = []
        for entry, place in self._entries(problems, allowance.limits):
            with _File(entry, place, allowance.limits.file) as content:
                reading.add(entry, content if entry.kind is Kind.FILE else None)
        for _ in range(TURNS):
            if not reading.is_lacking():
                break
            for entry, place in self._entries([], allowance.limits):
                with _File(entry, place, allowance.limits.file) as content:
                    reading.turn(entry, content if entry.kind is Kind.FILE else None)
        return problems

    def _entries(self, problems: list[Problem], limits: Limits) -> Iterator[tuple[Entry, tuple[int, str]]]:
        """Each entry, with the open folder that it is in and its name there."""
        ordinal = 0

        def note(error: OSError) -> None:
            path = os.path.relpath(error.filename, self._top) if isinstance(error.filename, str) else ""
            problems.append(Problem(reason=f"it cannot be listed: {error.strerror}", path=path))

        device = self._top.stat().st_dev
        # With open folders nobody can put a link in the place of one while it is read.
        for folder, folders, files, descriptor in os.fwalk(self._top, follow_symlinks=False, onerror=note):
            folders.sort()
            inside = os.path.relpath(folder, self._top)
            prefix = "" if inside == "." else f"{inside}/"
            left_out = []
            for base in sorted([*folders, *files]):
                try:
                    found = os.stat(base, dir_fd=descriptor, follow_symlinks=False)
                    link = os.readlink(base, dir_fd=descriptor) if stat.S_ISLNK(found.st_mode) else ""
                except OSError as error:
                    problems.append(Problem(reason=f"it cannot be read: {error.strerror}", path=prefix + base))
                    continue
                if inside == "." and base in _KERNELS and found.st_dev != device:
                    left_out.append(base)
                    continue
                yield _entry(ordinal, prefix + base, found, link), (descriptor, base)
                ordinal += 1
            folders[:] = [base for base in folders if base not in left_out]
            if folders and inside.count("/") + 2 >= limits.depth:
                bound = f"{limits.depth} folders"
                problems.append(Problem(reason=f"it is deeper than {bound}", path=inside, bound=bound))
                folders.clear()


def _entry(ordinal: int, name: str, found: os.stat_result, link: str) -> Entry:
    return Entry(
        ordinal=ordinal,
        name=name,
        kind=_KINDS.get(stat.S_IFMT(found.st_mode), Kind.DEVICE),
        size=found.st_size,
        mode=stat.S_IMODE(found.st_mode),
        uid=found.st_uid,
        gid=found.st_gid,
        link=link,
    )


class _File:
    """The content of a file, which is opened when somebody reads it.  Raises UnreadableError."""

    def __init__(self, entry: Entry, place: tuple[int, str], most: int) -> None:
        self._size = entry.size
        self._place = place
        self._most = most
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def fits(self, *, in_pieces: bool) -> bool:
        return in_pieces or self._size <= self._most

    def whole(self) -> bytes:
        content = self._read(self._most + 1)
        if len(content) > self._most:
            raise UnreadableError("it grows while it is read")
        return content

    def head(self, count: int) -> bytes:
        return self._read(count)

    def pieces(self) -> Iterator[bytes]:
        while piece := self._read(CHUNK):
            yield piece

    def _read(self, count: int) -> bytes:
        try:
            if self._stream is None:
                self._stream = self._opened()
            return self._stream.read(count)
        except OSError as error:
            raise UnreadableError(f"it cannot be read: {error.strerror}") from error

    def _opened(self) -> IO[bytes]:
        folder, base = self._place
        descriptor = os.open(base, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        stream = os.fdopen(descriptor, "rb", buffering=0)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            stream.close()
            raise UnreadableError("it is no regular file any more")
        return stream
