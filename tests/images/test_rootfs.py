"""An unpacked root, which may be anything that is on a disk."""

import os
from pathlib import Path

import pytest

from seatrial.errors import NotFoundError
from seatrial.images.image import Image
from seatrial.images.layers import Problem
from tests.images.builder import contents, everything, opened


def read(image: Image) -> tuple[dict[str, bytes], list[str]]:
    filesystem = image.filesystem(everything)
    return contents(filesystem), [f"{gap.location.file}: {gap.reason}" for gap in image.gaps(filesystem.problems)]


def test_its_files_are_read_and_its_links_stay_inside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "usr/lib").mkdir(parents=True)
    (root / "usr/lib/os-release").write_bytes(b"ID=debian\n")
    (root / "lib").symlink_to("usr/lib")
    (root / "etc").symlink_to(tmp_path)
    (tmp_path / "secret").write_bytes(b"outside")
    (root / "secret").symlink_to("/../../secret")
    os.mkfifo(root / "fifo")
    image = opened(f"rootfs:{root}")

    found, gaps = read(image)

    assert found == {"usr/lib/os-release": b"ID=debian\n"}
    assert gaps == []
    value = image.filesystem(everything).find("lib/os-release")
    assert value is not None


def test_a_link_to_a_file_that_is_not_wanted_reads_it(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b"1")
    (tmp_path / "a.json").symlink_to("1")

    found = opened(f"rootfs:{tmp_path}").filesystem(lambda entry: entry.name.endswith(".json"))

    assert contents(found) == {"a.json": b"1"}


def test_names_in_no_encoding_are_read(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).write_bytes(b"1")

    found, _ = read(opened(f"rootfs:{tmp_path}"))

    assert [os.fsencode(path) for path in found] == [b"caf\xe9"]


def test_what_is_too_deep_is_said(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(600):
        os.mkdir("d", dir_fd=descriptor)
        descriptor, old = os.open("d", os.O_RDONLY, dir_fd=descriptor), descriptor
        os.close(old)
    os.close(descriptor)

    _, gaps = read(opened(f"rootfs:{tmp_path}"))

    assert [gap.rpartition(": ")[2] for gap in gaps] == ["it is deeper than 256 folders"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "a").chmod(0)

    found, gaps = read(opened(f"rootfs:{tmp_path}"))

    assert found == {}
    assert "Permission denied" in gaps[0]


def test_there_is_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        opened(f"rootfs:{tmp_path}/none")


def test_what_is_wrong_with_it_is_told_without_a_layer(tmp_path: Path) -> None:
    [gap] = opened(f"rootfs:{tmp_path}").gaps([("", Problem(reason="it is too deep"))])

    assert gap.location.file == f"rootfs:{tmp_path}"
