"""Folders of files for tests, and what the connector makes of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from seatrial.connectors.terraform import CONNECTOR
from seatrial.connectors.terraform.collect import collect
from seatrial.connectors.terraform.find import find
from seatrial.files import File
from seatrial.model.asset import Asset, Collected


def write(top: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content))


def claimed(top: Path) -> Iterator[File]:
    """The files that a walk would hand to the connector, shown as from the folder itself."""
    for path in sorted(top.rglob("*")):
        name = path.relative_to(top).as_posix()
        if not path.is_dir() and CONNECTOR.claims(name) and "/.terraform/" not in f"/{name}":
            yield File(name, name, path, top)


def assets(top: Path, **options: Any) -> list[Asset]:
    return list(find(claimed(top), options))


def collected(top: Path, key: str, **options: Any) -> Collected:
    (asset,) = (asset for asset in assets(top, **options) if asset.key == key)
    return collect(asset, options)


def attributes(found: Collected, address: str) -> dict[str, Any]:
    (raw,) = (raw for raw in found.raws if raw.address == address and raw.source == "terraform")
    return dict(raw.attributes)
