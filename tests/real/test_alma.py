"""rpm as the judge: what it has installed is what is read of both kinds of its database, and its order decides."""

from pathlib import Path

import pytest

from tests.real.advisories import Record, records_of
from tests.real.bills import bill_of, findings_of
from tests.real.programs import needs
from tests.versions import oracles

pytestmark = needs("mmdebstrap", "rpm", "skopeo", root=True)

_ADDRESS = "pkg:rpm/almalinux/"


@pytest.mark.parametrize("kind", ["sqlite", "bdb"])
def test_what_rpm_has_installed_is_read(alma: Path, kind: str) -> None:
    bill = bill_of(f"image:oci:{alma}/{kind}:1.0")

    installed = (alma / "installed").read_text().splitlines()
    # An epoch of 0 and none are one and the same to rpm.
    assert sorted(f"{package.name} {package.version.removeprefix('0:')}" for package in bill.packages) == sorted(
        line.rpartition(" ")[0].replace(" 0:", " ") for line in installed
    )
    assert {package.ecosystem.partition(":")[0] for package in bill.packages} == {"AlmaLinux"}


@pytest.mark.parametrize("kind", ["sqlite", "bdb"])
def test_what_is_older_than_the_fix_by_rpms_order_has_the_flaw(
    alma: Path, advisories: Path, tmp_path: Path, kind: str
) -> None:
    found = {
        (finding.address.removeprefix(_ADDRESS), finding.flaw)
        for finding in findings_of(f"image:oci:{alma}/{kind}:1.0", advisories)
    }

    assert found == expected(alma, tmp_path)
    names = {name for name, _ in found}
    assert {"openssl", "curl", "glibc"} <= names
    # What has the fixed version, and what no advisory names.
    assert not {"bash", "timetable"} & names


def expected(alma: Path, folder: Path) -> set[tuple[str, str]]:
    """Each source with each flaw, of records that are read one by one."""
    lines = [line.split() for line in (alma / "installed").read_text().splitlines()]
    versions = {name: version for name, version, _ in lines}
    sources = {name: source.rsplit("-", 2)[0] for name, _, source in lines}
    rows = [(name, fixed, flaw) for name, fixed, flaw in fixes() if name in versions]
    signs = oracles.rpm([(versions[name], fixed) for name, fixed, _ in rows], folder)
    return {(sources[name], flaw) for (name, _, flaw), sign in zip(rows, signs, strict=True) if sign == -1}


def fixes() -> list[tuple[str, str, str]]:
    """Of each package, in which version each flaw is mended."""
    return [
        (affected["package"]["name"], fixed, flaw)
        for record in records_of("AlmaLinux")
        for affected in record["affected"]
        for fixed in fixed_in(affected)
        for flaw in flaws_of(record)
    ]


def fixed_in(affected: Record) -> list[str]:
    events = [event for each in affected["ranges"] for event in each["events"]]
    # Each of these is affected from the beginning on, so that the fix alone decides.
    assert [event["introduced"] for event in events if "introduced" in event] == ["0"] * len(affected["ranges"])
    return [event["fixed"] for event in events if "fixed" in event]


def flaws_of(record: Record) -> list[str]:
    return [flaw for flaw in record.get("related") or record.get("upstream") or [] if flaw.startswith("CVE-")] or [
        record["id"]
    ]
