"""A repository of a registry in which databases lie: ``oci://HOST/REPOSITORY``, a tag for each."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field

from seatrial.artifacts.manifest import decode_manifest, name_of
from seatrial.artifacts.signature import (
    ANNOTATION,
    PAYLOAD,
    Verify,
    decode_signature,
    is_about,
    tag_of_signatures,
)
from seatrial.errors import NotFoundError, UsageError
from seatrial.images.digest import verified
from seatrial.images.limits import DEFAULTS
from seatrial.images.listing import list_tags
from seatrial.images.manifest import Descriptor
from seatrial.images.reference import HUB, Reference, parse_reference
from seatrial.images.transports.registry import Endpoint, RegistryOptions, endpoints

SCHEME = "oci://"
_MOST_SIGNATURES = 50
_MOST_PAYLOAD = 64 * 1024


@dataclass(slots=True)
class Depot:
    """An open repository; mirrors of images do not count for it."""

    registry: str
    repository: str
    options: RegistryOptions = field(repr=False)
    endpoint: Endpoint = field(init=False)

    def __post_init__(self) -> None:
        self.endpoint = endpoints(self.registry, self.repository, self.options, DEFAULTS)[-1]

    def __str__(self) -> str:
        return f"{self.registry}/{self.repository}"

    def names(self) -> tuple[str, ...]:
        """The databases that there are in our format, sorted.  Raises ConnectorError, ParseError."""
        tags = list_tags(str(self), self.options).names
        return tuple(sorted(name for name in map(name_of, tags) if name))

    def manifest(self, tag: str) -> bytes:
        """A manifest as it came; nobody has verified it.  Raises ConnectorError."""
        return self.endpoint.manifest(Reference(registry=self.registry, repository=self.repository, tag=tag)).content

    def blob(self, descriptor: Descriptor, name: str) -> Generator[bytes]:
        """A content; who reads it to the end has verified it.  Raises ConnectorError, IntegrityError."""
        with closing(self.endpoint.content("blobs", descriptor)) as chunks:
            yield from verified(chunks, descriptor.digest, descriptor.size, name)

    def signatures(self, digest: str) -> list[Descriptor]:
        """What is said to be a signature of a manifest.  Raises ConnectorError, ParseError."""
        try:
            content = self.manifest(tag_of_signatures(digest))
        except NotFoundError:
            return []
        layers = decode_manifest(content, f"the list of signatures of {self}@{digest}").layers
        return [layer for layer in layers if layer.media_type == PAYLOAD]

    def is_signed(self, digest: str, found: list[Descriptor], verify: Verify) -> bool:
        """Whether one of the signatures is by the key, and about that manifest."""
        for descriptor in found[:_MOST_SIGNATURES]:
            signature = decode_signature((descriptor.annotations or {}).get(ANNOTATION, ""))
            if not signature or descriptor.size > _MOST_PAYLOAD:
                continue
            payload = b"".join(self.blob(descriptor, f"a signature of {self}@{digest}"))
            if verify(payload, signature) and is_about(payload, digest):
                return True
        return False


def open_depot(address: str, options: RegistryOptions) -> Depot:
    """A repository by its address.  Nothing is asked yet.  Raises UsageError."""
    rest = address.removeprefix(SCHEME).rstrip("/")
    if not address.startswith(SCHEME) or "/" not in rest:
        raise UsageError(f"{address!r} is no address of a repository; it is like oci://registry.example/advisories")
    reference = parse_reference(rest)
    if reference.registry == HUB and not rest.startswith(("docker.io/", "index.docker.io/", "registry-1.docker.io/")):
        raise UsageError(f"{address!r} does not begin with the name of a registry's host")
    if reference.digest or f":{reference.tag}" in rest.rpartition("/")[2]:
        raise UsageError(f"{address!r} names one artifact; each database has a tag of its own in a repository")
    return Depot(reference.registry, reference.repository, options)
