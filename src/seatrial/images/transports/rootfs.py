"""An unpacked root: ``rootfs:FOLDER``.  It is read as one layer, and no link of it leads out of it."""

import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from seatrial.errors import ConnectorError, NotFoundError
from seatrial.images.image import Image
from seatrial.images.layers import Allowance, Layer, Problem, Reading, Take, Taken, Wanted
from seatrial.images.limits import Limits
from seatrial.images.manifest import Config
from seatrial.images.tar import Entry, Kind

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

    def read(self, wanted: Wanted, take: Take[Taken], allowance: Allowance) -> Layer[Taken]:
        """Read the wanted files; what cannot be read is among the layer's problems."""
        reading = Reading(wanted, take, allowance)
        problems: list[Problem] = []
        for entry, place in self._entries(problems, allowance.limits):
            reading.add(entry, self._content(entry, place, allowance, problems) if reading.wants(entry) else None)
        layer = reading.finished()
        layer.problems += problems
        return layer

    def reread(self, ordinals: Collection[int], take: Take[Taken], allowance: Allowance) -> dict[int, Taken]:
        problems: list[Problem] = []
        found: dict[int, Taken] = {}
        for entry, place in self._entries(problems, allowance.limits):
            content = self._content(entry, place, allowance, problems) if entry.ordinal in ordinals else None
            if content is not None and allowance.keep(value := take(entry, content)):
                found[entry.ordinal] = value
        return found

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

    def _content(
        self, entry: Entry, place: tuple[int, str], allowance: Allowance, problems: list[Problem]
    ) -> bytes | None:
        if entry.kind is not Kind.FILE or entry.size > allowance.limits.file:
            return None
        try:
            return _read(place, allowance.limits.file)
        except (OSError, ConnectorError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            problems.append(Problem(reason=f"it cannot be read: {reason}", path=entry.name))
            return None


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


def _read(place: tuple[int, str], limit: int) -> bytes:
    folder, base = place
    descriptor = os.open(base, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ConnectorError("it is no regular file any more")
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise ConnectorError("it grows while it is read")
    return content
