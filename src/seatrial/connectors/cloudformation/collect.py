"""Find templates among files, and read them."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from seatrial.connectors import Options
from seatrial.connectors.cloudformation.nodes import tagged
from seatrial.connectors.cloudformation.parameters import load_given
from seatrial.connectors.cloudformation.template import Template
from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.files import File, read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.note import Note
from seatrial.parsers.document import Document, decode
from seatrial.parsers.json import parse_json
from seatrial.parsers.notes import holds_notes, yaml_notes
from seatrial.parsers.yaml import parse_yaml

# Possessive quantifiers: what is scanned must not make a pattern go back over megabytes.
_FIRST_LINE = re.compile(rb"(?:\xef\xbb\xbf)?+(?:[ \t]*+(?:#[^\n]*+|---[^\n]*+|%[^\n]*+)?+\r?+\n)*+([ ]*+)(\S)")
_VERSION = re.compile(rb"""["']?+AWSTemplateFormatVersion["']?+[ \t]*+:""")
_RESOURCES = re.compile(rb"""["']?+Resources["']?+[ \t]*+:""")
_MAX_INDENT = 100
_TYPE = re.compile(rb"""["']?+Type["']?+\s*+:\s*+["']?+\w++::\w""")


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Yield an asset for each file that is a template.  Raises UsageError for a parameter file that cannot be read."""
    load_given(options.get("parameters") or ())
    for file in files:
        if is_template(file.content):
            yield Asset(
                key=file.key,
                kind="CloudFormation template",
                connector="cloudformation",
                name=file.name,
                paths=(file.path,),
                names=(file.name,),
                boundary=file.boundary,
            )


class _Probe(msgspec.Struct):
    """The keys that make a JSON object a template."""

    version: msgspec.Raw | msgspec.UnsetType = msgspec.field(name="AWSTemplateFormatVersion", default=msgspec.UNSET)
    resources: msgspec.Raw | msgspec.UnsetType = msgspec.field(name="Resources", default=msgspec.UNSET)


def is_template(content: bytes) -> bool:
    """Whether a text is a template, judged from its top-level keys without parsing it all."""
    if b"::" not in content and b"AWSTemplateFormatVersion" not in content:
        return False
    first = _FIRST_LINE.match(content)
    if first is None or len(first[1]) > _MAX_INDENT:
        return False
    if first[2] in b"{":
        return _is_json_template(content)
    return _is_yaml_template(content, first[1])


def _is_json_template(content: bytes) -> bool:
    if not _VERSION.search(content) and not (_RESOURCES.search(content) and _TYPE.search(content)):
        return False
    try:
        probe = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=_Probe)
    except (msgspec.DecodeError, RecursionError):
        # Broken, or YAML in its flow style: reading it will tell.
        return True
    return probe.version is not msgspec.UNSET or probe.resources is not msgspec.UNSET


def _is_yaml_template(content: bytes, indent: bytes) -> bool:
    """Only keys that are as far to the left as the first one are the document's own: manifests embed templates."""
    start = rb"(?:^|\n)(?:\xef\xbb\xbf)?" + indent
    if re.search(start + _VERSION.pattern, content):
        return True
    return bool(re.search(start + _RESOURCES.pattern, content)) and bool(_TYPE.search(content))


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
