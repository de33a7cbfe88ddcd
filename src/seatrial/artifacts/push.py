"""Putting a database into a registry, with a signature: built once, it is taken from there by everybody."""

import hashlib
import mmap
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import msgspec

from seatrial.artifacts.depot import Depot
from seatrial.artifacts.manifest import (
    EMPTY,
    EMPTY_CONFIG,
    LAYER,
    MEDIA_TYPE,
    OciManifest,
    Packed,
    encode_manifest,
    manifest_of,
    tag_of,
)
from seatrial.artifacts.signature import (
    ANNOTATION,
    PAYLOAD,
    Signer,
    encode_signature,
    payload_of,
    tag_of_signatures,
)
from seatrial.errors import NotFoundError, UsageError
from seatrial.images.digest import digest_of
from seatrial.images.inflate import zstd_module
from seatrial.images.manifest import Descriptor
from seatrial.images.upload import upload_blob, upload_manifest
from seatrial.vulns.bundle import schema_of
from seatrial.vulns.seal import verify
from seatrial.vulns.store import moment
from seatrial.vulns.tables import Tables

_LEVEL = 9
"""What zstd compresses with: 18 MB take 0.19 s and become 2.8 MB; by default it is 0.04 s and 3.3 MB."""

_PIECE = 1024 * 1024


class Pushed(NamedTuple):
    """A database that is in a registry now; ``digest`` is its manifest's, and ``is_new`` where it was not there."""

    name: str
    digest: str
    is_new: bool


def push(depot: Depot, path: Path, signer: Signer | None) -> Pushed:
    """Put a database into a repository.  Its tag moves last, when all that it needs is there.

    Raises DatabaseError for a file that is damaged, ConnectorError where the registry does not take it.
    """
    verify(path, schema_of(path.name))
    with _compressed(path) as stream:
        packed = _packed(path, stream)
        manifest = manifest_of(packed)
        digest = digest_of(manifest)
        if _is_there(depot, path.stem, manifest) and (signer is None or _is_signed(depot, digest, signer)):
            return Pushed(path.stem, digest, is_new=False)
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content, memoryview(content) as view:
            upload_blob(depot.endpoint, packed.layer, view)
    upload_blob(depot.endpoint, EMPTY_CONFIG, EMPTY)
    upload_manifest(depot.endpoint, digest, manifest, MEDIA_TYPE)
    if signer is not None and not _is_signed(depot, digest, signer):
        _sign(depot, digest, signer)
    upload_manifest(depot.endpoint, tag_of(path.stem), manifest, MEDIA_TYPE)
    return Pushed(path.stem, digest, is_new=True)


@contextmanager
def _compressed(path: Path) -> Iterator[BufferedRandom]:
    """The file, compressed by zstd, in a temporary one."""
    compressor = _zstd().ZstdCompressor(level=_LEVEL)
    with tempfile.TemporaryFile() as stream:
        with path.open("rb") as source:
            while piece := source.read(_PIECE):
                stream.write(compressor.compress(piece))
        stream.write(compressor.flush())
        stream.flush()
        yield stream


def _packed(path: Path, stream: BufferedRandom) -> Packed:
    size = stream.tell()
    stream.seek(0)
    digest = f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
    with path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    tables = Tables(path, schema_of(path.name))
    try:
        built = moment(tables.facts.get("built", ""), path)
    finally:
        tables.close()
    layer = Descriptor(media_type=LAYER, digest=digest, size=size)
    return Packed(path.stem, built, path.stat().st_size, sha256, layer)


def _is_there(depot: Depot, name: str, manifest: bytes) -> bool:
    try:
        return depot.manifest(tag_of(name)) == manifest
    except NotFoundError:
        return False


def _is_signed(depot: Depot, digest: str, signer: Signer) -> bool:
    return depot.is_signed(digest, depot.signatures(digest), signer.verify)


def _sign(depot: Depot, digest: str, signer: Signer) -> None:
    """Add a signature to those that there are."""
    payload = payload_of(str(depot), digest)
    signature = encode_signature(signer.sign(payload))
    layer = Descriptor(
        media_type=PAYLOAD, digest=digest_of(payload), size=len(payload), annotations={ANNOTATION: signature}
    )
    upload_blob(depot.endpoint, layer, payload)
    layers = [*depot.signatures(digest), layer]
    # Cosign's own lists have the configuration of an image, whose layers are the payloads.
    rootfs = {"type": "layers", "diff_ids": [each.digest for each in layers]}
    config = msgspec.json.encode({"architecture": "", "os": "", "config": {}, "rootfs": rootfs})
    described = Descriptor(
        media_type="application/vnd.oci.image.config.v1+json", digest=digest_of(config), size=len(config)
    )
    upload_blob(depot.endpoint, described, config)
    manifest = OciManifest(schema_version=2, media_type=MEDIA_TYPE, config=described, layers=layers)
    upload_manifest(depot.endpoint, tag_of_signatures(digest), encode_manifest(manifest), MEDIA_TYPE)


def _zstd() -> ModuleType:
    module = zstd_module()
    if module is None:
        raise UsageError("databases are compressed by zstd before they are pushed: pip install 'seatrial[image]'")
    return module
