"""Images made by hand: tars by Python's own tarfile, which is not what reads them, laid out as OCI says."""

import gzip
import hashlib
import io
import json
import random
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seatrial.images.files import Files
from seatrial.images.image import Image
from seatrial.images.limits import DEFAULTS, Limits
from seatrial.images.manifest import Config
from seatrial.images.opening import ImageOptions, open_image
from seatrial.images.stored import Stored
from seatrial.images.tar import Entry

Item = tuple[str, Any]
"""A name, and bytes for a file, None for a folder, ``("->", target)`` and ``("=", target)`` for links, or a TarInfo."""

LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"


def tar(*items: Item, form: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, what in items:
            archive.addfile(*_member(name, what))
    return stream.getvalue()


def _member(name: str, what: Any) -> tuple[tarfile.TarInfo, io.BytesIO | None]:
    info = tarfile.TarInfo(name)
    if what is None:
        info.type = tarfile.DIRTYPE
    elif isinstance(what, bytes):
        info.size = len(what)
        return info, io.BytesIO(what)
    elif isinstance(what, tarfile.TarInfo):
        what.name = name
        return what, None
    else:
        info.type = tarfile.SYMTYPE if what[0] == "->" else tarfile.LNKTYPE
        info.linkname = what[1]
    return info, None


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def stored(content: bytes, expanded: bytes | None = None) -> Stored:
    """A layer from its bytes as they are stored."""
    return Stored(
        digest=digest(content),
        diff_id=digest(content if expanded is None else expanded),
        chunks=lambda: iter([content[at : at + 1000] for at in range(0, len(content), 1000)]),
    )


def everything(entry: Entry) -> bool:
    return True


def image_of(*layers: Stored, limits: Limits = DEFAULTS) -> Image:
    """An image of layers, about which nothing else is known."""
    return Image(
        name="test", manifest_digest="", config_digest="", config=Config(), layers=(), stored=layers, limits=limits
    )


def filesystem(*layers: bytes, wanted: Any = everything, limits: Limits = DEFAULTS) -> Files:
    """The files that plain tars make, one over the other."""
    return image_of(*map(stored, layers), limits=limits).filesystem(wanted)


def contents(found: Files) -> dict[str, bytes]:
    return {path: content for path, content, _ in found.files()}


class Blobs:
    """The contents of a registry or a layout, by digest."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    def add(self, content: bytes, media_type: str, **more: Any) -> dict[str, Any]:
        """Add a content; return its descriptor."""
        self.contents[digest(content)] = content
        return {"mediaType": media_type, "digest": digest(content), "size": len(content), **more}

    def add_json(self, document: Mapping[str, Any], media_type: str, **more: Any) -> dict[str, Any]:
        return self.add(json.dumps(document).encode(), media_type, **more)

    def image(self, *layers: bytes, architecture: str = "amd64", **more: Any) -> dict[str, Any]:
        """Add an image of plain tars, which are compressed here; return the descriptor of its manifest."""
        config = {
            "architecture": architecture,
            "os": "linux",
            "config": {"User": "app", "Env": ["PATH=/bin"]},
            "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
            "history": [
                *({"created_by": f"ADD layer {number}"} for number in range(len(layers))),
                {"created_by": "USER app", "empty_layer": True},
            ],
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": self.add_json(config, CONFIG),
            "layers": [self.add(gzip.compress(layer, mtime=0), LAYER) for layer in layers],
        }
        return self.add_json(manifest, MANIFEST, **more)

    def index(self, *manifests: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        document = {"schemaVersion": 2, "mediaType": INDEX, "manifests": list(manifests)}
        return self.add_json(document, INDEX, **more)


def tagged(descriptor: Mapping[str, Any], tag: str) -> dict[str, Any]:
    return {**descriptor, "annotations": {"org.opencontainers.image.ref.name": tag}}


def layout(folder: Path, blobs: Blobs, *manifests: Mapping[str, Any]) -> Path:
    """Write an OCI layout."""
    for name, content in blobs.contents.items():
        place = folder / "blobs" / name.replace(":", "/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', encoding="utf-8")
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": manifests}), encoding="utf-8")
    return folder


def opened(reference: str, platform: str = "linux/amd64", **limits: int) -> Image:
    return open_image(reference, ImageOptions(platform=platform, limits=Limits(**limits)))


def platform_of(text: str) -> dict[str, Any]:
    parts: Sequence[str] = text.split("/")
    return {"platform": dict(zip(("os", "architecture", "variant"), parts, strict=False))}


def random_layer(chance: random.Random) -> bytes:
    """A tar of entries that meet, because there are few names."""
    items: list[Item] = []
    for _ in range(chance.randint(1, 8)):
        path = "/".join(chance.choice("abc") for _ in range(chance.randint(1, 3)))
        other = chance.choice(("/", "../", "")) + chance.choice(("a", "b", "a/b", "c/a"))
        what = chance.choice((chance.randbytes(3), chance.randbytes(3), None, ("->", other), ("=", other.strip("/."))))
        taken_away = (f"{path}/.wh..wh..opq", b""), ("/".join([*path.split("/")[:-1], f".wh.{path[-1]}"]), b"")
        items.append(chance.choice(((path, what), (path, what), (path, what), *taken_away)))
    return tar(*items)
