"""Measure reading an image against decompressing and hashing the same layers: ``python -m benchmarks.images [LAYOUT]``.

The floor expands every layer with the same library and makes both sha256 sums of it.  ``cold`` reads the packages, and
``filling`` keeps what it takes of the layers; ``warm`` has them all in the cache.  Each is a process of its own, from
its start to its end; what counts are the ratios.  Without a layout the image of `benchmarks.five_layers` is read.
"""

import argparse
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Cost, measure
from seatrial.images.image import Image
from seatrial.images.inflate import inflated
from seatrial.images.limits import DEFAULTS
from seatrial.images.opening import ImageOptions, open_image

_TARGETS = {"cold": (2.0, 120), "filling": (2.0, 120), "warm": (0.3, 120)}
"""Processor seconds and MB at the peak, for the image of five layers."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("layout", type=Path, nargs="?", help="an OCI layout with one image")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--as", dest="role", choices=["floor", "packages"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.layout is None:
        from benchmarks.five_layers import layout

        options.layout = layout()
    image = open_image(f"oci:{options.layout}", ImageOptions(platform="linux/amd64", cache=options.cache))
    if options.role == "floor":
        print(_floor(image))
    elif options.role == "packages":
        print(len(image.packages()[0]))
    else:
        _compare(options.layout, image, options.repeats)


def _compare(layout: Path, image: Image, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "layers"
        floor = _cost(layout, "floor", repeats)
        costs = {
            "floor": floor,
            "cold": _cost(layout, "packages", repeats),
            "filling": _cost(layout, "packages", repeats, kept, is_new=True),
            "warm": _cost(layout, "packages", repeats, kept),
        }
        said = f"{sum(path.stat().st_size for path in kept.iterdir()) / 1e3:.0f} kB in the cache"
    for name, cost in costs.items():
        seconds, peak = _TARGETS.get(name, (0.0, 0))
        target = f"  (target {seconds:.1f} s, {peak} MB)" if seconds else ""
        print(
            f"{name:8} {cost.cpu:6.2f} s of CPU  {cost.cpu / floor.cpu:5.2f} of the floor  {cost.peak:4.0f} MB{target}"
        )
    # Last, because a child's peak is at least what its parent has when it begins.
    packages, gaps = image.packages()
    size = sum(layer.size for layer in image.layers) / 1e6
    print(f"{len(image.layers)} layers, {size:.0f} MB as they are stored, {_floor(image) / 1e6:.0f} MB expanded")
    print(f"{len(packages)} packages, {len(gaps)} gaps; {said}")


def _cost(layout: Path, role: str, repeats: int, kept: Path | None = None, *, is_new: bool = False) -> Cost:
    """The cost of one process; where it is to be new, the cache is empty each time."""
    command = [sys.executable, "-m", "benchmarks.images", str(layout), "--as", role]
    if kept is not None:
        command += ["--cache", str(kept)]
    if not is_new or kept is None:
        return measure(command, repeats=repeats, fine=frozenset({0}))
    costs = []
    for _ in range(repeats):
        shutil.rmtree(kept, ignore_errors=True)
        costs.append(measure(command, repeats=1, fine=frozenset({0})))
    return sorted(costs, key=lambda cost: cost.cpu)[repeats // 2]


def _floor(image: Image) -> int:
    """Expand the layers and make both sums; the number of bytes."""
    count = 0
    for stored in image.stored:
        state = hashlib.sha256()
        # The stored bytes are hashed while they are read, as for everybody else.
        for piece in inflated(stored.chunks(), DEFAULTS):  # type: ignore[attr-defined]
            state.update(piece)
            count += len(piece)
    return count


if __name__ == "__main__":
    main()
