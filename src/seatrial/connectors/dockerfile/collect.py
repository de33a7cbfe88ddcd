"""Finds Dockerfiles and reads them."""

import re
from collections.abc import Iterable, Iterator

from seatrial.connectors import Options
from seatrial.connectors.dockerfile import CONNECTOR
from seatrial.connectors.dockerfile.build import build
from seatrial.connectors.dockerfile.places import Lines
from seatrial.errors import ConnectorError, LimitError
from seatrial.files import File, read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.parsers.dockerfile import parse
from seatrial.parsers.notes import dockerfile_notes

MAX_BYTES = 512 * 1024

# `Dockerfile.go` may be a Dockerfile for Go, or a program about Dockerfiles: only its content tells.
_AMBIGUOUS = (
    *(".py", ".go", ".ts", ".js", ".rb", ".sh", ".java", ".txt", ".cs", ".rs", ".php", ".c", ".cpp"),
    *(".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".m4", ".in", ".mustache", ".gotmpl"),
)
_TEMPLATES = (".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".m4", ".in", ".mustache", ".gotmpl")
_FROM = re.compile(rb"^[ \t]*FROM[ \t]+\S", re.IGNORECASE | re.MULTILINE)
_TEMPLATE = re.compile(rb"\{\{|\{%|<%")


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Each Dockerfile is an asset of its own."""
    for file in files:
        if CONNECTOR.claims(file.key) and _is_dockerfile(file):
            yield Asset(
                key=file.key,
                kind="Dockerfile",
                connector=CONNECTOR.name,
                name=file.name,
                paths=(file.path,),
                names=(file.name,),
                boundary=file.boundary,
            )


def _is_dockerfile(file: File) -> bool:
    if not file.key.lower().endswith(_AMBIGUOUS):
        return True
    try:
        return _FROM.search(file.content) is not None
    except (ConnectorError, LimitError):
        # Reading it again makes the gap.
        return True


def collect(asset: Asset, options: Options) -> Collected:
    """Read a Dockerfile; what of it cannot be read becomes a gap."""
    name = asset.names[0]
    try:
        content = read_bytes(asset.paths[0], asset.boundary, name, MAX_BYTES)
    except LimitError as error:
        return _unread(asset, error.message, error.bound)
    except ConnectorError as error:
        return _unread(asset, str(error))
    if name.lower().endswith(_TEMPLATES) and _TEMPLATE.search(content):
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
