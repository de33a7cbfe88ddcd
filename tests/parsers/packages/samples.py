"""The files of tests/data/packages under the paths that they have in an image or a repository."""

import lzma
from pathlib import Path

from seatrial.model.package import Package
from seatrial.parsers.packages import cargo_auditable, go_binary, reader_of
from seatrial.parsers.packages.found import Found

DATA = Path(__file__).parents[2] / "data" / "packages"

EXECUTABLES = {"executables/go": go_binary, "executables/rust": cargo_auditable}


def paths() -> list[str]:
    """Every sample, as ``sample/path in the image``."""
    found = (path for path in sorted(DATA.rglob("*")) if path.is_file() and path.name not in ("README.md", "go.sum"))
    return [path.relative_to(DATA).as_posix().removesuffix(".xz") for path in found]


def content_of(sample: str) -> bytes:
    path = DATA / sample
    return path.read_bytes() if path.is_file() else lzma.decompress((DATA / f"{sample}.xz").read_bytes())


def read(path: str, content: bytes) -> Found:
    """What the reader finds that the path chooses."""
    # An executable is known by its first bytes; its sample by the reader that it is for.
    reader = EXECUTABLES.get(path) or reader_of(path)
    assert reader is not None, path
    found = reader.read(content, path)
    assert isinstance(found, Found)
    return found


def found_in(sample: str) -> Found:
    return read(sample, content_of(sample))


def packages_of(sample: str) -> dict[str, Package]:
    """The packages of a sample without problems, by name."""
    found = found_in(sample)
    assert found.problems == ()
    return {package.name: package for package in found.packages}
