"""OCI layouts: ``oci:FOLDER[:TAG]`` and ``oci-archive:FILE[:TAG]``.

https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

from collections.abc import Iterator, Sequence

from seatrial.errors import ConnectorError, NotFoundError
from seatrial.images.digest import is_digest, short, verified
from seatrial.images.image import Document
from seatrial.images.limits import Limits
from seatrial.images.manifest import TAG, Descriptor, Index, parse_document
from seatrial.images.transports.store import Store, content

_CONTAINERD_NAME = "io.containerd.image.name"


class Layout:
    """An OCI layout in a store; ``tag`` is what is named in it, or empty where it holds one image only."""

    def __init__(self, store: Store, tag: str, limits: Limits) -> None:
        self._store = store
        self._tag = tag
        self._limits = limits

    def root(self) -> Document:
        index = index_of(self._store, self._limits)
        descriptor = _named(index.manifests, self._tag, self._store.name)
        whole = b"".join(
            verified(
                (content(self._store, _path(descriptor.digest), self._limits),),
                descriptor.digest,
                descriptor.size,
                f"the manifest {short(descriptor.digest)} in {self._store.name}",
            )
        )
        return Document(content=whole, media_type=descriptor.media_type)

    def blob(self, descriptor: Descriptor) -> Iterator[bytes]:
        yield from self._store.chunks(_path(descriptor.digest))


def index_of(store: Store, limits: Limits) -> Index:
    """The index of a layout.  Raises ConnectorError, ParseError or LimitError."""
    return parse_document(content(store, "index.json", limits), Index, f"index.json in {store.name}")


def _path(digest: str) -> str:
    if not is_digest(digest):
        raise ConnectorError(f"{digest[:80]!r} is no digest by sha256 or sha512")
    return f"blobs/{digest.replace(':', '/')}"


def _named(manifests: Sequence[Descriptor], tag: str, name: str) -> Descriptor:
    """The one that a tag names, whole or by its end: `1.27` names `docker.io/library/nginx:1.27`."""
    if not tag:
        if len(manifests) == 1:
            return manifests[0]
        if not manifests:
            raise NotFoundError(f"{name} holds no image")
        raise NotFoundError(f"{name} holds {len(manifests)} images; name one behind a colon: {_there(manifests)}")
    for each in manifests:
        names = names_of(each)
        if tag in names or tag == each.digest or any(one.endswith(f":{tag}") for one in names):
            return each
    raise NotFoundError(f"{name} holds no image {tag!r}; it holds: {_there(manifests)}")


def names_of(descriptor: Descriptor) -> list[str]:
    """What a layout calls one of its images: a tag, or a whole name."""
    annotations = descriptor.annotations or {}
    return [annotations[key] for key in (TAG, _CONTAINERD_NAME) if annotations.get(key)]


def _there(manifests: Sequence[Descriptor]) -> str:
    return ", ".join(sorted((names_of(each) or [each.digest])[0] for each in manifests)[:20]) or "none"
