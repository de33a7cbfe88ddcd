"""Takes what the files of an image tell of packages: `PACKAGES`, of which `seatrial.images.packages` makes a whole.

What counts is what is there: databases of package managers, installed packages of languages, executables that say what
they were built of.  Lock files tell what somebody wanted to install, and are read in repositories.
"""

from collections.abc import Iterable
from itertools import chain

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from seatrial.errors import LimitError, ParseError
from seatrial.images.limits import MIB, size_of
from seatrial.images.release import PLACES, Release, release_of
from seatrial.images.taker import Want
from seatrial.images.tar import Entry, Kind
from seatrial.model.package import Package
from seatrial.parsers.packages import format_of, reader_of
from seatrial.parsers.packages.found import Found as Said
from seatrial.parsers.packages.ownership import lists_files, owned
from seatrial.parsers.packages.passing import Passing

DATABASES = frozenset({"apk", "dpkg", "rpmdb"})
"""Files that say everything about all packages, and so are there again in each layer that installs one."""
_INSTALLED = DATABASES | {
    *(
        "composer_installed",
        "dotnet_deps",
        "dpkg_status_d",
        "gemspec",
        "jar",
        "package_json",
        "pacman",
        "python_metadata",
    ),
}
_NAMED = frozenset({"gemspec", "jar"})
"""Formats in which the name of the file may say which package it is."""
_SMALLEST_EXECUTABLE = 64 * 1024
_SHORT_LIST = MIB


class _Problem(Struct, frozen=True, array_like=True):
    """A ParseError, as it is kept."""

    message: str
    line: int
    column: int
    bound: str


class Read(Struct, frozen=True, array_like=True):
    """What was read of a file.

    ``path``   the one that it was read under, which its packages have in their locations.
    ``lists``  of each package that it lists files of, the name and the paths, a line each.
    """

    path: str
    packages: tuple[Package, ...] = ()
    problems: tuple[_Problem, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()
    release: Release | None = None


decoded = msgspec.msgpack.Decoder(Read).decode
_encoded = msgspec.msgpack.Encoder().encode


class Packages:
    """Takes what files tell of packages: see `packages_in`."""

    name = "packages"

    def wants(self, entry: Entry) -> Want | None:
        manner = _manner(entry.name)
        if manner:
            return Want(manner)
        is_executable = entry.kind is Kind.FILE and entry.mode & 0o111 and entry.size >= _SMALLEST_EXECUTABLE
        return _EXECUTABLE if is_executable else None

    def take(self, entry: Entry, content: bytes) -> bytes | None:
        name = _text(entry.name)
        if name in PLACES:
            return _written(Read(name, release=release_of(content)))
        reader = reader_of(name) if format_of(name) in _INSTALLED else None
        packages, problems = reader.read(content, name) if reader is not None else ((), ())
        return _made(name, packages, problems, content if lists_files(name) else b"")


class _Executable:
    """Takes what an executable says it was built of."""

    def __init__(self, entry: Entry) -> None:
        # Where all layers are known nothing is read.
        from seatrial.parsers.packages import cargo_auditable, go_binary

        self._readers = (go_binary.read, cargo_auditable.read)
        self._name = _text(entry.name)
        self._passing = Passing(self._read, (go_binary.MARK, cargo_auditable.MARK))
        self.feed = self._passing.feed
        self.lacks = self._passing.lacks

    def _read(self, content: Passing[tuple[Said, ...]]) -> tuple[Said, ...]:
        return tuple(read(content, self._name) for read in self._readers)

    def made(self) -> bytes | None:
        if not self._passing.is_of_interest:
            return None
        if self._passing.said is None:
            return _made(self._name, (), [ParseError("its sections lie so that they are not found in one reading")])
        packages = tuple(chain.from_iterable(found.packages for found in self._passing.said))
        problems = tuple(chain.from_iterable(found.problems for found in self._passing.said))
        return _made(self._name, packages, problems)


PACKAGES = Packages()
_EXECUTABLE = Want("executable", sink=_Executable)


def _made(
    name: str, packages: tuple[Package, ...], problems: Iterable[ParseError], listing: bytes = b""
) -> bytes | None:
    """What is kept of a file: nothing where it says nothing."""
    said = list(problems)
    lists = _lists(name, listing, said) if listing else ()
    if not (packages or said or lists):
        return None
    return _written(Read(name, packages, tuple(map(_kept, said)), lists))


def _manner(name: str) -> str:
    """How a file is read by its name, with what of the name tells of the packages; empty for none."""
    if name in PLACES:
        return "release"
    format_ = format_of(name)
    if format_ not in _INSTALLED:
        return f"list {_text(name)}" if lists_files(name) else ""
    if format_ == "package_json":
        return f"{format_} {'node_modules/' in name}"
    return f"{format_} {_text(name.rpartition('/')[2])}" if format_ in _NAMED else format_


def _lists(name: str, content: bytes, problems: list[ParseError]) -> tuple[tuple[str, str], ...]:
    """The files of each package that a list tells of; problems are added to those that there are.

    Short as a list may be, what it comes to may not be: folders are said once in it for all their files.
    """
    lists: dict[str, list[str]] = {}
    left = max(_SHORT_LIST, 2 * len(content))
    try:
        for path, owner in owned(content, name):
            left -= len(path)
            if left < 0:
                bound = size_of(max(_SHORT_LIST, 2 * len(content)))
                raise LimitError(f"the files that it lists have names of more than {bound}", bound=bound)
            lists.setdefault(owner, []).append(path)
    except LimitError as error:
        problems.append(error)
    except ParseError as error:
        # The reader of the database has said that already; whoever owns the rest is not known.
        if not problems:
            problems.append(error)
    return tuple((_text(owner), _text("\n".join(paths))) for owner, paths in lists.items())


def _kept(error: ParseError) -> _Problem:
    bound = error.bound if isinstance(error, LimitError) else ""
    return _Problem(_text(error.message), error.line, error.column, bound)


def _text(text: str) -> str:
    """A text without halves of characters, which nobody can write."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _written(read: Read) -> bytes:
    try:
        return _encoded(read)
    except UnicodeEncodeError:
        packages = tuple(package for package in read.packages if _is_text(package))
        problem = _Problem(
            f"{len(read.packages) - len(packages)} of its packages have names that are no text", 0, 0, ""
        )
        return _encoded(replace(read, packages=packages, problems=(*read.problems, problem)))


def _is_text(package: Package) -> bool:
    try:
        _encoded(package)
    except UnicodeEncodeError:
        return False
    return True
