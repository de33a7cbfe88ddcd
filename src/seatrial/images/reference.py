"""Names of images as they are typed: ``[REGISTRY/]REPOSITORY[:TAG][@DIGEST]``, by the grammar and Docker Hub's rules.

https://github.com/distribution/reference has the grammar.  In `seatrial.engine.image_reference` a name may be half
known, as in a template; here it must be one that a registry can be asked for.
"""

import re
from dataclasses import dataclass

from seatrial.errors import UsageError
from seatrial.images.digest import is_digest
from seatrial.parsers.image_name import HUB, located, split_name, whole

__all__ = ("HUB", "Reference", "parse_reference")

_LONGEST_NAME = 255

_HOST = re.compile(
    r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])"
    r"(?::[0-9]{1,5})?"
)
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


def is_tag(text: str) -> bool:
    return _TAG.fullmatch(text) is not None


def is_repository(text: str) -> bool:
    """Whether it is a path that a registry may have an image at: ``library/nginx``."""
    return len(text) <= _LONGEST_NAME and _REPOSITORY.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """``registry`` is a host, ``repository`` a path on it; ``tag`` is empty where a digest says which one is meant."""

    registry: str
    repository: str
    tag: str
    digest: str = ""

    @property
    def wanted(self) -> str:
        """What the registry is asked for: the digest, if there is one, counts before the tag."""
        return self.digest or self.tag

    @property
    def familiar(self) -> str:
        """The name as people write it: without Docker Hub, and without what Docker Hub calls its own."""
        full = str(self)
        short = full.removeprefix(f"{HUB}/") if self.registry == HUB else full
        # On Docker Hub, too, a folder may look like a host, and `library/` may have folders.
        return next(name for name in (short.removeprefix("library/"), short, full) if _means(name, self))

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.registry}/{self.repository}{tag}{f'@{self.digest}' if self.digest else ''}"


def parse_reference(text: str) -> Reference:
    """The parts of a name; ``nginx`` is ``docker.io/library/nginx:latest``.  Raises UsageError on what is no name."""
    path, tag, digest = split_name(text)
    if digest is not None and not is_digest(digest):
        raise UsageError(f"{text!r} has no digest behind the @; one is sha256: and 64 digits of 0-9 and a-f")
    if tag is not None and not _TAG.fullmatch(tag):
        raise UsageError(f"{text!r} has no tag behind the colon; one has letters, digits, and ._- inside")
    registry, written = located(path)
    repository = whole(registry, written)
    if not _HOST.fullmatch(registry):
        raise UsageError(f"{text!r} does not begin with the name of a registry's host")
    if not is_repository(repository):
        hint = "; there are no capitals in them" if repository.lower() != repository else ""
        raise UsageError(f"{text!r} names no image: {repository[:80]!r} is no repository{hint}")
    return Reference(
        registry=registry, repository=repository, tag=tag or ("" if digest else "latest"), digest=digest or ""
    )


def _means(text: str, reference: Reference) -> bool:
    try:
        return parse_reference(text) == reference
    except UsageError:
        return False
