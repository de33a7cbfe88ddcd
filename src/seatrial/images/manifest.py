"""Indexes, manifests and configurations of images: JSON -> values.

https://github.com/opencontainers/image-spec: image-index.md, manifest.md, config.md; Docker's manifests of
version 2, schema 2 say the same in other media types.
"""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from seatrial.errors import ConnectorError, ParseError

INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_CONFIGS = (
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
    "application/octet-stream",
    "",
)
_SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1"
TAG = "org.opencontainers.image.ref.name"


class Platform(Struct, frozen=True, kw_only=True):
    os: str = ""
    architecture: str = ""
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)


class Descriptor(Struct, frozen=True, kw_only=True, rename="camel"):
    """A content by its digest: its size in bytes, and what kind of content it is."""

    digest: str
    size: int
    media_type: str = ""
    platform: Platform | None = None
    annotations: dict[str, str] | None = None
    artifact_type: str = ""


class Index(Struct, frozen=True, kw_only=True, rename="camel"):
    manifests: list[Descriptor]
    media_type: str = ""


class Manifest(Struct, frozen=True, kw_only=True, rename="camel"):
    config: Descriptor
    layers: list[Descriptor]
    media_type: str = ""
    annotations: dict[str, str] | None = None


class Healthcheck(Struct, frozen=True, kw_only=True, rename="pascal"):
    test: list[str] | None = None


class Run(Struct, frozen=True, kw_only=True, rename="pascal"):
    """How a container of the image runs, where nothing else is said."""

    user: str = ""
    env: list[str] | None = None
    entrypoint: list[str] | None = None
    cmd: list[str] | None = None
    exposed_ports: dict[str, Any] | None = None
    volumes: dict[str, Any] | None = None
    working_dir: str = ""
    labels: dict[str, str] | None = None
    stop_signal: str = ""
    healthcheck: Healthcheck | None = None
    shell: list[str] | None = None
    on_build: list[str] | None = None


class Step(Struct, frozen=True, kw_only=True):
    """An instruction that the image was built by; an empty one has made no layer."""

    created: str = ""
    created_by: str = ""
    comment: str = ""
    empty_layer: bool = False


class Rootfs(Struct, frozen=True, kw_only=True):
    diff_ids: list[str] | None = None


class Config(Struct, frozen=True, kw_only=True):
    """``rootfs.diff_ids`` are the digests of the expanded layers, lowest first."""

    architecture: str = ""
    os: str = ""
    variant: str = ""
    created: str | None = None
    author: str = ""
    config: Run | None = None
    rootfs: Rootfs = Rootfs()
    history: list[Step] | None = None


_Document = TypeVar("_Document", bound=Struct)


def parse_document(content: bytes, kind: type[_Document], name: str) -> _Document:
    """Raises ParseError on what is no such document."""
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError as error:
        raise ParseError(f"{name} cannot be understood: {error}") from error
    except RecursionError as error:
        raise ParseError(f"{name} is nested too deeply") from error


def parse_manifest(content: bytes, media_type: str, name: str) -> Index | Manifest:
    """An index or a manifest, by what its source or itself says that it is.

    Raises ParseError on what is neither, and ConnectorError on what is of another kind.
    """
    said = media_type.partition(";")[0].strip()
    if said not in INDEXES + MANIFESTS:
        said = parse_document(content, _Kind, name).media_type or said
    if said.startswith(_SCHEMA_1):
        raise ConnectorError(f"{name} is in Docker's schema 1, which carries no digests that count; push it again")
    if said in INDEXES:
        return parse_document(content, Index, name)
    manifest: Index | Manifest
    if said not in MANIFESTS and parse_document(content, _Kind, name).manifests is not None:
        manifest = parse_document(content, Index, name)
    else:
        manifest = parse_document(content, Manifest, name)
        if manifest.config.media_type not in _CONFIGS:
            raise ConnectorError(f"{name} is no container image, but {manifest.config.media_type[:100]}")
    return manifest


class _Kind(Struct, frozen=True, kw_only=True, rename="camel"):
    media_type: str = ""
    manifests: Any = None
