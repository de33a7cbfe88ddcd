"""Documents of bills of materials -> a `Bill`: CycloneDX and SPDX 2, in JSON, by whichever tool."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from seatrial.errors import LimitError, ParseError
from seatrial.images.release import release_named
from seatrial.model.package import Kind, Package
from seatrial.parsers.document import decode
from seatrial.parsers.packages.found import MAX_NAME, MAX_PACKAGES
from seatrial.parsers.packages.library import ECOSYSTEMS
from seatrial.parsers.packages.purl import parse_purl
from seatrial.sbom.bill import Bill
from seatrial.sbom.properties import Pair, fields_in

_OF_DISTRIBUTIONS: Final = frozenset({"alpm", "apk", "deb", "rpm"})
_WITH_SOURCE: Final = frozenset({"apk", "deb"})
_Document = TypeVar("_Document")


class _Kind(Struct, frozen=True, kw_only=True, rename="camel"):
    bom_format: str = ""
    spec_version: str = ""
    spdx_version: str = ""


def parse_bill(content: bytes) -> Bill:
    """The bill that a document tells of.

    Raises ParseError on what is no document of the two formats, or of another version of them; LimitError past a bound.
    """
    text = decode(content)
    kind = decoded(text, _Kind)
    if kind.bom_format == "CycloneDX" and kind.spec_version.startswith("1."):
        from seatrial.sbom import from_cyclonedx

        return from_cyclonedx.bill(text)
    if kind.spdx_version.startswith("SPDX-2."):
        from seatrial.sbom import from_spdx

        return from_spdx.bill(text)
    said = " ".join(part for part in (kind.bom_format, kind.spec_version, kind.spdx_version) if part)[:60]
    raise ParseError(f"it is neither CycloneDX 1 nor SPDX 2 in JSON{f', but {said!r}' if said else ''}")


def decoded(text: str, kind: type[_Document]) -> _Document:
    """Raises ParseError on what has another shape."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as error:
        raise ParseError(f"it cannot be understood: {error}") from error
    except UnicodeEncodeError as error:
        raise ParseError("it holds half a character") from error
    except RecursionError as error:
        raise ParseError("it is nested too deeply") from error


def demand_bounds(named: Sequence[tuple[str, str]]) -> None:
    """Raises LimitError where packages, each a name and a version, are too many or too long to carry around."""
    if len(named) > MAX_PACKAGES:
        bound = f"{MAX_PACKAGES} packages"
        raise LimitError(f"there are too many packages (the limit is {bound})", bound=bound)
    if any(max(len(name), len(version)) > MAX_NAME for name, version in named):
        bound = f"{MAX_NAME} characters"
        raise LimitError(f"a package has a name or a version that is too long (the limit is {bound})", bound=bound)


def package_of(
    name: str, version: str, purl: str, *, kind: Kind, said: Sequence[Pair], instructions: Mapping[str, str]
) -> Package:
    """A package of what a document says.  Where it is another tool's, the purl says which ecosystem it is of."""
    fields: dict[str, Any] = {
        "source_name": name,
        "source_version": version,
        "kind": kind,
        **fields_in(said, instructions),
    }
    package = Package(name=name, version=version, purl=purl, **{"ecosystem": "", **fields})
    return package if "ecosystem" in fields else _told_by_purl(package)


def _told_by_purl(package: Package) -> Package:
    """The package with what its purl tells; it keeps no ecosystem where that is none that is known."""
    try:
        purl = parse_purl(package.purl)
    except ParseError:
        return package
    if purl.type not in _OF_DISTRIBUTIONS:
        return replace(package, ecosystem=ECOSYSTEMS.get(purl.type, ""))
    said = dict(purl.qualifiers)
    release = release_named(said.get("distro", ""))
    version = package.version
    if purl.type == "rpm" and "epoch" in said and ":" not in version:
        version = f"{said['epoch']}:{version}"
    # No part of the specification, but what Syft began with: the source package, with a version if that is another.
    source, _, source_version = said.get("upstream", "").partition("@") if purl.type in _WITH_SOURCE else ("", "", "")
    return replace(
        package,
        ecosystem=release.ecosystem if release else "",
        kind="os",
        version=version,
        source_name=source or package.name,
        source_version=source_version or version,
        architecture=said.get("arch", ""),
    )
