"""Measure reading an image against decompressing and hashing the same layers: ``python -m benchmarks.images LAYOUT``.

The floor expands every layer with the same library and makes both sha256 sums of it, in a process of its own; what
counts is the ratio.  Without a layout one is made of Debian's own packages by mmdebstrap, as root, and kept for the
next time: that takes minutes, and is done only where SEATRIAL_BIG_IMAGE is set.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

from benchmarks.measure import measure
from seatrial.images.digest import digest_of
from seatrial.images.image import Image
from seatrial.images.inflate import inflated
from seatrial.images.limits import DEFAULTS, MIB
from seatrial.images.opening import ImageOptions, open_image

_KEPT = Path.home() / ".cache" / "seatrial-tests" / "five-layers"
_DEBIAN = ("--variant=minbase", "--mode=root", "--components=main", "--include=python3-pip,nodejs,npm", "bullseye")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("layout", type=Path, nargs="?", help="an OCI layout with one image")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--as", dest="role", choices=["floor", "packages"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    layout = options.layout or _big_layout()
    image = open_image(f"oci:{layout}", ImageOptions(platform="linux/amd64"))
    if options.role == "floor":
        print(_floor(image))
    elif options.role == "packages":
        print(len(image.packages()[0]))
    else:
        _compare(layout, image, options.repeats)


def _compare(layout: Path, image: Image, repeats: int) -> None:
    size = sum(layer.size for layer in image.layers)
    print(f"{len(image.layers)} layers, {size / 1e6:.0f} MB as they are stored")
    costs = {}
    for role in ("floor", "packages"):
        command = [sys.executable, "-m", "benchmarks.images", str(layout), "--as", role]
        costs[role] = measure(command, repeats=repeats, fine=frozenset({0}))
        print(f"{role:9} {costs[role].cpu:6.2f} s of CPU {costs[role].peak:6.0f} MB")
    print(f"ratio     {costs['packages'].cpu / costs['floor'].cpu:6.2f}")


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


def _big_layout() -> Path:
    if (_KEPT / "index.json").exists():
        return _KEPT
    if not os.environ.get("SEATRIAL_BIG_IMAGE"):
        raise SystemExit("name a layout, or set SEATRIAL_BIG_IMAGE=1 to have one made, which takes minutes")
    _KEPT.mkdir(parents=True, exist_ok=True)
    root = _KEPT / "root.tar"
    subprocess.run(["mmdebstrap", *_DEBIAN, str(root)], check=True)
    (_KEPT / "blobs" / "sha256").mkdir(parents=True, exist_ok=True)
    diff_id, layer = _compressed(root)
    root.unlink()
    config = _add({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [diff_id]}})
    kind = "application/vnd.oci.image."
    manifest = _add(
        {
            "schemaVersion": 2,
            "mediaType": f"{kind}manifest.v1+json",
            "config": config | {"mediaType": f"{kind}config.v1+json"},
            "layers": [layer | {"mediaType": f"{kind}layer.v1.tar+gzip"}],
        }
    )
    index = {"schemaVersion": 2, "manifests": [manifest | {"mediaType": f"{kind}manifest.v1+json"}]}
    (_KEPT / "index.json").write_text(json.dumps(index), encoding="utf-8")
    return _KEPT


def _compressed(root: Path) -> tuple[str, dict[str, Any]]:
    """Compress a tar to a blob: the digest of what it was, and the descriptor of what it is."""
    compressor = zlib.compressobj(6, wbits=31)
    before, after, size = hashlib.sha256(), hashlib.sha256(), 0
    place = _KEPT / "blobs" / "layer"
    with root.open("rb") as source, place.open("wb") as target:
        while chunk := source.read(MIB):
            before.update(chunk)
            piece = compressor.compress(chunk)
            after.update(piece)
            size += target.write(piece)
        piece = compressor.flush()
        after.update(piece)
        size += target.write(piece)
    place.rename(_KEPT / "blobs" / "sha256" / after.hexdigest())
    return f"sha256:{before.hexdigest()}", {"digest": f"sha256:{after.hexdigest()}", "size": size}


def _add(document: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps(document).encode()
    digest = digest_of(content)
    (_KEPT / "blobs" / digest.replace(":", "/")).write_bytes(content)
    return {"digest": digest, "size": len(content)}


if __name__ == "__main__":
    main()
