"""Every sample is read as it is written down in expected.txt: a line a package, reviewed by hand.

``SEATRIAL_WRITE_EXPECTED=1`` writes the file anew; read every change.
"""

import os
from pathlib import Path

from seatrial.model.package import Package

from .samples import found_in, paths

EXPECTED = Path(__file__).parent / "expected.txt"


def told(package: Package) -> str:
    direct = {True: " direct", False: " transitive", None: ""}[package.direct]
    words = [f"{package.locations[0].line}:", package.purl, f"[{package.ecosystem}]", package.kind]
    words.append(direct + " development" * package.development)
    words += [f"licence={licence}" for licence in package.licences]
    inner = package.locations[0].file.partition("!")[2]
    words.append(f"in={inner}" if inner else "")
    words += [f"needs={purl}" for purl in package.depends]
    return " ".join(word.strip() for word in words if word.strip())


def report() -> str:
    lines = []
    for sample in paths():
        found = found_in(sample)
        assert found.problems == (), sample
        assert found.packages, sample
        lines += [f"# {sample}", *map(told, found.packages), ""]
    return "\n".join(lines)


def test_every_sample_is_read_as_it_is_written_down() -> None:
    now = report()
    if os.environ.get("SEATRIAL_WRITE_EXPECTED"):
        EXPECTED.write_text(now)

    assert now == EXPECTED.read_text()
