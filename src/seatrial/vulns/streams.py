"""Advisories that tell source packages from binary ones and one module stream from another, as Red Hat's VEX does.

They name packages by the end of a purl: ``nodejs`` is a binary package, ``nodejs?arch=src`` all that is built from a
source, ``nodejs?arch=src&rpmmod=nodejs:18`` the same in one stream of a module, ``?rpmmod=nodejs:18`` that stream.
"""

from collections.abc import Iterator

from seatrial.errors import ParseError, VersionError
from seatrial.model.advisory import NotAssessed, Rating
from seatrial.model.package import Package
from seatrial.parsers.packages.purl import parse_purl
from seatrial.versions import scheme_of
from seatrial.vulns.store import Body, Hit, Store

FACT = "streams"
"""The fact of a database by which it is known for one of these: that it tells of sources, too, or of binaries only."""

SOURCES, BINARIES = "sources", "binaries"

UNTOLD = "?"
"""The stream of a package that is of a module, where its advisory does not tell of which."""


def package_key(name: str, *, source: bool = False, stream: str = "") -> str:
    """The name that a package is kept under."""
    qualifiers = ["arch=src"] if source and name else []
    if stream:
        qualifiers.append(f"rpmmod={stream}")
    return f"{name}?{'&'.join(qualifiers)}" if qualifiers else name


def spoken(key: str) -> str:
    """A name that a package is kept under, for people: ``nodejs (module nodejs:18)``."""
    name, _, query = key.partition("?")
    stream = query.partition("rpmmod=")[2]
    if not stream:
        return name
    module = "a module" if stream == UNTOLD else f"module {stream}"
    return f"{name} ({module})" if name else module


def without_epoch(version: str) -> str:
    """A source's version as the file names of source packages have it, which is all that a binary package tells."""
    epoch, colon, rest = version.partition(":")
    return rest if colon and epoch.isdecimal() else version


def is_modular(version: str) -> bool:
    """``1.14.1-9.module_el8.9.0+3731+490e3ecb``; Red Hat and Rocky Linux write ``module+el8``."""
    return ".module+" in version or ".module_" in version


_UNKNOWN_SOURCE = Hit(
    # What is said of binary packages is the smaller part.
    "",
    Body((), (), "", Rating()),
    None,
    "it is not known which source it is built from, and most is said of sources",
    Rating(),
)


def find(package: Package, store: Store, release: str) -> list[Hit] | NotAssessed:
    """The advisories about a package.  What is said of a binary package comes before what is said of its source."""
    stream = _stream(package)
    if not stream and is_modular(package.version):
        return NotAssessed(package=package, reason="it is of a module, and nothing tells of which stream")
    key = scheme_of(store.ecosystem).key
    source = package.source_name or package.name
    try:
        own, built = key(package.version), key(without_epoch(package.source_version or package.version))
    except VersionError as error:
        if not any(store.knows(name, release) for name in (*_own(package.name, stream), *_built(source, stream))):
            return []
        return NotAssessed(package=package, reason=str(error) if package.version else "its version is not known")
    exact = package_key(package.name, stream=stream)
    hits = store.find(exact, release, own)
    others = store.find(package_key(package.name, stream=UNTOLD), release, own) if stream else []
    if store.facts[FACT] != SOURCES:
        return [*hits, *others]
    if not package.source_name:
        return [*hits, *others, _UNKNOWN_SOURCE]
    behind = [hit for name in _built(source, stream) for hit in store.find(name, release, built)]
    # A fix in a stream that is not told says nothing of one that is: only what names this very package decides.
    decided = {hit.advisory for hit in hits} | store.fixing(exact, release) if behind else ()
    return [*hits, *others, *(hit for hit in behind if hit.advisory not in decided)]


def _own(name: str, stream: str) -> Iterator[str]:
    yield package_key(name, stream=stream)
    if stream:
        yield package_key(name, stream=UNTOLD)


def _built(source: str, stream: str) -> Iterator[str]:
    yield package_key(source, source=True, stream=stream)
    if stream:
        yield package_key(source, source=True, stream=UNTOLD)
        yield package_key("", stream=stream)


def _stream(package: Package) -> str:
    """``nodejs:18``, from the label that rpm keeps of a module's packages; empty outside of modules."""
    if "rpmmod=" not in package.purl:
        return ""
    try:
        label = dict(parse_purl(package.purl).qualifiers).get("rpmmod", "")
    except ParseError:
        # A purl of somebody else's; its version still tells whether it is of a module.
        return ""
    return ":".join(label.split(":")[:2])
