"""Bills of materials are named; whether a JSON file is one, nobody looks."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from seatrial.connectors import Options
from seatrial.connectors.sbom import CONNECTOR
from seatrial.files import File
from seatrial.model.asset import Asset


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """No file is one that nobody has named."""
    return iter(())


def named(target: str, options: Options) -> Iterator[Asset]:
    """The one document of a target, ``sbom:FILE``."""
    name = target.partition(":")[2]
    path = Path(name).absolute()
    yield Asset(
        key=target,
        kind="bill of materials",
        connector=CONNECTOR.name,
        name=name,
        paths=(path,),
        names=(name,),
        boundary=Path(path.anchor),
    )
