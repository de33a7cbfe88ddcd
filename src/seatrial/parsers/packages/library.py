"""Packages of programming languages: the ecosystem and the purl of each kind."""

from typing import Final

from seatrial.errors import ParseError
from seatrial.model.package import Kind, Package
from seatrial.parsers.packages.found import at
from seatrial.parsers.packages.purl import normal_pypi, purl_of, split_purl

ECOSYSTEMS: Final = {
    "cargo": "crates.io",
    "composer": "Packagist",
    "conan": "ConanCenter",
    "gem": "RubyGems",
    "github": "GitHub Actions",
    "golang": "Go",
    "hex": "Hex",
    "maven": "Maven",
    "npm": "npm",
    "nuget": "NuGet",
    "pub": "Pub",
    "pypi": "PyPI",
    "swift": "SwiftURL",
}
"""OSV's name for each type of purl (https://ossf.github.io/osv-schema/, "Defined ecosystems")."""

DEVELOPMENT: Final = frozenset(
    {"dev", "develop", "development", "doc", "docs", "lint", "test", "tests", "testing", "types", "typing"}
)
"""Names of groups of dependencies that nothing at run time needs; a group of another name may be installed."""

_PATHS: Final = frozenset({"composer", "github", "golang", "npm", "swift", "terraform"})


def library(
    type_: str,
    name: str,
    version: str,
    *,
    path: str,
    line: int = 1,
    licences: tuple[str, ...] = (),
    direct: bool | None = None,
    development: bool = False,
    kind: Kind = "library",
    versioned: bool = True,
) -> Package:
    """A package of a language.  Raises ParseError where its name is empty, or its version in a ``versioned`` format.

    A Maven package is ``group:artifact``.
    """
    if not name.strip():
        raise ParseError("a package without a name", line=line)
    if versioned and not version.strip():
        raise ParseError(f"{name} has no version", line=line)
    name = normal_pypi(name) if type_ == "pypi" else name
    return Package(
        ecosystem=ECOSYSTEMS.get(type_, ""),
        name=name,
        version=version,
        purl=purl_for(type_, name, version),
        kind=kind,
        source_name=name,
        source_version=version,
        licences=licences,
        locations=at(path, line),
        direct=direct,
        development=development,
    )


def purl_for(type_: str, name: str, version: str = "", **qualifiers: str) -> str:
    """The purl of a package by the name that its ecosystem gives it."""
    if type_ == "maven":
        group, _, artifact = name.rpartition(":")
        return purl_of(type_, artifact, version, namespace=group, **qualifiers)
    if type_ in _PATHS:
        return split_purl(type_, name, version, **qualifiers)
    return purl_of(type_, name, version, **qualifiers)
