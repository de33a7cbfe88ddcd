"""Docker's archives, as `docker save` writes them: ``docker-archive:FILE[:REFERENCE]``.

https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format.  They
hold no manifest and no digests of stored layers; those of the expanded ones are in the configuration.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec import Struct

from seatrial.errors import ConnectorError, LimitError, NotFoundError, ParseError, UsageError
from seatrial.images.digest import digest_of
from seatrial.images.image import Image, Layer, instructions
from seatrial.images.layers import normal
from seatrial.images.limits import Limits
from seatrial.images.manifest import Config, parse_document
from seatrial.images.reference import parse_reference
from seatrial.images.stored import Stored
from seatrial.images.transports.store import Store, content


class _Saved(Struct, frozen=True, kw_only=True, rename="pascal"):
    config: str
    layers: list[str]
    repo_tags: list[str] | None = None


def read_docker_archive(store: Store, tag: str, name: str, limits: Limits) -> Image:
    """The image that a tag names in an archive; without one, the only one."""
    saved = _named(_saved(content(store, "manifest.json", limits), store.name), tag, store.name)
    text = content(store, _inside(saved.config), limits)
    config = parse_document(text, Config, f"the configuration of {name}")
    config_digest = digest_of(text)
    _check_name(saved.config, config_digest)
    diff_ids = config.rootfs.diff_ids or []
    if len(diff_ids) != len(saved.layers):
        raise ConnectorError(f"{name} has {len(saved.layers)} layers, and digests of {len(diff_ids)}")
    if len(saved.layers) > limits.layers:
        bound = f"{limits.layers} layers"
        raise LimitError(f"{name} has more than {bound}", bound=bound)
    made_by = instructions(config, len(diff_ids))
    return Image(
        name=name,
        manifest_digest="",
        config_digest=config_digest,
        config=config,
        layers=tuple(
            Layer(digest=diff_id, diff_id=diff_id, size=0, media_type="", created_by=instruction)
            for diff_id, instruction in zip(diff_ids, made_by, strict=True)
        ),
        stored=tuple(
            Stored(digest=diff_id, diff_id=diff_id, chunks=_chunks(store, _inside(path)))
            for diff_id, path in zip(diff_ids, saved.layers, strict=True)
        ),
        limits=limits,
    )


def _chunks(store: Store, path: str) -> Callable[[], Iterator[bytes]]:
    return lambda: store.chunks(path)


def _inside(path: str) -> str:
    name = normal(path)
    if not name:
        raise ConnectorError(f"the archive names {path[:80]!r}, which leads out of it")
    return name


def _check_name(path: str, digest: str) -> None:
    """A configuration is named by its digest: `HEX.json`, or `blobs/sha256/HEX`."""
    named = path.rpartition("/")[2].removesuffix(".json")
    if len(named) == 64 and f"sha256:{named}" != digest:
        raise ConnectorError(f"the configuration {path[:100]} is not the one that its name says")


def _saved(text: bytes, name: str) -> list[_Saved]:
    try:
        return msgspec.json.decode(text, type=list[_Saved])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ParseError(f"manifest.json in {name} is broken: {error}") from error


def _named(images: Sequence[_Saved], tag: str, name: str) -> _Saved:
    if not tag:
        if len(images) == 1:
            return images[0]
        raise NotFoundError(f"{name} holds {len(images)} images; name one behind a colon: {_there(images)}")
    for image in images:
        for known in image.repo_tags or ():
            if known == tag or _full(known) == _full(tag):
                return image
    raise NotFoundError(f"{name} holds no image {tag!r}; it holds: {_there(images)}")


def _full(text: str) -> str:
    try:
        return str(parse_reference(text))
    except UsageError:
        return text


def _there(images: Sequence[_Saved]) -> str:
    return ", ".join(sorted(tag for image in images for tag in image.repo_tags or ())[:20]) or "none that has a name"
