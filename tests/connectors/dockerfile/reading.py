"""Reads Dockerfiles that are written in tests."""

from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

from seatrial.connectors.dockerfile.collect import collect
from seatrial.model.asset import Asset, Collected
from seatrial.model.raw import Raw
from seatrial.model.value import Value


class Reading:
    """What the connector makes of a Dockerfile."""

    def __init__(self, collected: Collected) -> None:
        self.raws = collected.raws
        self.gaps = collected.gaps
        self.by_address = {raw.address: raw for raw in collected.raws}

    def __getitem__(self, address: str) -> Raw:
        return self.by_address[address]

    @property
    def image(self) -> Any:
        return self["image"].attributes

    def value(self, address: str, name: str) -> Value:
        return self[address].attributes.get(name)

    def commands(self, address: str = "stage[0]/RUN[0]") -> list[list[str]]:
        return [[c["name"], *c["arguments"]] for c in self[address].attributes["commands"]]

    def place(self, address: str, *path: str | int) -> tuple[int, int]:
        location = self[address].locate(path)
        return location.line, location.column


def read(text: str) -> Reading:
    """Collect a Dockerfile; the margin that its lines have in common is taken off."""
    return read_bytes(dedent(text).encode())


def read_bytes(content: bytes, name: str = "Dockerfile") -> Reading:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        asset = Asset(
            key=name,
            kind="Dockerfile",
            connector="dockerfile",
            name=name,
            paths=(path,),
            names=(name,),
            boundary=Path(folder),
        )
        return Reading(collect(asset, {}))
