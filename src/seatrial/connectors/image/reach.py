"""Where the image of an asset is had from: as it was typed, or the first of its origins that has it."""

from dataclasses import replace

from seatrial.errors import ConnectorError, NotFoundError, ParseError
from seatrial.images.image import Image
from seatrial.images.opening import ImageOptions, open_image
from seatrial.model.asset import Asset
from seatrial.model.gap import Gap

_REGISTRY = "docker://"


def opened(asset: Asset, options: ImageOptions) -> tuple[Image, tuple[Gap, ...]]:
    """The image, and a gap where it was not had from whom it should be.

    Raises ConnectorError, ParseError or LimitError where nobody has it: what the first origin said.
    """
    if not asset.origins:
        return open_image(asset.key.removeprefix("image:"), options, name=asset.name), ()
    asks_registry = any(origin.startswith(_REGISTRY) for origin in asset.origins)
    options = replace(options, network=options.network and asks_registry)
    failed: list[ConnectorError | ParseError] = []
    for origin in asset.origins:
        try:
            return open_image(origin, options, name=asset.name), tuple(_doubts(asset, failed, origin))
        except (ConnectorError, ParseError) as error:
            failed.append(error)
    if asks_registry:
        raise failed[0]
    raise ConnectorError(f"{failed[-1]}; `--images always` asks its registry") from failed[-1]


def _doubts(asset: Asset, failed: list[ConnectorError | ParseError], origin: str) -> list[Gap]:
    """A registry that does not have an image has said so; of one that cannot be asked nobody knows what it has."""
    if not failed or not asset.origins[0].startswith(_REGISTRY) or isinstance(failed[0], NotFoundError):
        return []
    reason = f"{asset.name}: what is judged is {origin}, which may be older: {failed[0]}"
    return [Gap(location=asset.uses[0].location, reason=reason)]
