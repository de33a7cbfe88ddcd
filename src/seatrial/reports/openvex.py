"""OpenVEX 0.2.0 (https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md): what is known of the flaws of packages."""

import uuid
from typing import Any

from seatrial.model.report import Report
from seatrial.model.vex import Justification, Status, Thing
from seatrial.reports import Canvas
from seatrial.reports._vex import Claim, author_of, claims, product_of
from seatrial.reports._words import as_json, clean

SUMMARY = "for customers and other scanners: which flaws do harm, as OpenVEX"

_ALGORITHMS = {"sha256": "sha-256", "sha512": "sha-512"}


def render(report: Report, canvas: Canvas) -> str:
    """The report as a document, whose id comes of what it says."""
    said: list[dict[str, Any]] = []
    for claim in claims(report):
        statement = _statement(claim)
        # A document says nothing twice: by its schema that would be wrong.
        if statement not in said:
            said.append(statement)
    document = {
        "author": author_of(report),
        "timestamp": report.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": 1,
        "tooling": f"seatrial {report.version}",
        "statements": said,
    }
    id_ = uuid.uuid5(uuid.NAMESPACE_URL, f"seatrial:openvex:{as_json(document)}")
    head = {"@context": "https://openvex.dev/ns/v0.2.0", "@id": f"urn:uuid:{id_}"}
    return as_json({**head, **document}, indent=2) + "\n"


def _statement(claim: Claim) -> dict[str, Any]:
    vulnerability: dict[str, Any] = {"name": clean(claim.match.id)}
    if claim.match.aliases:
        vulnerability["aliases"] = [clean(name) for name in claim.match.aliases]
    components = [{"@id": purl} for purl in claim.purls]
    return {
        "vulnerability": vulnerability,
        "products": [{**_product(product_of(claim.asset)), "subcomponents": components}],
        "status": claim.status,
        **_reasons(claim),
    }


def _product(thing: Thing) -> dict[str, Any]:
    product: dict[str, Any] = {"@id": thing.id}
    if "@sha256" in thing.id:
        # An image's purl has its digest as its version.
        return product
    hashes = dict(digest.split(":", 1) for digest in reversed(thing.digests))
    known = {_ALGORITHMS[name]: value for name, value in hashes.items() if name in _ALGORITHMS}
    return {**product, "hashes": known} if known else product


def _reasons(claim: Claim) -> dict[str, str]:
    """Of a justification and an impact statement the schema takes only one, though the text asks for both."""
    said = {}
    if claim.status is Status.NOT_AFFECTED and claim.justification not in set(Justification):
        said["impact_statement"] = claim.notes
    else:
        said["status_notes"] = claim.notes
    if claim.status is Status.NOT_AFFECTED and "impact_statement" not in said:
        said["justification"] = claim.justification
    said["action_statement"] = claim.action
    return {key: text for key, text in sorted(said.items()) if text}
