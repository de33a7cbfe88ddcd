"""What is installed in an image: each package with the layer that brought it and the instruction that made that.

What counts is what is there: databases of package managers, installed packages of languages, executables that say what
they were built of.  Lock files tell what somebody wanted to install, and are read in repositories.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from seatrial.errors import LimitError, ParseError
from seatrial.images.filesystem import Files, Found
from seatrial.images.image import Image
from seatrial.images.limits import MIB, size_of
from seatrial.images.release import PLACES, Release, release_of
from seatrial.images.taker import Want
from seatrial.images.tar import Entry, Kind
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.parsers.packages import cargo_auditable, format_of, go_binary, reader_of
from seatrial.parsers.packages.distribution import placed
from seatrial.parsers.packages.executable import is_executable
from seatrial.parsers.packages.ownership import lists_files, owned

_DATABASES = frozenset({"apk", "dpkg", "rpmdb"})
"""Files that say everything about all packages, and so are there again in each layer that installs one."""
_INSTALLED = _DATABASES | {
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
_AT_THE_ROOT = (
    *("var/lib/dpkg/", "lib/apk/db/", "usr/lib/apk/db/", "var/lib/pacman/local/"),
    *("var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/"),
)
_NAMED = frozenset({"gemspec", "jar"})
"""Formats in which the name of the file may say which package it is."""
_SMALLEST_EXECUTABLE = 64 * 1024
_SHORT_LIST = MIB
# Folders that are links to those below /usr, of whose files databases still tell by their old names.
_MERGED = ("bin/", "sbin/", "lib/", "lib32/", "lib64/")


class _Problem(Struct, frozen=True, array_like=True):
    """A ParseError, as it is kept."""

    message: str
    line: int
    column: int
    bound: str


class _Read(Struct, frozen=True, array_like=True):
    """What was read of a file.

    ``path``   the one that it was read under, which its packages have in their locations.
    ``lists``  of each package that it lists files of, the name and the paths, a line each.
    """

    path: str
    packages: tuple[Package, ...] = ()
    problems: tuple[_Problem, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()
    release: Release | None = None


_decoded = msgspec.msgpack.Decoder(_Read).decode
_encoded = msgspec.msgpack.Encoder().encode


class Packages:
    """Takes what files tell of packages: see `packages_in`."""

    name = "packages"
    version = 1

    def wants(self, entry: Entry) -> Want | None:
        manner = _manner(entry.name)
        if manner:
            return Want(manner)
        is_executable = entry.kind is Kind.FILE and entry.mode & 0o111 and entry.size >= _SMALLEST_EXECUTABLE
        return _EXECUTABLE if is_executable else None

    def take(self, entry: Entry, content: bytes) -> bytes | None:
        name = _text(entry.name)
        if name in PLACES:
            return _written(_Read(name, release=release_of(content)))
        found: Iterable[tuple[Iterable[Package], Iterable[ParseError]]] = ()
        reader = reader_of(name) if format_of(name) in _INSTALLED else None
        if reader is not None:
            found = [reader.read(content, name)]
        elif is_executable(content[:4]):
            found = [go_binary.read(content, name), cargo_auditable.read(content, name)]
        packages = tuple(chain.from_iterable(packages for packages, _ in found))
        problems = [problem for _, problems in found for problem in problems]
        lists = _lists(name, content, problems) if lists_files(name) else ()
        if not (packages or problems or lists):
            return None
        return _written(_Read(name, packages, tuple(map(_kept, problems)), lists))


PACKAGES = Packages()
_EXECUTABLE = Want("executable")


def _manner(name: str) -> str:
    """How a file is read by its name, with what of the name tells of the packages; empty for none."""
    if name in PLACES:
        return "release"
    format_ = format_of(name)
    if format_ not in _INSTALLED:
        return f"list {name}" if lists_files(name) else ""
    if format_ == "package_json":
        return f"{format_} {'node_modules/' in name}"
    return f"{format_} {name.rpartition('/')[2]}" if format_ in _NAMED else format_


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
    return tuple((owner, "\n".join(paths)) for owner, paths in lists.items())


def _kept(error: ParseError) -> _Problem:
    bound = error.bound if isinstance(error, LimitError) else ""
    return _Problem(_text(error.message), error.line, error.column, bound)


def _text(text: str) -> str:
    """A text without halves of characters, which nobody can write."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _written(read: _Read) -> bytes:
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


def packages_of(image: Image) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """What is installed in an image, and what could not be read of it."""
    return packages_in(image, image.read((PACKAGES,)).of(PACKAGES))


def packages_in(image: Image, files: Files) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """The packages in order of the places that tell of them, and what could not be read: of what `PACKAGES` has taken.

    Packages of an unknown distribution have no ecosystem; that is a gap, too.  What a distribution's package has
    installed is `owned_by` it.
    """
    read = {path: _decoded(file.value) for path, file in files.entries()}
    found = [package for path, file in files.entries() for package in _attributed(image, files, path, file, read[path])]
    gaps = [*image.gaps(files.problems), *_problems(image, read)]
    release = _release(files)
    if any(package.kind == "os" for package in found):
        if release is None or not release.ecosystem:
            gaps.append(_unknown(image, release))
        if release is not None:
            gaps += _strangers(image, found, release)
            found = [*_placed(found, release)]
    return tuple(_with_owners(found, read.values())), tuple(gaps)


def _attributed(image: Image, files: Files, path: str, file: Found, read: _Read) -> Iterator[Package]:
    """The packages of a file, with their layers: of a database, the first one since which it has the package so."""
    earlier = files.earlier(path) if format_of(path) in _DATABASES else ()
    before = [(each.layer, {_key(package) for package in _decoded(each.value).packages}) for each in reversed(earlier)]
    for package in read.packages:
        number = file.layer
        for layer, keys in before:
            if _key(package) not in keys:
                break
            number = layer
        made_by = image.layers[number].created_by if number < len(image.layers) else ""
        places = package.locations if path == read.path else tuple(_moved(package.locations, read.path, path))
        yield replace(package, locations=places, layer=files.layers[number].digest, instruction=made_by)


def _moved(places: Iterable[Location], before: str, after: str) -> Iterator[Location]:
    """Places in a file, or in archives in it, that was read under another path."""
    for place in places:
        yield dataclasses.replace(place, file=after + place.file.removeprefix(before))


def _key(package: Package) -> tuple[str, str, str]:
    return package.name, package.version, package.architecture


def _problems(image: Image, read: Mapping[str, _Read]) -> Iterator[Gap]:
    for path, file in read.items():
        for problem in file.problems:
            place = Location(f"{image.name}:/{path}", max(problem.line, 1), max(problem.column, 1))
            yield Gap(location=place, reason=problem.message, bound=problem.bound)


def _release(files: Files) -> Release | None:
    for place in PLACES:
        file = files.find(place)
        if file is not None and (release := _decoded(file.value).release) is not None:
            return release
    return None


def _is_own(package: Package, release: Release) -> bool:
    """Whether a package stands in the database of the distribution itself: at the root, and of its package manager."""
    is_of_type = not release.purl_type or package.purl.startswith(f"pkg:{release.purl_type}/")
    return package.kind == "os" and is_of_type and package.locations[0].file.startswith(_AT_THE_ROOT)


def _placed(packages: Iterable[Package], release: Release) -> Iterator[Package]:
    """The packages; the distribution's own ones say which it is."""
    found = list(packages)
    own = [package for package in found if _is_own(package, release)]
    known = iter(placed(own, ecosystem=release.ecosystem, namespace=release.namespace, distro=release.distro))
    return (next(known) if _is_own(package, release) else package for package in found)


def _strangers(image: Image, packages: Iterable[Package], release: Release) -> Iterator[Gap]:
    """Databases in a root within the root, or of another package manager: what is in them cannot be assessed."""
    files = (p.locations[0].file for p in packages if p.kind == "os" and not _is_own(p, release))
    for file in dict.fromkeys(files):
        reason = f"it is not known which distribution its packages are of: it is not {release.distro}'s own"
        yield Gap(location=Location(f"{image.name}:/{file}", 1), reason=reason)


def _unknown(image: Image, release: Release | None) -> Gap:
    what = f"release {release.distro} is none that advisories are known for" if release else "there is no os-release"
    reason = f"it is not known which distribution the packages are of: {what}"
    return Gap(location=Location(f"{image.name}:/{PLACES[0]}", 1), reason=reason)


def _with_owners(packages: Iterable[Package], read: Iterable[_Read]) -> Iterator[Package]:
    """The packages; those that lie in files of a distribution's package say which one that is."""
    found = list(packages)
    places = {package.locations[0].file for package in found if package.kind != "os" and package.locations}
    owners = _owners(places, read) if places else {}
    for package in found:
        owner = owners.get(package.locations[0].file, "") if package.kind != "os" and package.locations else ""
        yield replace(package, owned_by=owner) if owner else package


def _owners(places: Iterable[str], read: Iterable[_Read]) -> dict[str, str]:
    """Of the places that some package has installed, which one that is."""
    merged = ((place.removeprefix("usr/"), place) for place in places)
    listed = {name: place for name, place in merged if name.startswith(_MERGED)} | {place: place for place in places}
    owners = {}
    for file in read:
        for owner, paths in file.lists:
            for path in listed.keys() & paths.split("\n"):
                owners[listed[path]] = owner
    return owners
