"""An image: its configuration, its layers, and the files that they make."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from seatrial.errors import ConnectorError, LimitError
from seatrial.images.cache import LayerCache
from seatrial.images.digest import digest_of, short, verified
from seatrial.images.files import Files
from seatrial.images.filesystem import Filesystem
from seatrial.images.layers import Allowance, Problem, Readable
from seatrial.images.limits import DEFAULTS, Limits, size_of
from seatrial.images.manifest import Config, Descriptor, Index, Manifest, Platform, parse_document, parse_manifest
from seatrial.images.platform import chosen
from seatrial.images.stored import Stored
from seatrial.images.taker import Contents, Taker
from seatrial.images.tar import Entry
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An index or a manifest as it came; ``media_type`` is empty where nobody said it."""

    content: bytes
    media_type: str


class Source(Protocol):
    """Where an image comes from.  Nothing that it hands on has been verified."""

    def root(self) -> Document:
        """The index or manifest that the reference names; no longer than the bound, or LimitError."""
        ...

    def blob(self, descriptor: Descriptor) -> Iterator[bytes]:
        """A content.  May raise ConnectorError while it is read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """``digest`` and ``size`` are those of the stored, mostly compressed, bytes; ``diff_id`` of the expanded ones.

    ``created_by``  the instruction that made it; empty where the history does not tell.
    """

    digest: str
    diff_id: str
    size: int
    media_type: str
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image, of which no layer has been read yet.

    ``name``             how it is shown: as it was typed.
    ``manifest_digest``  of the manifest of the one platform; empty where the source has none, as `docker save`.
    ``stored``           where the layers come from, lowest first, as ``layers`` are.
    ``annotations``      what its manifest says of it.
    ``root``             the index or manifest that its name means, and
    ``source``           where that is from; None where there is no such thing, as of an unpacked root.
    ``cache``            what is known of layers already; None is nothing, and nothing is kept.
    """

    name: str
    manifest_digest: str
    config_digest: str
    config: Config
    layers: tuple[Layer, ...]
    stored: tuple[Readable, ...]
    limits: Limits = DEFAULTS
    annotations: Mapping[str, str] = field(default_factory=dict)
    root: Document | None = None
    source: Source | None = None
    cache: LayerCache | None = None

    @property
    def root_digest(self) -> str:
        """The digest of what its name means: of the index, where it is one of several platforms.  Empty without one."""
        return digest_of(self.root.content) if self.root else ""

    def read(self, takers: Sequence[Taker]) -> Filesystem:
        """Read all layers once for all takers; ``of(taker)`` is what each of them has.

        Raises nothing: a layer that cannot be read is among the problems, and the others are read all the same.
        """
        layers = self.stored if self.cache is None else map(self.cache.over, self.stored)
        return Filesystem(layers, takers, Allowance(limits=self.limits))

    def filesystem(self, wanted: Callable[[Entry], bool]) -> Files:
        """The contents of what a condition holds for, and what could not be read."""
        taker = Contents(wanted)
        return self.read((taker,)).of(taker)

    def files(self, wanted: Callable[[Entry], bool]) -> Iterator[tuple[str, bytes, str]]:
        """The wanted files with their content and the digest of their layer, in order of paths.

        Raises ConnectorError after the last of them where something could not be read: then there may be others.
        """
        filesystem = self.filesystem(wanted)
        yield from filesystem.files()
        gaps = self.gaps(filesystem.problems)
        if gaps:
            raise ConnectorError(f"{gaps[0].location.file}: {gaps[0].reason}")

    def packages(self) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
        """What is installed in it, and what could not be read: see `seatrial.images.packages.packages_of`."""
        # That module knows this one.
        from seatrial.images.packages import packages_of

        return packages_of(self)

    def gaps(self, problems: Iterable[tuple[str, Problem]]) -> tuple[Gap, ...]:
        """Problems of a filesystem, as gaps with their places."""
        return tuple(self._gap(digest, problem) for digest, problem in problems)

    def _gap(self, digest: str, problem: Problem) -> Gap:
        layer = f" (layer {short(digest)})" if digest else ""
        place = f"{self.name}:/{problem.path}" if problem.path else f"{self.name}{layer}"
        return Gap(location=Location(place, 1), reason=problem.reason, bound=problem.bound)


def image_from(source: Source, name: str, *, digest: str = "", platform: Platform | None, limits: Limits) -> Image:
    """Follow the index to the manifest of a platform, and that to its configuration.

    Raises ConnectorError (NotFoundError, IntegrityError ...), ParseError or LimitError where that cannot be done.
    """
    document = source.root()
    _bound(len(document.content), name, limits)
    if digest:
        b"".join(verified((document.content,), digest, None, name))
    found = parse_manifest(document.content, document.media_type, name)
    manifest_digest = digest or digest_of(document.content)
    seen = {manifest_digest}
    while isinstance(found, Index):
        descriptor = chosen(found.manifests, platform, name)
        if descriptor.digest in seen or len(seen) > limits.nesting:
            bound = f"{limits.nesting} indexes"
            raise LimitError(f"{name} has indexes in indexes, more than {bound} or in circles", bound=bound)
        manifest_digest = descriptor.digest
        seen.add(manifest_digest)
        content = _read(source, descriptor, f"the manifest {short(descriptor.digest)} of {name}", limits)
        found = parse_manifest(content, descriptor.media_type, name)
    config = _config(source, found, name, limits)
    layers = _layers(found, config, name, limits)
    return Image(
        name=name,
        manifest_digest=manifest_digest,
        config_digest=found.config.digest,
        config=config,
        layers=layers,
        stored=tuple(
            Stored(digest=layer.digest, diff_id=layer.diff_id, chunks=_chunks(source, descriptor))
            for layer, descriptor in zip(layers, found.layers, strict=True)
        ),
        limits=limits,
        annotations=found.annotations or {},
        root=document,
        source=source,
    )


def _chunks(source: Source, descriptor: Descriptor) -> Callable[[], Iterator[bytes]]:
    name = f"the layer {short(descriptor.digest)}"
    return lambda: verified(source.blob(descriptor), descriptor.digest, descriptor.size, name)


def _config(source: Source, manifest: Manifest, name: str, limits: Limits) -> Config:
    content = _read(source, manifest.config, f"the configuration of {name}", limits)
    return parse_document(content, Config, f"the configuration of {name}")


def _layers(manifest: Manifest, config: Config, name: str, limits: Limits) -> tuple[Layer, ...]:
    diff_ids = config.rootfs.diff_ids or []
    if len(manifest.layers) > limits.layers:
        bound = f"{limits.layers} layers"
        raise LimitError(f"{name} has more than {bound}", bound=bound)
    if len(diff_ids) != len(manifest.layers):
        raise ConnectorError(
            f"{name} has {len(manifest.layers)} layers, and digests of {len(diff_ids)} in its configuration"
        )
    made_by = instructions(config, len(manifest.layers))
    return tuple(
        Layer(
            digest=descriptor.digest,
            diff_id=diff_id,
            size=descriptor.size,
            media_type=descriptor.media_type,
            created_by=instruction,
        )
        for descriptor, diff_id, instruction in zip(manifest.layers, diff_ids, made_by, strict=True)
    )


def instructions(config: Config, count: int) -> list[str]:
    """The instruction of each layer; nothing where the history has steps for more or fewer layers than there are."""
    steps = [step.created_by for step in config.history or () if not step.empty_layer]
    return steps if len(steps) == count else [""] * count


def _read(source: Source, descriptor: Descriptor, name: str, limits: Limits) -> bytes:
    """A small content, verified."""
    _bound(descriptor.size, name, limits)
    return b"".join(verified(source.blob(descriptor), descriptor.digest, descriptor.size, name))


def _bound(size: int, name: str, limits: Limits) -> None:
    if size > limits.document:
        bound = size_of(limits.document)
        raise LimitError(f"{name} is larger than {bound}", bound=bound)
