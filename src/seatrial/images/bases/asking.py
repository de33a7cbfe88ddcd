"""What a registry knows of a base: how many layers it brought, and which tags could be taken instead.

Manifests and configurations are asked for, never layers.
"""

import dataclasses

from msgspec.structs import replace

from seatrial.errors import NotFoundError
from seatrial.images.bases.candidates import candidates
from seatrial.images.image import Image
from seatrial.images.limits import DEFAULTS, Limits
from seatrial.images.listing import digest_of_tag, list_tags
from seatrial.images.manifest import Platform
from seatrial.images.opening import ImageOptions, open_image
from seatrial.images.reference import Reference, parse_reference
from seatrial.images.transports.registry import RegistryOptions
from seatrial.model.base import Base, Candidate, Certainty


def confirm(base: Base, image: Image, options: ImageOptions) -> Base | None:
    """The base with its layers counted, by what its registry has; None where the image is not built on it.

    A base without a digest stays as it is where its tag means other layers today: it has been built anew since.
    Raises ConnectorError, ParseError or LimitError where the registry cannot be asked.
    """
    if base.certainty is Certainty.PROVEN or not base.name:
        return base
    reference = f"{_repository(base.name)}@{base.digest}" if base.digest else base.name
    found = open_image(reference, _of_platform(options, image))
    lowest = [layer.diff_id for layer in image.layers[: len(found.layers)]]
    if found.layers and [layer.diff_id for layer in found.layers] == lowest:
        return replace(
            base,
            digest=base.digest or found.root_digest,
            layers=len(found.layers),
            certainty=Certainty.PROVEN,
            because=f"{base.because}, and its layers are those of the image",
        )
    return None if base.digest else base


def _of_platform(options: ImageOptions, image: Image) -> ImageOptions:
    """The options, for the platform of an image that is there already."""
    config = image.config
    if not (config.os and config.architecture):
        return options
    platform = Platform(os=config.os, architecture=config.architecture, variant=config.variant)
    return dataclasses.replace(options, platform=str(platform))


def offers_for(
    reference: str, pinned: str, options: RegistryOptions, limits: Limits = DEFAULTS
) -> tuple[Candidate, ...]:
    """The tags that could be taken instead of ``debian:12`` or ``debian:12@sha256:...``, each with its digest of today.

    ``pinned``  the digest that is in use, where the name does not say it.  The digests that the registry does not tell
    are empty.  Raises ConnectorError, ParseError or LimitError where the registry cannot be asked.
    """
    wanted = parse_reference(reference)
    if not wanted.tag:
        # By a digest alone nobody has said what should come after it.
        return ()
    tags = list_tags(f"{wanted.registry}/{wanted.repository}", options, limits).names
    asked = [wanted.tag, "latest", *(each.tag for each in candidates(wanted.tag, tags))]
    digests = {}
    for tag in dict.fromkeys(asked):
        if tag in tags:
            digests[tag] = _digest(wanted, tag, options, limits)
    return tuple(candidates(wanted.tag, tags, pinned=wanted.digest or pinned, digests=digests))


def _digest(reference: Reference, tag: str, options: RegistryOptions, limits: Limits) -> str:
    """What a tag means today; empty where it went while we looked, or nobody tells."""
    place = Reference(registry=reference.registry, repository=reference.repository, tag=tag)
    try:
        return digest_of_tag(place, options, limits)
    except NotFoundError:
        return ""


def _repository(name: str) -> str:
    reference = parse_reference(name)
    return f"{reference.registry}/{reference.repository}"
