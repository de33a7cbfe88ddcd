"""Read the objects in manifests."""

from collections.abc import Iterator, Sequence

from seatrial.connectors import Options
from seatrial.connectors.kubernetes.find import CHART
from seatrial.connectors.kubernetes.objects import Objects
from seatrial.connectors.kubernetes.templates import mark_holes
from seatrial.connectors.kubernetes.values import values_of
from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.files import read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.note import Note
from seatrial.model.raw import Raw
from seatrial.parsers.document import Document, decode
from seatrial.parsers.json import parse_json
from seatrial.parsers.notes import MARKS, yaml_notes
from seatrial.parsers.yaml import parse_yaml_stream


def collect(asset: Asset, options: Options) -> Collected:
    """Read the objects of a folder.  A file that cannot be read, or a part of one, is a gap."""
    if asset.kind == CHART:
        reason = f"{asset.name} is a chart; render it with `helm template` and scan what comes out"
        gap = Gap(location=Location(asset.names[0], 1), reason=reason)
        raws, gaps, notes = values_of(asset)
        return Collected(asset=asset, raws=tuple(raws), gaps=(gap, *gaps), notes=tuple(notes))
    return _collected(asset)


def _collected(asset: Asset) -> Collected:
    objects, raws, gaps, notes = Objects(), list[Raw](), list[Gap](), list[Note]()
    for path, name in zip(asset.paths, asset.names, strict=True):
        try:
            content = read_bytes(path, asset.boundary, name)
        except (ConnectorError, LimitError) as error:
            gaps.append(Gap(location=Location(name, 1), reason=str(error), bound=getattr(error, "bound", "")))
            continue
        has_holes = b"{{" in content
        documents, errors = _documents(content, name)
        gaps.extend(_gaps(errors, name, is_template=has_holes))
        for document in documents:
            if has_holes:
                mark_holes(document.value)
            raws.extend(objects.of(document, name))
        notes.extend(_notes(documents, content, name))
    return Collected(asset=asset, raws=tuple(raws), gaps=tuple(gaps), notes=tuple(notes))


def _notes(documents: Sequence[Document], content: bytes, name: str) -> Iterator[Note]:
    """What the comments of a file say, each inside of the document that it stands in."""
    # Decoding a large text once more costs as much as looking for what hardly any text holds.
    if not documents or b"#" not in content or not any(mark.encode() in content for mark in MARKS):
        return iter(())
    spans = (document.span(()) for document in documents)
    return yaml_notes(documents, decode(content), name, [(line, end_line) for line, _, end_line, _ in spans])


def _documents(content: bytes, name: str) -> tuple[list[Document], list[ParseError]]:
    if not name.lower().endswith(".json"):
        return parse_yaml_stream(content)
    try:
        return [parse_json(content)], []
    except ParseError as error:
        return [], [error]


def _gaps(errors: list[ParseError], name: str, *, is_template: bool) -> Iterator[Gap]:
    if errors and is_template:
        first = errors[0]
        reason = f"{name} is a template; render it and scan what comes out"
        yield Gap(location=Location(name, first.line or 1, first.column or 1), reason=reason)
        return
    for error in errors:
        bound = error.bound if isinstance(error, LimitError) else ""
        yield Gap(location=Location(name, error.line or 1, error.column or 1), reason=error.message, bound=bound)
