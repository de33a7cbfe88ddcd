"""Read templates."""

from collections.abc import Iterator

from seatrial.connectors import Options
from seatrial.connectors.cloudformation.nodes import tagged
from seatrial.connectors.cloudformation.parameters import load_given
from seatrial.connectors.cloudformation.template import Template
from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.files import read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.note import Note
from seatrial.parsers.document import Document, decode
from seatrial.parsers.json import parse_json
from seatrial.parsers.notes import holds_notes, yaml_notes
from seatrial.parsers.yaml import parse_yaml


def collect(asset: Asset, options: Options) -> Collected:
    """Read one template.  What cannot be read is a gap."""
    name = asset.names[0]
    try:
        text = decode(read_bytes(asset.paths[0], asset.boundary, name))
        document = _document(text, name)
    except (ConnectorError, ParseError) as error:
        place = Location(name, getattr(error, "line", 0) or 1, getattr(error, "column", 0) or 1)
        message = error.message if isinstance(error, ParseError) else str(error)
        bound = error.bound if isinstance(error, LimitError) else ""
        return Collected(asset=asset, gaps=(Gap(location=place, reason=message, bound=bound),))

    def locate(path: Path) -> Location:
        return Location(name, *document.span(path))

    template = Template(document.value, locate, load_given(options.get("parameters") or ()))
    raws = tuple(template.raws())
    return Collected(asset=asset, raws=raws, gaps=tuple(template.gaps), notes=tuple(_notes(document, text, name)))


def _notes(document: Document, text: str, name: str) -> Iterator[Note]:
    """What the comments say, each inside of the resource that it stands in; a JSON text's strings hold no comment."""
    resources = document.value.get("Resources") if isinstance(document.value, dict) else None
    spans = [document.span(("Resources", key)) for key in resources or ()] if holds_notes(text) else []
    return yaml_notes([document], text, name, [(line, end_line) for line, _, end_line, _ in spans])


def _document(text: str, name: str) -> Document:
    """Parse a template; the first character says whether it is JSON, which YAML's flow style may look like."""
    if text.lstrip()[:1] == "{" and name.lower().endswith((".json", ".template")):
        return parse_json(text)
    documents = parse_yaml(text, tagged=tagged)
    if not documents:
        raise ParseError(f"{name} is empty", line=1)
    if len(documents) > 1:
        line, column, *_ = documents[1].span(())
        raise ParseError(f"{name} holds more than one document; a template is one", line=line, column=column)
    return documents[0]
