"""Which images an image is built on, and which of them brought a package."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from msgspec.structs import replace as changed

from seatrial.errors import ConnectorError, ParseError, UsageError
from seatrial.images.attestation import Attestation
from seatrial.images.bases.chains import Chains
from seatrial.images.bases.find import find_bases, inherited_from
from seatrial.images.image import Image
from seatrial.images.opening import ImageOptions, registry_reference
from seatrial.images.reference import parse_reference
from seatrial.images.release import Release
from seatrial.model.base import Base
from seatrial.model.package import Package

_INDEX = "bases.sqlite"


def bases_of(
    image: Image,
    name: str,
    options: ImageOptions,
    attestations: Sequence[Attestation],
    release: Release | None,
    *,
    whole: bool,
) -> tuple[Base, ...]:
    """The image that another one is built on, the base of that, and so on, as far as anything tells.

    An image that was read ``whole`` goes into the index of layers by which later ones are known, under its ``name``.
    What an image says of its base is held against that base where it lies in the registry that the image came from;
    no other host is asked because an image names it.
    """
    index = Chains(options.cache / _INDEX) if options.cache else None
    try:
        if index is not None and whole:
            index.record(image, name)
        bases = find_bases(image, index, attestations, release)
    finally:
        if index is not None:
            index.close()
    return tuple(_confirmed(base, image, name, options) for base in bases)


def _confirmed(base: Base, image: Image, name: str, options: ImageOptions) -> Base:
    """The base with its layers counted, if the registry of the image has it; else as it was stated."""
    ours = registry_reference(name) if base.layers is None and base.name else None
    if ours is None:
        return base
    # Few images say their base, and what asks a registry is no small thing to import.
    from seatrial.images.bases.asking import confirm
    from seatrial.images.transports.registry import Registry

    if not isinstance(image.source, Registry):
        return base
    with suppress(ConnectorError, ParseError, UsageError):
        if parse_reference(base.name).registry == ours.registry:
            return confirm(base, image, replace(options, cache=None)) or base
    return base


def attributed(package: Package, image: Image, bases: Sequence[Base]) -> Package:
    """The package with the base that brought it."""
    base = inherited_from(package.layer, image, bases) if bases and package.layer else None
    return changed(package, base=told(base)) if base else package


def told(base: Base) -> str:
    """``docker.io/library/debian:12@sha256:...``: as much of it as is known."""
    return f"{base.name}@{base.digest}" if base.name and base.digest else base.name or base.digest
