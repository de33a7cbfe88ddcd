"""Images are named, on the command line or by what uses them; among files are those only that are written down."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from seatrial.connectors import Options
from seatrial.connectors.image import CONNECTOR
from seatrial.files import File
from seatrial.images.reference import Reference
from seatrial.model.asset import Asset, Use
from seatrial.model.gap import Gap
from seatrial.model.note import Note

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


def named(target: str, options: Options) -> Iterator[Asset | Gap]:
    """The image of ``image:REFERENCE`` or ``rootfs:FOLDER``; those of ``registry:HOST/PREFIX`` that the policy wants.

    Raises UsageError, ConnectorError, ParseError or LimitError where a registry does not tell what it has.
    """
    scheme, _, rest = target.partition(":")
    if scheme != "registry":
        yield image_asset(target)
        return
    # What asks a registry is no small thing to import.
    from seatrial.connectors.image.access import options_of, policy_of
    from seatrial.images.registries import choose_images
    from seatrial.images.transports.registry import RegistryOptions

    access = options_of(options)
    choice = choose_images(rest, policy_of(options), access.registry or RegistryOptions(), access.limits)
    yield from (image_asset(f"image:{reference}") for reference in choice.references)
    yield from choice.gaps


def named_by(
    uses: tuple[Use, ...], reference: Reference, origins: tuple[str, ...], notes: tuple[Note, ...] = ()
) -> Asset:
    """An image that sources name: the same asset wherever and however they write its name."""
    asset = image_asset(f"image:{reference}")
    name = f"image:{reference.familiar}"
    return replace(asset, name=name, names=(name,), uses=uses, origins=origins, notes=notes)


def image_asset(target: str) -> Asset:
    """An image, by its target."""
    return Asset(
        key=target,
        kind="root filesystem" if target.startswith("rootfs:") else "image",
        connector=CONNECTOR.name,
        name=target,
        paths=(),
        names=(target,),
        boundary=Path.cwd(),
    )
