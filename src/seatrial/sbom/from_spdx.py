"""A document of SPDX 2 in JSON -> a `Bill`: https://spdx.github.io/spdx-spec/v2.3/."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.sbom.bill import Bill, Of, Subject
from seatrial.sbom.properties import Pair, layers_in, ours, texts
from seatrial.sbom.read import decoded, demand_bounds, package_of
from seatrial.sbom.spdx import TARGET

_OF: Final[Mapping[str, Of]] = {"CONTAINER": "image", "OPERATING-SYSTEM": "root", "FILE": "file"}
_NOTHING: Final = frozenset({"", "NOASSERTION", "NONE"})
_DEVELOPMENT: Final = frozenset({"DEV_DEPENDENCY_OF", "TEST_DEPENDENCY_OF", "BUILD_DEPENDENCY_OF"})


class _Annotation(Struct, frozen=True, kw_only=True):
    comment: str = ""


class _Reference(Struct, frozen=True, kw_only=True, rename="camel"):
    reference_type: str = ""
    reference_locator: str = ""


class _Package(Struct, frozen=True, kw_only=True, rename="camel"):
    id: str = field(name="SPDXID")
    name: str
    version_info: str = ""
    primary_package_purpose: str = "LIBRARY"
    license_declared: str = ""
    external_refs: list[_Reference] | None = None
    annotations: list[_Annotation] | None = None

    @property
    def purl(self) -> str:
        refs = self.external_refs or ()
        return next((ref.reference_locator for ref in refs if ref.reference_type == "purl"), "")

    def said(self) -> list[Pair]:
        return _pairs(self.annotations)


class _Relationship(Struct, frozen=True, kw_only=True, rename="camel"):
    spdx_element_id: str = ""
    relationship_type: str = ""
    related_spdx_element: str = ""


class _Licence(Struct, frozen=True, kw_only=True, rename="camel"):
    license_id: str = ""
    name: str = ""
    extracted_text: str = ""


class _Spdx(Struct, frozen=True, kw_only=True, rename="camel"):
    name: str = ""
    packages: list[_Package] | None = None
    relationships: list[_Relationship] | None = None
    annotations: list[_Annotation] | None = None
    document_describes: list[str] | None = None
    has_extracted_licensing_infos: list[_Licence] | None = None


def bill(text: str) -> Bill:
    """Raises ParseError on what is no such document, LimitError past a bound."""
    document = decoded(text, _Spdx)
    found = {package.id: package for package in document.packages or ()}
    if len(found) < len(document.packages or ()):
        raise ParseError("several packages have the same SPDXID")
    demand_bounds([(one.name, one.version_info) for one in found.values()])
    target = _target(document, found)
    subject = _subject(target) if target else Subject(name=document.name)
    needs, development = _related(document)
    licences = {
        one.license_id: one.name if one.name not in _NOTHING else one.extracted_text
        for one in document.has_extracted_licensing_infos or ()
    }
    instructions = subject.instructions()
    packages = (
        replace(
            _package(package, licences, instructions),
            development=id_ in development,
            depends=(*_purls(needs[id_], found), *texts(package.said(), "depends")),
        )
        for id_, package in found.items()
        if package is not target
    )
    return Bill.of(subject, packages, texts(_pairs(document.annotations), "gap"))


def _target(document: _Spdx, found: Mapping[str, _Package]) -> _Package | None:
    """What the document says that it is about.  Where that is several packages, or all it has, it lists them."""
    told = [one for one in document.relationships or () if one.relationship_type == "DESCRIBES"]
    named = {*(document.document_describes or ()), *(one.related_spdx_element for one in told)}
    target = found.get(named.pop()) if len(named) == 1 else None
    is_subject = target is not None and (len(found) > 1 or target.id.startswith(TARGET))
    return target if is_subject else None


def _subject(target: _Package) -> Subject:
    return Subject(
        name=target.name,
        of=_OF.get(target.primary_package_purpose, "folder"),
        version=target.version_info,
        purl=target.purl,
        layers=layers_in(target.said()),
    )


def _related(document: _Spdx) -> tuple[dict[str, list[str]], set[str]]:
    """What each element needs, and those that are needed for development only."""
    needs: dict[str, list[str]] = defaultdict(list)
    development = set()
    for one in document.relationships or ():
        if one.relationship_type == "DEPENDS_ON":
            needs[one.spdx_element_id].append(one.related_spdx_element)
        elif one.relationship_type == "DEPENDENCY_OF":
            needs[one.related_spdx_element].append(one.spdx_element_id)
        elif one.relationship_type in _DEVELOPMENT:
            development.add(one.spdx_element_id)
    return needs, development


def _package(package: _Package, licences: Mapping[str, str], instructions: Mapping[str, str]) -> Package:
    said = package.said()
    read = package_of(
        package.name,
        package.version_info,
        package.purl,
        kind="application" if package.primary_package_purpose == "APPLICATION" else "library",
        said=said,
        instructions=instructions,
    )
    declared = package.license_declared
    stated = texts(said, "licence") if declared in _NOTHING else [licences.get(declared, declared)]
    return replace(read, licences=tuple(stated))


def _purls(ids: list[str], found: Mapping[str, _Package]) -> list[str]:
    return [found[id_].purl for id_ in ids if id_ in found and found[id_].purl]


def _pairs(annotations: list[_Annotation] | None) -> list[Pair]:
    return ours((name, text) for name, _, text in (one.comment.partition("=") for one in annotations or ()))
