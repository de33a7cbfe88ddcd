"""Read images: what is installed, each with its layer."""

from msgspec.structs import replace

from seatrial.connectors import Options
from seatrial.connectors.image.attested import statements_beside
from seatrial.connectors.image.reach import opened
from seatrial.images.opening import ImageOptions, image_options
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.parsers.vex import Found
from seatrial.sbom.of_image import things_of_image

_NOTHING = "nothing in it tells of packages, so that nobody knows what it is made of"


def collect(asset: Asset, options: Options) -> Collected:
    """Read an image.  Raises ConnectorError, ParseError or LimitError where nothing of it can be had."""
    image, doubts = opened(asset, options_of(options))
    packages, gaps = image.packages()
    if not packages and not gaps:
        gaps = (Gap(location=Location(asset.name, 1), reason=_NOTHING),)
    located = tuple(_located(package, asset.name) for package in packages)
    said, unread = statements_beside(image) if options.get("attestations") else (Found(), ())
    return Collected(
        asset=asset,
        packages=located,
        gaps=(*doubts, *gaps, *unread),
        things=things_of_image(asset.key.removeprefix("image:"), image),
        statements=said.statements,
        flawed=said.flaws,
    )


def options_of(options: Options) -> ImageOptions:
    """How images are had, by what was said."""
    return image_options(
        platform=options.get("platform", ""),
        mirrors=options.get("mirror", ()),
        insecure=options.get("insecure", False),
    )


def _located(package: Package, name: str) -> Package:
    """The package with its places as they are shown: ``image:nginx:1.27:/var/lib/dpkg/status``."""
    places = tuple(Location(f"{name}:/{place.file}", place.line, place.column) for place in package.locations)
    return replace(package, locations=places)
