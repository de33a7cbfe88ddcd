"""The order of versions: a scheme a module, each with ``key(version) -> bytes``.

Keys compare byte by byte as the scheme compares versions, and are equal exactly where it calls two versions equal, so a
database can index them.  Keys of different schemes do not compare.  A version that its scheme refuses raises
``VersionError``; so does an empty one, and one longer than ``keys.LIMIT``, in every scheme.
"""

import importlib
from functools import cache
from typing import Protocol, cast

from seatrial.errors import VersionError


class Scheme(Protocol):
    """What a module of this package is."""

    def key(self, version: str, /) -> bytes: ...


# The names are those of the OSV schema, and of the package databases and lock files that no OSV source speaks about.
# An ecosystem that is not here is one whose order we do not know: what it holds is not assessed.
_SCHEMES = {
    "apk": ("Alpaquita", "Alpine", "BellSoft Hardened Containers", "Chainguard", "CleanStart", "MinimOS", "Wolfi"),
    "bitnami": ("Bitnami",),
    "composer": ("Packagist",),
    "deb": ("Debian", "Echo", "Ubuntu"),
    "gem": ("RubyGems",),
    "generic": ("ConanCenter", "Python"),
    "golang": ("Go",),
    "maven": ("Maven",),
    "nuget": ("NuGet",),
    "pacman": ("Arch Linux",),
    "pep440": ("PyPI",),
    "pub": ("Pub",),
    "pvp": ("Bioconductor", "CRAN", "GHC", "Hackage"),
    "rpm": (
        *("AlmaLinux", "Amazon Linux", "Azure Linux", "CentOS", "Fedora", "Mageia", "Oracle Linux", "Photon OS"),
        *("Red Hat", "Rocky Linux", "SUSE", "openEuler", "openSUSE"),
    ),
    "semver": (
        *("GitHub Actions", "Helm", "Hex", "Julia", "Kubernetes", "SwiftURL", "Terraform", "VSCode"),
        *("crates.io", "npm"),
    ),
}
_BY_ECOSYSTEM = {ecosystem: name for name, ecosystems in _SCHEMES.items() for ecosystem in ecosystems}


@cache
def scheme(name: str) -> Scheme:
    """The scheme of a module's name; it is imported at the first call."""
    return cast(Scheme, importlib.import_module(f"{__name__}.{name}"))


def scheme_of(ecosystem: str) -> Scheme:
    """The scheme of an OSV ecosystem, with or without its release: ``Debian:12``.  Raises VersionError without one."""
    name = _BY_ECOSYSTEM.get(ecosystem.partition(":")[0])
    if name is None:
        raise VersionError(f"the order of versions of the ecosystem {ecosystem!r} is not known")
    return scheme(name)
