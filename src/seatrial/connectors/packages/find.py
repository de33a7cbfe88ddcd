"""Find lock files among files."""

from collections.abc import Iterable, Iterator

from seatrial.connectors import Options
from seatrial.connectors.packages import CONNECTOR
from seatrial.files import File
from seatrial.model.asset import Asset
from seatrial.parsers.packages import format_of

_KINDS = {"github_actions": "workflow"}


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Each lock file is an asset of its own."""
    for file in files:
        if CONNECTOR.claims(file.key):
            yield Asset(
                key=file.key,
                kind=_KINDS.get(format_of(file.key), "lock file"),
                connector=CONNECTOR.name,
                name=file.name,
                paths=(file.path,),
                names=(file.name,),
                boundary=file.boundary,
            )
