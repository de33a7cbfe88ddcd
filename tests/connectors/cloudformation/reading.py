"""Reads templates that are written in tests."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from seatrial.connectors.cloudformation.collect import collect
from seatrial.model.asset import Asset, Collected
from seatrial.model.location import Location
from seatrial.model.raw import Raw
from seatrial.model.value import Value


class Reading:
    """A template's resources, by logical id; those that SAM makes win over what they are made for."""

    def __init__(self, collected: Collected) -> None:
        self.gaps = collected.gaps
        self.raws = collected.raws
        self.by_id = {raw.address: raw for raw in collected.raws}

    def __getitem__(self, address: str) -> Raw:
        return self.by_id[address]

    def of_type(self, type: str) -> tuple[Raw, ...]:
        return tuple(raw for raw in self.raws if raw.type == type)

    def line(self, address: str, *path: str | int) -> int:
        return self.place(address, *path).line

    def place(self, address: str, *path: str | int) -> Location:
        return self.by_id[address].locate(path)


def asset_of(path: Path) -> Asset:
    return Asset(
        key=path.name,
        kind="CloudFormation template",
        connector="cloudformation",
        name=path.name,
        paths=(path,),
        names=(path.name,),
        boundary=path.parent,
    )


def read(text: str, *, name: str = "template.yaml", parameters: Mapping[str, str] | None = None) -> Reading:
    """Read a text as a template, with values for its parameters."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(dedent(text).lstrip("\n"))
        options: dict[str, list[str]] = {}
        if parameters is not None:
            given = Path(folder, "given.json")
            given.write_text(json.dumps(dict(parameters)))
            options["parameters"] = [str(given)]
        return Reading(collect(asset_of(path), options))


def value(expression: str, *, before: str = "", parameters: Mapping[str, str] | None = None) -> Value:
    """What an expression comes to, written as the only property of a bucket."""
    text = f"{dedent(before)}\nResources:\n  Other: {{Type: 'AWS::S3::Bucket'}}\n  It:\n    Type: AWS::S3::Bucket\n"
    reading = read(f"{text}    Properties:\n      Value: {expression}\n", parameters=parameters)
    assert not reading.gaps
    return reading["It"].attributes.get("Value", "absent")
