"""What is installed in an image: each package with the layer that brought it and the instruction that made that."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from seatrial.images.files import Files, Found
from seatrial.images.image import Image
from seatrial.images.installed import DATABASES, PACKAGES, Read, decoded
from seatrial.images.release import PLACES, Release
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.parsers.packages import format_of
from seatrial.parsers.packages.distribution import placed
from seatrial.parsers.packages.found import MAX_PACKAGES

_AT_THE_ROOT = (
    *("var/lib/dpkg/", "lib/apk/db/", "usr/lib/apk/db/", "var/lib/pacman/local/"),
    *("var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/"),
)
# Folders that are links to those below /usr, of whose files databases still tell by their old names.
_MERGED = ("bin/", "sbin/", "lib/", "lib32/", "lib64/")


def packages_of(image: Image) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """What is installed in an image, and what could not be read of it."""
    return packages_in(image, image.read((PACKAGES,)).of(PACKAGES))


def packages_in(image: Image, files: Files, *, most: int = MAX_PACKAGES) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """The packages in order of the places that tell of them, and what could not be read: of what `PACKAGES` has taken.

    Packages of an unknown distribution have no ecosystem; that is a gap, too.  What a distribution's package has
    installed is `owned_by` it.
    """
    read = _read(files, most)
    found = [package for path in read for package in _attributed(image, files, path, *read[path])]
    gaps = [*image.gaps(files.problems), *_problems(image, read)]
    if left_out := sum(1 for _ in files.entries()) - len(read):
        bound = f"{most} packages"
        reason = f"{left_out} of its files that tell of packages are left out: together they have more than {bound}"
        gaps.append(Gap(location=Location(image.name, 1), reason=reason, bound=bound))
    release = _release(files)
    if any(package.kind == "os" for package in found):
        if release is None or not release.ecosystem:
            gaps.append(_unknown(image, release))
        if release is not None:
            gaps += _strangers(image, found, release)
            found = [*_placed(found, release)]
    return tuple(_with_owners(found, [one for _, one in read.values()])), tuple(gaps)


def _read(files: Files, most: int) -> dict[str, tuple[Found, Read]]:
    """What was read of each file; of those that would make too many packages nothing."""
    read = {}
    for path, file in files.entries():
        one = decoded(file.value)
        most -= len(one.packages)
        if most >= 0:
            read[path] = file, one
        else:
            most += len(one.packages)
    return read


def _attributed(image: Image, files: Files, path: str, file: Found, read: Read) -> Iterator[Package]:
    """The packages of a file, with their layers: of a database, the first one since which it has the package so."""
    earlier = files.earlier(path) if format_of(path) in DATABASES else ()
    before = [(each.layer, {_key(package) for package in decoded(each.value).packages}) for each in reversed(earlier)]
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


def _problems(image: Image, read: Mapping[str, tuple[Found, Read]]) -> Iterator[Gap]:
    for path, (_, file) in read.items():
        for problem in file.problems:
            place = Location(f"{image.name}:/{path}", max(problem.line, 1), max(problem.column, 1))
            yield Gap(location=place, reason=problem.message, bound=problem.bound)


def _release(files: Files) -> Release | None:
    for place in PLACES:
        file = files.find(place)
        if file is not None and (release := decoded(file.value).release) is not None:
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


def _with_owners(packages: Iterable[Package], read: Iterable[Read]) -> Iterator[Package]:
    """The packages; those that lie in files of a distribution's package say which one that is."""
    found = list(packages)
    places = {package.locations[0].file for package in found if package.kind != "os" and package.locations}
    owners = _owners(places, read) if places else {}
    for package in found:
        owner = owners.get(package.locations[0].file, "") if package.kind != "os" and package.locations else ""
        yield replace(package, owned_by=owner) if owner else package


def _owners(places: Iterable[str], read: Iterable[Read]) -> dict[str, str]:
    """Of the places that some package has installed, which one that is."""
    merged = ((place.removeprefix("usr/"), place) for place in places)
    listed = {name: place for name, place in merged if name.startswith(_MERGED)} | {place: place for place in places}
    owners = {}
    for file in read:
        for owner, paths in file.lists:
            for path in listed.keys() & paths.split("\n"):
                owners[listed[path]] = owner
    return owners
