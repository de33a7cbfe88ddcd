"""What lies beside an image: the attestations in its index, what refers to it in its registry, and cosign's tags.

https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md (in the index),
https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers (API and tag schema), and
https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md (tags ``sha256-DIGEST.att``).
"""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from msgspec import Struct

from seatrial.errors import ConnectorError, NotFoundError, ParseError
from seatrial.images.attestation import PAYLOAD, Attestation
from seatrial.images.digest import short, verified
from seatrial.images.image import Document, Image, Source
from seatrial.images.limits import size_of
from seatrial.images.manifest import Descriptor, Index, parse_document, parse_manifest
from seatrial.images.platform import is_attestation
from seatrial.model.gap import Gap
from seatrial.model.location import Location

_REFERENCE_TYPE = "vnd.docker.reference.type"
_REFERENCE_DIGEST = "vnd.docker.reference.digest"
_PREDICATES = ("in-toto.io/predicate-type", "predicateType", "dev.sigstore.bundle.predicateType")
_ENVELOPES = (PAYLOAD, "application/vnd.dsse.envelope.v1+json", "application/vnd.dev.sigstore.bundle")
# Bills of materials are the largest of them, and say nothing about bases or flaws.
_BILLS = ("https://spdx.dev/Document", "https://cyclonedx.org/bom")


class _Artifact(Struct, frozen=True, kw_only=True, rename="camel"):
    """A manifest of anything: unlike an image's it needs no configuration."""

    layers: list[Descriptor] = []
    artifact_type: str = ""
    annotations: dict[str, str] | None = None


@runtime_checkable
class Referable(Source, Protocol):
    """A source that knows what refers to a content."""

    def referrers(self, digest: str) -> list[Descriptor]:
        """The manifests that say that they belong to another.  Raises ConnectorError where that cannot be known."""
        ...

    def tagged(self, tag: str) -> Document:
        """Another manifest of the same repository.  Raises NotFoundError where there is none."""
        ...


def attestations_of(image: Image) -> tuple[tuple[Attestation, ...], tuple[Gap, ...]]:
    """The statements that lie beside an image, and what could not be read of them; bills of materials are left out.

    An image without attestations has no gap.
    """
    return _Search(image).run()


class _Search:
    def __init__(self, image: Image) -> None:
        self._image = image
        self._found: dict[str, Attestation] = {}
        self._seen: set[str] = set()
        self._gaps: list[Gap] = []

    def run(self) -> tuple[tuple[Attestation, ...], tuple[Gap, ...]]:
        source = self._image.source
        if source is None or not self._image.manifest_digest:
            return (), ()
        digests = dict.fromkeys(each for each in (self._image.manifest_digest, self._image.root_digest) if each)
        for descriptor in self._in_index():
            self._manifest(source, descriptor)
        if isinstance(source, Referable):
            for digest in digests:
                self._referring(source, digest)
                self._of_cosign(source, digest)
        return tuple(self._found.values()), tuple(self._gaps)

    def _in_index(self) -> Iterator[Descriptor]:
        """BuildKit's: manifests of an index that say which other one of it they are about."""
        root = self._image.root
        found = parse_manifest(root.content, root.media_type, self._image.name) if root else None
        if isinstance(found, Index):
            for each in found.manifests:
                said = each.annotations or {}
                is_ours = said.get(_REFERENCE_DIGEST) == self._image.manifest_digest
                if is_ours and is_attestation(each) and said.get(_REFERENCE_TYPE) == "attestation-manifest":
                    yield each

    def _referring(self, source: Referable, digest: str) -> None:
        try:
            descriptors = source.referrers(digest)
        except (ConnectorError, ParseError) as error:
            self._gap(f"what refers to {short(digest)}", error)
            return
        for descriptor in descriptors:
            self._manifest(source, descriptor)

    def _of_cosign(self, source: Referable, digest: str) -> None:
        tag = f"{digest.replace(':', '-')}.att"
        try:
            document = source.tagged(tag)
        except NotFoundError:
            return
        except (ConnectorError, ParseError) as error:
            self._gap(f"the tag {tag}", error)
            return
        self._layers(source, document.content, f"the tag {tag}")

    def _manifest(self, source: Source, descriptor: Descriptor) -> None:
        name = f"the manifest {short(descriptor.digest)}"
        if descriptor.digest in self._seen or self._is_enough(name, len(self._seen)):
            return
        self._seen.add(descriptor.digest)
        try:
            content = self._read(source, descriptor, name, self._image.limits.document)
        except (ConnectorError, ParseError) as error:
            self._gap(name, error)
            return
        self._layers(source, content, name)

    def _layers(self, source: Source, content: bytes, name: str) -> None:
        try:
            artifact = parse_document(content, _Artifact, name)
        except ParseError as error:
            self._gap(name, error)
            return
        for layer in artifact.layers:
            predicate = _predicate(layer, artifact)
            if layer.media_type.startswith(_ENVELOPES) and not predicate.startswith(_BILLS):
                self._layer(source, layer, predicate, name)

    def _layer(self, source: Source, layer: Descriptor, predicate: str, name: str) -> None:
        if layer.digest in self._found or self._is_enough(name, len(self._found)):
            return
        place = f"the attestation {short(layer.digest)} of {self._image.name}"
        try:
            content = self._read(source, layer, place, self._image.limits.attestation)
        except (ConnectorError, ParseError) as error:
            self._gap(name, error)
            return
        self._found[layer.digest] = Attestation(content=content, predicate=predicate, place=place)

    def _read(self, source: Source, descriptor: Descriptor, name: str, bound: int) -> bytes:
        if descriptor.size > bound:
            raise ConnectorError(f"{name} is larger than {size_of(bound)}")
        return b"".join(verified(source.blob(descriptor), descriptor.digest, descriptor.size, name))

    def _is_enough(self, what: str, count: int) -> bool:
        """Whether no more are read; that is told once."""
        if count < self._image.limits.attestations:
            return False
        bound = f"{self._image.limits.attestations} attestations"
        if not any(gap.bound == bound for gap in self._gaps):
            self._gaps.append(self._at(what, f"there are more than {bound}", bound))
        return True

    def _gap(self, what: str, error: Exception) -> None:
        self._gaps.append(self._at(what, str(error)))

    def _at(self, what: str, reason: str, bound: str = "") -> Gap:
        return Gap(location=Location(f"{self._image.name} ({what})", 1), reason=reason, bound=bound)


def _predicate(layer: Descriptor, artifact: _Artifact) -> str:
    for annotations in (layer.annotations or {}, artifact.annotations or {}):
        for key in _PREDICATES:
            if annotations.get(key):
                return annotations[key]
    return ""
