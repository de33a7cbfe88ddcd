"""Updates: which other version of a package has fewer of its flaws, by what advisories call fixed.

Only versions in which an advisory says that something is fixed are known to exist, and so only they are offered.
"""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from seatrial.errors import VersionError
from seatrial.model.package import Package
from seatrial.versions import scheme_of
from seatrial.vulns.database import Database
from seatrial.vulns.ecosystems import parse_ecosystem, spelled
from seatrial.vulns.match import assess

_MOST = 1000
_CARETS = frozenset({"Hex", "Packagist", "Pub", "crates.io", "npm"})
"""Where `^0.3` does not allow 0.4: before 1.0 the second number says what breaks."""
_NUMBERS = re.compile(r"[^0-9]*(?:[0-9]+!)?([0-9]+)(?:\.([0-9]+))?")
_FIRST_YEAR = 1990
_PRE_RELEASE = re.compile(
    r"[0-9]\.?(?:a|b|c)[0-9]|(?<![a-z])(?:alpha|beta|dev|milestone|preview|pre|rc|cr|snapshot|canary|next)(?![a-z])|-m[0-9]",
    re.IGNORECASE,
)
_PSEUDO = re.compile(r"[.-][0-9]{14}-[0-9a-f]{12}")


class Update(Struct, frozen=True, kw_only=True):
    """Another version of a package, and the flaws that it still has of those that were to go."""

    to: str
    remaining: frozenset[str]


class Updates(Struct, frozen=True, kw_only=True):
    """The best versions to update to: ``near`` breaks nothing as its number has it, ``far`` may.

    Each is None where no such version has fewer flaws; ``far`` also where ``near`` is as good.
    """

    near: Update | None = None
    far: Update | None = None


def updates_of(package: Package, database: Database, flaws: Collection[str], known: Collection[str]) -> Updates:
    """The lowest versions that have the fewest of some flaws, and none that is not ``known`` of the package already.

    Raises DatabaseError.
    """
    near = far = None
    for version in later(package, database):
        found = _flaws(replace(package, version=version, source_version=version), database)
        if found is None or not found <= set(known):
            continue
        update = Update(to=version, remaining=frozenset(found.intersection(flaws)))
        if series(package.ecosystem, version) == series(package.ecosystem, package.version):
            near = _better(near, update, len(flaws))
            if not near or not near.remaining:
                continue
        far = _better(far, update, len(flaws))
    if near and far and len(far.remaining) >= len(near.remaining):
        far = None
    return Updates(near=near, far=far)


def _better(best: Update | None, update: Update, most: int) -> Update | None:
    least = len(best.remaining) if best else most
    return update if len(update.remaining) < least else best


def later(package: Package, database: Database) -> Iterator[str]:
    """Yield the versions after a package's own in which something was fixed, ascending.

    Pre-releases are left out unless it is one.
    """
    ecosystem = parse_ecosystem(package.ecosystem)
    store = database.store(ecosystem.name)
    if store is None:
        return
    key = scheme_of(ecosystem.name).key
    keys: dict[bytes, str] = {}
    try:
        own = key(package.version)
    except VersionError:
        return
    for version in sorted(store.fixes(spelled(ecosystem.name, package.name), ecosystem.release)):
        if is_pre_release(ecosystem.name, version) and not is_pre_release(ecosystem.name, package.version):
            continue
        try:
            keys.setdefault(key(version), version)
        except VersionError:
            # What nobody can order is no way up.
            continue
    yield from [keys[at] for at in sorted(keys) if at > own][:_MOST]


def _flaws(package: Package, database: Database) -> set[str] | None:
    """The flaws of a package; None where something of it cannot be known."""
    assessment = assess([package], database)
    return None if assessment.not_assessed else {match.id for match in assessment.matches}


def series(ecosystem: str, version: str) -> tuple[int, ...]:
    """What stays equal in updates that break nothing: the major version; a year is none, so that years are one."""
    match = _NUMBERS.match(version)
    if match is None:
        return ()
    major, minor = int(match[1]), int(match[2] or 0)
    if major >= _FIRST_YEAR:
        return (_FIRST_YEAR,)
    return (0, minor) if not major and ecosystem in _CARETS else (major,)


def is_pre_release(ecosystem: str, version: str) -> bool:
    """Whether a version comes before a release.  A commit of a Go module has no release to come before."""
    if ecosystem == "Go" and _PSEUDO.search(version):
        return False
    return bool(_PRE_RELEASE.search(version))
