"""Images are named, on the command line or by what uses them; among files are those only that are written down."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from seatrial.connectors import Options
from seatrial.connectors.image import CONNECTOR
from seatrial.files import File
from seatrial.model.asset import Asset, Use

_MARK = b'"seatrial_image"'


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Each document that tells of an image is one; no other file is."""
    for file in files:
        if CONNECTOR.claims(file.key) and _MARK in file.content:
            yield Asset(
                key=file.key,
                kind="image",
                connector=CONNECTOR.name,
                name=file.name,
                paths=(file.path,),
                names=(file.name,),
                boundary=file.boundary,
            )


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
