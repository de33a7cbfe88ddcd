"""The files of modules for the evaluator: read inside a boundary only, and once a process."""

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from seatrial.errors import ConnectorError, LimitError
from seatrial.files import note_looked, note_read, overlaid, read_bytes

MAX_FILE = 8 * 1024 * 1024
MAX_ENTRIES = 10_000
"""Of a directory.  Terraform modules have dozens; what has more is no module."""

_KEPT_BYTES = 64 * 1024 * 1024

MAX_WALKED = 20_000
MAX_DEPTH = 32
"""What a walk over all files below a directory may meet: `fileset` is asked for a handful."""

_Signature = tuple[int, int, int, int]
_Listing = tuple[tuple[str, ...], tuple[str, ...]]
"""The files of a directory, and the directories in it that are no links."""

_NOTHING: _Listing = ((), ())


class Tree:
    """Implements the evaluator's `ModuleFiles`: paths are relative to the boundary, with forward slashes.

    ``directory`` and ``shown`` say how one directory of it is shown to people; every other path follows from that.
    ``outside`` are files that the command line names though they lie elsewhere, by the path that stands for them.
    """

    def __init__(
        self, boundary: Path, *, directory: str = ".", shown: str = ".", outside: Mapping[str, Path] | None = None
    ) -> None:
        self.boundary = boundary
        self._directory = directory
        self._shown = shown
        self._outside = outside or {}

    def names(self, directory: str) -> Sequence[str]:
        """The names of the files in a directory, sorted; none where there is no such directory."""
        return self._listing(directory)[0]

    def walk(self, directory: str) -> Iterator[str]:
        """Yield the files below a directory, by their paths from there, to a number and a depth.

        Links to directories are not followed: two of them can make a tree without an end.
        """
        pending, count = [""], 0
        while pending:
            below = pending.pop()
            files, directories = self._listing(posixpath.join(directory, below))
            for name in files:
                count += 1
                if count > MAX_WALKED:
                    bound = f"{MAX_WALKED} files"
                    raise LimitError(f"there are more than {bound} below {self.shown(directory)}", bound=bound)
                yield posixpath.join(below, name)
            if below.count("/") < MAX_DEPTH:
                pending += [posixpath.join(below, name) for name in reversed(directories)]

    def read(self, path: str) -> bytes:
        """The bytes of a file.  Raises ConnectorError where it is outside or unreadable, LimitError past 8 MiB."""
        outside = self._outside.get(path)
        if outside is not None:
            return read_bytes(outside, outside.parent, path, MAX_FILE)
        normal = posixpath.normpath(path)
        if _leads_out(normal):
            raise ConnectorError(f"{self.shown(path)} lies outside of {self.boundary.name or '/'}; it is not read")
        return _READS.read(self.boundary / normal, self.boundary, self.shown(path))

    def shown(self, path: str) -> str:
        if path in self._outside:
            return path
        return posixpath.normpath(posixpath.join(self._shown, posixpath.relpath(path, self._directory)))

    def _listing(self, directory: str) -> "_Listing":
        normal = posixpath.normpath(directory)
        path = self.boundary / normal
        if _leads_out(normal):
            return _NOTHING
        note_looked(path)
        signature = _signature(path)
        return _NOTHING if signature is None else _listed(path, self.boundary, signature)


class _Reads:
    """The files read last, up to a number of bytes.  A file that changed since is read again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[tuple[Path, Path], tuple[_Signature, bytes]] = {}
        self._bytes = 0

    def read(self, path: Path, boundary: Path, name: str) -> bytes:
        if overlaid(path) is not None:
            return read_bytes(path, boundary, name, MAX_FILE)
        # Links are followed here, so a link that was turned to another file has another signature.
        signature = _signature(path)
        kept = self._kept.get((path, boundary))
        if kept is not None and kept[0] == signature:
            note_looked(path)
            note_read(path, kept[1])
            return kept[1]
        content = read_bytes(path, boundary, name, MAX_FILE)
        if signature is not None:
            self._keep((path, boundary), signature, content)
        return content

    def _keep(self, key: tuple[Path, Path], signature: _Signature, content: bytes) -> None:
        self._drop(key)
        self._kept[key] = (signature, content)
        self._bytes += len(content)
        while self._bytes > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: tuple[Path, Path]) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._bytes -= len(kept[1])


_READS = _Reads(_KEPT_BYTES)


def _signature(path: Path) -> _Signature | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4096)
def _listed(path: Path, boundary: Path, _signature: _Signature) -> _Listing:
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(boundary)):
        return _NOTHING
    files: list[str] = []
    directories: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in islice(entries, MAX_ENTRIES):
                if not entry.is_dir():
                    files.append(entry.name)
                elif not entry.is_symlink():
                    directories.append(entry.name)
    except OSError:
        # What is no directory has no files; Terraform itself says no more.
        return _NOTHING
    return tuple(sorted(files)), tuple(sorted(directories))


def _leads_out(normal: str) -> bool:
    return normal.startswith(("../", "/")) or normal == ".." or "\0" in normal
