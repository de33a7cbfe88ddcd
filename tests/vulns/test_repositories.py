"""Errata in repositories of RPMs, and Arch Linux's tracker: what is fixed in which release, and what is not known."""

import gzip
import hashlib
import json
import lzma
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.errors import DatabaseError, ParseError
from seatrial.model.advisory import Assessment, FixState
from seatrial.model.check import Severity
from seatrial.vulns.build import Updated, offered, update, update_lifecycles
from seatrial.vulns.database import Database
from seatrial.vulns.match import assess
from seatrial.vulns.sources import updateinfo
from tests.vulns.mirror import Mirror, only
from tests.vulns.shelf import fixed_in, package, record, shelf
from tests.vulns.vex import compressed

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def erratum(
    id_: str, packages: str, *flaws: str, severity: str = "Important", kind: str = "security", module: str = ""
) -> str:
    """One update; packages are written ``name version-release``, a line each, with an epoch before a colon."""
    references = "".join(f'<reference href="#" id="{flaw}" title="" type="cve"/>' for flaw in flaws)
    return (
        f'<update status="final" type="{kind}"><id>{id_}</id><title>{id_}: an update</title>'
        f"<severity>{severity}</severity><references>{references}<reference id='1' type='bugzilla'/></references>"
        f'<pkglist><collection short="x">{module}'
        f"{''.join(map(_package, packages.splitlines()))}</collection></pkglist></update>"
    )


def _package(line: str) -> str:
    name, whole = line.split()
    epoch, _, rest = whole.rpartition(":")
    version, _, release = rest.rpartition("-")
    return "".join(
        f'<package name="{name}" version="{version}" release="{release}" epoch="{epoch or 0}" arch="{arch}">'
        f"<filename>{name}.rpm</filename></package>"
        for arch in ("x86_64", "src")
    )


def repository(folder: Path, *updates: str, compress: Callable[[bytes], bytes] = gzip.compress, **index: str) -> None:
    (folder / "repodata").mkdir(parents=True, exist_ok=True)
    content = compress(f'<?xml version="1.0"?><updates>{"".join(updates)}</updates>'.encode())
    (folder / "repodata" / "updateinfo.xml").write_bytes(content)
    digest = index.get("digest", hashlib.sha256(content).hexdigest())
    href = index.get("href", "repodata/updateinfo.xml")
    (folder / "repodata" / "repomd.xml").write_text(
        '<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary"><checksum type="sha256">0</checksum>'
        '<location href="repodata/primary.xml"/></data><data type="updateinfo">'
        f'<checksum type="sha256">{digest}</checksum><open-checksum type="sha256">0</open-checksum>'
        f'<location href="{href}"/></data></repomd>'
    )


def amazon(mirror: Mirror, *updates: str, release: str = "2023", **more: Any) -> None:
    """A repository of Amazon Linux, with the list of its mirrors."""
    steps = "al2023/core/mirrors/latest/x86_64" if release == "2023" else "2/core/latest/x86_64"
    repository(mirror.folder / f"repo-{release}", *updates, **more)
    listed = mirror.folder / steps / "mirror.list"
    listed.parent.mkdir(parents=True, exist_ok=True)
    listed.write_text(f"{mirror.address}/repo-{release}/\n")


def oracle(mirror: Mirror, path: str, *updates: str) -> None:
    repository(mirror.folder / "repo" / "OracleLinux" / path / "x86_64", *updates)


def updated(mirror: Mirror, folder: Path, ecosystem: str) -> Updated:
    feeds = only(osv=mirror.address, amazon=mirror.address, oracle=mirror.address, arch=f"{mirror.address}/all.json")
    return update(folder, ecosystem, feeds, NOW)


def asked(folder: Path, ecosystem: str, name: str, version: str, module: str = "") -> Assessment:
    one = package(ecosystem, name, version, "os")
    label = f"?rpmmod={module}" if module else ""
    from msgspec.structs import replace

    return assess([replace(one, purl=f"pkg:rpm/x/{name}{label}")], Database(folder))


def fixes(folder: Path, ecosystem: str, name: str, version: str, module: str = "") -> dict[str, str]:
    answer = asked(folder, ecosystem, name, version, module)
    assert answer.not_assessed == ()
    return {match.id: match.fixed for match in answer.matches}


@pytest.mark.parametrize(
    "compress", [gzip.compress, lzma.compress, compressed, bytes], ids=["gz", "xz", "zst", "plain"]
)
def test_errata_of_amazon_linux_are_read(mirror: Mirror, tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    amazon(
        mirror,
        erratum("ALAS2023-2024-1", "openssl-libs 1:3.0.8-1.amzn2023.0.10", "CVE-2024-1", "CVE-2024-2"),
        erratum("ALAS2023-2024-2", "curl 8.5.0-1.amzn2023", "CVE-2024-3", severity="medium"),
        erratum("ALAS2023-2024-3", "bash 5.2-1.amzn2023", "CVE-2024-4", kind="bugfix"),
        compress=compress,
    )

    done = updated(mirror, tmp_path, "Amazon Linux")

    assert (done.how, done.changed) == ("built", 2)
    assert [gap.location.file for gap in done.gaps] == ["Amazon Linux/2/x86_64"]
    libs = fixes(tmp_path, "Amazon Linux:2023", "openssl-libs", "1:3.0.8-1.amzn2023.0.9")
    assert libs == dict.fromkeys(("CVE-2024-1", "CVE-2024-2"), "1:3.0.8-1.amzn2023.0.10")
    assert fixes(tmp_path, "Amazon Linux:2023", "openssl-libs", "1:3.0.8-1.amzn2023.0.10") == {}
    assert fixes(tmp_path, "Amazon Linux:2023", "bash", "5.1-1.amzn2023") == {}
    [curl] = asked(tmp_path, "Amazon Linux:2023", "curl", "8.4.0-1.amzn2023").matches
    assert (curl.severity, curl.rated, curl.advisories) == (Severity.MEDIUM, "vendor: medium", ("ALAS2023-2024-2",))
    [unknown] = asked(tmp_path, "Amazon Linux:2", "curl", "7-1.amzn2").not_assessed
    assert unknown.reason == "there are no advisories for Amazon Linux:2"


def test_what_may_come_from_extras_is_not_clean(mirror: Mirror, tmp_path: Path) -> None:
    amazon(mirror, erratum("ALAS2023-1", "curl 8-1", "CVE-2024-1"))
    amazon(mirror, erratum("ALAS2-1", "kernel 4.14.336-1.amzn2\ncurl 8-1.amzn2", "CVE-2024-1"), release="2")
    topics = [{"n": "kernel-5.10", "inst": ["kernel"]}, {"n": "nginx1", "inst": ["nginx"], "visible": ["nginx-core"]}]
    catalogue = mirror.folder / "2" / "extras-catalog.json"
    catalogue.write_text(json.dumps({"version": 1, "topics": topics}))

    updated(mirror, tmp_path, "Amazon Linux")

    assert fixes(tmp_path, "Amazon Linux:2", "curl", "8-1.amzn2") == {}
    for name, version in (("kernel", "5.10.1-1.amzn2"), ("nginx", "1.22-1.amzn2"), ("nginx-core", "1.22-1.amzn2")):
        [unknown] = asked(tmp_path, "Amazon Linux:2", name, version).not_assessed
        assert "one of the extras" in unknown.reason
    catalogue.unlink()
    done = updated(mirror, tmp_path, "Amazon Linux")
    assert "extras-catalog.json" in done.gaps[0].reason
    [unknown] = asked(tmp_path, "Amazon Linux:2", "curl", "8-1.amzn2").not_assessed
    assert unknown.reason == "there are no advisories for Amazon Linux:2"


def test_errata_of_oracle_linux_are_put_together_from_its_repositories(mirror: Mirror, tmp_path: Path) -> None:
    node = '<module name="nodejs" stream="{}" version="8090" context="1" arch="x86_64"/>'
    shared = ("ELSA-2024-1", "CVE-2024-1")
    oracle(mirror, "OL8/baseos/latest", erratum(shared[0], "openssl-libs 1:1.1.1k-12.el8_9", shared[1]))
    oracle(
        mirror,
        "OL8/appstream",
        erratum(shared[0], "openssl-perl 1:1.1.1k-12.el8_9", shared[1]),
        erratum("ELSA-2", "nodejs 1:18.20.2-1.module+el8+1+a", "CVE-2024-2", module=node.format(18)),
        erratum("ELSA-3", "nodejs 1:20.12.2-1.module+el8+2+b", "CVE-2024-2", module=node.format(20)),
        erratum("ELSA-4", "perl 4:5.30-1.module+el8+3+c", "CVE-2024-3"),
    )
    for path, version in (("OL8/UEKR6", "5.4.17-2136.330.7.1.el8uek"), ("OL8/UEKR7", "5.15.0-205.149.5.1.el8uek")):
        oracle(mirror, path, erratum("ELSA-5", f"kernel-uek {version}", "CVE-2024-4"))
    oracle(mirror, "OL9/baseos/latest", erratum("ELSA-6", "openssl-libs 1:3.0.7-27.0.1.el9", "CVE-2024-1"))

    done = updated(mirror, tmp_path, "Oracle Linux")

    assert done.changed == 6
    assert {gap.reason.split()[0] for gap in done.gaps} == {"there"}
    ol8 = "Oracle Linux:8"
    assert fixes(tmp_path, ol8, "openssl-libs", "1:1.1.1k-9.el8") == {"CVE-2024-1": "1:1.1.1k-12.el8_9"}
    assert fixes(tmp_path, ol8, "openssl-perl", "1:1.1.1k-9.el8") == {"CVE-2024-1": "1:1.1.1k-12.el8_9"}
    assert fixes(tmp_path, "Oracle Linux:9", "openssl-libs", "1:3.0.7-24.el9") == {"CVE-2024-1": "1:3.0.7-27.0.1.el9"}
    assert fixes(tmp_path, ol8, "nodejs", "1:18.20.2-1.module+el8+1+a", "nodejs:18:8090:1") == {}
    assert set(fixes(tmp_path, ol8, "nodejs", "1:20.1-1.module+el8+1+a", "nodejs:20:8090:1")) == {"CVE-2024-2"}
    assert set(fixes(tmp_path, ol8, "perl", "4:5.26-1.module+el8+1+a", "perl:5.26:8090:1")) == {"CVE-2024-3"}
    [unknown] = asked(tmp_path, ol8, "nodejs", "1:18.20.2-1.module+el8+1+a").not_assessed
    assert unknown.reason == "it is of a module, and nothing tells of which stream"
    # Two lines of one package: each has its own fix.
    assert fixes(tmp_path, ol8, "kernel-uek", "5.4.17-2136.330.7.1.el8uek") == {}
    assert fixes(tmp_path, ol8, "kernel-uek", "5.15.0-1.el8uek") == {"CVE-2024-4": "5.15.0-205.149.5.1.el8uek"}
    assert fixes(tmp_path, ol8, "kernel-uek", "5.4.17-1.el8uek") == {"CVE-2024-4": "5.4.17-2136.330.7.1.el8uek"}


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    "<updates><update><id>&b;</id></update></updates>"
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no XML"),
        (b"nonsense", "no XML"),
        (b"<updates><update>", "no XML"),
        (BOMB.encode(), "document type"),
        (b'<!DOCTYPE u SYSTEM "file:///etc/passwd"><updates/>', "document type"),
        (b"<a>" * 100, "more than 32 deep"),
        (gzip.compress(b"<updates/>", mtime=0)[:-9], "ends in the middle"),
        (b"\x1f\x8bnonsense", "decompressed"),
        (b"\xfd7zXZ\0nonsense", "decompressed"),
        (b"\x28\xb5\x2f\xfdnonsense", "decompressed"),
    ],
)
def test_errata_that_cannot_be_read_leave_what_was_there(
    mirror: Mirror, tmp_path: Path, content: bytes, why: str
) -> None:
    amazon(mirror, erratum("ALAS2023-1", "curl 8-1", "CVE-2024-1"))
    updated(mirror, tmp_path / "db", "Amazon Linux")
    amazon(mirror, compress=lambda _: content)

    with pytest.raises(DatabaseError, match=why):
        updated(mirror, tmp_path / "db", "Amazon Linux")

    assert set(fixes(tmp_path / "db", "Amazon Linux:2023", "curl", "7-1")) == {"CVE-2024-1"}
    assert [path.name for path in (tmp_path / "db").iterdir()] == ["Amazon Linux.sqlite"]


@pytest.mark.parametrize(
    ("index", "listed", "why"),
    [
        ({"digest": "0" * 64}, "", "its digest is another"),
        ({"href": "../../repo-2023/repodata/updateinfo.xml"}, "", "no errata"),
        ({}, "file:///etc/", "no mirror that can be trusted"),
        ({}, "\n", "no mirror that can be trusted"),
    ],
)
def test_an_index_that_leads_elsewhere_is_not_followed(
    mirror: Mirror, tmp_path: Path, index: dict[str, str], listed: str, why: str
) -> None:
    amazon(mirror, erratum("ALAS2023-1", "curl 8-1", "CVE-2024-1"), **index)
    if listed:
        (mirror.folder / "al2023/core/mirrors/latest/x86_64/mirror.list").write_text(listed)

    with pytest.raises(DatabaseError, match=why):
        updated(mirror, tmp_path, "Amazon Linux")


def test_errata_that_expand_without_end_are_refused(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from seatrial.vulns.origins import repositories

    monkeypatch.setattr(repositories, "_MOST_EXPANDED", 1 << 20)
    amazon(mirror, erratum("ALAS2023-1", "curl 8-1", "CVE-2024-1"), " " * (3 << 20))

    with pytest.raises(DatabaseError, match="expands to more than 1 MiB"):
        updated(mirror, tmp_path, "Amazon Linux")


def test_what_is_wrong_in_one_erratum_is_told(mirror: Mirror, tmp_path: Path) -> None:
    amazon(
        mirror,
        erratum("ALAS2023-1", "curl 8-1", "CVE-2024-1").replace('name="curl"', ""),
        erratum("ALAS2023-2", "zlib 1-1", "CVE-2024-2").replace('release="1"', 'release="a b"'),
        erratum("", "zlib 1-2", "CVE-2024-3"),
        erratum("ALAS2023-4", "zlib 1-3"),
    )

    done = updated(mirror, tmp_path, "Amazon Linux")

    told = {gap.location.file.rpartition("/")[2]: gap.reason for gap in done.gaps}
    assert told["ALAS2023-1"] == "a package of it has no name, version or release: ''"
    assert told["ALAS2023-2"].startswith("a version of it cannot be read")
    assert told["updateinfo.xml"] == "an update has no name"
    answer = asked(tmp_path, "Amazon Linux:2023", "zlib", "1-1")
    # An erratum that names no CVE is a flaw by itself.
    assert [match.id for match in answer.matches] == ["ALAS2023-4"]
    assert [unknown.advisory for unknown in answer.not_assessed] == ["ALAS2023-2"]


@given(st.binary(max_size=300))
def test_no_errata_are_more_than_a_parse_error(content: bytes) -> None:
    try:
        updates = [*updateinfo.read([b"<updates>", content, b"</updates>"])]
    except ParseError as error:
        assert str(error)
    else:
        assert all(isinstance(one.id, str) for one in updates)


GROUPS: list[Any] = [
    {"name": "AVG-1", "packages": ["curl", "lib32-curl"], "status": "Fixed", "severity": "High", "type": "overflow",
     "affected": "8.5.0-1", "fixed": "8.6.0-1", "ticket": None, "issues": ["CVE-2024-1", "CVE-2024-2"]},
    {"name": "AVG-2", "packages": ["curl"], "status": "Vulnerable", "severity": "Low", "affected": "8.6.0-1",
     "fixed": None, "issues": ["CVE-2024-3"]},
    {"name": "AVG-3", "packages": ["curl"], "status": "Not affected", "severity": "Low", "issues": ["CVE-2024-4"]},
    {"name": "AVG-4", "packages": ["curl"], "status": "Unknown", "severity": "Unknown", "issues": ["CVE-2024-5"]},
    {"name": "AVG-5", "packages": ["curl"], "status": "Testing", "severity": "Medium", "fixed": "9-1",
     "issues": ["CVE-2024-6"]},
]  # fmt: skip


def test_arch_linuxs_tracker_says_what_its_packages_have(mirror: Mirror, tmp_path: Path) -> None:
    (mirror.folder / "all.json").write_text(json.dumps(GROUPS))

    assert updated(mirror, tmp_path, "Arch Linux").gaps == ()

    found = {match.id: match for match in asked(tmp_path, "Arch Linux", "curl", "8.5.0-1").matches}
    assert {flaw: (match.state, match.fixed) for flaw, match in found.items()} == {
        "CVE-2024-1": (FixState.FIXED, "8.6.0-1"),
        "CVE-2024-2": (FixState.FIXED, "8.6.0-1"),
        "CVE-2024-3": (FixState.AFFECTED, ""),
        "CVE-2024-5": (FixState.INVESTIGATED, ""),
        "CVE-2024-6": (FixState.FIXED, "9-1"),
    }
    assert (found["CVE-2024-1"].severity, found["CVE-2024-5"].rated) == (Severity.HIGH, "")
    assert set(fixes(tmp_path, "Arch Linux", "lib32-curl", "8.6.0-1")) == set()


def test_groups_of_another_shape_are_told(mirror: Mirror, tmp_path: Path) -> None:
    strange = [{"name": "AVG-6"}, 7, GROUPS[1] | {"name": "../x"}, GROUPS[1] | {"name": "AVG-7", "status": "Perhaps"}]
    (mirror.folder / "all.json").write_text(json.dumps([GROUPS[0], *strange]))

    done = updated(mirror, tmp_path, "Arch Linux")

    assert len(done.gaps) == 4
    answer = asked(tmp_path, "Arch Linux", "curl", "8.6.0-1")
    assert [unknown.advisory for unknown in answer.not_assessed] == ["AVG-7"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[", b"[]"])
def test_a_tracker_that_says_nothing_leaves_what_was_there(mirror: Mirror, tmp_path: Path, content: bytes) -> None:
    (mirror.folder / "all.json").write_text(json.dumps(GROUPS))
    updated(mirror, tmp_path, "Arch Linux")
    (mirror.folder / "all.json").write_bytes(content)

    with pytest.raises(DatabaseError):
        updated(mirror, tmp_path, "Arch Linux")

    assert set(fixes(tmp_path, "Arch Linux", "curl", "8.6.0-1")) == {"CVE-2024-3", "CVE-2024-5", "CVE-2024-6"}


def test_feeds_of_vendors_are_offered_beside_osvs_ecosystems(mirror: Mirror) -> None:
    mirror.lay_out("PyPI", [record("P-1", "PyPI", "x", *fixed_in("2"))])

    assert offered(only(osv=mirror.address, amazon="x", arch="x")) == {"PyPI", "Amazon Linux", "Arch Linux"}
    assert offered(only(osv=mirror.address)) == {"PyPI"}


def test_a_service_pack_has_the_advisories_of_its_products_and_modules(tmp_path: Path) -> None:
    def notice(number: int, product: str, version: str) -> Any:
        flaw = {"upstream": [f"CVE-2024-{number}"]}
        return record(f"SUSE-SU-{number}", f"SUSE:Linux Enterprise {product}", "gzip", *fixed_in(version), **flaw)

    shelf(
        tmp_path,
        SUSE=[
            notice(1, "Module for Basesystem 15 SP5", "1.10-150200.10.1"),
            notice(2, "Server 15 SP5-LTSS", "1.10-150200.10.1"),
            notice(3, "Module for Basesystem 15 SP6", "1.13-150600.1.1"),
            notice(4, "Micro 5.5", "1.13-1"),
        ],
    )

    assert set(fixes(tmp_path, "SUSE:Linux Enterprise Server 15 SP5", "gzip", "1.10-1")) == {"CVE-2024-1", "CVE-2024-2"}
    [unknown] = asked(tmp_path, "SUSE:Linux Enterprise Server 15 SP2", "gzip", "1.10-1").not_assessed
    assert unknown.reason.startswith("there are no advisories for")


def test_releases_have_a_life(mirror: Mirror, tmp_path: Path) -> None:
    def product(name: str, release: str) -> Any:
        return {"name": name, "releases": [{"name": release, "isEol": False, "eolFrom": "2028-06-30"}]}

    products = [product("sles", "15.6"), product("oracle-linux", "9"), product("amazon-linux", "2023")]
    (mirror.folder / "full").write_text(json.dumps({"result": products}))
    update_lifecycles(tmp_path, only(endoflife=f"{mirror.address}/full"), NOW)

    for ecosystem in ("SUSE:Linux Enterprise Server 15 SP6", "Oracle Linux:9", "Amazon Linux:2023"):
        life = Database(tmp_path).lifecycle(ecosystem, date(2026, 11, 28))
        assert life is not None
        assert not life.ended
