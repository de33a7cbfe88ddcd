"""Find compose files among files: their names tell."""

from collections.abc import Iterable, Iterator

from seatrial.connectors import Options
from seatrial.files import File
from seatrial.model.asset import Asset


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Yield an asset for each file.  What files say together, as an override does, is not put together."""
    for file in files:
        yield Asset(
            key=file.key,
            kind="Compose file",
            connector="compose",
            name=file.name,
            paths=(file.path,),
            names=(file.name,),
            boundary=file.boundary,
        )
