"""Reads images that are made in tests."""

import json
from pathlib import Path
from typing import Any

from seatrial.connectors.image.collect import collect
from seatrial.connectors.image.find import image_asset
from seatrial.model.asset import Collected
from seatrial.model.raw import Raw
from tests.images.builder import Blobs, layout


class Reading:
    """What the connector makes of an image."""

    def __init__(self, collected: Collected) -> None:
        self.collected = collected
        self.by_address = {raw.address: raw for raw in collected.raws}

    def __getitem__(self, address: str) -> Raw:
        return self.by_address[address]

    @property
    def image(self) -> Any:
        return (self.by_address.get("image") or self["root"]).attributes

    def place(self, address: str, *path: str | int) -> str:
        location = self[address].locate(path)
        return f"{location.file}:{location.line}"


def read(target: str) -> Reading:
    return Reading(collect(image_asset(target), {"platform": "linux/amd64"} if target.startswith("image:") else {}))


def read_layers(folder: Path, *layers: bytes) -> Reading:
    """What is read of an image of plain tars, laid out in a folder."""
    blobs = Blobs()
    layout(folder, blobs, blobs.image(*layers))
    return read(f"image:oci:{folder}")


def read_written(folder: Path, **document: Any) -> Reading:
    """What is read of an image that is written down."""
    from seatrial.connectors.image.find import find
    from seatrial.files import walk

    place = folder / "image.json"
    place.write_text(json.dumps({"seatrial_image": 1, "reference": "app:1", **document}), encoding="utf-8")
    (asset,) = find(walk(str(folder), lambda name: name.endswith("image.json")), {})
    return Reading(collect(asset, {}))
