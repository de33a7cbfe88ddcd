"""Names of images taken apart: ``[REGISTRY/]REPOSITORY[:TAG][@DIGEST]``, by the rules of Docker Hub.

https://github.com/distribution/reference.  Nothing is refused here: whoever asks a registry looks whether its parts can
be (`seatrial.images.reference`), and whoever judges what is written takes it as it is.
"""

from typing import NamedTuple

HUB = "docker.io"
_OTHER_HUBS = ("index.docker.io", "registry-1.docker.io")


class ImageName(NamedTuple):
    """The parts of a name: ``path`` as it is written; tag and digest are None where there is no sign before them."""

    path: str
    tag: str | None
    digest: str | None


def split_name(text: str) -> ImageName:
    """The parts of a name.  A colon before the last slash is that of a port."""
    rest, at, digest = text.partition("@")
    colon = rest.find(":", rest.rfind("/") + 1)
    path, tag = (rest[:colon], rest[colon + 1 :]) if colon >= 0 else (rest, None)
    return ImageName(path, tag, digest if at else None)


def located(path: str) -> tuple[str, str]:
    """The registry and the repository in it, as written.

    A first part is a host if it has a dot, a port or a capital, or is localhost; else it is all on Docker Hub.
    """
    first, slash, rest = path.partition("/")
    is_host = slash and ("." in first or ":" in first or first == "localhost" or first.lower() != first)
    registry, repository = (first, rest) if is_host else (HUB, path)
    return HUB if registry in _OTHER_HUBS else registry, repository


def whole(registry: str, repository: str) -> str:
    """The repository as the registry has it: what has no owner on Docker Hub is Docker Hub's own."""
    return f"library/{repository}" if registry == HUB and "/" not in repository else repository
