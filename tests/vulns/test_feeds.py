"""Feeds beside OSV's: what their words mean here, and what happens to what they do not say as they should."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.advisory import Exploitation, FixState, Match
from seatrial.model.check import Severity
from seatrial.vulns import exploits, lifecycles
from seatrial.vulns.build import update, update_exploits, update_lifecycles
from seatrial.vulns.database import Database
from seatrial.vulns.lifecycles import Lifecycle
from seatrial.vulns.match import assess
from seatrial.vulns.seal import verify
from seatrial.vulns.sources import alpine, debian, endoflife, epss, kev
from tests.vulns.mirror import Mirror
from tests.vulns.shelf import REAL, fixed_in, package, record

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)

TRACKER: dict[str, Any] = {
    "openssl": {
        "CVE-2024-1": {
            "description": "A flaw",
            "releases": {
                "bookworm": {"status": "open", "urgency": "not yet assigned", "nodsa": "Minor", "nodsa_reason": ""},
                "bullseye": {"status": "resolved", "fixed_version": "1.1.1w-0+deb11u2", "urgency": "high"},
                "buster": {"status": "open", "urgency": "end-of-life"},
                "sid": {"status": "resolved", "fixed_version": "3.5.1-1", "urgency": "not yet assigned"},
            },
        },
        "CVE-2024-2": {
            "releases": {
                "bookworm": {"status": "open", "urgency": "low", "nodsa": "Minor", "nodsa_reason": "ignored"},
                "bullseye": {"status": "undetermined", "urgency": "not yet assigned"},
                "trixie": {"status": "resolved", "fixed_version": "0", "urgency": "not yet assigned"},
            }
        },
    },
    "nodejs": {"CVE-2024-1": {"releases": {"bookworm": {"status": "open", "urgency": "unimportant"}}}},
}


@pytest.fixture
def tracked(mirror: Mirror, tmp_path: Path) -> Mirror:
    """A mirror of Debian's advisories, of which one is known to the tracker, too."""
    mirror.lay_out(
        "Debian", [record("DSA-1-1", "Debian:11", "openssl", *fixed_in("1.1.1w-0+deb11u1"), upstream=["CVE-2024-1"])]
    )
    (mirror.folder / "tracker").write_text(json.dumps(TRACKER))
    return mirror


def debian_matches(folder: Path, release: int, name: str = "openssl") -> dict[str, Match]:
    found = assess([package(f"Debian:{release}", name, "1.1.1w-0", "os")], Database(folder))
    assert found.not_assessed == ()
    return {match.id: match for match in found.matches}


def test_debians_tracker_says_what_no_announcement_says(tracked: Mirror, tmp_path: Path) -> None:
    feeds = replace(tracked.feeds, debian=f"{tracked.address}/tracker")

    assert update(tmp_path / "db", "Debian", feeds, NOW).failed == ""

    states = {
        (release, flaw): match.state
        for release in (10, 11, 12)
        for flaw, match in debian_matches(tmp_path / "db", release).items()
    }
    assert states == {
        (10, "CVE-2024-1"): FixState.END_OF_LIFE,
        (11, "CVE-2024-1"): FixState.FIXED,
        (11, "CVE-2024-2"): FixState.INVESTIGATED,
        (12, "CVE-2024-1"): FixState.AFFECTED,
        (12, "CVE-2024-2"): FixState.WILL_NOT_FIX,
    }
    both = debian_matches(tmp_path / "db", 11)["CVE-2024-1"]
    assert both.advisories == ("DSA-1-1", "debian:CVE-2024-1:openssl")
    assert (both.fixed, both.severity) == ("1.1.1w-0+deb11u2", Severity.HIGH)
    assert debian_matches(tmp_path / "db", 12)["CVE-2024-1"].rated == ""
    assert debian_matches(tmp_path / "db", 12, "nodejs")["CVE-2024-1"].rated == "vendor: unimportant"


def test_a_tracker_that_cannot_be_had_costs_nothing_that_was_known(tracked: Mirror, tmp_path: Path) -> None:
    feeds = replace(tracked.feeds, debian=f"{tracked.address}/tracker")
    update(tmp_path / "db", "Debian", feeds, NOW)
    (tracked.folder / "tracker").write_text('{"openssl": ')

    done = update(tmp_path / "db", "Debian", feeds, NOW)

    assert done.failed.startswith("Debian's tracker cannot be read")
    assert set(debian_matches(tmp_path / "db", 12)) == {"CVE-2024-1", "CVE-2024-2"}


def test_what_the_tracker_says_no_more_is_gone(tracked: Mirror, tmp_path: Path) -> None:
    feeds = replace(tracked.feeds, debian=f"{tracked.address}/tracker")
    update(tmp_path / "db", "Debian", feeds, NOW)
    (tracked.folder / "tracker").write_text(json.dumps({"nodejs": TRACKER["nodejs"]}))

    update(tmp_path / "db", "Debian", feeds, NOW)

    assert debian_matches(tmp_path / "db", 12) == {}
    assert set(debian_matches(tmp_path / "db", 11)) == {"CVE-2024-1"}


def test_an_issue_of_another_shape_leaves_its_package_unassessed(tmp_path: Path) -> None:
    strange = {
        "openssl": {"CVE-2024-1": {"releases": []}, **{k: v for k, v in TRACKER["openssl"].items() if k[-1] == "2"}}
    }

    first, second = debian.read(json.dumps(strange).encode())

    assert all("another shape" in affected.unread for affected in first.affected)
    assert {affected.ecosystem for affected in first.affected} >= {"Debian:11", "Debian:12", "Debian:13"}
    assert not any(affected.unread for affected in second.affected)


def test_alpines_secdb_is_read_for_the_branches_that_are_known(mirror: Mirror, tmp_path: Path) -> None:
    mirror.lay_out("Alpine", [record("A-1", "Alpine:v3.19", "other", *fixed_in("1-r0"))])
    branch = mirror.folder / "v3.19"
    branch.mkdir()
    fixes = {"1.2.4-r0": ["CVE-2024-1 GHSA-x", "CVE-2024-2"], "0": ["CVE-2024-3"], "1.0-r0": None}
    (branch / "main.json").write_text(json.dumps({"packages": [{"pkg": {"name": "musl", "secfixes": fixes}}]}))

    done = update(tmp_path / "db", "Alpine", replace(mirror.feeds, alpine=mirror.address), NOW)

    musl = package("Alpine:v3.19", "musl-utils", "1.2.3-r0", "os", source_name="musl", source_version="1.2.3-r0")
    found = assess([musl], Database(tmp_path / "db"))
    assert done.failed == ""
    assert [(match.id, match.fixed) for match in found.matches] == [
        ("CVE-2024-1", "1.2.4-r0"),
        ("CVE-2024-2", "1.2.4-r0"),
    ]


def test_alpines_secdb_refuses_another_shape() -> None:
    with pytest.raises(ParseError, match=r"secdb of v3\.19 cannot be read"):
        [*alpine.read([("v3.19", b'{"packages": [1]}')])]


CATALOGUE = {
    "vulnerabilities": [
        {"cveID": "CVE-2024-1", "dateAdded": "2024-03-01", "knownRansomwareCampaignUse": "Known"},
        {"cveID": "CVE-2024-2", "dateAdded": "2024-04-01", "knownRansomwareCampaignUse": "Unknown"},
    ]
}
SCORES = (
    "#model_version:v2025,score_date:2026-11-28T00:00:00+0000\ncve,epss,percentile\nCVE-2024-1,0.97,0.999\nnonsense\n"
)


def test_a_match_says_what_is_known_of_attacks(mirror: Mirror, tmp_path: Path) -> None:
    flaws = [record(f"P-{n}", "PyPI", "x", *fixed_in("2"), aliases=[f"CVE-2024-{n}000"]) for n in (1, 2, 3)]
    mirror.lay_out("PyPI", flaws)
    (mirror.folder / "kev.json").write_text(
        json.dumps(CATALOGUE).replace("CVE-2024-1", "CVE-2024-1000").replace("CVE-2024-2", "CVE-2024-2000")
    )
    (mirror.folder / "epss.csv.gz").write_bytes(
        gzip.compress(SCORES.replace("CVE-2024-1", "CVE-2024-1000").encode(), mtime=0)
    )
    feeds = replace(mirror.feeds, kev=f"{mirror.address}/kev.json", epss=f"{mirror.address}/epss.csv.gz")
    update(tmp_path / "db", "PyPI", feeds, NOW)

    done = update_exploits(tmp_path / "db", feeds, NOW)

    first, second, third = assess([package("PyPI", "x", "1")], Database(tmp_path / "db")).matches
    assert first.exploitation == Exploitation(
        exploited=date(2024, 3, 1), ransomware=True, probability=0.97, percentile=0.999
    )
    assert second.exploitation == Exploitation(exploited=date(2024, 4, 1))
    assert third.exploitation == Exploitation()
    assert [gap.reason for gap in done.gaps] == ["1 lines of EPSS are no scores"]
    verify(tmp_path / "db" / exploits.FILE, exploits.SCHEMA)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b'{"vulnerabilities": [{}]}', b'{"vulnerabilities": [{"cveID": "CVE-2024-1", "dateAdded": "soon"}]}'],
)
def test_half_a_catalogue_is_none(content: bytes) -> None:
    with pytest.raises(ParseError):
        kev.read(content)


@pytest.mark.parametrize(
    "content", [b"", b"<html>", gzip.compress(b"CVE-2024-1,0.5,0.5\n", mtime=0)[:-9], b"\x1f\x8bnonsense"]
)
def test_half_a_list_of_probabilities_is_none(content: bytes) -> None:
    with pytest.raises(ParseError):
        epss.read(content)


def test_a_compressed_list_that_expands_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epss, "_MOST", 1000)

    with pytest.raises(ParseError, match="expands without end"):
        epss.read(gzip.compress(bytes(100_000), mtime=0))


PRODUCTS = {
    "result": [
        {
            "name": "debian",
            "releases": [
                {"name": "12", "isEol": False, "eolFrom": "2028-06-30"},
                {"name": "10", "isEol": True, "eolFrom": "2024-06-30"},
            ],
        },
        {"name": "alpine-linux", "releases": [{"name": "3.19", "isEol": False, "eolFrom": "2025-11-01"}]},
        {"name": "almalinux", "releases": [{"name": "9", "isEol": False, "eolFrom": None}]},
    ]
}


def test_a_release_says_whether_it_is_still_maintained(mirror: Mirror, tmp_path: Path) -> None:
    (mirror.folder / "full").write_text(json.dumps(PRODUCTS))
    today = date(2026, 11, 28)
    database = Database(tmp_path / "db")
    assert database.lifecycle("Debian:12", today) is None

    update_lifecycles(tmp_path / "db", replace(mirror.feeds, endoflife=f"{mirror.address}/full"), NOW)

    assert database.lifecycle("Debian:12", today) == Lifecycle(date(2028, 6, 30), False)
    assert database.lifecycle("Debian:10", today) == Lifecycle(date(2024, 6, 30), True)
    # The feed was made when that day had not come yet.
    assert database.lifecycle("Alpine:v3.19", today) == Lifecycle(date(2025, 11, 1), True)
    assert database.lifecycle("AlmaLinux:9.4", today) == Lifecycle(None, False)
    assert database.lifecycle("Debian:99", today) is None
    assert database.lifecycle("PyPI", today) is None
    verify(tmp_path / "db" / lifecycles.FILE, lifecycles.SCHEMA)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"result": [{"releases": []}]}'])
def test_half_an_answer_of_endoflife_is_none(content: bytes) -> None:
    with pytest.raises(ParseError):
        endoflife.read(content)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real feeds are not here")
def test_the_real_feeds_are_read() -> None:
    known = kev.read(gzip.decompress((REAL / "meta" / "kev.json.gz").read_bytes()))
    scores = epss.read((REAL / "meta" / "epss.csv.gz").read_bytes())

    assert len(known) > 1_400
    assert any(k.flaw == "CVE-2021-44228" and k.ransomware for k in known)
    assert len(scores.scores) > 360_000
    assert scores.skipped == 0
