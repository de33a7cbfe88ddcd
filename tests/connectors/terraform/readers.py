"""What the tests of plans and states share: documents as Python values or files, and their blocks by address."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from seatrial.connectors.terraform.documents import Page
from seatrial.connectors.terraform.plan import read_plan
from seatrial.connectors.terraform.state import read_state
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value
from seatrial.parsers.json import parse_json

RECORDED = Path(__file__).parent / "recorded"


class Blocks:
    """The blocks that were read from a document, by address."""

    def __init__(self, document: Any, read: Callable[[Page], tuple[Raw, ...]]) -> None:
        content = document if isinstance(document, str | bytes) else json.dumps(document, indent=1)
        page = Page(parse_json(content), "document.json")
        self.raws = read(page)
        self.by_address = {raw.address: raw for raw in self.raws}
        self.gaps = page.gaps
        self.lines = (content if isinstance(content, str) else content.decode()).splitlines()

    def __getitem__(self, address: str) -> dict[str, Value]:
        return dict(self.by_address[address].attributes)

    def line(self, address: str, *path: str | int) -> str:
        """The text of the line that says a value."""
        return self.lines[self.by_address[address].locate(path).line - 1].strip()

    def resources(self) -> list[str]:
        return [raw.address for raw in self.raws if raw.kind in ("resource", "data")]


def plan(document: Any) -> Blocks:
    return Blocks(document, read_plan)


def state(document: Any) -> Blocks:
    return Blocks(document, read_state)


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def pointing(value: Value) -> tuple[str | None, str | None]:
    """The address and the attribute that an unknown value points to."""
    assert type(value) is Unknown
    return value.ref, value.attribute
