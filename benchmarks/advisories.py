"""Measure the database of advisories, and whole scans with it: ``python -m benchmarks.advisories MIRROR [LAYOUT]``.

MIRROR is a folder that is laid out as OSV's bulk export; its ecosystems are built into databases, and the packages of
an image are looked up in them.  A scan of the image is the whole command, cold and with its layers known.  Every figure
stands beside what expanding and hashing the image's layers costs in the same run.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Cost, measure
from seatrial.images.opening import ImageOptions, open_image
from seatrial.model.package import Package
from seatrial.vulns import build
from seatrial.vulns.database import Database
from seatrial.vulns.feeds import Feeds
from seatrial.vulns.match import assess

_FOUND = frozenset({0, 1, 3})
"""The statuses of a scan that has said what it found."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mirror", type=Path, help="a folder laid out as OSV's bulk export")
    parser.add_argument("layout", type=Path, nargs="?", help="an OCI layout with one image")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    if options.layout is None:
        from benchmarks.five_layers import layout

        options.layout = layout()
    command = [sys.executable, "-m", "benchmarks.images", str(options.layout), "--as", "floor"]
    floor = measure(command, repeats=options.repeats, fine=frozenset({0})).cpu
    print(f"floor       {floor:6.2f} s of CPU: the layers expanded and hashed")
    with tempfile.TemporaryDirectory() as folder:
        databases = Path(folder) / "advisories"
        _build(options.mirror, databases, floor)
        _scans(options.layout, databases, Path(folder) / "cache", floor, options.repeats)
        packages, _ = open_image(f"oci:{options.layout}", ImageOptions(platform="linux/amd64")).packages()
        _match(packages, databases, floor, options.repeats)


def _build(mirror: Path, databases: Path, floor: float) -> None:
    names = (mirror / "ecosystems.txt").read_text(encoding="utf-8").split("\n")
    feeds = Feeds(**{**dict.fromkeys(Feeds.__struct_fields__, ""), "osv": str(mirror.absolute())})
    began, records = time.process_time(), 0
    for name in filter(None, names):
        records += build.update(databases, name, feeds, datetime.now(UTC)).changed
    cost = time.process_time() - began
    size = sum(path.stat().st_size for path in databases.iterdir()) / 1e6
    print(f"build       {cost:6.2f} s of CPU  {cost / floor:5.2f} of the floor  {records} records, {size:.0f} MB")


def _scans(layout: Path, databases: Path, cache: Path, floor: float, repeats: int) -> None:
    command = [sys.executable, "-m", "seatrial", "scan", f"image:oci:{layout}", "--db", str(databases), "-o", "json"]
    environment = {"XDG_CACHE_HOME": str(cache)}
    # The library is read once for every checkout, and kept.
    measure([sys.executable, "-m", "seatrial", "list", "checks"], repeats=1, fine=_FOUND, env=environment)
    cold = measure([*command, "--no-cache"], repeats=repeats, fine=_FOUND, env=environment)
    measure(command, repeats=1, fine=_FOUND, env=environment)
    warm = measure(command, repeats=repeats, fine=_FOUND, env=environment)
    for name, cost in (("scan, cold", cold), ("scan, warm", warm)):
        print(f"{name:11} {_told(cost, floor)}")


def _told(cost: Cost, floor: float) -> str:
    return f"{cost.cpu:6.2f} s of CPU  {cost.cpu / floor:5.2f} of the floor  {cost.peak:.0f} MB"


def _match(packages: Sequence[Package], databases: Path, floor: float, repeats: int) -> None:
    database = Database(databases)
    assess(packages, database)
    costs = []
    for _ in range(repeats):
        began = time.process_time()
        found = assess(packages, database)
        costs.append(time.process_time() - began)
    cost = sorted(costs)[repeats // 2]
    each = cost / len(packages) * 1e6
    print(
        f"match       {cost:6.3f} s of CPU  {cost / floor:5.3f} of the floor  {each:.0f} us a package, "
        f"{len(packages)} packages, {len(found.matches)} matches"
    )


if __name__ == "__main__":
    main()
