"""CycloneDX 1.6 with an analysis of each vulnerability (https://cyclonedx.org/capabilities/vex/).

Each asset is a component with its flawed packages in it, and a vulnerability affects packages of one asset.
"""

import hashlib
import uuid
from typing import Any, Final

from seatrial.engine.things import own_name
from seatrial.model.advisory import Match
from seatrial.model.report import AssetReport, Report
from seatrial.model.vex import Justification, Status, Thing
from seatrial.parsers.packages.purl import parse_purl
from seatrial.reports import Canvas
from seatrial.reports._vex import Claim, claims, product_of
from seatrial.reports._words import as_json, clean

SUMMARY = "for customers and other scanners: which flaws do harm, as CycloneDX 1.6"

_STATES: Final = {
    Status.NOT_AFFECTED: "not_affected",
    Status.FIXED: "resolved",
    Status.AFFECTED: "exploitable",
    Status.UNDER_INVESTIGATION: "in_triage",
}
# What the other words mean; that an adversary cannot control the code has none here.
_JUSTIFICATIONS: Final = {
    Justification.COMPONENT_NOT_PRESENT: "code_not_present",
    Justification.CODE_NOT_PRESENT: "code_not_present",
    Justification.CODE_NOT_IN_EXECUTE_PATH: "code_not_reachable",
    Justification.MITIGATED_INLINE: "protected_by_mitigating_control",
    **{
        word: word
        for word in (
            "code_not_present",
            "code_not_reachable",
            "requires_configuration",
            "requires_dependency",
            "requires_environment",
            "protected_by_compiler",
            "protected_at_runtime",
            "protected_at_perimeter",
            "protected_by_mitigating_control",
        )
    },
}
_METHODS: Final = {"CVSS:4.0": "CVSSv4", "CVSS:3.1": "CVSSv31", "CVSS:3.0": "CVSSv3"}
_ALGORITHMS: Final = {"sha256": "SHA-256", "sha512": "SHA-512"}
_KINDS: Final = {"image": "container", "root filesystem": "operating-system", "lock file": "file", "workflow": "file"}


def render(report: Report, canvas: Canvas) -> str:
    """The report as a document, whose serial number comes of what it says."""
    found = [*claims(report)]
    document: dict[str, Any] = {"metadata": _metadata(report)}
    document["components"] = [_asset(asset, found) for asset in report.assets if any(c.asset is asset for c in found)]
    document["vulnerabilities"] = [_vulnerability(claim) for claim in found]
    if any(True for _ in report.every_gap()):
        document["compositions"] = [{"aggregate": "incomplete"}]
    digest = hashlib.sha256(as_json(document).encode()).hexdigest()
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"seatrial:cyclonedx-vex:{digest}")
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1}
    return as_json({**head, **document}, indent=2) + "\n"


def _metadata(report: Report) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "timestamp": report.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tools": {"components": [{"type": "application", "name": "seatrial", "version": report.version}]},
    }
    gaps = sorted({clean(f"{gap.location.file}: {gap.reason}") for gap in report.every_gap()})
    return metadata | ({"properties": [{"name": "seatrial:gap", "value": gap} for gap in gaps]} if gaps else {})


def _asset(asset: AssetReport, found: list[Claim]) -> dict[str, Any]:
    purls = sorted({purl for claim in found if claim.asset is asset for purl in claim.purls})
    thing = product_of(asset)
    component = {
        "type": _KINDS.get(asset.kind, "application"),
        "bom-ref": own_name(asset.key).id,
        "name": clean(asset.name),
        **({"purl": thing.id} if thing.id.startswith("pkg:") else {}),
        **({} if "@sha256" in thing.id else _hashes(thing)),
    }
    return {**component, "components": [_package(asset, purl) for purl in purls]}


def _hashes(thing: Thing) -> dict[str, Any]:
    said = [digest.split(":", 1) for digest in thing.digests]
    hashes = [{"alg": _ALGORITHMS[name], "content": value} for name, value in said if name in _ALGORITHMS]
    return {"hashes": hashes} if hashes else {}


def _package(asset: AssetReport, text: str) -> dict[str, Any]:
    purl = parse_purl(text)
    component = {"type": "library", "bom-ref": _reference(asset, text), "name": clean(purl.name)}
    if purl.namespace:
        component["group"] = clean(purl.namespace)
    if purl.version:
        component["version"] = clean(purl.version)
    return {**component, "purl": text}


def _reference(asset: AssetReport, purl: str) -> str:
    """A name that no package of another asset has."""
    return f"{own_name(asset.key).id}#{purl}"


def _vulnerability(claim: Claim) -> dict[str, Any]:
    match = claim.match
    said: dict[str, Any] = {"id": clean(match.id), "source": _source(match.id)}
    if match.aliases:
        said["references"] = [{"id": clean(name), "source": _source(name)} for name in match.aliases]
    said["ratings"] = [_rating(match)]
    said["description"] = clean(match.title)
    if claim.status is Status.UNDER_INVESTIGATION:
        said["recommendation"] = claim.action
    said["analysis"] = _analysis(claim)
    said["affects"] = [{"ref": _reference(claim.asset, purl)} for purl in claim.purls]
    if claim.justification:
        said["properties"] = [{"name": "seatrial:justification", "value": claim.justification}]
    return said


def _source(name: str) -> dict[str, str]:
    if name.startswith("CVE-"):
        return {"name": "CVE", "url": f"https://www.cve.org/CVERecord?id={clean(name)}"}
    return {"name": "OSV", "url": f"https://osv.dev/vulnerability/{clean(name)}"}


def _rating(match: Match) -> dict[str, Any]:
    rating: dict[str, Any] = {"severity": match.severity}
    if match.score is not None:
        method = _METHODS.get(match.vector.partition("/")[0], "other")
        rating |= {"score": match.score, "method": method, "vector": clean(match.vector)}
    return rating


def _analysis(claim: Claim) -> dict[str, Any]:
    state = _STATES[claim.status]
    if claim.justification == "false_positive":
        state = "false_positive"
    analysis: dict[str, Any] = {"state": state}
    if claim.status is Status.NOT_AFFECTED and claim.justification in _JUSTIFICATIONS:
        analysis["justification"] = _JUSTIFICATIONS[claim.justification]
    if claim.status is Status.UNDER_INVESTIGATION and claim.match.fixed:
        analysis["response"] = ["update"]
    return {**analysis, "detail": claim.notes or claim.action}
