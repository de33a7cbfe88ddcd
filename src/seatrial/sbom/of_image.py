"""What is installed in an image or an unpacked root, for its bill."""

import os
from pathlib import Path
from typing import Final

from seatrial.engine.things import thing_named
from seatrial.images.image import Image
from seatrial.images.opening import TRANSPORTS, image_options, open_image, registry_reference
from seatrial.images.reference import HUB, Reference
from seatrial.model.gap import Gap
from seatrial.model.vex import Thing
from seatrial.parsers.packages.purl import purl_of
from seatrial.sbom.bill import Bill, Layer, Subject

_ON_DISK: Final = TRANSPORTS - {"docker-daemon"}


def bill_of_image(reference: str, *, platform: str, insecure: bool) -> Bill:
    """Everything that is installed.  Raises as `open_image` does."""
    image = open_image(reference, image_options(platform=platform, insecure=insecure))
    named = registry_reference(reference)
    transport, _, rest = reference.partition(":")
    subject = Subject(
        name=Path(os.path.realpath(rest)).name or "/" if transport in _ON_DISK else reference,
        of="root" if transport == "rootfs" else "image",
        version=image.manifest_digest,
        purl=_purl(named, image) if named else "",
        layers=tuple(Layer(digest=layer.digest, instruction=layer.created_by) for layer in image.layers),
    )
    packages, gaps = image.packages()
    return Bill(subject=subject, packages=packages, gaps=tuple(_told(gap, image.name, subject.name) for gap in gaps))


def _purl(named: Reference, image: Image) -> str:
    """https://github.com/package-url/purl-spec, type oci: the version is the digest, the repository a qualifier."""
    return purl_of(
        "oci",
        named.repository.rpartition("/")[2],
        image.manifest_digest,
        arch=image.config.architecture,
        repository_url=f"{named.registry}/{named.repository}",
        tag=named.tag,
    )


def things_of_image(reference: str, image: Image) -> tuple[Thing, ...]:
    """What statements of VEX may call an image: the purls of both types that there are for images, and its digests."""
    named = registry_reference(reference)
    if named is None:
        digests = dict.fromkeys((image.manifest_digest, image.root_digest))
        return tuple(Thing(digests=(digest,)) for digest in digests if digest)
    is_hub = named.registry == HUB
    namespace, _, name = named.repository.rpartition("/")
    docker = purl_of(
        "docker",
        name,
        named.tag,
        namespace="" if is_hub and namespace == "library" else namespace,
        repository_url="" if is_hub else named.registry,
    )
    known = {image.manifest_digest, image.root_digest} - {""}
    return tuple(thing_named(purl, known) for purl in (_purl(named, image), docker))


def _told(gap: Gap, typed: str, name: str) -> str:
    """A gap as a sentence: its place begins with the target's name, and not with how that was typed."""
    place = gap.location.file
    if place.startswith(typed):
        place = name + place.removeprefix(typed)
    line = f":{gap.location.line}" if gap.location.line > 1 else ""
    return f"{place}{line}: {gap.reason}"
