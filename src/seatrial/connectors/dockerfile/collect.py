"""Read Dockerfiles."""

import re

from seatrial.connectors import Options
from seatrial.connectors.dockerfile.build import build
from seatrial.connectors.dockerfile.find import TEMPLATES
from seatrial.connectors.dockerfile.places import Lines
from seatrial.errors import ConnectorError, LimitError
from seatrial.files import read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.parsers.dockerfile import parse
from seatrial.parsers.notes import dockerfile_notes

MAX_BYTES = 512 * 1024

_TEMPLATE = re.compile(rb"\{\{|\{%|<%")


def collect(asset: Asset, options: Options) -> Collected:
    """Read a Dockerfile; what of it cannot be read becomes a gap."""
    name = asset.names[0]
    try:
        content = read_bytes(asset.paths[0], asset.boundary, name, MAX_BYTES)
    except LimitError as error:
        return _unread(asset, error.message, error.bound)
    except ConnectorError as error:
        return _unread(asset, str(error))
    if name.lower().endswith(TEMPLATES) and _TEMPLATE.search(content):
        return _unread(asset, f"{name} is a template; scan what it renders")
    text, gaps = _decode(content, name)
    if text is None:
        return Collected(asset=asset, gaps=tuple(gaps))
    try:
        dockerfile = parse(text)
        raws, found = build(dockerfile, Lines(text, name))
    except LimitError as error:
        return _unread(asset, error.message, error.bound, error.line)
    notes = tuple(dockerfile_notes(dockerfile, text, name))
    return Collected(asset=asset, raws=tuple(raws), gaps=(*gaps, *found), notes=notes)


def _unread(asset: Asset, reason: str, bound: str = "", line: int = 1) -> Collected:
    gap = Gap(location=Location(asset.names[0], max(line, 1)), reason=reason, bound=bound)
    return Collected(asset=asset, gaps=(gap,))


def _decode(content: bytes, name: str) -> tuple[str | None, list[Gap]]:
    """The text, and what is wrong with it as a text; no text where it is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Gap(location=Location(name, 1), reason="it is UTF-16; Docker reads UTF-8 only")]
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        return None, [Gap(location=Location(name, line), reason="it holds NUL bytes, and so is no text")]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = "this is not UTF-8; the bytes that are not are read as U+FFFD"
        return content.decode("utf-8-sig", "replace"), [Gap(location=Location(name, line), reason=reason)]
