"""Read images: what is installed, each with its layer, and how the image itself is configured."""

import dataclasses

from msgspec.structs import replace

from seatrial.connectors import Options
from seatrial.connectors.image.access import options_of
from seatrial.connectors.image.ancestry import attributed, bases_of
from seatrial.connectors.image.contents import Inventory
from seatrial.connectors.image.inside import INSIDE
from seatrial.connectors.image.raw import raws_of
from seatrial.connectors.image.reach import opened
from seatrial.errors import ConnectorError, ParseError
from seatrial.files import read_bytes
from seatrial.images.attestation import Attestation
from seatrial.images.image import Image
from seatrial.images.installed import PACKAGES
from seatrial.images.layers import problem_of
from seatrial.images.opening import ImageOptions
from seatrial.images.packages import packages_in
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.model.value import Unknown
from seatrial.sbom.of_image import things_of_image

_NOTHING = "nothing in it tells of packages, so that nobody knows what it is made of"


def collect(asset: Asset, options: Options) -> Collected:
    """Read an image.  Raises ConnectorError, ParseError or LimitError where nothing of it can be had."""
    if asset.paths:
        return _written(asset)
    access = options_of(options)
    image, doubts = opened(asset, access)
    if not options.get("attestations"):
        return _collected(asset, image, access, doubts)
    # Few believe what lies beside an image, and what reads it is no small thing to import.
    from seatrial.connectors.image.attested import statements_in
    from seatrial.images.attached import attestations_of

    attestations, missing = attestations_of(image)
    said, unread = statements_in(attestations)
    collected = _collected(asset, image, access, doubts, attestations)
    return dataclasses.replace(
        collected, gaps=(*collected.gaps, *missing, *unread), statements=said.statements, flawed=said.flaws
    )


def _collected(
    asset: Asset,
    image: Image,
    options: ImageOptions,
    doubts: tuple[Gap, ...],
    attestations: tuple[Attestation, ...] = (),
) -> Collected:
    """What one pass over the layers gives; ``doubts`` are about where the image was had from."""
    reading = image.read((PACKAGES, INSIDE))
    packages, gaps = packages_in(image, reading.of(PACKAGES))
    if not packages and not gaps:
        gaps = (Gap(location=Location(asset.name, 1), reason=_NOTHING),)
    inventory = Inventory(reading.of(INSIDE))
    is_root = asset.key.startswith("rootfs:")
    name = asset.key.removeprefix("image:")
    whole = not reading.problems
    bases = () if is_root else bases_of(image, name, options, attestations, inventory.release, whole=whole)
    roles = {use.role for use in asset.uses} or {"run"}
    raws = raws_of(image, inventory, name=asset.name, reference="" if is_root else name, uses=asset.uses)
    return Collected(
        asset=asset,
        # Of an image that only builds others, or gives files to them, nothing but its packages may be in what runs.
        raws=tuple(raws) if roles & {"run", "base"} else (),
        packages=tuple(_located(attributed(package, image, bases), asset.name) for package in packages),
        gaps=(*doubts, *gaps),
        release=_release(inventory),
        things=things_of_image(name, image),
        size=sum(layer.size for layer in image.layers),
        bases=bases,
    )


def _written(asset: Asset) -> Collected:
    """Read an image that is written down, whose packages nobody has written."""
    from seatrial.connectors.image.written import parse_written

    name = asset.names[0]
    try:
        image, reference = parse_written(read_bytes(asset.paths[0], asset.boundary, name), name)
    except (ConnectorError, ParseError) as error:
        problem = problem_of(error)
        gap = Gap(
            location=Location(name, max(getattr(error, "line", 1), 1)), reason=problem.reason, bound=problem.bound
        )
        return Collected(asset=asset, gaps=(gap,))
    files = image.read((INSIDE,)).of(INSIDE)
    inventory = Inventory(files)
    return Collected(
        asset=asset,
        raws=tuple(raws_of(image, inventory, name=name, reference=reference)),
        gaps=image.gaps(files.problems),
        release=_release(inventory),
    )


def _release(inventory: Inventory) -> str | Unknown:
    release = inventory.release
    if release is None:
        return inventory.missing if inventory.missing is not None else ""
    return release.ecosystem or release.distro


def _located(package: Package, name: str) -> Package:
    """The package with its places as they are shown: ``image:nginx:1.27:/var/lib/dpkg/status``."""
    places = tuple(Location(f"{name}:/{place.file}", place.line, place.column) for place in package.locations)
    return replace(package, locations=places)
