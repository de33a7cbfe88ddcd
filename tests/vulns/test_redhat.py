"""Red Hat's VEX: what it says of packages, sources and module streams becomes states of releases, and stays so."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from seatrial.errors import DatabaseError, ParseError
from seatrial.model.advisory import Assessment, FixState, Match
from seatrial.model.check import Severity
from seatrial.vulns.build import Updated, offered, update
from seatrial.vulns.database import Database
from seatrial.vulns.lookup import known_of
from seatrial.vulns.match import assess
from seatrial.vulns.seal import verify
from seatrial.vulns.sources import redhat
from seatrial.vulns.store import SCHEMA, Store
from tests.vulns.mirror import Mirror, wait_until_half_written
from tests.vulns.shelf import Record, fixed_in, package, record
from tests.vulns.vex import PRODUCTS, Site, compressed, remedy, vex

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
APPSTREAM, BASEOS, APPSTREAM_8 = "AppStream-9.4.0.Z.MAIN", "BaseOS-9.3.0.Z.MAIN", "AppStream-8.9.0.Z.MAIN"
RHEL_9, RHEL_8, RHEL_7 = (f"red_hat_enterprise_linux_{number}" for number in (9, 8, 7))


@pytest.fixture
def site(mirror: Mirror) -> Site:
    made = Site(mirror.folder / "vex")
    made.change((vex("CVE-2020-1"), "2020-01-01T00:00:00+00:00"))
    return made


def updated(mirror: Mirror, folder: Path, *, anew: bool = False) -> Updated:
    feeds = replace(mirror.feeds, redhat=f"{mirror.address}/vex")
    return update(folder, "Red Hat", feeds, NOW, anew=anew)


def built(mirror: Mirror, site: Site, folder: Path, *every: Record | tuple[str, bytes]) -> Updated:
    site.archive(*every)
    return updated(mirror, folder)


def asked(
    folder: Path, name: str, version: str, *, release: int = 9, source: str = "", module: str = "", **more: Any
) -> Assessment:
    one = package(
        f"Red Hat:{release}",
        name,
        version,
        "os",
        source_name=source or name,
        source_version=more.pop("source_version", version),
    )
    label = f"?arch=x86_64&rpmmod={module}" if module else ""
    return assess([replace(one, purl=f"pkg:rpm/redhat/{name}@{version.replace('+', '%2B')}{label}")], Database(folder))


def found(folder: Path, name: str, version: str, **more: Any) -> dict[str, Match]:
    answer = asked(folder, name, version, **more)
    assert answer.not_assessed == ()
    return {match.id: match for match in answer.matches}


def states(folder: Path, name: str, version: str, **more: Any) -> dict[str, FixState]:
    return {flaw: match.state for flaw, match in found(folder, name, version, **more).items()}


def test_what_is_fixed_is_fixed_from_its_version_on(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    purls = [
        "pkg:rpm/redhat/openssl@3.0.7-25.el9_3?arch=src&epoch=1",
        "pkg:rpm/redhat/openssl-libs@3.0.7-25.el9_3?arch=x86_64&epoch=1",
        "pkg:rpm/redhat/openssl-libs@3.0.7-25.el9_3?arch=aarch64&epoch=1",
    ]
    later = [purl.replace("25.el9_3", "27.el9") for purl in purls]
    built(mirror, site, tmp_path, vex("CVE-2024-1", severity="important", fixed={BASEOS: purls, APPSTREAM: later}))

    [match] = found(tmp_path, "openssl-libs", "1:3.0.7-24.el9", source="openssl").values()

    # Two errata of one stream: the version that both call fixed.
    assert (match.state, match.fixed) == (FixState.FIXED, "1:3.0.7-27.el9")
    assert (match.severity, match.rated, match.summary) == (
        Severity.HIGH,
        "vendor: important",
        "a flaw, CVE-2024-1",
    )
    assert match.advisories == ("redhat:CVE-2024-1",)
    assert found(tmp_path, "openssl-libs", "1:3.0.7-27.el9", source="openssl") == {}


def test_what_has_no_fix_says_what_becomes_of_it(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    def unfixed(cve: str, *given: tuple[str, str]) -> Record:
        id_ = f"{RHEL_9}:pkg:rpm/redhat/curl?arch=src"
        return vex(
            cve,
            known_affected={RHEL_9: ["pkg:rpm/redhat/curl?arch=src"]},
            remedies=[remedy(category, details, id_) for category, details in given],
        )

    built(
        mirror,
        site,
        tmp_path,
        unfixed("CVE-2024-1", ("none_available", "Affected")),
        unfixed("CVE-2024-2", ("none_available", "Fix deferred"), ("workaround", "Turn it off.")),
        unfixed("CVE-2024-3", ("none_available", "Will not fix")),
        unfixed("CVE-2024-4", ("no_fix_planned", "Will not fix")),
        unfixed("CVE-2024-5", ("no_fix_planned", "Out of support scope")),
        unfixed("CVE-2024-6"),
        vex("CVE-2024-7", under_investigation={RHEL_9: ["pkg:rpm/redhat/curl?arch=src"]}),
        vex("CVE-2024-8", known_not_affected={RHEL_9: ["pkg:rpm/redhat/curl?arch=src"]}),
    )

    assert states(tmp_path, "libcurl", "7.76.1-26.el9", source="curl") == {
        "CVE-2024-1": FixState.AFFECTED,
        "CVE-2024-2": FixState.AFFECTED,
        "CVE-2024-3": FixState.WILL_NOT_FIX,
        "CVE-2024-4": FixState.WILL_NOT_FIX,
        "CVE-2024-5": FixState.END_OF_LIFE,
        "CVE-2024-6": FixState.AFFECTED,
        "CVE-2024-7": FixState.INVESTIGATED,
    }


def test_releases_and_streams_beside_them_are_kept_apart(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    def kernel(version: str) -> list[str]:
        return [f"pkg:rpm/redhat/kernel-core@{version}?arch=x86_64"]

    built(
        mirror,
        site,
        tmp_path,
        vex(
            "CVE-2024-1",
            fixed={
                APPSTREAM: kernel("5.14.0-427.el9"),
                "AppStream-9.2.0.Z.EUS": kernel("5.14.0-284.60.el9_2"),
                "RHEL-10.1.Z": kernel("6.12.0-124.el10_1"),
                "7Server-ELS": kernel("3.10.0-1160.120.el7"),
                "9Base-RHOSE-4.16": kernel("5.14.0-999.el9"),
            },
            known_affected={RHEL_8: ["pkg:rpm/redhat/kernel?arch=src"]},
        ),
    )

    def fix(release: int, version: str) -> dict[str, str]:
        matches = found(tmp_path, "kernel-core", version, release=release, source="kernel")
        return {flaw: match.fixed for flaw, match in matches.items()}

    assert fix(9, "5.14.0-284.60.el9_2") == {"CVE-2024-1": "5.14.0-427.el9"}
    assert fix(9, "5.14.0-427.el9") == {}
    assert fix(10, "6.12.0-1.el10") == {"CVE-2024-1": "6.12.0-124.el10_1"}
    assert fix(7, "3.10.0-1.el7") == {"CVE-2024-1": "3.10.0-1160.120.el7"}
    assert fix(8, "4.18.0-553.el8") == {"CVE-2024-1": ""}
    [unknown] = asked(tmp_path, "kernel-core", "2.6.32-1.el6", release=6).not_assessed
    assert unknown.reason == "there are no advisories for Red Hat:6"
    with Store(tmp_path / "Red Hat.sqlite") as store:
        assert store.releases == {"7", "8", "9", "10"}


def modular(name: str, version: str, *, arch: str = "x86_64", label: str = "") -> str:
    return f"pkg:rpm/redhat/{name}@{version.replace('+', '%2B')}?arch={arch}&epoch=1{label}"


NODE_18, NODE_20 = "18.20.2-1.module+el8.9.0+21767+537f34ee", "20.12.2-2.module+el8.9.0+21743+0b3f1be2"


@pytest.mark.parametrize(
    "nodes",
    [
        [
            modular("nodejs", NODE_18, label="&rpmmod=nodejs:18:8090020240101000000:rhel8"),
            modular("nodejs", NODE_20, label="&rpmmod=nodejs:20:8090020240101000000:rhel8"),
        ],
        [
            modular("nodejs", NODE_18) + " in pkg:rpmmod/redhat/nodejs@18:8090020240101000000:rhel8",
            modular("nodejs", NODE_20) + " in pkg:rpmmod/redhat/nodejs@20%3A8090020240101000000%3Arhel8",
        ],
    ],
    ids=["by a qualifier", "through a module"],
)
def test_streams_of_a_module_are_told_apart(mirror: Mirror, site: Site, tmp_path: Path, nodes: list[str]) -> None:
    built(
        mirror,
        site,
        tmp_path,
        vex(
            "CVE-2024-1",
            fixed={APPSTREAM_8: nodes},
            known_affected={RHEL_8: ["pkg:rpmmod/redhat/nodejs:16/nodejs"]},
        ),
        vex("CVE-2024-2", known_affected={RHEL_8: ["pkg:rpm/redhat/nodejs@18?arch=src&rpmmod=nodejs:18"]}),
        vex("CVE-2024-3", known_affected={RHEL_8: ["pkg:rpm/redhat/nodejs?arch=src"]}),
        vex("CVE-2024-4", known_affected={RHEL_8: ["pkg:rpmmod/redhat/nodejs@20"]}),
    )

    def node(version: str, stream: str) -> dict[str, str]:
        label = f"nodejs:{stream}:8090020240301000000:rhel8" if stream else ""
        matches = found(tmp_path, "nodejs", version, release=8, module=label)
        return {flaw: match.fixed for flaw, match in matches.items()}

    assert node(f"1:{NODE_18}", "18") == {"CVE-2024-2": ""}
    assert node("1:18.1.0-1.module+el8.9.0+1+1", "18") == {"CVE-2024-1": f"1:{NODE_18}", "CVE-2024-2": ""}
    assert node("1:20.1.0-1.module+el8.9.0+1+1", "20") == {"CVE-2024-1": f"1:{NODE_20}", "CVE-2024-4": ""}
    assert node("1:16.1.0-1.module+el8.9.0+1+1", "16") == {"CVE-2024-1": ""}
    assert node("1:10.1.0-1.el8", "") == {"CVE-2024-3": ""}


def test_what_is_known_of_a_flaw_names_packages_for_people(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    built(
        mirror,
        site,
        tmp_path,
        vex(
            "CVE-2024-1",
            fixed={
                APPSTREAM_8: [
                    modular("nodejs", NODE_18, arch="src", label="&rpmmod=nodejs:18:8090:1"),
                    modular("npm", NODE_20),
                ]
            },
            known_affected={RHEL_9: ["pkg:rpm/redhat/curl?arch=src"], RHEL_8: ["pkg:rpmmod/redhat/ruby@3.0"]},
        ),
    )

    [known] = known_of(Database(tmp_path), "CVE-2024-1")

    assert [(one.release, one.package, one.fixed) for one in known.ranges] == [
        ("8", "module ruby:3.0", ""),
        ("8", "nodejs (module nodejs:18)", NODE_18),
        ("8", "npm (a module)", f"1:{NODE_20}"),
        ("9", "curl", ""),
    ]


def test_a_stream_that_nobody_tells_is_neither_guessed_nor_clean(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    built(mirror, site, tmp_path, vex("CVE-2024-1", fixed={APPSTREAM_8: [modular("nodejs", NODE_18)]}))

    [unknown] = asked(tmp_path, "nodejs", f"1:{NODE_18}", release=8).not_assessed
    told = found(tmp_path, "nodejs", "1:16.1.0-1.module+el8.9.0+1+1", release=8, module="nodejs:16:8:rhel8")

    assert unknown.reason == "it is of a module, and nothing tells of which stream"
    assert set(told) == {"CVE-2024-1"}


def test_a_fix_in_a_stream_that_nobody_tells_says_nothing_of_one_that_is_told(
    mirror: Mirror, site: Site, tmp_path: Path
) -> None:
    old = modular("nodejs", "10.24.0-1.module+el8.3.0+1+a")
    unfixed = {RHEL_8: ["pkg:rpmmod/redhat/nodejs:16/nodejs"]}
    built(mirror, site, tmp_path, vex("CVE-2024-1", fixed={APPSTREAM_8: [old]}, known_affected=unfixed))

    node = found(tmp_path, "nodejs", "1:16.1.0-1.module+el8.9.0+1+1", release=8, module="nodejs:16:8:rhel8")

    assert [match.state for match in node.values()] == [FixState.AFFECTED]


def test_what_is_said_of_a_binary_package_comes_before_its_source(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    built(
        mirror,
        site,
        tmp_path,
        vex(
            "CVE-2024-1",
            known_affected={RHEL_9: ["pkg:rpm/redhat/git?arch=src"]},
            known_not_affected={RHEL_9: ["pkg:rpm/redhat/git-core", "pkg:rpm/redhat/git-svn@2.43.0-1.el9?arch=noarch"]},
        ),
        vex(
            "CVE-2024-2",
            fixed={
                APPSTREAM: [
                    "pkg:rpm/redhat/perl@5.32.1-481.el9?arch=src&epoch=4",
                    "pkg:rpm/redhat/perl-Encode@3.08-463.el9?arch=x86_64&epoch=4",
                ]
            },
        ),
    )

    def flaws(name: str, version: str, source: str, **more: str) -> list[str]:
        return [*found(tmp_path, name, version, source=source, **more)]

    assert flaws("git-gui", "2.43.0-1.el9", "git") == ["CVE-2024-1"]
    assert flaws("git-core", "2.43.0-1.el9", "git") == []
    assert flaws("git-svn", "2.43.0-1.el9", "git") == []
    # That one version is free of it says nothing of another.
    assert flaws("git-svn", "2.39.0-1.el9", "git") == ["CVE-2024-1"]
    # Fixed by its own version, whatever its source's is called; and what the document does not name goes by the source,
    # of which packages tell no epoch.
    assert flaws("perl-Encode", "4:3.08-463.el9", "perl", source_version="5.32.1-1.el9") == []
    assert flaws("perl-Encode", "4:3.08-462.el9", "perl", source_version="5.32.1-481.el9") == ["CVE-2024-2"]
    assert flaws("perl-libs", "4:5.32.1-480.el9", "perl") == ["CVE-2024-2"]
    assert flaws("perl-Errno", "1.30-481.el9", "perl", source_version="5.32.1-481.el9") == []


def test_a_package_whose_source_is_not_known_is_not_clean(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    purls = ["pkg:rpm/redhat/libcurl@7.76.1-29.el9?arch=x86_64"]
    built(mirror, site, tmp_path, vex("CVE-2024-1", fixed={APPSTREAM: purls}))

    answer = assess([package("Red Hat:9", "libcurl", "7.76.1-26.el9", "os")], Database(tmp_path))

    assert [match.id for match in answer.matches] == ["CVE-2024-1"]
    assert "which source it is built from" in answer.not_assessed[0].reason


def test_packages_have_the_severity_that_is_said_of_them(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    document = vex(
        "CVE-2024-1",
        severity="important",
        known_affected={
            RHEL_9: ["pkg:rpm/redhat/a?arch=src", "pkg:rpm/redhat/b?arch=src", "pkg:rpm/redhat/c?arch=src"]
        },
    )
    ids = [f"{RHEL_9}:pkg:rpm/redhat/{name}?arch=src" for name in "ab"]
    document["vulnerabilities"][0] |= {
        "threats": [
            {"category": "impact", "details": "Important", "product_ids": [ids[0]]},
            {"category": "impact", "details": "Low", "product_ids": [ids[1]]},
            {"category": "exploit_status", "details": "Exploited", "product_ids": ids},
        ],
        "scores": [
            {"cvss_v3": {"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}, "products": [ids[0]]},
            {"cvss_v3": {"vectorString": "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}, "products": [ids[1]]},
        ],
    }
    built(mirror, site, tmp_path, document)

    rated = {name: found(tmp_path, name, "1-1.el9")["CVE-2024-1"] for name in "abc"}

    assert [rated[name].severity for name in "abc"] == [Severity.HIGH, Severity.LOW, Severity.HIGH]
    assert rated["a"].score == 9.8
    assert rated["b"].vector.startswith("CVSS:3.1/AV:L")


CURL = "pkg:rpm/redhat/curl?arch=src"


def curl(number: int, version: str = "") -> Record:
    purl = f"pkg:rpm/redhat/curl@{version}?arch=src"
    if version:
        return vex(f"CVE-2024-{number}", fixed={APPSTREAM: [purl]})
    return vex(f"CVE-2024-{number}", known_affected={RHEL_9: [CURL]})


def test_an_update_gets_what_has_changed_and_takes_out_what_is_gone(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    old = "2026-01-05T00:00:00+00:00"
    site.change(*((curl(number), old) for number in (1, 2, 3)), (curl(4), "2026-01-10T07:00:00+00:00"))
    done = built(mirror, site, tmp_path, curl(1), curl(2), curl(3))
    # What the archive was made before is got one by one.
    assert (done.how, done.changed, done.gaps) == ("built", 4, ())
    assert len(found(tmp_path, "curl", "7-1.el9")) == 4
    mirror.asked.clear()
    later = "2026-01-11T07:00:00+00:00"
    site.change((curl(2, "8-1.el9"), later), (curl(5), later), gone=[("2024/cve-2024-3.json", later)])

    done = updated(mirror, tmp_path)

    assert (done.how, done.changed, done.gone, done.gaps) == ("updated", 2, 1, ())
    assert sorted(mirror.asked) == [
        f"/vex/{name}" for name in ("2024/cve-2024-2.json", "2024/cve-2024-5.json", "changes.csv", "deletions.csv")
    ]
    assert set(found(tmp_path, "curl", "7-1.el9")) == {f"CVE-2024-{number}" for number in (1, 2, 4, 5)}
    assert "CVE-2024-2" not in found(tmp_path, "curl", "8-1.el9")
    verify(tmp_path / "Red Hat.sqlite", SCHEMA)
    mirror.asked.clear()
    assert updated(mirror, tmp_path).changed == 0
    assert sorted(mirror.asked) == ["/vex/changes.csv", "/vex/deletions.csv"]


def test_an_index_that_takes_out_most_of_what_is_there_is_not_believed(
    mirror: Mirror, site: Site, tmp_path: Path
) -> None:
    every = [curl(number) for number in range(1, 151)]
    built(mirror, site, tmp_path, *every)
    later = "2026-01-11T07:00:00+00:00"
    gone = [(f"2024/cve-2024-{number}.json", later) for number in range(1, 121)]
    site.change(gone=gone)

    with pytest.raises(DatabaseError, match="takes out 120 of 150"):
        updated(mirror, tmp_path)

    assert len(found(tmp_path, "curl", "7-1.el9")) == 150
    updated(mirror, tmp_path, anew=True)
    assert len(found(tmp_path, "curl", "7-1.el9")) == 30


def test_a_document_that_is_listed_and_not_there_is_asked_for_again(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    built(mirror, site, tmp_path, curl(1), curl(2))
    site.change((curl(1, "8-1.el9"), "2026-01-11T00:00:00Z"), (curl(2, "8-1.el9"), "2026-01-12T00:00:00Z"))
    (site.folder / "2024" / "cve-2024-1.json").rename(tmp_path / "kept")

    done = updated(mirror, tmp_path)

    assert [(gap.location.file, gap.reason) for gap in done.gaps] == [
        ("Red Hat/redhat:CVE-2024-1", "it is listed, and is not there")
    ]
    # What was known of it still is.
    assert set(found(tmp_path, "curl", "9-1.el9")) == {"CVE-2024-1"}
    (tmp_path / "kept").rename(site.folder / "2024" / "cve-2024-1.json")
    done = updated(mirror, tmp_path)
    assert (done.changed, done.gaps) == (1, ())
    assert found(tmp_path, "curl", "9-1.el9") == {}


def test_a_database_of_errata_is_built_anew_from_vex_and_back(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    erratum = record("RHSA-1", "Red Hat:enterprise_linux:9::appstream", "curl", *fixed_in("8-1.el9"))
    mirror.lay_out("Red Hat", [erratum | {"upstream": ["CVE-2024-9"]}])
    assert offered(mirror.feeds) == {"Red Hat", "vex"}
    assert update(tmp_path, "Red Hat", mirror.feeds, NOW).how == "built"
    assert set(found(tmp_path, "curl", "7-1.el9")) == {"CVE-2024-9"}

    assert built(mirror, site, tmp_path, curl(1)).how == "built"
    assert set(found(tmp_path, "curl", "7-1.el9")) == {"CVE-2024-1"}
    assert update(tmp_path, "Red Hat", mirror.feeds, NOW).how == "built"
    assert set(found(tmp_path, "curl", "7-1.el9")) == {"CVE-2024-9"}


def test_dirt_in_the_archive_is_told_and_the_rest_is_used(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    circle = curl(11)
    tree = circle["product_tree"]
    tree["relationships"] = [
        {
            "full_product_name": {"product_id": f"{a}"},
            "product_reference": CURL,
            "relates_to_product_reference": f"{b}",
        }
        for a, b in (("x", "y"), ("y", "x"), (f"{RHEL_9}:{CURL}", "x"))
    ]
    alone = vex("CVE-2024-12", known_affected={RHEL_9: [CURL]})
    alone["vulnerabilities"][0]["product_status"]["known_affected"] += [CURL, RHEL_9, "nowhere:nothing"]
    broken: list[Record | tuple[str, bytes]] = [
        ("2024/cve-2024-2.json", b"{"),
        ("2024/cve-2024-3.json", b"\xff\xfe"),
        ("2024/cve-2024-4.json", b'{"document":' + b'{"a":' * 100_000),
        ("2024/cve-2024-5.json", json.dumps(curl(1)).encode()),
        ("2024/cve-2024-6.json", json.dumps(curl(6) | {"vulnerabilities": []}).encode()),
        ("2024/cve-2024-7.json", json.dumps(curl(7) | {"product_tree": {"branches": [{"branches": 1}]}}).encode()),
        ("2024/other.json", b"{}"),
        ("2024/readme.txt", b"no document"),
        circle,
        alone,
        vex("CVE-2024-13", fixed={APPSTREAM: ["pkg:rpm/redhat/zlib?arch=x86_64", "nonsense"]}),
        json.loads(json.dumps(curl(15)).replace('"cpe:/o:redhat:enterprise_linux:9"', '""')),
        vex("CVE-2024-14", first_fixed={APPSTREAM: ["pkg:rpm/redhat/zlib@1-1?arch=x86_64"]}),
    ]
    site.archive(curl(1), *broken)

    done = updated(mirror, tmp_path)

    told: dict[str, list[str]] = {}
    for gap in done.gaps:
        told.setdefault(gap.location.file.rpartition("-")[2], []).append(gap.reason)
    assert set(told) == {"Red Hat/2024/other.json", *["2", "3", "4", "5", "6", "7", "11", "12", "13", "14", "15"]}
    assert told["5"] == ["it is about 'CVE-2024-1' and not about CVE-2024-5"]
    assert told["6"] == ["it is about 0 flaws, and not about one"]
    assert told["11"] == ["what 'x' is a component of goes round in circles"]
    assert len(told["12"]) == 3
    assert sorted(told["13"]) == [
        "'nonsense' is not a purl: it does not begin with pkg:",
        "it is fixed in a version that cannot be read: an empty version has no place in the order of RPM versions",
    ]
    assert told["15"] == [f"it does not tell which product '{RHEL_9}' is"]
    assert told["14"] == ["it says first_fixed, which is not read"]
    assert set(found(tmp_path, "curl", "7-1.el9")) == {"CVE-2024-1", "CVE-2024-12"}
    assert [one.advisory for one in asked(tmp_path, "zlib", "1-1.el9").not_assessed] == ["redhat:CVE-2024-13"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("csaf_vex_2026-01-10.tar.zst", b""),
        ("csaf_vex_2026-01-10.tar.zst", b"nonsense"),
        ("csaf_vex_2026-01-10.tar.zst", "cut"),
        ("csaf_vex_2026-01-10.tar.zst", "no tar"),
        ("csaf_vex_2026-01-10.tar.zst", "empty"),
        ("archive_latest.txt", b"../../etc/passwd"),
        ("archive_latest.txt", b"csaf_vex_latest.tar.zst"),
        ("changes.csv", b""),
        ("changes.csv", b"<html>not today</html>"),
    ],
)
def test_a_feed_that_cannot_be_read_leaves_what_was_there(
    mirror: Mirror, site: Site, tmp_path: Path, name: str, content: bytes | str
) -> None:
    built(mirror, site, tmp_path / "db", curl(1))
    before = (tmp_path / "db" / "Red Hat.sqlite").read_bytes()
    whole = (site.folder / "csaf_vex_2026-01-10.tar.zst").read_bytes()
    made = {"cut": whole[:-40], "no tar": compressed(b"x" * 5_000), "empty": compressed(bytes(10_240))}
    (site.folder / name).write_bytes(made[content] if isinstance(content, str) else content)

    with pytest.raises(DatabaseError):
        updated(mirror, tmp_path / "db", anew=True)

    assert (tmp_path / "db" / "Red Hat.sqlite").read_bytes() == before
    assert [path.name for path in (tmp_path / "db").iterdir()] == ["Red Hat.sqlite"]


_CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from seatrial.vulns.build import update
from seatrial.vulns.feeds import Feeds
update(Path(sys.argv[1]), "Red Hat", Feeds(redhat=sys.argv[2]), datetime.now(UTC), anew=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_whoever_is_killed_in_the_middle_leaves_the_old_one_whole(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "db"
    built(mirror, site, folder, curl(1))
    before = (folder / "Red Hat.sqlite").read_bytes()
    site.archive(*(curl(number) for number in range(1, 8_000)))

    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    address = f"{mirror.address}/vex"
    child = subprocess.Popen([sys.executable, "-c", _CHILD, str(folder), address], env=environment)
    wait_until_half_written(folder / f".Red Hat.sqlite.{child.pid}", child, 100_000)
    os.kill(child.pid, signal.SIGKILL)

    assert child.wait() == -signal.SIGKILL
    assert any(path.name.startswith(".") for path in folder.iterdir())
    assert (folder / "Red Hat.sqlite").read_bytes() == before
    verify(folder / "Red Hat.sqlite", SCHEMA)
    assert updated(mirror, folder, anew=True).changed == 7_999
    assert [path.name for path in folder.iterdir()] == ["Red Hat.sqlite"]


def test_an_index_with_strange_lines_says_so(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    index = site.folder / "changes.csv"
    strange = ['"../x.json","2026-01-11T00:00:00Z"', '"2024/cve-2024-1.json","soon"', '"' * 200_000, "\0,\0"]
    strange += [f'"2024/cve-2024-1.json","{when}"' for when in ("9999-01-01T00:00:00Z", "0001-01-01T00:00:00+23:00")]
    index.write_text("\n".join([index.read_text(), *strange]))

    done = built(mirror, site, tmp_path, curl(1))

    assert [gap.reason for gap in done.gaps] == ["6 lines of the indexes name no document and time"]


def test_a_document_past_a_bound_is_told(mirror: Mirror, site: Site, tmp_path: Path) -> None:
    from seatrial.vulns import tarball

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tarball, "MAX_DOCUMENT", 10_000)
        done = built(mirror, site, tmp_path, curl(1), ("2024/cve-2024-2.json", bytes(20_000)), curl(3))

    assert [gap.location.file for gap in done.gaps] == ["Red Hat/redhat:CVE-2024-2"]
    assert set(found(tmp_path, "curl", "7-1.el9")) == {"CVE-2024-1", "CVE-2024-3"}


def test_a_tree_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from seatrial.vulns.sources import product_tree

    monkeypatch.setattr(product_tree, "_MAX_BRANCHES", len(PRODUCTS))

    with pytest.raises(ParseError, match="more than 10 branches"):
        redhat.read(json.dumps(curl(1)).encode(), "CVE-2024-1")


def test_components_without_a_purl_are_told_by_their_names() -> None:
    document = curl(1)
    tree = document["product_tree"]
    names = ["kernel", "ruby:2.6/ruby", "kernel-0:3.10.0-693.el7.src", "rhel9/python-312", "gnutls-2:1-1.el7.x86_64"]
    tree["full_product_names"] = [{"name": name, "product_id": name} for name in names]
    tree["relationships"] = [
        {
            "full_product_name": {"product_id": name + "@7"},
            "product_reference": name,
            "relates_to_product_reference": RHEL_7,
        }
        for name in names
    ]
    status = {"known_affected": ["kernel@7", "ruby:2.6/ruby@7", "rhel9/python-312@7"]}
    status["fixed"] = ["kernel-0:3.10.0-693.el7.src@7", "gnutls-2:1-1.el7.x86_64@7"]
    document["vulnerabilities"][0]["product_status"] = status

    advisory, problems = redhat.read(json.dumps(document).encode(), "CVE-2024-1")

    assert problems == ()
    assert [(one.package, [event.version for event in one.ranges[0]]) for one in advisory.affected] == [
        ("kernel?arch=src", ["0", "3.10.0-693.el7"]),
        ("gnutls", ["0", "2:1-1.el7"]),
        ("kernel?arch=src", ["0"]),
        ("ruby?arch=src&rpmmod=ruby:2.6", ["0"]),
    ]
