"""A commit's files as a private folder, in which everything has the names that it has in the working tree.

The folder stands for the root of the file system, so that a path of the working tree is the same path below it.  It
holds no program's leavings: files and links, nothing executable, nothing that leads out.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from posixpath import dirname, join, normpath

from seatrial.errors import UsageError
from seatrial.files import MAX_BYTES
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.revision.changes import LINK, SUBMODULE
from seatrial.revision.git import Entry, Git

MOST = 2 * 1024 * 1024 * 1024
"""Bytes that are written at most; what lies beyond is a gap."""
_MOST_FETCHED = 20_000
"""Files of modules that `terraform init` has fetched, and of submodules."""
ALWAYS = (".gitignore", "pyvenv.cfg")
"""What steers a walk."""
_NOWHERE = frozenset({"", ".", ".."})
_MODULES = ".terraform/modules"
_TERRAFORM = (".tf", ".tf.json", ".tofu", ".tofu.json")
_LEFT_OUT = frozenset({".git", "node_modules", "__pycache__"})


class Mirror:
    """Files of a commit, written when they are needed; the folder goes when the block is left.

    ``files``  those of the commit.   ``kept``  submodules that are where they were: the working tree has their files.
    """

    def __init__(self, git: Git, files: dict[str, Entry], kept: frozenset[str]) -> None:
        self.git = git
        self.files = files
        self.kept = kept
        self.gaps: list[Gap] = []
        self._written: set[str] = set()
        self._bytes = 0
        self._is_complete = False
        self._made: set[Path] = set()

    def __enter__(self) -> "Mirror":
        self._top = Path(os.path.realpath(tempfile.mkdtemp(prefix="seatrial-")))
        self.root = self.at(self.git.root)
        # Marks the repository's top; it is no repository.
        (self.root / ".git" / "info").mkdir(parents=True)
        rules = Path(".git", "info", "exclude")
        if not (self.git.root / rules).is_symlink():
            with suppress(OSError):
                shutil.copyfile(self.git.root / rules, self.root / rules)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._top, ignore_errors=True)

    def at(self, path: Path) -> Path:
        """Where a path of the working tree, absolute, is."""
        return self._top.joinpath(*path.parts[1:])

    def told(self, path: str) -> str:
        """A path of this folder as that of the working tree; another one as it is."""
        return path.removeprefix(str(self._top)) if path.startswith(f"{self._top}{os.sep}") else path

    def write(self, is_wanted: Callable[[str], bool]) -> None:
        """Write the files whose names somebody wants, and what steers a walk."""
        self._write([path for path in self.files if is_wanted(path) or path.rpartition("/")[2] in ALWAYS])
        for path, entry in self.files.items():
            if entry.mode != SUBMODULE or path in self._written:
                continue
            self._written.add(path)
            if path in self.kept:
                self._copy(self.git.root / path, self.root / path)
            else:
                self._refuse(path, "it is a submodule at another commit, which is not read")

    def complete(self) -> None:
        """Write all that is left, and what a change has no part in though it may be read: files that git ignores."""
        if self._is_complete:
            return
        self._is_complete = True
        self._write([*self.files])
        for raw in self.git.ignored():
            path = os.fsdecode(raw)
            if not path.endswith("/"):
                self._copy_file(path)
        # What `terraform init` has fetched stands for both sides.
        for folder in {dirname(path) for path in self.files if path.endswith(_TERRAFORM)}:
            fetched = join(folder, _MODULES)
            if not (self.git.root / fetched).is_symlink():
                self._copy(self.git.root / fetched, self.root / fetched)

    def _write(self, paths: Sequence[str]) -> None:
        left = sorted(path for path in paths if path not in self._written and self.files[path].mode != SUBMODULE)
        self._written.update(left)
        fitting = [path for path in left if self._fits(path)]
        links = [path for path in fitting if self.files[path].mode == LINK]
        regular = [path for path in fitting if self.files[path].mode != LINK]
        # Links come last, so that no file is ever written through one.
        names = [*regular, *links]
        for path, content in zip(names, self.git.contents([self.files[path].oid for path in names]), strict=True):
            try:
                self._place(path, content)
            except (OSError, ValueError) as error:
                self._refuse(path, f"it cannot be written: {getattr(error, 'strerror', None) or error}")

    def _place(self, path: str, content: bytes) -> None:
        place = self.root / path
        if place.parent not in self._made:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(place.parent)
        if self.files[path].mode == LINK:
            target = os.fsdecode(content)
            end = normpath(join(dirname(path), target))
            if target.startswith("/") or end == ".." or end.startswith("../"):
                self._refuse(path, "it is a link that leads out, and is not followed")
                return
            place.symlink_to(target)
            return
        # Through Python's streams it takes twice as long, which tells where there are thousands.
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            while content:
                content = content[os.write(descriptor, content) :]
        finally:
            os.close(descriptor)

    def _fits(self, path: str) -> bool:
        """Whether a file may be written; one that nobody would read is there without its contents."""
        entry = self.files[path]
        if entry.size > MAX_BYTES:
            place = self.root / path
            with suppress(OSError):
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as stream:
                    stream.truncate(MAX_BYTES + 1)
            return False
        self._bytes += entry.size
        if self._bytes > MOST:
            bound = f"{MOST // 1024**3} GiB"
            self._refuse(path, f"the revision is larger than {bound}", bound)
            return False
        return True

    def _refuse(self, path: str, reason: str, bound: str = "") -> None:
        self.gaps.append(Gap(location=Location(path, 0), reason=f"{path}: {reason}", bound=bound))

    def _copy_file(self, path: str) -> None:
        """Take a file of the working tree that the commit does not have."""
        place, source = self.root / path, self.git.root / path
        with suppress(OSError):
            if path in self.files or source.is_symlink() or not source.is_file() or source.stat().st_size > MAX_BYTES:
                return
            if place.parent.is_dir():
                shutil.copyfile(source, place)

    def _copy(self, source: Path, place: Path) -> None:
        """Take the files of a folder of the working tree; no links."""
        count = 0
        for folder, below, names in os.walk(source):
            below[:] = [name for name in below if name not in _LEFT_OUT]
            for name in names:
                count += 1
                if count > _MOST_FETCHED:
                    self._refuse(str(source), "it has too many files", f"{_MOST_FETCHED} files")
                    return
                path = Path(folder, name)
                to = place / path.relative_to(source)
                with suppress(OSError):
                    if path.is_file() and not path.is_symlink() and path.stat().st_size <= MAX_BYTES:
                        to.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(path, to)


def sound(rows: Iterable[tuple[bytes, Entry]]) -> Iterator[tuple[str, Entry]]:
    """Yield the files of a tree under names that lead nowhere else.  Raises UsageError for a tree with another one."""
    for raw, entry in rows:
        path = os.fsdecode(raw)
        if not _NOWHERE.isdisjoint(steps := path.split("/")) or ".git" in map(str.lower, steps):
            raise UsageError(f"the revision has a file {path!r}, which no sound tree has; look with `git fsck`")
        yield path, entry
