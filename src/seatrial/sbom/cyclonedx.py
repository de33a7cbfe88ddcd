"""A bill as CycloneDX 1.6 has it, in JSON: https://cyclonedx.org/docs/1.6/json/."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from seatrial import __version__
from seatrial.model.package import Package
from seatrial.reports._words import as_json
from seatrial.sbom.bill import Bill, Subject, reference_of, references
from seatrial.sbom.licences import is_expression, is_licence
from seatrial.sbom.names import split
from seatrial.sbom.properties import PREFIX, Pair, of_package, of_subject

TYPES: Final = {"folder": "application", "file": "file", "image": "container", "root": "operating-system"}


def write(bill: Bill, created: datetime | None) -> str:
    """The document.  Its serial number comes of what it says; without a time it says none."""
    document = _document(bill, created)
    digest = hashlib.sha256(as_json(document).encode()).hexdigest()
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"seatrial:sbom:{digest}")
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1}
    return as_json({**head, **document}, indent=2) + "\n"


def _document(bill: Bill, created: datetime | None) -> dict[str, Any]:
    own = tuple(references(bill))
    # Of several packages with one purl the first stands for all where somebody needs it.
    known = {package.purl: ref for package, ref in reversed([*zip(bill.packages, own, strict=True)]) if package.purl}
    instructions = bill.subject.instructions()
    components = [
        _component(package, ref, of_package(package, instructions, (p for p in package.depends if p not in known)))
        for package, ref in zip(bill.packages, own, strict=True)
    ]
    document = {
        "metadata": _metadata(bill, created),
        "components": components,
        "dependencies": [*_dependencies(bill, own, known)],
    }
    if bill.gaps:
        document["compositions"] = [{"aggregate": "incomplete", "assemblies": [reference_of(bill.subject)]}]
    return document


def _metadata(bill: Bill, created: datetime | None) -> dict[str, Any]:
    metadata: dict[str, Any] = {"timestamp": created.strftime("%Y-%m-%dT%H:%M:%SZ")} if created else {}
    metadata["tools"] = {"components": [{"type": "application", "name": "seatrial", "version": __version__}]}
    metadata["component"] = _subject(bill.subject)
    return _with_properties(metadata, (("gap", gap) for gap in bill.gaps))


def _subject(subject: Subject) -> dict[str, Any]:
    component = {"type": TYPES[subject.of], "bom-ref": reference_of(subject), "name": subject.name}
    component |= {key: text for key, text in (("version", subject.version), ("purl", subject.purl)) if text}
    return _with_properties(component, of_subject(subject))


def _component(package: Package, reference: str, said: Iterable[Pair]) -> dict[str, Any]:
    group, name = split(package.name, package.purl)
    component: dict[str, Any] = {
        "type": "application" if package.kind == "application" else "library",
        "bom-ref": reference,
    }
    if group:
        component["group"] = group
    component["name"] = name
    if package.version:
        component["version"] = package.version
    if package.development:
        component["scope"] = "excluded"
    if package.licences:
        component["licenses"] = _licences(package.licences)
    if package.purl:
        component["purl"] = package.purl
    return _with_properties(component, said)


def _licences(licences: tuple[str, ...]) -> list[dict[str, Any]]:
    """One expression, or identifiers and names: how several belong together nobody has said."""
    if len(licences) == 1 and not is_licence(licences[0]) and is_expression(licences[0]):
        return [{"expression": licences[0], "acknowledgement": "declared"}]
    return [
        {"license": {"id" if is_licence(licence) else "name": licence, "acknowledgement": "declared"}}
        for licence in licences
    ]


def _dependencies(bill: Bill, own: tuple[str, ...], known: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The graph: below the target what it asks for by name, and below each package what its file has of its needs."""
    direct = [ref for package, ref in zip(bill.packages, own, strict=True) if package.direct]
    yield _needs(reference_of(bill.subject), direct)
    for package, ref in zip(bill.packages, own, strict=True):
        yield _needs(ref, [known[purl] for purl in package.depends if purl in known])


def _needs(reference: str, others: list[str]) -> dict[str, Any]:
    return {"ref": reference, "dependsOn": sorted(others)} if others else {"ref": reference}


def _with_properties(thing: dict[str, Any], said: Iterable[Pair]) -> dict[str, Any]:
    properties = [{"name": PREFIX + name, "value": text} for name, text in said]
    return {**thing, "properties": properties} if properties else thing
