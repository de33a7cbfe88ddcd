"""A document of CycloneDX 1 in JSON -> a `Bill`: https://cyclonedx.org/docs/1.6/json/."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from seatrial.model.package import Package
from seatrial.sbom.bill import Bill, Of, Subject
from seatrial.sbom.names import joined
from seatrial.sbom.properties import Pair, layers_in, ours, texts
from seatrial.sbom.read import decoded, demand_bounds, package_of

_OF: Final[Mapping[str, Of]] = {"container": "image", "operating-system": "root", "file": "file"}
_NO_PACKAGES: Final = frozenset(
    {"file", "data", "cryptographic-asset", "device", "machine-learning-model", "operating-system"}
)


class _Property(Struct, frozen=True, kw_only=True):
    name: str
    value: str = ""


class _Named(Struct, frozen=True, kw_only=True):
    id: str = ""
    name: str = ""


class _Licence(Struct, frozen=True, kw_only=True):
    license: _Named | None = None
    expression: str = ""


class _Component(Struct, frozen=True, kw_only=True):
    name: str
    type: str = "library"
    reference: str = field(default="", name="bom-ref")
    group: str = ""
    version: str = ""
    purl: str = ""
    scope: str = "required"
    licenses: list[_Licence] | None = None
    components: list["_Component"] | None = None
    properties: list[_Property] | None = None

    def said(self) -> list[Pair]:
        return _pairs(self.properties)


class _Metadata(Struct, frozen=True, kw_only=True):
    component: _Component | None = None
    properties: list[_Property] | None = None


class _Dependency(Struct, frozen=True, kw_only=True, rename="camel"):
    ref: str
    depends_on: list[str] | None = None


class _Bom(Struct, frozen=True, kw_only=True):
    metadata: _Metadata | None = None
    components: list[_Component] | None = None
    dependencies: list[_Dependency] | None = None


def bill(text: str) -> Bill:
    """Raises ParseError on what is no such document, LimitError past a bound."""
    bom = decoded(text, _Bom)
    metadata = bom.metadata or _Metadata()
    subject = _subject(metadata.component)
    within = metadata.component.components if metadata.component else None
    listed = _flat([*(bom.components or ()), *(within or ())])
    components = [each for each in listed if each.type not in _NO_PACKAGES]
    demand_bounds([(one.name, one.version) for one in components])
    purls = {one.reference: one.purl for one in components if one.reference and one.purl}
    needs = {one.ref: one.depends_on or [] for one in bom.dependencies or ()}
    instructions = subject.instructions()
    packages = (_package(one, needs.get(one.reference, []), purls, instructions) for one in components)
    return Bill.of(subject, packages, texts(_pairs(metadata.properties), "gap"))


def _subject(component: _Component | None) -> Subject:
    if component is None:
        return Subject(name="")
    return Subject(
        name=joined(component.group, component.name, component.purl),
        of=_OF.get(component.type, "folder"),
        version=component.version,
        purl=component.purl,
        layers=layers_in(component.said()),
    )


def _flat(components: list[_Component]) -> Iterator[_Component]:
    """The components, and those within them."""
    waiting = [*reversed(components)]
    while waiting:
        component = waiting.pop()
        yield component
        waiting += reversed(component.components or [])


def _package(
    component: _Component, needs: list[str], purls: Mapping[str, str], instructions: Mapping[str, str]
) -> Package:
    said = component.said()
    package = package_of(
        joined(component.group, component.name, component.purl),
        component.version,
        component.purl,
        kind="library" if component.type == "library" else "application",
        said=said,
        instructions=instructions,
    )
    return replace(
        package,
        licences=tuple(_stated(licence) for licence in component.licenses or ()),
        development=component.scope == "excluded",
        depends=(*(purls[ref] for ref in needs if ref in purls), *texts(said, "depends")),
    )


def _stated(licence: _Licence) -> str:
    named = licence.license or _Named()
    return licence.expression or named.id or named.name


def _pairs(properties: list[_Property] | None) -> list[Pair]:
    return ours((one.name, one.value) for one in properties or ())
