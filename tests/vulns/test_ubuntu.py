"""Ubuntu's VEX: what its tracker says of flaws that are not fixed, in each release and what is sold beside it."""

import io
import json
import lzma
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.advisory import FixState
from seatrial.model.check import Severity
from seatrial.vulns.build import Updated, update
from seatrial.vulns.database import Database
from seatrial.vulns.match import assess
from seatrial.vulns.sources import ubuntu
from tests.vulns.mirror import Mirror
from tests.vulns.shelf import Record, fixed_in, package, record

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
IGNORED = (
    "This package is vulnerable to the CVE, the problem is understood, but the Ubuntu Security Team decided "
    "to not fix it. "
)


def statement(cve: str, status: str, words: str, *products: str) -> Record:
    key = "action_statement" if status == "affected" else "status_notes"
    return {
        "vulnerability": {"@id": f"https://nvd.nist.gov/vuln/detail/{cve}", "name": cve, "aliases": []},
        "products": [{"@id": product} for product in products],
        "status": status,
        key: words,
    }


def source(name: str, distro: str) -> str:
    return f"pkg:deb/ubuntu/{name}@1.0-1?arch=source&distro={distro}"


def document(cve: str, *statements: tuple[str, str, str]) -> Record:
    """Statements of a state, words and a release of curl, with a binary package that has none."""
    binary = "pkg:deb/ubuntu/libcurl4@1.0-1?arch=amd64"
    return {
        "metadata": {"@context": "https://openvex.dev/ns/v0.2.0"},
        "statements": [
            statement(cve, status, words, source("curl", distro), binary) for status, words, distro in statements
        ],
    }


def archive(path: Path, *every: tuple[str, object]) -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as made:
        for name, content in every:
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    path.write_bytes(lzma.compress(tar.getvalue()))


def cve(number: int, *statements: tuple[str, str, str]) -> tuple[str, Record]:
    return f"vex/cve/2024/CVE-2024-{number}.json", document(f"CVE-2024-{number}", *statements)


def updated(mirror: Mirror, folder: Path) -> Updated:
    return update(folder, "Ubuntu", replace(mirror.feeds, ubuntu=f"{mirror.address}/vex.tar.xz"), NOW)


def states(folder: Path, release: str) -> dict[str, FixState]:
    curl = package(f"Ubuntu:{release}", "libcurl4", "1.0-1", "os", source_name="curl", source_version="1.0-1")
    found = assess([curl], Database(folder))
    assert found.not_assessed == ()
    return {match.id: match.state for match in found.matches}


@pytest.fixture
def records(mirror: Mirror) -> Mirror:
    """OSV's records of five flaws, of which it knows for one that it is fixed."""
    unfixed = [
        record(
            f"UBUNTU-CVE-2024-{number}",
            "Ubuntu:22.04:LTS",
            "curl",
            {"introduced": "0"},
            upstream=[f"CVE-2024-{number}"],
            severity=[{"type": "Ubuntu", "score": "medium"}],
        )
        for number in range(1, 6)
    ]
    notice = record("USN-1-1", "Ubuntu:22.04:LTS", "curl", *fixed_in("1.0-2"), upstream=["UBUNTU-CVE-2024-5"])
    mirror.lay_out("Ubuntu", [*unfixed, notice])
    return mirror


def test_what_is_not_fixed_says_what_becomes_of_it(records: Mirror, tmp_path: Path) -> None:
    archive(
        records.folder / "vex.tar.xz",
        cve(1, ("affected", "The package is vulnerable and needs fixing.", "jammy")),
        cve(2, ("affected", IGNORED + "CVE Notes / justification: too intrusive", "jammy")),
        cve(3, ("under_investigation", "Vulnerability assessment is pending.", "jammy")),
        cve(4, ("under_investigation", "The vulnerability is known but remediation is deferred.", "jammy")),
        cve(5, ("affected", "The package is vulnerable and needs fixing.", "jammy")),
        cve(6, ("affected", IGNORED + "end of life, was needed", "ubuntu/jammy"), ("fixed", "", "noble")),
        ("vex/usn/USN-1-1.json", b"not about a CVE"),
    )

    done = updated(records, tmp_path)

    assert (done.failed, done.gaps) == ("", ())
    assert states(tmp_path, "22.04:LTS") == {
        "CVE-2024-1": FixState.AFFECTED,
        "CVE-2024-2": FixState.WILL_NOT_FIX,
        "CVE-2024-3": FixState.INVESTIGATED,
        "CVE-2024-4": FixState.AFFECTED,
        # The notice knows of a fix, and is about the same flaw.
        "CVE-2024-5": FixState.FIXED,
        "CVE-2024-6": FixState.END_OF_LIFE,
    }
    matches = assess([package("Ubuntu:22.04", "curl", "1.0-1", "os")], Database(tmp_path)).matches
    assert matches[1].severity is Severity.MEDIUM


def test_what_is_sold_beside_a_release_is_a_release_of_its_own(records: Mirror, tmp_path: Path) -> None:
    needs = ("affected", "The package is vulnerable and needs fixing.")
    archive(
        records.folder / "vex.tar.xz",
        cve(10, (*needs, "xenial")),
        cve(11, (*needs, "esm-infra/xenial")),
        cve(12, (*needs, "esm-apps/xenial")),
        cve(13, (*needs, "fips-updates/focal")),
        cve(14, (*needs, "bluefield/jammy")),
    )

    updated(records, tmp_path)

    assert set(states(tmp_path, "16.04:LTS")) == {"CVE-2024-10"}
    assert set(states(tmp_path, "Pro:16.04:LTS")) == {"CVE-2024-11", "CVE-2024-12"}
    assert set(states(tmp_path, "Pro:FIPS-updates:20.04:LTS")) == {"CVE-2024-13"}
    assert set(states(tmp_path, "22.04:LTS")) == {f"CVE-2024-{number}" for number in range(1, 6)}


def test_dirt_in_the_archive_is_told_and_the_rest_is_used(records: Mirror, tmp_path: Path) -> None:
    nowhere = {"statements": [statement("CVE-2024-23", "affected", "", "pkg:deb/ubuntu/curl@1?arch=amd64")]}
    strange = {"statements": [statement("CVE-2024-24", "affected", "", "nonsense?arch=source&distro=jammy")]}
    doubled = {
        "statements": [statement("CVE-2024-25", "affected", "", "pkg:deb/ubuntu/curl@1?arch=src?distro=ubuntu/jammy")]
    }
    archive(
        records.folder / "vex.tar.xz",
        ("vex/cve/2024/CVE-2024-20.json", b"{"),
        ("vex/cve/2024/CVE-2024-21.json", cve(1)[1] | {"statements": [statement("CVE-2024-1", "fixed", "")]}),
        cve(22, ("affected", "", "warty")),
        cve(26, ("affected", "", "warty"), ("perhaps", "", "jammy")),
        ("vex/cve/2024/CVE-2024-23.json", nowhere),
        ("vex/cve/2024/CVE-2024-24.json", strange),
        ("vex/cve/2024/CVE-2024-25.json", doubled),
    )

    done = updated(records, tmp_path)

    assert [gap.location.file.rpartition("-")[2] for gap in done.gaps] == ["20", "21", "22", "23", "24", "26"]
    told = {gap.location.file.rpartition("-")[2]: gap.reason for gap in done.gaps}
    assert told["21"] == "it is about 'CVE-2024-1' and not about CVE-2024-21"
    assert told["22"] == "the release 'warty' is not known, and in 1 more"
    assert told["26"] == "it says 'perhaps', which is no status"
    assert "CVE-2024-25" in states(tmp_path, "22.04:LTS")


@pytest.mark.parametrize("content", [b"", b"nonsense", "cut", "empty"])
def test_an_archive_that_cannot_be_had_costs_nothing_that_was_known(
    records: Mirror, tmp_path: Path, content: bytes | str
) -> None:
    path = records.folder / "vex.tar.xz"
    archive(path, cve(2, ("affected", IGNORED, "jammy")))
    updated(records, tmp_path)
    whole = path.read_bytes()
    made = {"cut": whole[:-50], "empty": lzma.compress(bytes(1024))}
    path.write_bytes(made[content] if isinstance(content, str) else content)

    done = updated(records, tmp_path)

    assert "vex.tar.xz" in done.failed
    assert states(tmp_path, "22.04:LTS")["CVE-2024-2"] is FixState.WILL_NOT_FIX


@pytest.mark.parametrize("content", [b"", b"[]", b'{"statements": [{}]}', b"[" * 100_000])
def test_a_document_of_another_shape_is_none(content: bytes) -> None:
    with pytest.raises(ParseError):
        ubuntu.read(content, "CVE-2024-1")
