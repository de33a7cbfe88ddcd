"""Images that are written down, as proofs of checks are: a JSON document -> an image that is read like any other.

    {
      "seatrial_image": 1,
      "reference": "registry.example.com/timetables:1.4",
      "config": {...},                        as `skopeo inspect --config` prints it
      "files": [{"path": "/usr/bin/su", "mode": "4755"}, {"path": "/etc/passwd", "content": "root:x:0:0\\n"}],
      "unread": "the registry answers 404"    where a layer cannot be read: why
    }

A file may say its ``kind`` (file, folder, device, symlink with ``link``), ``uid`` and ``layer``, which counts from 0.
"""

import io
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from seatrial.errors import ConnectorError, ParseError
from seatrial.images.digest import digest_of
from seatrial.images.image import Image
from seatrial.images.manifest import Config
from seatrial.images.stored import Stored

_TYPES = {
    "file": tarfile.REGTYPE,
    "folder": tarfile.DIRTYPE,
    "device": tarfile.CHRTYPE,
    "symlink": tarfile.SYMTYPE,
}


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    path: str
    content: str = ""
    mode: str = "0644"
    kind: Literal["file", "folder", "device", "symlink"] = "file"
    link: str = ""
    uid: int = 0
    gid: int = 0
    layer: int = 0


class _Document(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    seatrial_image: Literal[1]
    reference: str
    config: Config = Config()
    files: list[_File] = []
    unread: str = ""


def parse_written(content: bytes, name: str) -> tuple[Image, str]:
    """The image that a document tells of, and its reference.  Raises ParseError on what is no such document."""
    try:
        document = msgspec.json.decode(content, type=_Document)
        layers = [*_layers(document.files)]
    except (msgspec.DecodeError, UnicodeError, ValueError, OverflowError) as error:
        raise ParseError(f"this is no image that is written down: {error}", file=name, line=1) from error
    except RecursionError as error:
        raise ParseError("it is nested too deeply", file=name, line=1) from error
    stored = [_stored(layer) for layer in layers]
    if document.unread:
        stored.append(Stored(digest=digest_of(b"unread"), diff_id="", chunks=_unreadable(document.unread)))
    image = Image(
        name=name,
        manifest_digest="",
        config_digest="",
        config=document.config,
        layers=(),
        stored=tuple(stored),
    )
    return image, document.reference


def _layers(files: Sequence[_File]) -> Iterator[bytes]:
    """The archives of the layers, lowest first; there is always one."""
    by_number = defaultdict(list)
    for file in files:
        by_number[file.layer].append(file)
    for number in sorted({0, *by_number}):
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for file in by_number[number]:
                archive.addfile(_member(file), io.BytesIO(file.content.encode()))
        yield stream.getvalue()


def _member(file: _File) -> tarfile.TarInfo:
    member = tarfile.TarInfo(file.path.lstrip("/"))
    member.type = _TYPES[file.kind]
    member.mode = int(file.mode, 8)
    member.uid, member.gid = file.uid, file.gid
    member.linkname = file.link
    member.size = len(file.content.encode()) if file.kind == "file" else 0
    return member


def _stored(layer: bytes) -> Stored:
    return Stored(digest=digest_of(layer), diff_id=digest_of(layer), chunks=lambda: iter((layer,)))


def _unreadable(reason: str) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        raise ConnectorError(reason)

    return chunks
