"""Packages in the pipeline: found in lock files, images, roots and bills, looked up, located, appraised and waived."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from seatrial.cli import run as command
from seatrial.model.report import Report
from seatrial.model.result import Result
from seatrial.model.risk import Action
from seatrial.model.waiver import WaiverState
from seatrial.request import Request
from seatrial.scan import scan
from seatrial.vulns.exploits import FILE as EXPLOITS
from seatrial.vulns.exploits import write_exploits
from seatrial.vulns.lifecycles import FILE as LIFECYCLES
from seatrial.vulns.lifecycles import write_lifecycles
from seatrial.vulns.sources.endoflife import Cycle
from seatrial.vulns.sources.epss import Probability
from seatrial.vulns.sources.kev import Known
from tests.images.builder import Blobs, layout, tar
from tests.real.programs import needs
from tests.real.programs import run as run_program
from tests.real.registries import serving
from tests.vulns.shelf import fixed_in, record, shelf

WORST = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
RELEASE = ("usr/lib/os-release", b'ID=debian\nVERSION_ID="11"\n')
STATUS = b"""\
Package: libship1
Status: install ok installed
Source: ship (1.0-1)
Architecture: amd64
Version: 1.0-1+b1

Package: ship
Status: install ok installed
Architecture: amd64
Version: 1.0-1
"""
BUILT = {"built": "2026-11-01T00:00:00+00:00"}


@pytest.fixture
def advisories(tmp_path: Path) -> Path:
    """Databases that know of two flaws of a library and one of a distribution's package."""
    folder = tmp_path / "advisories"
    folder.mkdir()
    hull = record(
        "GHSA-1", "PyPI", "hull", *fixed_in("2.0"), aliases=["CVE-2024-1001"], summary="It leaks", severity=WORST
    )
    more = record("PYSEC-2", "PyPI", "hull", *fixed_in("1.5"), aliases=["CVE-2024-1002"])
    ship = record("DSA-1-1", "Debian:11", "ship", *fixed_in("1.0-2"), upstream=["CVE-2024-1003"])
    shelf(folder, PyPI=[hull, more], Debian=[ship])
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    (folder / ".git").mkdir(parents=True)
    (folder / "requirements.txt").write_text("# what we need\nhull==1.0\nkeel==1.0\n")
    monkeypatch.chdir(folder)
    return folder


def looked_up(folder: Path, *targets: str, **more: Any) -> Report:
    return scan(Request(targets=targets or (".",), advisories=folder, jobs=1, **more))


def findings(report: Report) -> list[Result]:
    """The flaws of packages; checks ask an image other things as well."""
    return [result for _, result in report.every_finding() if result.match]


def gaps(report: Report) -> list[str]:
    return [gap.reason for gap in report.every_gap()]


def image(folder: Path, *layers: bytes) -> str:
    blobs = Blobs()
    return f"image:oci:{layout(folder, blobs, blobs.image(*layers))}"


# Where packages come from


def test_a_flaw_is_found_at_the_line_of_its_lock_file(repository: Path, advisories: Path) -> None:
    report = looked_up(advisories)

    first, second = findings(report)
    assert (first.check, second.check) == ("CVE-2024-1001", "CVE-2024-1002")
    assert (first.location.file, first.location.line) == ("requirements.txt", 2)
    assert (first.resource_type, first.address) == ("package", "pkg:pypi/hull")
    assert first.message == "`hull` 1.0: It leaks"
    assert [(evidence.property, evidence.value) for evidence in first.evidence] == [("version", "1.0")]
    assert report.about(first).severity == "critical"
    assert report.about(second).fix.steps == "Update hull to 1.5."
    counts = report.packages()
    assert (counts.found, counts.assessed, counts.flawed, counts.unassessed) == (2, 2, 1, 0)
    assert gaps(report) == []


def test_what_only_builds_and_tests_need_is_left_out(repository: Path, advisories: Path) -> None:
    (repository / "requirements.txt").unlink()
    lock = '{"_meta": {}, "default": {}, "develop": {"hull": {"version": "==1.0"}}}'
    (repository / "Pipfile.lock").write_text(lock)

    assert findings(looked_up(advisories)) == []
    assert len(findings(looked_up(advisories, options={"dev": True}))) == 2


def test_packages_of_one_source_are_one_finding_in_the_layer_that_brought_them(
    tmp_path: Path, advisories: Path
) -> None:
    target = image(tmp_path / "layout", tar(RELEASE), tar(("var/lib/dpkg/status", STATUS)))

    [finding] = findings(looked_up(advisories, target))

    match = finding.match
    assert match is not None
    assert (match.name, match.version, match.fixed) == ("ship", "1.0-1", "1.0-2")
    assert (match.package.name, match.installed) == ("libship1", ("ship",))
    assert match.package.instruction == "ADD layer 1"
    assert finding.address == "pkg:deb/debian/ship"
    assert finding.location.file == f"{target}:/var/lib/dpkg/status"


def test_a_root_and_a_bill_say_the_same_as_the_image(tmp_path: Path, advisories: Path) -> None:
    root = tmp_path / "root"
    for name, content in (RELEASE, ("var/lib/dpkg/status", STATUS)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    assert command(["sbom", f"rootfs:{root}", "-o", f"cyclonedx={tmp_path / 'bill.json'}", "-q"]) == 0

    reports = [looked_up(advisories, f"rootfs:{root}"), looked_up(advisories, f"sbom:{tmp_path / 'bill.json'}")]

    for report in reports:
        assert [(f.check, f.address) for f in findings(report)] == [("CVE-2024-1003", "pkg:deb/debian/ship")]
        assert report.packages().assessed == 2


# What is not known is not clean


def test_without_a_database_nothing_is_clean(repository: Path, tmp_path: Path) -> None:
    report = looked_up(tmp_path / "none")

    [reason] = gaps(report)
    assert "2 packages are not assessed (hull, keel)" in reason
    assert "seatrial db update" in reason
    assert report.packages().unassessed == 2
    assert report.standing is not None
    assert report.standing.grade == "?"


def test_a_database_that_is_too_old_is_a_gap(repository: Path, advisories: Path) -> None:
    assert gaps(looked_up(advisories, oldest=datetime(2026, 10, 31, tzinfo=UTC))) == []

    [reason] = gaps(looked_up(advisories, oldest=datetime(2026, 11, 2, tzinfo=UTC)))

    assert reason.startswith("the advisories for PyPI are of 2026-11-01, which is too old")


def test_a_damaged_database_costs_its_own_ecosystem(repository: Path, tmp_path: Path, advisories: Path) -> None:
    (advisories / "PyPI.sqlite").write_bytes(b"nonsense")
    target = image(tmp_path / "layout", tar(RELEASE, ("var/lib/dpkg/status", STATUS)))

    report = looked_up(advisories, ".", target)

    assert [finding.check for finding in findings(report)] == ["CVE-2024-1003"]
    [reason] = gaps(report)
    assert "PyPI.sqlite" in reason


def test_an_image_of_an_unknown_distribution_is_not_clean(tmp_path: Path, advisories: Path) -> None:
    target = image(tmp_path / "layout", tar(("etc/os-release", b"ID=ark\n"), ("var/lib/dpkg/status", STATUS)))

    report = looked_up(advisories, target)

    assert report.packages().assessed == 0
    assert any("it is not known which distribution" in reason for reason in gaps(report))


def test_an_image_in_which_nothing_tells_of_packages_is_not_clean(tmp_path: Path, advisories: Path) -> None:
    report = looked_up(advisories, image(tmp_path / "layout", tar(("app", b"\x7fnothing"))))

    assert gaps(report) == ["nothing in it tells of packages, so that nobody knows what it is made of"]


def test_what_is_no_image_is_a_gap(tmp_path: Path, advisories: Path) -> None:
    report = looked_up(advisories, f"image:oci:{tmp_path / 'none'}", f"sbom:{tmp_path / 'none.json'}")

    assert len(gaps(report)) == 2


def test_nobody_is_asked_who_does_not_want_to(repository: Path, tmp_path: Path) -> None:
    report = looked_up(tmp_path / "none", packages=False)

    assert (report.assets, gaps(report)) == ((), [])


def test_the_sample_finds_what_it_knows_and_calls_nothing_clean(repository: Path, tmp_path: Path) -> None:
    (repository / "requirements.txt").write_text("jinja2==2.11.2\nhull==1.0\n")

    report = looked_up(tmp_path / "none", cache=tmp_path)

    assert "CVE-2020-28493" in [finding.check for finding in findings(report)]
    [reason] = gaps(report)
    assert reason.startswith("2 packages were held against the built-in sample only, which knows ")
    assert (report.packages().found, report.packages().assessed) == (2, 1)


def test_who_has_a_database_is_not_asked_by_sample(repository: Path, tmp_path: Path, advisories: Path) -> None:
    (repository / "requirements.txt").write_text("jinja2==2.11.2\n")

    assert findings(looked_up(advisories, cache=tmp_path)) == []


# Identity and waivers


def test_an_update_that_does_not_fix_it_is_the_same_finding(repository: Path, advisories: Path) -> None:
    before = {finding.fingerprint for finding in findings(looked_up(advisories))}
    (repository / "requirements.txt").write_text("other==3\n\nhull==1.1\n")

    assert {finding.fingerprint for finding in findings(looked_up(advisories))} == before


@pytest.mark.parametrize("name", ["CVE-2024-1001", "GHSA-1", "CVE-2024-*"])
def test_a_comment_waives_a_flaw_by_any_of_its_names(repository: Path, advisories: Path, name: str) -> None:
    (repository / "requirements.txt").write_text(f"hull==1.0  # seatrial:waive {name} -- it is dry there\n")

    report = looked_up(advisories)

    assert "CVE-2024-1001" not in [finding.check for finding in findings(report)]
    assert "CVE-2024-1001" in [result.check for _, result in report.every_waived()]
    assert [use.state for use in report.waivers] == [WaiverState.ACTIVE]


def test_a_waiver_of_a_flaw_that_is_gone_is_unused(repository: Path, advisories: Path) -> None:
    text = "hull==2.0  # seatrial:waive CVE-2024-1001 -- it is dry there\n"
    (repository / "requirements.txt").write_text(text)

    assert [use.state for use in looked_up(advisories).waivers] == [WaiverState.UNUSED]
    # Where nothing could be looked up nobody knows whether it is needed.
    assert looked_up(repository / "none").waivers == ()


# Risk


def exploits(folder: Path, *known: Known, probable: float | None = None) -> None:
    likely = [Probability("CVE-2024-1001", probable, 0.99)] if probable is not None else []
    write_exploits(folder / EXPLOITS, known, likely, BUILT)


def test_the_risk_is_what_advisories_and_exploits_tell(repository: Path, advisories: Path) -> None:
    exploits(advisories, Known("CVE-2024-1001", date(2024, 5, 1), ransomware=True), probable=0.97)

    [risk, *_] = [finding.risk for finding in findings(looked_up(advisories))]

    assert risk is not None
    assert {answer.question: answer.yes for answer in risk.answers} == {
        "known exploited": True,
        "exposed": False,
        "automatable": True,
        "total impact": True,
    }
    assert (risk.action, risk.intruders, risk.score) == (Action.ACT_NOW, True, 98)


def test_what_nobody_attacks_is_less_than_what_everybody_does(repository: Path, advisories: Path) -> None:
    scores = []
    for probability in (0.0001, 0.5):
        exploits(advisories, probable=probability)
        scores += [finding.risk.score for finding in findings(looked_up(advisories)) if finding.risk][:1]

    assert scores == [25, 88]


def test_of_what_nothing_is_known_half_the_impact_counts(repository: Path, advisories: Path) -> None:
    second = findings(looked_up(advisories))[1]

    assert second.risk is not None
    assert [(term.name, term.points) for term in second.risk.terms if term.points] == [("impact", 28)]
    assert second.match is not None
    assert second.match.why == "Nobody has rated it yet."


def test_a_release_that_has_ended_says_so(tmp_path: Path, advisories: Path) -> None:
    write_lifecycles(advisories / LIFECYCLES, [Cycle("debian", "11", date(2026, 8, 31), ended=True)], BUILT)
    target = image(tmp_path / "layout", tar(RELEASE, ("var/lib/dpkg/status", STATUS)))

    [after] = findings(looked_up(advisories, target, today=date(2026, 11, 1)))
    [before] = findings(looked_up(advisories, target, today=date(2026, 8, 1)))

    assert after.match is not None
    assert before.match is not None
    assert (after.match.ended, before.match.ended) == (True, False)
    assert after.match.why.endswith("Debian 11 is maintained no more.")


def test_a_fix_group_is_a_package_and_the_version_that_fixes_all(repository: Path, advisories: Path) -> None:
    [group] = looked_up(advisories).groups

    assert (group.change, len(group.findings)) == ("hull 1.0 to 2.0", 2)


# The command


def test_the_command_reads_well(
    repository: Path, advisories: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", "100")

    code = command(["scan", "--db", str(advisories)])

    text = capsys.readouterr().out
    assert code == 1
    assert "critical[hull]: 1.0 has 2 flaws; 2.0 fixes all\n  --> requirements.txt:2:1" in text
    assert "   | critical  CVE-2024-1001   9.8  It leaks" in text
    assert "2 packages" in text
    assert command(["scan", "--db", str(advisories / "none"), "-q"]) == 3
    assert command(["scan", "--no-packages"]) == 0
    assert command(["scan", "--db", str(advisories), "--fail-on", "never", "--max-db-age", "1h"]) == 3


# The chain of bases


def test_a_flaw_is_inherited_from_the_base_that_brought_its_layer(tmp_path: Path, advisories: Path) -> None:
    base = tar(RELEASE, ("var/lib/dpkg/status", STATUS))
    own = tar(("usr/lib/python3/site-packages/hull-1.0.dist-info/METADATA", b"Name: hull\nVersion: 1.0\n"))
    options = {"cache": str(tmp_path / "cache")}
    looked_up(advisories, image(tmp_path / "base", base), options=options)

    report = looked_up(advisories, image(tmp_path / "child", base, own), options=options)

    [asset] = report.assets
    [found] = asset.bases
    assert (found.layers, found.how, found.certainty) == (1, "layers", "proven")
    brought = {finding.check: finding.match.package.base for finding in findings(report) if finding.match}
    assert brought["CVE-2024-1003"].startswith("sha256:")
    assert brought["CVE-2024-1001"] == ""


def test_an_image_that_could_not_be_read_whole_is_nobodys_base(tmp_path: Path, advisories: Path) -> None:
    base = tar(RELEASE, ("var/lib/dpkg/status", STATUS))
    options = {"cache": str(tmp_path / "cache")}
    target = image(tmp_path / "base", base)
    for blob in (tmp_path / "base" / "blobs" / "sha256").iterdir():
        if blob.read_bytes()[:2] == b"\x1f\x8b":
            blob.write_bytes(blob.read_bytes()[:-4])
    assert gaps(looked_up(advisories, target, options=options))

    report = looked_up(advisories, image(tmp_path / "child", base, tar(("x", b""))), options=options)

    assert report.assets[0].bases == ()


def test_a_second_scan_reads_no_layer_again(tmp_path: Path, advisories: Path) -> None:
    target = image(tmp_path / "layout", tar(RELEASE, ("var/lib/dpkg/status", STATUS)))
    options = {"cache": str(tmp_path / "cache")}
    first = looked_up(advisories, target, options=options)
    for blob in (tmp_path / "layout" / "blobs" / "sha256").iterdir():
        if blob.read_bytes()[:2] == b"\x1f\x8b":
            blob.unlink()

    second = looked_up(advisories, target, options=options)

    assert [finding.fingerprint for finding in findings(second)] == [f.fingerprint for f in findings(first)]
    assert gaps(second) == gaps(first)
    assert gaps(looked_up(advisories, target, options={**options, "no_cache": True})) != gaps(first)


# Registries


@needs("docker-registry", "skopeo")
def test_a_registry_is_scanned_by_its_policy(tmp_path: Path, advisories: Path) -> None:
    target = image(tmp_path / "layout", tar(RELEASE, ("var/lib/dpkg/status", STATUS)))
    other = image(tmp_path / "other", tar(("etc/os-release", b"ID=ark\n"), ("var/lib/dpkg/status", STATUS)))
    with serving(tmp_path) as served:
        host = served.host
        for tag, layout_ in (("1.0", target), ("1.1", other), ("latest", other)):
            source = layout_.removeprefix("image:")
            run_program("skopeo", "copy", "-q", "--dest-tls-verify=false", source, f"docker://{host}/team/app:{tag}")

        newest = looked_up(advisories, f"registry:{host}/team", options={"insecure": True})
        wanted = looked_up(advisories, f"registry:{host}/team", options={"insecure": True, "tags": ["1.0"]})
        nothing = looked_up(advisories, f"registry:{host}/team", options={"insecure": True, "tags": ["2.*"]})

    # 1.1 and latest are the same, and looked at once.
    assert [asset.name for asset in newest.assets] == [f"image:{host}/team/app:1.1"]
    assert [asset.name for asset in wanted.assets] == [f"image:{host}/team/app:1.0"]
    assert [finding.check for finding in findings(wanted)] == ["CVE-2024-1003"]
    assert gaps(nothing) == ["the policy fits none of its tags"]


@needs("docker-registry", "skopeo")
def test_tags_that_could_be_taken_instead_are_scanned_and_told(
    repository: Path, tmp_path: Path, advisories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "requirements.txt").unlink()
    mended = STATUS.replace(b"1.0-1", b"1.0-2")
    old, new = (tar(RELEASE, ("var/lib/dpkg/status", status)) for status in (STATUS, mended))
    with serving(tmp_path) as served:
        for tag, content in (("1.0.1", old), ("1.0.2", new), ("2.0.0", old)):
            served.push(image(tmp_path / tag, content).removeprefix("image:"), f"harbour/ship:{tag}")
        (repository / "Dockerfile").write_text(f"FROM {served.host}/harbour/ship:1.0.1\nUSER 10001\n")
        said = ("--db", str(advisories), "--insecure", "--images", "always")

        assert command(["scan", *said, "--offers", "-q"]) == 1
        assert command(["scan", *said, "--offers"]) == 1
        text = capsys.readouterr().out
        assert command(["scan", *said]) == 1
        without = capsys.readouterr().out
        typed = f"image:docker://{served.host}/harbour/ship:1.0.1"
        assert command(["scan", typed, *said, "--offers"]) == 1
        assert "ship:1.0.1 -> 1.0.2 (next patch): 1 flaw less" in capsys.readouterr().out.replace("\n    ", " ")

    told = f"Dockerfile:1:6: {served.host}/harbour/ship:1.0.1 -> 1.0.2 (next patch): 1 flaw less"
    assert "Tags to take instead" in text
    assert told in text.replace("\n    ", " ")
    assert "2.0.0 (" not in text
    assert "Tags to take instead" not in without
