"""What was typed -> an image: which transport it names, and what of it is where."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.errors import ConnectorError, UsageError
from seatrial.images.cache import LayerCache
from seatrial.images.image import Image, image_from
from seatrial.images.limits import DEFAULTS, Limits
from seatrial.images.manifest import Platform
from seatrial.images.platform import parse_platform
from seatrial.images.reference import Reference, parse_reference

if TYPE_CHECKING:
    from seatrial.images.transports.registry import RegistryOptions


_REGISTRY = "docker://"
"""What a reference may begin with that is in a registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageOptions:
    """How images are had.

    ``platform``  ``linux/arm64``; empty is this machine's.
    ``limits``    what an image may be.
    ``network``   whether anything may be asked that is not on this machine.
    ``registry``  how registries are asked; None is with the environment's credentials, and securely.
    ``cache``     a folder for what was taken of layers, which need not be had again then; None is none.
    """

    platform: str = ""
    limits: Limits = DEFAULTS
    registry: "RegistryOptions | None" = None
    cache: Path | None = None
    network: bool = True


def image_options(
    *, platform: str = "", mirrors: Sequence[str] = (), insecure: bool = False, cache: Path | None = None
) -> ImageOptions:
    """Options by what was said; a mirror is ``REGISTRY=URL``.  Raises UsageError for one that is not."""
    if not mirrors and not insecure:
        return ImageOptions(platform=platform, cache=cache)
    from seatrial.images.http.client import Manners
    from seatrial.images.transports.registry import RegistryOptions

    found: dict[str, list[str]] = {}
    for mirror in mirrors:
        registry, equals, address = mirror.partition("=")
        if not (registry and equals and address):
            raise UsageError(f"{mirror!r} is no mirror; write it as docker.io=https://mirror.example.com")
        found.setdefault(registry, []).append(address)
    registry_options = RegistryOptions(manners=Manners(insecure=insecure), mirrors=found)
    return ImageOptions(platform=platform, registry=registry_options, cache=cache)


def open_image(reference: str, options: ImageOptions, name: str = "") -> Image:
    """Find an image and read its manifest and configuration, but no layer; ``name`` is how it is shown.

    ``REGISTRY/REPOSITORY:TAG``, ``oci:FOLDER[:TAG]``, ``oci-archive:FILE[:TAG]``, ``docker-archive:FILE[:REFERENCE]``,
    ``docker-daemon:REFERENCE``, ``rootfs:FOLDER``.  Raises UsageError on what is no such name; ConnectorError,
    ParseError or LimitError where the image cannot be had.
    """
    transport, colon, rest = reference.partition(":")
    opener = _OPENERS.get(transport) if colon else None
    if opener is None:
        opener, rest = _registry, reference.removeprefix(_REGISTRY)
    if not rest:
        raise UsageError(f"{reference!r} names nothing behind {transport}:")
    platform = parse_platform(options.platform) if options.platform else None
    image = opener(rest, name or reference, platform, options)
    return image if options.cache is None else replace(image, cache=LayerCache(options.cache))


def _oci(rest: str, name: str, platform: Platform | None, options: ImageOptions) -> Image:
    from seatrial.images.transports.layout import Layout
    from seatrial.images.transports.store import Folder

    path, tag = _split(rest)
    source = Layout(Folder(path, str(path)), tag, options.limits)
    return image_from(source, name, platform=platform, limits=options.limits)


def _oci_archive(rest: str, name: str, platform: Platform | None, options: ImageOptions) -> Image:
    from seatrial.images.transports.layout import Layout
    from seatrial.images.transports.store import Archive

    path, tag = _split(rest)
    source = Layout(Archive.at(path, str(path), options.limits), tag, options.limits)
    return image_from(source, name, platform=platform, limits=options.limits)


def _docker_archive(rest: str, name: str, platform: Platform | None, options: ImageOptions) -> Image:
    from seatrial.images.transports.docker_archive import read_docker_archive
    from seatrial.images.transports.store import Archive

    path, tag = _split(rest)
    return read_docker_archive(Archive.at(path, str(path), options.limits), tag, name, options.limits)


def _rootfs(rest: str, name: str, platform: Platform | None, options: ImageOptions) -> Image:
    from seatrial.images.transports.rootfs import read_rootfs

    return read_rootfs(Path(rest), name, options.limits)


def _daemon(rest: str, name: str, platform: Platform | None, options: ImageOptions) -> Image:
    from seatrial.images.transports.daemon import read_from_daemon

    return read_from_daemon(rest, name, os.environ, options.limits, network=options.network)


def _registry(rest: str, name: str, platform: Platform | None, options: ImageOptions) -> Image:
    from seatrial.images.transports.registry import Registry, RegistryOptions

    reference = parse_reference(rest)
    if not options.network:
        raise ConnectorError(f"{reference.registry} is not on this machine, and the network is not to be used")
    source = Registry(reference, options.registry or RegistryOptions(), options.limits)
    return image_from(source, name, digest=reference.digest, platform=platform, limits=options.limits)


def _split(rest: str) -> tuple[Path, str]:
    """``PATH[:TAG]``: the path is all of it if there is such a thing, else what stands before the first colon."""
    whole = Path(rest)
    if whole.exists():
        return whole, ""
    path, _, tag = rest.partition(":")
    return Path(path), tag


_Opener = Callable[[str, str, Platform | None, ImageOptions], Image]

_OPENERS: Mapping[str, _Opener] = {
    "oci": _oci,
    "oci-archive": _oci_archive,
    "docker-archive": _docker_archive,
    "docker-daemon": _daemon,
    "rootfs": _rootfs,
}
TRANSPORTS = frozenset(_OPENERS)
"""What a reference may begin with that is not in a registry."""


def registry_reference(reference: str) -> Reference | None:
    """What `open_image` would ask a registry for; None for what is had in another way.  Raises UsageError."""
    transport, colon, _ = reference.partition(":")
    if colon and transport in TRANSPORTS:
        return None
    return parse_reference(reference.removeprefix(_REGISTRY))
