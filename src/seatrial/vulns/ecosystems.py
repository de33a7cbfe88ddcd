"""OSV's ecosystems: their names and releases, how they spell packages, and what an advisory of theirs is about.

https://ossf.github.io/osv-schema/#defined-ecosystems
"""

import re
from typing import NamedTuple

from seatrial.errors import UsageError

USUAL = (
    "AlmaLinux",
    "Alpine",
    "Chainguard",
    "Debian",
    "GitHub Actions",
    "Go",
    "Hex",
    "Maven",
    "NuGet",
    "Packagist",
    "Pub",
    "PyPI",
    "Rocky Linux",
    "RubyGems",
    "SwiftURL",
    "Ubuntu",
    "Wolfi",
    "crates.io",
    "npm",
)
"""What `db update` gets where nobody says what to get."""

_BY_SOURCE = frozenset({"Debian", "Ubuntu", "Alpine", "Wolfi", "Chainguard"})
"""Those whose advisories name source packages (an origin, in apk's words)."""

ERRATA = frozenset(
    {
        "AlmaLinux",
        "Chainguard",
        "Debian",
        "Mageia",
        "Red Hat",
        "Rocky Linux",
        "SUSE",
        "Ubuntu",
        "Wolfi",
        "openEuler",
        "openSUSE",
    }
)
"""Those whose advisories are errata: each is about the flaws that it names, which are none of its own names."""

MODULAR = frozenset({"AlmaLinux", "Red Hat", "Rocky Linux"})
"""Those that build a package in module streams, which say so in their versions."""

_CASELESS = frozenset({"GitHub Actions", "NuGet", "Packagist", "Hex", "Pub"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]{0,60}[A-Za-z0-9]")
_PYPI = re.compile(r"[-_.]+")
_SHAPES = {
    # Products are CPEs: the advisories for a release are those of all its parts.
    "Red Hat": re.compile(r"enterprise_linux:(\d+)(?:\.\d+)?::\w+"),
    # Whether a release is supported for long says nothing about which it is; those of Pro are advisories of their own.
    "Ubuntu": re.compile(r"(Pro:)?(\d\d\.\d\d)(?::LTS)?"),
    # The products, modules and extensions of a service pack, and what goes on with it (LTSS), have the same packages.
    "SUSE": re.compile(
        r"(?:SUSE )?Linux Enterprise (?!Micro)(?:\D.* )?(1[5-9](?: SP\d+)?(?:\.\d+)?)(?:-[A-Za-z][A-Za-z0-9_-]*)?"
    ),
    "openSUSE": re.compile(r"(Leap \d+\.\d+)(?: NonFree)?"),
    # Repositories other than Maven Central, whose packages have names of their own.
    "Maven": re.compile(r".*()"),
}
"""What counts of a release, in groups; one of another shape counts as it is."""


class Ecosystem(NamedTuple):
    """``Debian:12`` in two: an ecosystem's name, and a release, which is empty where there are none."""

    name: str
    release: str


def parse_ecosystem(text: str) -> Ecosystem:
    """Split ``Debian:12``, and leave out of a release what does not count."""
    name, _, release = text.partition(":")
    shape = _SHAPES.get(name) if release else None
    found = shape.fullmatch(release) if shape else None
    return Ecosystem(name, "".join(part or "" for part in found.groups()) if found else release)


def demand_name(name: str) -> str:
    """An ecosystem's name, which becomes a file's and a part of an address.  Raises UsageError."""
    if not is_name(name):
        raise UsageError(f"{name!r} is no name of an ecosystem; OSV's are like Debian, PyPI, crates.io")
    return name


def is_name(name: str) -> bool:
    """Whether a text can be an ecosystem's name: it holds nothing that leads out of a folder."""
    return bool(_NAME.fullmatch(name)) and ".." not in name


def spelled(ecosystem: str, package: str) -> str:
    """The one spelling under which a package is kept and looked up."""
    if ecosystem == "PyPI":
        # https://packaging.python.org/en/latest/specifications/name-normalization/
        return _PYPI.sub("-", package).lower()
    return package.lower() if ecosystem in _CASELESS else package


def names_sources(ecosystem: str) -> bool:
    """Whether advisories of an ecosystem name source packages."""
    return ecosystem in _BY_SOURCE
