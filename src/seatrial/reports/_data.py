"""The report as plain data, by the schema ``docs/reference/report.schema.json``, version 1."""

from typing import Any

from seatrial.engine.evidence import plain
from seatrial.model.advisory import Exploitation, Match
from seatrial.model.asset import Use
from seatrial.model.base import Base, Offer
from seatrial.model.difference import Difference, Past
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.naming import Naming
from seatrial.model.report import AssetReport, PackageCounts, Report, Subject
from seatrial.model.result import Evidence, Result
from seatrial.model.risk import FixGroup, Risk, Standing
from seatrial.model.waiver import Waiver, WaiverUse
from seatrial.reports._words import by_severity, coverage

SCHEMA_VERSION = 1


def as_data(report: Report) -> dict[str, Any]:
    """The report as what JSON can hold; keys in a fixed order."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "seatrial", "version": report.version},
        "targets": report.targets,
        "policies": report.policies,
        "seconds": round(report.seconds, 3),
        "counts": {str(verdict): count for verdict, count in report.counts().items()},
        "severities": by_severity(report),
        "waived": sum(1 for _ in report.every_waived()),
        "standing": _standing(report.standing),
        "packages": _packages(report.packages()),
        "unscanned": report.unscanned,
        "advisories": {name: built.isoformat() for name, built in report.advisories().items()},
        "coverage": coverage(report),
        "scope": report.scope,
        "difference": difference_data(report.difference) if report.difference else None,
        "assets": [_asset(asset) for asset in report.assets],
        "results": [_result(asset, result, report.about(result)) for asset, result in report.every_result()],
        "gaps": [_gap("", gap) for gap in report.gaps] + [_gap(a.key, gap) for a in report.assets for gap in a.gaps],
        "groups": [_group(group) for group in report.groups],
        "waivers": [waiver_data(use) for use in report.waivers],
        "waiver_flaws": [{"message": flaw.message, "location": _location(flaw.location)} for flaw in report.flaws],
    }


def _asset(asset: AssetReport) -> dict[str, Any]:
    return {
        "key": asset.key,
        "kind": asset.kind,
        "connector": asset.connector,
        "name": asset.name,
        "counts": asset.counts,
        "resources": asset.resources,
        "undeclared": asset.unasked,
        "packages": _packages(asset.packages) if asset.packages else None,
        "purls": asset.purls,
        "bases": [_base(base) for base in asset.bases],
        "offers": [_offer(offer) for offer in asset.offers],
        "standing": _standing(asset.standing),
        "value": asset.value,
        "images": [_naming(naming) for naming in asset.images],
        "uses": [_use(use) for use in asset.uses],
    }


def _naming(naming: Naming) -> dict[str, Any]:
    return {"reference": naming.reference or None, "reason": naming.reason, **_use(naming.use)}


def _use(use: Use) -> dict[str, Any]:
    return {
        "asset": use.asset,
        "address": use.address,
        "role": use.role,
        "exposure": use.exposure,
        "location": _location(use.location),
    }


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "score": round(standing.score, 1),
        "grade": standing.grade,
        "unwaived": {"score": round(standing.unwaived, 1), "grade": standing.unwaived_grade},
        "decided": round(standing.decided, 3),
    }


def _group(group: FixGroup) -> dict[str, Any]:
    return {
        "check": group.check,
        "location": _location(group.location),
        "findings": group.findings,
        "assets": group.assets,
        "score": group.score,
        "action": group.action,
        "gain": round(group.gain, 2),
        "change": group.change,
    }


def waiver_data(use: WaiverUse) -> dict[str, Any]:
    """What became of a waiver, as plain data."""
    return {**_waiver(use.waiver), "state": use.state, "count": use.count, "checks": use.waiver.checks}


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "reason": waiver.reason,
        "until": waiver.until.isoformat() if waiver.until else None,
        "owner": waiver.owner,
        "means": waiver.means,
        "tool": waiver.tool,
        "status": waiver.status,
        "justification": waiver.justification,
        "location": _location(waiver.location),
    }


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "score": risk.score,
        "band": risk.band,
        "action": risk.action,
        "days": risk.action.days or None,
        "look_for_intruders": risk.intruders,
        "terms": [{"name": t.name, "points": t.points, "value": t.value, "said": t.said} for t in risk.terms],
        "answers": [{"question": a.question, "yes": a.yes, "assumed": a.assumed, "said": a.said} for a in risk.answers],
        "confidence": risk.confidence,
        "otherwise": risk.otherwise,
    }


def _result(asset: AssetReport, result: Result, check: Subject) -> dict[str, Any]:
    return {
        "verdict": result.verdict,
        "severity": check.severity,
        "check": {"id": check.id, "title": check.title, "aliases": check.aliases},
        "status": result.status,
        "asset": asset.key,
        "connector": asset.connector,
        "resource": {"type": result.resource_type, "address": result.address, "element": result.element},
        "message": result.message,
        "reason": result.reason,
        "condition": result.condition,
        "location": _location(result.location),
        "declared": _location(result.declared) if result.declared else None,
        "calls": [_location(call) for call in result.calls],
        "evidence": [_evidence(evidence) for evidence in result.evidence],
        "fingerprint": result.fingerprint,
        "risk": _risk(result.risk) if result.risk else None,
        "waiver": _waiver(result.waiver) if result.waiver else None,
        "vulnerability": _vulnerability(result.match) if result.match else None,
    }


def difference_data(difference: Difference) -> dict[str, Any]:
    """How a scan differs from an earlier state, as plain data."""
    return {
        "base": difference.told,
        "commit": difference.commit or None,
        "new": difference.new,
        "known": difference.known,
        "fixed": [_past(past) for past in difference.fixed],
        "gone": [_past(past) for past in difference.gone],
        "why_not_fixed": difference.why,
        "gaps": [_gap("", gap) for gap in difference.gaps],
    }


def _past(past: Past) -> dict[str, Any]:
    return {
        "check": past.check,
        "severity": past.severity,
        "asset": past.asset,
        "resource": {"type": past.resource_type, "address": past.address},
        "version": past.version or None,
        "message": past.message,
        "location": _location(past.location),
        "fingerprint": past.fingerprint,
    }


def _vulnerability(match: Match) -> dict[str, Any]:
    package, known = match.package, match.exploitation
    return {
        "id": match.id,
        "names": match.names,
        "advisories": match.advisories,
        "state": match.state,
        "fixed": match.fixed or None,
        "rated": match.rated or None,
        "cvss": {"score": match.score, "vector": match.vector} if match.score is not None else None,
        "exploitation": _exploitation(known) if known else None,
        "release_ended": match.ended,
        "references": match.references,
        "package": {
            "purl": package.purl,
            "ecosystem": package.ecosystem,
            "name": match.name,
            "version": match.version,
            "installed": (package.name, *match.installed),
            "direct": package.direct,
            "layer": package.layer or None,
            "instruction": package.instruction or None,
            "base": package.base or None,
            "locations": [_location(place) for place in package.locations],
        },
    }


def _exploitation(known: Exploitation) -> dict[str, Any]:
    return {
        "exploited_since": known.exploited.isoformat() if known.exploited else None,
        "ransomware": known.ransomware,
        "probability": known.probability,
        "percentile": known.percentile,
    }


def _base(base: Base) -> dict[str, Any]:
    return {
        "name": base.name or None,
        "digest": base.digest or None,
        "layers": base.layers,
        "how": base.how,
        "certainty": base.certainty,
        "because": base.because,
        "names": base.names,
    }


def _offer(offer: Offer) -> dict[str, Any]:
    worst, count = offer.left
    return {
        "tag": offer.candidate.tag,
        "digest": offer.candidate.digest or None,
        "step": offer.candidate.step,
        "because": offer.candidate.because,
        "safe": offer.is_safe,
        "fixed": offer.fixed,
        "removes": sorted(offer.removes),
        "left": count,
        "left_high": worst,
        "more": offer.more,
    }


def _packages(counts: PackageCounts) -> dict[str, int]:
    return {
        "found": counts.found,
        "assessed": counts.assessed,
        "flawed": counts.flawed,
        "owned": counts.owned,
        "not_assessed": counts.unassessed,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "property": evidence.property,
        "value": plain(evidence.value),
        "how": evidence.how,
        "location": _location(evidence.location),
    }


def _location(place: Location) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _gap(asset: str, gap: Gap) -> dict[str, Any]:
    return {"asset": asset, "reason": gap.reason, "bound": gap.bound, "location": _location(gap.location)}
