"""What a database is in a registry: an OCI artifact with one layer, the SQLite file, compressed by zstd.

https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage
"""

import re
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from seatrial.errors import ConnectorError, ParseError
from seatrial.images.digest import digest_of, is_digest
from seatrial.images.manifest import MANIFESTS, Descriptor
from seatrial.vulns.ecosystems import is_name
from seatrial.vulns.store import FORMAT

ARTIFACT = "application/vnd.seatrial.advisories.v1"
LAYER = "application/vnd.seatrial.advisories.v1.sqlite+zstd"
MEDIA_TYPE = MANIFESTS[0]
EMPTY = b"{}"
EMPTY_CONFIG = Descriptor(
    media_type="application/vnd.oci.empty.v1+json", digest=digest_of(EMPTY), size=len(EMPTY), annotations=None
)
"""What artifacts without a configuration have, by the specification."""

_NAME = "dev.seatrial.database"
_BYTES = "dev.seatrial.bytes"
_SHA256 = "dev.seatrial.sha256"
_BUILT = "org.opencontainers.image.created"
_HEX = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES = 16 * 1024**3


class Packed(NamedTuple):
    """A database as its artifact describes it.

    ``layer``  the compressed file; ``bytes`` and ``sha256`` are those of the file itself, and ``built`` its own fact.
    """

    name: str
    built: datetime
    bytes: int
    sha256: str
    layer: Descriptor


class OciManifest(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A manifest as the specification has it, as far as it is written and read here."""

    schema_version: int
    media_type: str = ""
    artifact_type: str = ""
    config: Descriptor
    layers: list[Descriptor]
    annotations: dict[str, str] | None = None


def tag_of(name: str) -> str:
    """The tag of a database: what it is called here, and the format of its file.  ``Rocky_Linux-1``"""
    return f"{name.replace(' ', '_')}-{FORMAT}"


def name_of(tag: str) -> str:
    """The database that a tag stands for; empty for a tag of something else, or of another format."""
    stem, _, format_ = tag.rpartition("-")
    name = stem.replace("_", " ")
    return name if format_ == str(FORMAT) and is_name(name) else ""


def encode_manifest(manifest: OciManifest) -> bytes:
    """The JSON of a manifest, in which nothing is said that is empty."""
    return msgspec.json.encode(_said(msgspec.to_builtins(manifest)))


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items() if item not in (None, "")}
    return [_said(item) for item in value] if isinstance(value, list) else value


def decode_manifest(content: bytes, name: str) -> OciManifest:
    """Raises ParseError on what is no manifest."""
    try:
        return msgspec.json.decode(content, type=OciManifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ParseError(f"{name} has a manifest that cannot be understood: {error}") from error


def manifest_of(packed: Packed) -> bytes:
    """The manifest of an artifact; equal databases have equal ones."""
    annotations = {
        _BUILT: packed.built.isoformat(),
        _BYTES: str(packed.bytes),
        _NAME: packed.name,
        _SHA256: packed.sha256,
    }
    return encode_manifest(
        OciManifest(
            schema_version=2,
            media_type=MEDIA_TYPE,
            artifact_type=ARTIFACT,
            config=EMPTY_CONFIG,
            layers=[packed.layer],
            annotations=annotations,
        )
    )


def parse_artifact(content: bytes, name: str) -> Packed:
    """Read the manifest of an artifact.  Raises ParseError, and ConnectorError for an artifact of another kind."""
    manifest = decode_manifest(content, name)
    if manifest.artifact_type != ARTIFACT:
        kind = manifest.artifact_type or manifest.config.media_type
        raise ConnectorError(f"{name} is no database of advisories, but {kind[:100] or 'something else'}")
    told = manifest.annotations or {}
    try:
        layer = _only_layer(manifest)
        built = datetime.fromisoformat(told[_BUILT])
        size, sha256 = int(told[_BYTES]), told[_SHA256]
        if not (0 < size <= _MOST_BYTES and 0 < layer.size <= _MOST_BYTES and _HEX.fullmatch(sha256) and built.tzinfo):
            raise ValueError("its annotations are no such values")
    except KeyError as error:
        raise ParseError(f"{name} lacks the annotation {error}") from error
    except ValueError as error:
        raise ParseError(f"{name} cannot be understood: {error}") from error
    return Packed(told.get(_NAME, ""), built, size, sha256, layer)


def _only_layer(manifest: OciManifest) -> Descriptor:
    layers = manifest.layers
    if len(layers) != 1 or layers[0].media_type != LAYER or not is_digest(layers[0].digest):
        raise ValueError("it has other contents than one database")
    return layers[0]
