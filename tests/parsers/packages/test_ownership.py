from pathlib import Path

import pytest

from seatrial.errors import ParseError
from seatrial.parsers.packages.ownership import lists_files, owned

from .samples import content_of


def test_dpkg_lists_the_files_of_a_package_in_a_file_of_its_own() -> None:
    content = b"/.\n/usr\n/usr/share/keel\n"

    assert list(owned(content, "var/lib/dpkg/info/keel.list")) == [("usr", "keel"), ("usr/share/keel", "keel")]
    assert {name for _, name in owned(content, "var/lib/dpkg/info/libc6:amd64.list")} == {"libc6"}


def test_distroless_lists_them_with_their_checksums() -> None:
    content = b"d41d8cd98f00b204e9800998ecf8427e  usr/share/keel\n"

    assert list(owned(content, "var/lib/dpkg/status.d/keel.md5sums")) == [("usr/share/keel", "keel")]


def test_apk_lists_them_by_folder_after_each_package() -> None:
    path = "lib/apk/db/installed"

    assert list(owned(content_of(f"apk/{path}"), path)) == [
        ("usr/bin/hull", "hull"),
        ("usr/bin/V:not-a-version", "hull"),
        ("usr/lib/libballast.so.1", "libballast"),
    ]


def test_pacman_lists_them_beside_the_description() -> None:
    content = b"%FILES%\nusr/\nusr/bin/keel\n\n%BACKUP%\netc/keel.conf\tsum\n"

    assert list(owned(content, "var/lib/pacman/local/keel-1:1.4.0-3/files")) == [
        ("usr/", "keel"),
        ("usr/bin/keel", "keel"),
    ]


@pytest.mark.parametrize("sample", ["rpm-sqlite/var/lib/rpm/rpmdb.sqlite", "rpm-bdb/var/lib/rpm/Packages"])
def test_rpm_lists_them_in_each_header(sample: str) -> None:
    assert sorted(owned(content_of(sample), sample)) == [
        ("etc/oars.conf", "oars"),
        ("usr/share/oars/left", "oars"),
        ("usr/share/oars/right", "oars"),
    ]


@pytest.mark.parametrize("path", ["var/lib/rpm/Packages", "lib/apk/db/installed", "var/lib/dpkg/info/a.list"])
@pytest.mark.parametrize(
    "content", [b"", b"\0" * 9000, b"\xff" * 90, b"R:" * 9000, b"F:" + b"a" * 10**6 + b"\nR:x" * 999]
)
def test_what_is_broken_lists_no_path_that_no_system_has(path: str, content: bytes) -> None:
    try:
        assert all(0 < len(name) <= 4096 for name, _ in owned(content, path))
    except ParseError as error:
        assert "Packages" in path and error.message


def test_a_path_tells_whether_files_are_listed() -> None:
    assert lists_files("var/lib/dpkg/info/libc6:amd64.list")
    assert not lists_files("var/lib/dpkg/info/libc6:amd64.postinst")


@pytest.mark.skipif(not Path("/var/lib/dpkg/info/dpkg.list").exists(), reason="this machine has no dpkg")
def test_dpkg_owns_its_own_program_on_this_machine() -> None:
    path = "var/lib/dpkg/info/dpkg.list"

    assert ("usr/bin/dpkg", "dpkg") in list(owned(Path("/", path).read_bytes(), path))
