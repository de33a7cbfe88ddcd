"""Which image of an index is meant: ``OS/ARCHITECTURE[/VARIANT]``, as in ``--platform``."""

import platform
from collections.abc import Sequence

from seatrial.errors import NotFoundError, UsageError
from seatrial.images.manifest import Descriptor, Platform

# Machines as Linux names them, in Go's words, which are those of images.
_ARCHITECTURES = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "armv7l": "arm",
    "armv6l": "arm",
    "i686": "386",
    "i386": "386",
    "loongarch64": "loong64",
}
# What a machine runs where an image names no variant, or another than the one that is asked for without one.
_USUAL = {"arm64": ("", "v8"), "arm": ("v7", "v6", "v5", ""), "amd64": ("", "v1", "v2", "v3")}


def parse_platform(text: str) -> Platform:
    """Raises UsageError on what is none."""
    parts = text.lower().split("/")
    if len(parts) not in (2, 3) or not all(parts):
        raise UsageError(f"{text!r} is no platform; write it as linux/amd64 or linux/arm/v7")
    architecture = _ARCHITECTURES.get(parts[1], parts[1])
    return Platform(os=parts[0], architecture=architecture, variant=parts[2] if len(parts) == 3 else "")


def here() -> Platform:
    """This machine's, under Linux, which nearly all images are for."""
    machine = platform.machine().lower()
    return Platform(os="linux", architecture=_ARCHITECTURES.get(machine, machine))


def chosen(manifests: Sequence[Descriptor], asked: Platform | None, name: str) -> Descriptor:
    """The one for a platform; where none is asked for, this machine's, or else the only one there is.

    Raises NotFoundError where there is none, and says which there are.
    """
    images = [each for each in manifests if not is_attestation(each)]
    wanted = asked or here()
    for variant in _variants(wanted):
        for each in images:
            found = each.platform
            if found and (found.os, found.architecture, found.variant) == (wanted.os, wanted.architecture, variant):
                return each
    if len(images) == 1 and (asked is None or images[0].platform is None):
        return images[0]
    there = ", ".join(sorted({str(each.platform or "one that is not named") for each in images})[:20])
    raise NotFoundError(f"{name} has no image for {wanted}; it has: {there or 'none at all'}")


def _variants(platform_: Platform) -> Sequence[str]:
    return (platform_.variant,) if platform_.variant else _USUAL.get(platform_.architecture, ("",))


def is_attestation(descriptor: Descriptor) -> bool:
    """BuildKit puts attestations beside the images, for the platform unknown/unknown."""
    found = descriptor.platform
    return (found is not None and found.os == "unknown") or "vnd.docker.reference.type" in (
        descriptor.annotations or {}
    )
