"""A bill as SPDX 2.3 has it, in JSON: https://spdx.github.io/spdx-spec/v2.3/."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from seatrial import __version__
from seatrial.model.package import Package
from seatrial.reports._words import as_json
from seatrial.sbom.bill import Bill, Subject, reference_of, references
from seatrial.sbom.licences import is_expression
from seatrial.sbom.properties import PREFIX, Pair, of_package, of_subject

PURPOSES: Final = {"folder": "APPLICATION", "file": "FILE", "image": "CONTAINER", "root": "OPERATING-SYSTEM"}
NOTHING: Final = "NOASSERTION"
DOCUMENT: Final = "SPDXRef-DOCUMENT"
TARGET: Final = "SPDXRef-Target"
_PACKAGE: Final = "SPDXRef-Package"
_TOOL: Final = f"Tool: seatrial-{__version__}"
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9.-]+")


def write(bill: Bill, created: datetime | None) -> str:
    """The document.  SPDX must have a time: where there is none it is the beginning of 1970."""
    document = _Document(bill, (created or _BEGINNING).strftime("%Y-%m-%dT%H:%M:%SZ")).written()
    digest = hashlib.sha256(as_json(document).encode()).hexdigest()
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"seatrial:sbom:{digest}")
    return as_json({**document, "documentNamespace": f"urn:uuid:{namespace}"}, indent=2) + "\n"


class _Document:
    """One document while it is written."""

    def __init__(self, bill: Bill, created: str) -> None:
        self._bill = bill
        self._created = created
        self._subject = _id(TARGET, bill.subject.name, reference_of(bill.subject))
        self._ids = [_id(_PACKAGE, p.name, r) for p, r in zip(bill.packages, references(bill), strict=True)]
        pairs = [*zip(bill.packages, self._ids, strict=True)]
        self._known = {package.purl: id_ for package, id_ in reversed(pairs) if package.purl}

    def written(self) -> dict[str, Any]:
        document = {
            "spdxVersion": "SPDX-2.3",
            "dataLicense": "CC0-1.0",
            "SPDXID": DOCUMENT,
            "name": self._bill.subject.name,
            "creationInfo": {"created": self._created, "creators": [_TOOL]},
            "packages": [self._target(self._bill.subject), *self._packages()],
            "relationships": [*self._relationships()],
        }
        extracted = {licence: None for package in self._bill.packages for licence in _own_licences(package)}
        if extracted:
            document["hasExtractedLicensingInfos"] = [
                {"licenseId": own_name(licence), "name": licence, "extractedText": licence} for licence in extracted
            ]
        return self._annotated(document, (("gap", gap) for gap in self._bill.gaps))

    def _target(self, subject: Subject) -> dict[str, Any]:
        package = _package(self._subject, subject.name, subject.version, subject.purl)
        package["primaryPackagePurpose"] = PURPOSES[subject.of]
        return self._annotated(package, of_subject(subject))

    def _packages(self) -> Iterator[dict[str, Any]]:
        instructions = self._bill.subject.instructions()
        for package, id_ in zip(self._bill.packages, self._ids, strict=True):
            missing = (purl for purl in package.depends if purl not in self._known)
            said = [*of_package(package, instructions, missing)]
            written = _package(id_, package.name, package.version, package.purl)
            written["primaryPackagePurpose"] = "APPLICATION" if package.kind == "application" else "LIBRARY"
            if len(package.licences) == 1:
                [licence] = package.licences
                written["licenseDeclared"] = licence if is_expression(licence) else own_name(licence)
            elif package.licences:
                # Whether one may choose among them or must follow all is not said.
                said += (("licence", licence) for licence in package.licences)
            yield self._annotated(written, said)

    def _relationships(self) -> Iterator[dict[str, str]]:
        yield _relationship(DOCUMENT, "DESCRIBES", self._subject)
        for package, id_ in zip(self._bill.packages, self._ids, strict=True):
            yield _relationship(self._subject, "CONTAINS", id_)
            if package.development:
                yield _relationship(id_, "DEV_DEPENDENCY_OF", self._subject)
            for purl in package.depends:
                if purl in self._known:
                    yield _relationship(id_, "DEPENDS_ON", self._known[purl])

    def _annotated(self, thing: dict[str, Any], said: Iterable[Pair]) -> dict[str, Any]:
        annotations = [
            {
                "annotationDate": self._created,
                "annotationType": "OTHER",
                "annotator": _TOOL,
                "comment": f"{PREFIX}{name}={text}",
            }
            for name, text in said
        ]
        return {**thing, "annotations": annotations} if annotations else thing


def own_name(licence: str) -> str:
    """The identifier within documents of a licence that is on no list."""
    return f"LicenseRef-{hashlib.sha256(licence.encode(errors='surrogatepass')).hexdigest()[:32]}"


def _own_licences(package: Package) -> tuple[str, ...]:
    return package.licences if len(package.licences) == 1 and not is_expression(package.licences[0]) else ()


def _package(id_: str, name: str, version: str, purl: str) -> dict[str, Any]:
    package: dict[str, Any] = {"SPDXID": id_, "name": name}
    if version:
        package["versionInfo"] = version
    package |= {
        "downloadLocation": NOTHING,
        "filesAnalyzed": False,
        "licenseConcluded": NOTHING,
        "licenseDeclared": NOTHING,
        "copyrightText": NOTHING,
    }
    if purl:
        package["externalRefs"] = [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
        ]
    return package


def _relationship(one: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def _id(kind: str, name: str, reference: str) -> str:
    """An identifier that nothing else in the document has: readable, and then the digest of its reference."""
    readable = _NOT_IN_IDS.sub("-", name)[:60].strip("-.")
    digest = hashlib.sha256(reference.encode(errors="surrogatepass")).hexdigest()[:32]
    return "-".join(part for part in (kind, readable, digest) if part)
