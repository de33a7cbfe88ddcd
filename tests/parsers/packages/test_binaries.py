"""Executables and archives, whole and hostile."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pytest

from seatrial.errors import LimitError
from seatrial.parsers.packages import cargo_auditable, go_binary, jar
from seatrial.parsers.packages.executable import Whole, is_executable, sections
from seatrial.parsers.packages.found import Found

from .samples import content_of, found_in

_EXECUTABLE = Whole(content_of("executables/go"))
GO = next(_EXECUTABLE.cut(*place) for name, *place in sections(_EXECUTABLE) if name == ".go.buildinfo")
MODULES = [package.purl for package in found_in("executables/go").packages]


def portable(section: bytes) -> bytes:
    """A PE file with one section ``.data``, as Microsoft describes it."""
    head = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 0, 0)
    place = len(head) + len(coff) + 40
    entry = b".data".ljust(8, b"\0") + struct.pack("<IIIIIIHHI", 0, 0, len(section), place, 0, 0, 0, 0, 0)
    return head + coff + entry + section


def mach(section: bytes) -> bytes:
    """A Mach-O file of 64 bits with one segment and one section, as loader.h has them."""
    head = struct.pack("<IIIIIIII", 0xFEEDFACF, 0, 0, 2, 1, 152, 0, 0)
    place = 32 + 72 + 80
    segment = struct.pack("<II16sQQQQIIII", 25, 152, b"__DATA", 0, 0, 0, 0, 0, 0, 1, 0)
    entry = struct.pack("<16s16sQQIIIIIIII", b"__go_buildinfo", b"__DATA", 0, len(section), place, *[0] * 7)
    return head + segment + entry + section


@pytest.mark.parametrize("made", [portable, mach])
def test_go_executables_of_other_systems_say_the_same(made: object) -> None:
    content = made(GO)  # type: ignore[operator]

    assert is_executable(content[:4])
    assert [package.purl for package in go_binary.read(content, "harbour").packages] == MODULES


def test_an_executable_of_an_old_go_is_a_problem() -> None:
    old = GO[:15] + b"\0" + GO[16:]

    found = go_binary.read(portable(old), "harbour")

    assert found.packages == ()
    assert ["before 1.18" in problem.message for problem in found.problems] == [True]


def test_build_information_that_is_cut_short_is_a_problem() -> None:
    assert go_binary.read(portable(GO[:60]), "harbour").problems


def test_an_executable_that_says_nothing_is_not_a_problem() -> None:
    assert go_binary.read(portable(b"nothing"), "x") == Found((), ())
    assert cargo_auditable.read(portable(b"nothing"), "x") == Found((), ())


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


POM = "META-INF/maven/g/{}/pom.properties"
PROPERTIES = b"groupId=g\nartifactId=%b\nversion=1.0\n"


def test_a_shaded_archive_has_every_artifact_that_is_in_it() -> None:
    content = zipped({POM.format(name): PROPERTIES % name.encode() for name in "ab"})

    assert [package.name for package in jar.read(content, "all.jar").packages] == ["g:a", "g:b"]


def test_what_stands_before_an_archive_does_not_hide_it() -> None:
    content = b"#!/bin/sh\nexec java -jar $0\n" + zipped({POM.format("a"): PROPERTIES % b"a"})

    assert [package.name for package in jar.read(content, "run.jar").packages] == ["g:a"]


def test_archives_in_archives_end_at_a_bound() -> None:
    content = zipped({POM.format("deep"): PROPERTIES % b"deep"})
    for _ in range(6):
        content = zipped({"lib/inner.jar": content, POM.format("a"): PROPERTIES % b"a"})

    found = jar.read(content, "app.jar")

    assert len(found.packages) == 4
    assert isinstance(found.problems[0], LimitError)
    assert found.problems[0].file == "app.jar" + "!/lib/inner.jar" * 4


def test_an_archive_that_expands_without_end_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jar, "MAX_FILE", 1_000_000)
    content = zipped({"lib/bomb.jar": b"\0" * 50_000_000, POM.format("a"): PROPERTIES % b"a"})

    found = jar.read(content, "app.jar")

    assert [package.name for package in found.packages] == ["g:a"]
    assert isinstance(found.problems[0], LimitError)


def test_an_archive_that_is_cut_short_or_compressed_otherwise_is_a_problem() -> None:
    whole = zipped({POM.format("a"): PROPERTIES % b"a"})

    assert jar.read(whole[:-30], "a.jar").problems
    assert jar.read(zipped({POM.format("a"): PROPERTIES % b"a"}, zipfile.ZIP_LZMA), "a.jar").problems


def test_an_artifact_whose_group_nobody_tells_is_in_no_ecosystem() -> None:
    (package,) = jar.read(zipped({"x": b"y"}), "lib/commons-io-2.4.jar").packages

    assert (package.name, package.version, package.ecosystem) == ("commons-io", "2.4", "")


def test_a_list_of_crates_that_expands_without_end_is_a_limit() -> None:
    section = zlib.compress(b" " * (cargo_auditable.MAX_BYTES + 1))
    content = portable(section).replace(b".data\0\0\0", b".dep-v0\0")

    (problem,) = cargo_auditable.read(content, "x").problems

    assert isinstance(problem, LimitError)
