"""Package managers' databases, made by the package managers themselves (tests/data/packages/README.md)."""

import shutil
import sqlite3
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path
from zlib import adler32

import pytest

from seatrial.errors import LimitError
from seatrial.model.location import Location
from seatrial.parsers.packages.distribution import placed

from .samples import content_of, found_in, packages_of, read

STATUS = "dpkg/var/lib/dpkg/status"
RPM_SQLITE = "rpm-sqlite/var/lib/rpm/rpmdb.sqlite"
RPM_BDB = "rpm-bdb/var/lib/rpm/Packages"


def test_dpkg_packages_have_their_source_and_no_package_that_was_removed() -> None:
    packages = packages_of(STATUS)

    assert sorted(packages) == ["hull", "keel", "libballast1"]
    hull, keel, ballast = (packages[name] for name in ("hull", "keel", "libballast1"))
    assert (hull.version, hull.source_name, hull.source_version) == ("0.9~rc1-1+b2", "shipyard", "0.9~rc1-1")
    assert (ballast.source_name, ballast.source_version) == ("ballast", "3.2-1")
    assert (keel.source_name, keel.source_version) == ("keel", "2:1.4.0-3")
    assert hull.purl == "pkg:deb/hull@0.9~rc1-1%2Bb2?arch=amd64"
    assert keel.depends == (hull.purl, ballast.purl)
    assert ballast.depends == (hull.purl,), "what another package provides will do"
    assert hull.kind == "os" and hull.ecosystem == ""


def test_a_dpkg_package_is_located_at_its_stanza() -> None:
    lines = content_of(STATUS).decode().splitlines()
    (location,) = packages_of(STATUS)["libballast1"].locations

    assert lines[location.line - 1] == "Package: libballast1"
    assert location.file == STATUS


@pytest.mark.skipif(not Path("/var/lib/dpkg/status").exists(), reason="this machine has no dpkg")
def test_dpkg_query_says_the_same_of_this_machine() -> None:
    shown = "${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n"
    said = subprocess.run(["dpkg-query", "-W", "-f", shown], capture_output=True, text=True, check=True).stdout
    expected = sorted(tuple(line.split("\t")[1:]) for line in said.splitlines() if line.startswith("installed\t"))

    found = read("var/lib/dpkg/status", Path("/var/lib/dpkg/status").read_bytes())

    assert found.problems == ()
    assert (
        sorted((p.name, p.version, p.architecture, p.source_name, p.source_version) for p in found.packages) == expected
    )


@pytest.mark.parametrize(
    ("status", "is_there"),
    [
        ("install ok installed", True),
        ("hold ok installed", True),
        ("install ok unpacked", True),
        ("install ok half-configured", True),
        ("install ok triggers-pending", True),
        ("deinstall ok config-files", False),
        ("purge ok not-installed", False),
    ],
)
def test_a_dpkg_package_counts_while_its_files_are_there(status: str, is_there: bool) -> None:
    found = read("var/lib/dpkg/status", f"Package: a\nStatus: {status}\nVersion: 1\n\n".encode())

    assert [package.name for package in found.packages] == ["a"] * is_there
    assert found.problems == ()


@pytest.mark.parametrize("status", ["install ok half-installed", "install", "", "what is this"])
def test_a_state_that_dpkg_does_not_explain_is_a_problem(status: str) -> None:
    text = f"Package: a\nStatus: {status}\nVersion: 1\n\nPackage: b\nStatus: install ok installed\nVersion: 2\n"

    found = read("var/lib/dpkg/status", text.encode())

    assert [package.name for package in found.packages] == ["b"]
    assert [problem.line for problem in found.problems] == [2]


def test_a_dpkg_database_that_is_cut_short_says_so_and_keeps_the_rest() -> None:
    content = content_of(STATUS)

    found = read(STATUS, content[: content.index(b"Package: keel") + 60])

    assert [package.name for package in found.packages] == ["hull"]
    assert [problem.file for problem in found.problems][-1] == STATUS
    assert "ends in the middle" in found.problems[-1].message


def test_a_description_in_another_encoding_costs_nothing() -> None:
    text = "Package: a\nStatus: install ok installed\nVersion: 1\nMaintainer: J\xf6rg\n".encode("latin-1")

    assert [package.name for package in read("var/lib/dpkg/status", text).packages] == ["a"]


def test_distroless_images_have_a_control_file_a_package() -> None:
    packages = packages_of("distroless/var/lib/dpkg/status.d/hull")

    assert (packages["hull"].source_name, packages["hull"].version) == ("shipyard", "0.9~rc1-1+b2")


def test_apk_packages_have_origin_licence_and_what_they_need() -> None:
    packages = packages_of("apk/lib/apk/db/installed")
    hull, ballast = packages["hull"], packages["libballast"]

    assert (hull.version, hull.source_name, hull.source_version) == ("0.9_rc1-r2", "shipyard", "0.9_rc1-r2")
    assert hull.purl == "pkg:apk/hull@0.9_rc1-r2?arch=x86_64"
    assert hull.depends == (ballast.purl,)
    assert ballast.depends == ()
    assert ballast.licences == ("LGPL-2.1-or-later AND MIT",)
    assert ballast.locations == (Location("apk/lib/apk/db/installed", 24),)


def test_pacman_says_what_was_asked_for() -> None:
    keel = packages_of("pacman/var/lib/pacman/local/keel-1:1.4.0-3/desc")["keel"]

    assert (keel.version, keel.source_name, keel.direct) == ("1:1.4.0-3", "shipyard", False)
    assert keel.licences == ("GPL-3.0-or-later", "MIT")
    assert keel.purl == "pkg:alpm/keel@1:1.4.0-3?arch=x86_64"


@pytest.mark.parametrize("sample", [RPM_SQLITE, RPM_BDB])
def test_rpm_packages_have_epoch_module_and_source(sample: str) -> None:
    packages = packages_of(sample)

    assert sorted(packages) == ["hull", "keel", "keel-libs", "oars"]
    libs, hull, keel = packages["keel-libs"], packages["hull"], packages["keel"]
    assert (libs.version, libs.source_name, libs.source_version) == ("2:1.4.0-3.sea1", "keel", "2:1.4.0-3.sea1")
    assert libs.purl == "pkg:rpm/keel-libs@1.4.0-3.sea1?arch=noarch&epoch=2&rpmmod=dock:1:20250101:abc"
    assert libs.licences == ("LGPL-2.1-or-later AND MIT",)
    assert hull.depends == (libs.purl,)
    assert keel.depends == (hull.purl,)


def blobs() -> list[bytes]:
    content = content_of(RPM_SQLITE)
    with sqlite3.connect(":memory:") as database:
        database.deserialize(content[:18] + b"\1\1" + content[20:])
        return [blob for (blob,) in database.execute("SELECT blob FROM Packages ORDER BY hnum")]


def ndb(headers: Sequence[bytes]) -> bytes:
    """A database as lib/backend/ndb/rpmpkg.c of rpm writes it; Debian's rpm cannot."""
    slots, blocks, block = b"", b"", 4096 // 16
    for index, header in enumerate(headers, 1):
        count = -(-(16 + len(header) + 12) // 16)
        slots += struct.pack("<4sIII", b"Slot", index, block, count)
        body = struct.pack("<4sIII", b"BlbS", index, 0, len(header)) + header
        body = body.ljust(16 * count - 12, b"\0")
        blocks += body + struct.pack("<II4s", adler32(body), len(header), b"BlbE")
        block += count
    empty = struct.pack("<4sIII", b"Slot", 0, 0, 0)
    head = struct.pack("<4sIIII", b"RpmP", 0, 1, 1, len(headers) + 1).ljust(32, b"\0")
    return (head + slots).ljust(0) + empty * ((4096 - 32 - len(slots)) // 16) + blocks


def test_ndb_holds_the_same_packages() -> None:
    found = read("usr/lib/sysimage/rpm/Packages.db", ndb(blobs()))

    assert found.problems == ()
    assert [package.purl for package in found.packages] == [package.purl for package in found_in(RPM_SQLITE).packages]


def test_a_package_of_ndb_with_another_checksum_costs_only_itself() -> None:
    content = bytearray(ndb(blobs()))
    content[4096 + 40] ^= 1

    found = read("var/lib/rpm/Packages.db", bytes(content))

    assert len(found.packages) == 3
    assert ["checksum" in problem.message for problem in found.problems] == [True]


@pytest.mark.parametrize("size", [512, 4096])
def test_berkeley_db_of_a_thousand_packages(size: int, tmp_path: Path) -> None:
    if shutil.which("db5.3_load") is None:
        pytest.skip("Berkeley DB's db5.3_load is not installed (db5.3-util)")
    lines = ["VERSION=3", "format=bytevalue", "type=hash", f"db_pagesize={size}", "HEADER=END"]
    for number, blob in enumerate([b"\0\0\0\0", *blobs()[:3] * 334]):
        lines += [" " + struct.pack("<I", number).hex(), " " + blob.hex()]
    file = tmp_path / "Packages"
    subprocess.run(["db5.3_load", file], input="\n".join([*lines, "DATA=END", ""]), text=True, check=True)

    found = read("var/lib/rpm/Packages", file.read_bytes())

    assert found.problems == ()
    assert len(found.packages) == 1002


@pytest.mark.parametrize("sample", [RPM_SQLITE, RPM_BDB])
@pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.7, 0.99])
def test_an_rpm_database_that_is_cut_short_says_so(sample: str, part: float) -> None:
    content = content_of(sample)

    found = read(sample, content[: int(part * len(content))])

    assert found.problems


def test_a_database_that_would_compute_for_ever_is_left() -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)")
        database.execute("PRAGMA writable_schema = ON")
        view = (
            "CREATE VIEW Packages AS WITH RECURSIVE n(hnum) AS (SELECT 1 UNION ALL SELECT hnum + 1 FROM n) "
            "SELECT hnum, zeroblob(9) AS blob FROM n"
        )
        database.execute("UPDATE sqlite_master SET sql = ?, rootpage = 0", (view,))
        content = database.serialize()

    found = read("var/lib/rpm/rpmdb.sqlite", content)

    assert found.packages == ()
    assert found.problems


def test_a_row_without_a_header_costs_only_itself() -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)")
        rows = [(number, blob) for number, blob in enumerate([None, 7, "text", b"", *blobs()])]
        database.executemany("INSERT INTO Packages VALUES (?, ?)", rows)
        content = database.serialize()

    found = read("var/lib/rpm/rpmdb.sqlite", content)

    assert len(found.packages) == 4
    assert len(found.problems) == 4


def test_more_packages_than_a_machine_can_have_are_a_limit() -> None:
    text = "".join(f"P:p{number}\nV:1\n\n" for number in range(200_010))

    found = read("lib/apk/db/installed", text.encode())

    assert len(found.packages) == 200_000
    assert isinstance(found.problems[-1], LimitError)


def test_a_distribution_is_said_afterwards() -> None:
    packages = placed(found_in(STATUS).packages, ecosystem="Debian:12", namespace="debian", distro="debian-12")
    keel = next(package for package in packages if package.name == "keel")

    assert keel.ecosystem == "Debian:12"
    assert keel.purl == "pkg:deb/debian/keel@2:1.4.0-3?arch=all&distro=debian-12"
    assert keel.depends[0] == "pkg:deb/debian/hull@0.9~rc1-1%2Bb2?arch=amd64&distro=debian-12"
