"""Images are named, on the command line or by what uses them; none is found among files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from seatrial.connectors import Options
from seatrial.connectors.image import CONNECTOR
from seatrial.files import File
from seatrial.model.asset import Asset, Use


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """No file is an image."""
    return iter(())


def named(target: str, options: Options) -> Iterator[Asset]:
    """The one image of a target: ``image:REFERENCE``, ``rootfs:FOLDER``."""
    yield image_asset(target)


def image_asset(target: str, uses: tuple[Use, ...] = ()) -> Asset:
    """An image, by its target, and the places that name it."""
    return Asset(
        key=target,
        kind="root filesystem" if target.startswith("rootfs:") else "image",
        connector=CONNECTOR.name,
        name=target,
        paths=(),
        names=(target,),
        boundary=Path.cwd(),
        uses=uses,
    )
