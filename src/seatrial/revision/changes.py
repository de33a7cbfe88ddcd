"""Which files of a working tree are not as a commit has them, found out where somebody asks."""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from posixpath import dirname

from seatrial.revision.git import Entry

LINK = "120000"
SUBMODULE = "160000"


class Changes:
    """Paths are relative to the repository's top, with forward slashes; ``.`` is the top.

    ``then``     the files of the commit.
    ``now``      the files of the working tree: what is ignored is no part of the change.
    ``kept``     the submodules that are where they were.
    """

    def __init__(self, root: Path, then: Mapping[str, Entry], now: Iterable[str], kept: frozenset[str]) -> None:
        self.root = root
        self.then = then
        self.now = frozenset(path for path in now if os.path.lexists(root / path))
        self._kept = kept
        self._known: dict[str, bool] = {}
        self._folders = self._touched()
        # What is below them is told by no list: a submodule, or a repository that nobody has added.
        self._below = tuple(
            path.rstrip("/") + "/"
            for path in {*then, *self.now}
            if path not in kept and (path.endswith("/") or (path in then and then[path].mode == SUBMODULE))
        )
        links = {path for path, entry in then.items() if entry.mode == LINK}
        self._named = ({*then, *self.now} - links) | self._folders_of(then) | self._folders_of(self.now)
        self.everywhere = any(map(self._is_turned, {*then, *self.now}))

    def is_changed(self, path: str) -> bool:
        """Whether a file, or the list of what is in a folder, is another one now.

        A file that differs in its line ends alone is none: that is what git makes of it on Windows.
        """
        if self.everywhere or path in self._folders or path.startswith(self._below):
            return True
        if path not in self.then:
            return path in self.now
        if path not in self._known:
            self._known[path] = path not in self.now or self._differs(path, self.then[path])
        return self._known[path]

    @property
    def has_unlisted(self) -> bool:
        """Whether something has changed of which nobody lists the files."""
        return self.everywhere or bool(self._below)

    def reaches(self, looked: Iterable[str]) -> bool:
        """Whether one of these files and folders, absolute, has changed; what lies outside has not."""
        return self.everywhere or any(path is not None and self.is_changed(path) for path in map(self._inside, looked))

    def _inside(self, path: str) -> str | None:
        """A path as one from the top, links resolved; None for one that lies elsewhere."""
        below = self._below_top(path)
        # Nothing in a tree lies behind a link: what the tree names is no way through one.
        if below is not None and below in self._named:
            return below
        return self._below_top(os.path.realpath(path))

    def _below_top(self, path: str) -> str | None:
        if path == str(self.root):
            return "."
        top = f"{self.root}{os.sep}"
        return path[len(top) :].replace(os.sep, "/") if path.startswith(top) else None

    def _touched(self) -> frozenset[str]:
        """The folders in which something has appeared or vanished."""
        above = self._folders_of(self.then), self._folders_of(self.now)
        touched: set[str] = set()
        for path in self.then.keys() ^ self.now:
            for folder in _above(path):
                touched.add(folder)
                if folder in above[0] and folder in above[1]:
                    break
        return frozenset(touched)

    def _folders_of(self, paths: Iterable[str]) -> set[str]:
        return {folder for path in paths for folder in _above(path)}

    def _is_turned(self, path: str) -> bool:
        """Whether a link has appeared, vanished or been turned elsewhere: nobody says which names lead through it."""
        entry = self.then.get(path)
        was = entry is not None and entry.mode == LINK
        if not was and not (path in self.now and (self.root / path).is_symlink()):
            return False
        return entry is None or path not in self.now or self._differs(path, entry)

    def _differs(self, path: str, entry: Entry) -> bool:
        if entry.mode == SUBMODULE:
            return path not in self._kept
        try:
            status = (self.root / path).lstat()
            if stat.S_ISLNK(status.st_mode):
                content = os.fsencode((self.root / path).readlink())
                return entry.mode != LINK or _oid(content, entry.oid) != entry.oid
            if entry.mode == LINK or not stat.S_ISREG(status.st_mode) or status.st_size > 2 * entry.size + 1:
                return True
            content = (self.root / path).read_bytes()
        except OSError:
            return True
        return entry.oid not in (_oid(content, entry.oid), _oid(content.replace(b"\r\n", b"\n"), entry.oid))


def _above(path: str) -> list[str]:
    """The folders that a path lies in, the innermost first."""
    folders = []
    folder = dirname(path.rstrip("/"))
    while folder:
        folders.append(folder)
        folder = dirname(folder)
    return [*folders, "."]


def _oid(content: bytes, like: str) -> str:
    """The id that git gives to a content, by the algorithm of another id."""
    # As strong as git itself, which would take one of two such files for the other, too.
    digest = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return digest(b"blob %d\0" % len(content) + content).hexdigest()
