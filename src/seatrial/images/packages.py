"""What is installed in an image: each package with the layer that brought it and the instruction that made that.

What counts is what is there: databases of package managers, installed packages of languages, executables that say what
they were built of.  Lock files tell what somebody wanted to install, and are read in repositories.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from seatrial.errors import LimitError, ParseError
from seatrial.images.filesystem import Filesystem, Found
from seatrial.images.image import Image
from seatrial.images.limits import MIB, size_of
from seatrial.images.release import PLACES, Release, release_of
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
_SMALLEST_EXECUTABLE = 64 * 1024
_MAX_LISTS = 128 * MIB
# Folders that are links to those below /usr, of whose files databases still tell by their old names.
_MERGED = ("bin/", "sbin/", "lib/", "lib32/", "lib64/")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read of a file: its packages and problems, the list of files in it, or what it says of the release."""

    packages: tuple[Package, ...] = ()
    problems: tuple[ParseError, ...] = ()
    listing: bytes = b""
    release: Release | None = None


def packages_of(image: Image) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """The packages in order of the places that tell of them, and what could not be read.

    Packages of an unknown distribution have no ecosystem; that is a gap, too.  What a distribution's package has
    installed is `owned_by` it.
    """
    reading = _Reading()
    filesystem = image.filesystem(_wanted, reading.take)
    found = [package for path, file in filesystem.entries() for package in _attributed(image, filesystem, path, file)]
    gaps = [*image.gaps(filesystem.problems), *_problems(image, filesystem), *reading.gaps(image)]
    release = _release(filesystem)
    if any(package.kind == "os" for package in found):
        if release is None or not release.ecosystem:
            gaps.append(_unknown(image, release))
        if release is not None:
            gaps += _strangers(image, found, release)
            found = [*_placed(found, release)]
    return tuple(_with_owners(found, filesystem)), tuple(gaps)


def _wanted(entry: Entry) -> bool:
    name = entry.name
    if name in PLACES or format_of(name) in _INSTALLED or lists_files(name):
        return True
    return _may_be_executable(entry)


def _may_be_executable(entry: Entry) -> bool:
    return entry.kind is Kind.FILE and bool(entry.mode & 0o111) and entry.size >= _SMALLEST_EXECUTABLE


class _Reading:
    """Reads files while their layers pass by, so that contents need not be kept."""

    def __init__(self) -> None:
        self._held = 0
        self._left_out = 0

    def take(self, entry: Entry, content: bytes) -> _Read:
        name = entry.name
        if name in PLACES:
            return _Read(release=release_of(content))
        packages: tuple[Package, ...] = ()
        problems: tuple[ParseError, ...] = ()
        reader = reader_of(name) if format_of(name) in _INSTALLED else None
        if reader is not None:
            packages, problems = reader.read(content, name)
        elif is_executable(content[:4]):
            both = [go_binary.read(content, name), cargo_auditable.read(content, name)]
            packages = tuple(package for each in both for package in each.packages)
            problems = tuple(problem for each in both for problem in each.problems)
        return _Read(packages=packages, problems=problems, listing=self._listing(name, content))

    def _listing(self, name: str, content: bytes) -> bytes:
        if not lists_files(name):
            return b""
        self._held += len(content)
        if self._held > _MAX_LISTS:
            self._left_out += 1
            return b""
        return content

    def gaps(self, image: Image) -> Iterator[Gap]:
        if self._left_out:
            bound = size_of(_MAX_LISTS)
            reason = f"{self._left_out} lists of installed files are left out: together they are larger than {bound}"
            yield Gap(location=Location(image.name, 1), reason=reason, bound=bound)


def _attributed(image: Image, filesystem: Filesystem[_Read], path: str, file: Found[_Read]) -> Iterator[Package]:
    """The packages of a file, with their layers: of a database, the first one since which it has the package so."""
    earlier = filesystem.earlier(path) if format_of(path) in _DATABASES else ()
    before = [(each.layer, {_key(package) for package in each.value.packages}) for each in reversed(earlier)]
    for package in file.value.packages:
        number = file.layer
        for layer, keys in before:
            if _key(package) not in keys:
                break
            number = layer
        made_by = image.layers[number].created_by if number < len(image.layers) else ""
        yield replace(package, layer=filesystem.layers[number].digest, instruction=made_by)


def _key(package: Package) -> tuple[str, str, str]:
    return package.name, package.version, package.architecture


def _problems(image: Image, filesystem: Filesystem[_Read]) -> Iterator[Gap]:
    for path, file in filesystem.entries():
        for problem in file.value.problems:
            place = Location(f"{image.name}:/{path}", max(problem.line, 1), max(problem.column, 1))
            bound = problem.bound if isinstance(problem, LimitError) else ""
            yield Gap(location=place, reason=problem.message, bound=bound)


def _release(filesystem: Filesystem[_Read]) -> Release | None:
    for place in PLACES:
        file = filesystem.find(place)
        if file is not None and file.value.release is not None:
            return file.value.release
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


def _with_owners(packages: Iterable[Package], filesystem: Filesystem[_Read]) -> Iterator[Package]:
    """The packages; those that lie in files of a distribution's package say which one that is."""
    found = list(packages)
    places = {package.locations[0].file for package in found if package.kind != "os" and package.locations}
    owners = dict(_owners(places, filesystem)) if places else {}
    for package in found:
        owner = owners.get(package.locations[0].file, "") if package.kind != "os" and package.locations else ""
        yield replace(package, owned_by=owner) if owner else package


def _owners(places: set[str], filesystem: Filesystem[_Read]) -> Iterator[tuple[str, str]]:
    for path, file in filesystem.entries():
        if not file.value.listing:
            continue
        try:
            for name, owner in owned(file.value.listing, path):
                if name in places:
                    yield name, owner
                elif name.startswith(_MERGED) and f"usr/{name}" in places:
                    yield f"usr/{name}", owner
        except ParseError:
            # The database is broken, which its own reader has said already; whoever owns the rest is not known.
            continue
