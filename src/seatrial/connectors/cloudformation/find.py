"""Find templates among files."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from seatrial.connectors import Options
from seatrial.connectors.cloudformation.parameters import load_given
from seatrial.files import File
from seatrial.model.asset import Asset

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
