"""OpenVEX and CycloneDX VEX: what is claimed of which flaw, valid by the schemas, and read back the same."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from jsonschema import Draft202012Validator, FormatChecker
from msgspec.structs import replace

from seatrial import reports
from seatrial.engine.things import own_name, thing_named
from seatrial.engine.vex import Claims, Hearing
from seatrial.model.advisory import FixState, Match
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.model.report import AssetReport
from seatrial.model.result import Result, Verdict
from seatrial.model.vex import Justification, Status, Thing
from seatrial.model.waiver import Means, Scope, Waiver
from seatrial.parsers.vex import Found, parse_vex
from tests.reports.made import HOSTILE, canvas, gap, report, result
from tests.sbom.test_documents import validator

FORMATS = ["openvex", "cyclonedx-vex"]
NOW = datetime(2026, 11, 28, 18, tzinfo=UTC)
PLACE = Location("seatrial.yaml", 5)
DIGEST = "sha256:" + "1" * 64
IMAGE = thing_named(f"pkg:oci/harbour@{DIGEST}?repository_url=registry.example/harbour", [DIGEST])
_SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "openvex-0.2.0.json").read_text(encoding="utf-8"))


def match(purl: str = "pkg:npm/lodash@4.17.20", id_: str = "CVE-2026-1", **more: Any) -> Match:
    name, _, version = purl.partition("?")[0].rpartition("/")[2].partition("@")
    package = Package(ecosystem="npm", name=name, version=version, purl=purl, kind="library")
    fields = {"names": (id_, f"GHSA-{id_}"), "advisories": ("GHSA-a-b-c",), "state": FixState.FIXED, "fixed": "4.17.21"}
    return Match(**{"package": package, "id": id_, **fields, **more})


def finding(waiver: Waiver | None = None, found: Match | None = None) -> Result:
    found = found or match()
    return Result(
        check=found.id,
        resource_type="package",
        address="pkg:npm/lodash",
        verdict=Verdict.FAIL,
        location=Location("package-lock.json", 7),
        message="`lodash` 4.17.20: it pollutes prototypes",
        match=found,
        waiver=waiver,
    )


def waiver(status: Status | None = None, justification: str = "", **more: Any) -> Waiver:
    fields: dict[str, Any] = {"reason": "templates are ours", "owner": "platform", "location": PLACE}
    fields |= {"checks": ("CVE-2026-1",), "scope": Scope(), "means": Means.CONFIGURATION}
    return Waiver(status=status, justification=justification, **{**fields, **more})


def of(*results: Result, things: tuple[Thing, ...] = (), key: str = "package-lock.json", **more: Any) -> AssetReport:
    kind = "image" if things else "lock file"
    return AssetReport(key=key, kind=kind, connector="packages", name=key, results=results, things=things, **more)


def rendered(name: str, *assets: AssetReport, started: datetime = NOW) -> str:
    given = report(assets=assets, checks=[], started=started)
    text: str = reports.module(name).render(given, canvas())
    return text


def statement(given: Waiver | None) -> dict[str, Any]:
    (said,) = json.loads(rendered("openvex", of(finding(given))))["statements"]
    assert isinstance(said, dict)
    return said


def analysis(given: Waiver | None) -> dict[str, Any]:
    (said,) = json.loads(rendered("cyclonedx-vex", of(finding(given))))["vulnerabilities"]
    found = said["analysis"]
    assert isinstance(found, dict)
    return found


def flaws(name: str, text: str) -> list[str]:
    """What a format's schema has against a document."""
    if name == "cyclonedx-vex":
        return [error.message for error in validator().iter_errors(json.loads(text))]
    checker = Draft202012Validator(_SCHEMA, format_checker=FormatChecker())
    return [error.message for error in checker.iter_errors(json.loads(text))]


def test_a_flaw_that_nobody_has_judged_is_under_investigation() -> None:
    said = statement(None)

    assert said["status"] == "under_investigation"
    assert said["status_notes"] == (
        "nobody has judged it yet; `lodash` 4.17.20: it pollutes prototypes; says GHSA-a-b-c"
    )
    assert said["action_statement"] == "Update lodash to 4.17.21."
    assert analysis(None)["state"] == "in_triage"
    assert analysis(None)["response"] == ["update"]


def test_an_accepted_risk_is_affected_and_never_not_affected() -> None:
    given = waiver(until=date(2027, 1, 31))

    said = statement(given)

    assert said["status"] == "affected"
    assert said["action_statement"] == "accepted until 2027-01-31: templates are ours (platform), says seatrial.yaml:5"
    assert "justification" not in said
    assert analysis(given)["state"] == "exploitable"


@pytest.mark.parametrize("label", Justification)
def test_a_justification_makes_it_not_affected(label: Justification) -> None:
    given = waiver(Status.NOT_AFFECTED, label)

    said = statement(given)

    assert (said["status"], said["justification"]) == ("not_affected", label)
    assert said["status_notes"] == "templates are ours (platform), says seatrial.yaml:5"
    assert analysis(given)["state"] == "not_affected"


def test_what_others_say_with_other_words_stays_what_it_is() -> None:
    given = waiver(Status.NOT_AFFECTED, "protected_at_perimeter", means=Means.VEX)

    assert statement(given)["impact_statement"] == "templates are ours (platform), says seatrial.yaml:5"
    assert "justification" not in statement(given)
    assert analysis(given)["justification"] == "protected_at_perimeter"
    assert analysis(waiver(Status.NOT_AFFECTED, "false_positive", means=Means.VEX))["state"] == "false_positive"
    assert statement(waiver(Status.FIXED, means=Means.VEX))["status"] == "fixed"
    assert analysis(waiver(Status.FIXED, means=Means.VEX))["state"] == "resolved"


def test_a_product_is_an_image_by_its_digest_or_an_asset_by_its_key() -> None:
    (image,) = json.loads(rendered("openvex", of(finding(), things=(IMAGE,), key="image:harbour")))["statements"]
    (local,) = json.loads(rendered("openvex", of(finding(), things=(Thing(digests=(DIGEST,)),))))["statements"]
    (lock,) = json.loads(rendered("openvex", of(finding(), key="a b/package-lock.json")))["statements"]

    part = [{"@id": "pkg:npm/lodash@4.17.20"}]
    assert image["products"] == [{"@id": IMAGE.id, "subcomponents": part}]
    assert local["products"][0]["hashes"] == {"sha-256": "1" * 64}
    assert lock["products"] == [{"@id": "seatrial:asset/a%20b/package-lock.json", "subcomponents": part}]


def test_the_author_is_who_answers_for_all_of_it_or_nobody_known() -> None:
    both = of(finding(waiver()), finding(waiver(owner="harbour")))

    assert json.loads(rendered("openvex", of(finding(waiver()))))["author"] == "platform"
    assert json.loads(rendered("openvex", both))["author"] == "Unknown Author"
    assert json.loads(rendered("openvex", of(finding())))["author"] == "Unknown Author"


def test_checks_are_no_flaws_of_packages() -> None:
    given = report([result()])

    assert json.loads(reports.module("openvex").render(given, canvas()))["statements"] == []
    assert json.loads(reports.module("cyclonedx-vex").render(given, canvas()))["vulnerabilities"] == []


def test_gaps_are_told_where_the_format_can() -> None:
    text = rendered("cyclonedx-vex", of(finding(), gaps=(gap(reason="it ends too early"),)))

    assert "it ends too early" in text
    assert json.loads(text)["compositions"] == [{"aggregate": "incomplete"}]


def everything() -> tuple[AssetReport, ...]:
    """Every kind of claim, about an image, an image on the disk and two lock files."""
    waivers = [None, waiver(), waiver(Status.FIXED, means=Means.VEX)]
    waivers += [waiver(Status.NOT_AFFECTED, label) for label in Justification]
    waivers += [waiver(Status.NOT_AFFECTED, "requires_dependency", means=Means.VEX)]
    results = [finding(each, match(id_=f"CVE-2026-{number}")) for number, each in enumerate(waivers)]
    several = match(
        "pkg:deb/debian/libssl3@3?arch=amd64",
        purls=("pkg:deb/debian/libssl3@3?arch=amd64", "pkg:deb/debian/openssl@3?arch=amd64"),
        vector="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        score=9.8,
    )
    results.append(finding(waiver(Status.NOT_AFFECTED, Justification.CODE_NOT_PRESENT), several))
    return (
        of(*results, things=(IMAGE,), key="image:harbour:1.4"),
        of(*results, things=(Thing(digests=(DIGEST,)),), key="image:oci:harbour"),
        of(*results),
        of(*results[:2], key="below/package-lock.json"),
    )


@pytest.mark.parametrize("name", FORMATS)
def test_documents_follow_their_schema(name: str) -> None:
    assert flaws(name, rendered(name, *everything())) == []


def test_another_program_reads_what_is_written() -> None:
    text = rendered("cyclonedx-vex", *everything())

    bom = Bom.from_json(json.loads(text))  # type: ignore[attr-defined]

    assert {str(vulnerability.analysis.state.value) for vulnerability in bom.vulnerabilities} == {
        "exploitable",
        "in_triage",
        "not_affected",
        "resolved",
    }


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_at_the_same_time_is_the_same_document(name: str) -> None:
    one = rendered(name, *everything())

    assert one == rendered(name, *everything())
    assert json.loads(one).get("@id", json.loads(one).get("serialNumber")).startswith("urn:uuid:")
    assert rendered(name, *everything(), started=NOW.replace(hour=19)) != one


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_things_are_called_documents_follow_their_schema(name: str, text: str) -> None:
    found = match(
        text, summary=text, names=(text, "x"), advisories=(text,), id_=text or "CVE-1", vector=text, score=1.0
    )
    said = waiver(Status.NOT_AFFECTED, text, reason=text or "x", owner=text, location=Location(text, 1))

    asset = of(finding(None, found), finding(said, found), finding(waiver(reason=text or "x"), found), key=text)

    assert flaws(name, rendered(name, asset)) == []


def test_a_statement_that_several_findings_make_is_made_once() -> None:
    assert len(json.loads(rendered("openvex", of(finding(), finding())))["statements"]) == 1


def reread(name: str) -> Found:
    found = parse_vex(rendered(name, *everything()).encode(), "x.json")
    assert found.flaws == ()
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_read_back_and_waives_the_same(name: str) -> None:
    claims = Claims(reread(name).statements)

    for asset in everything():
        packages = [_package(result, purl) for result in asset.results for purl in _purls(result)]
        hearing = Hearing(claims, packages, (*asset.things, own_name(asset.key)), _identity)
        for one in asset.results:
            said = hearing.about(one)
            expected = one.waiver is not None and one.waiver.status is not None
            assert said is not None
            assert said.status.waives is expected, (asset.key, one.check)
            assert said.timestamp == NOW


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_of_one_asset_is_about_no_other(name: str) -> None:
    claims = Claims(reread(name).statements)
    others = (thing_named("pkg:oci/other", ["sha256:" + "2" * 64]), own_name("elsewhere/package-lock.json"))

    for one in everything()[0].results:
        packages = [_package(one, purl) for purl in _purls(one)]
        assert Hearing(claims, packages, others, _identity).about(one) is None


def _purls(result: Result) -> tuple[str, ...]:
    assert result.match is not None
    return result.match.purls or (result.match.package.purl,)


def _package(result: Result, purl: str) -> Package:
    assert result.match is not None
    return replace(result.match.package, purl=purl)


def _identity(package: Package) -> str:
    return package.name
