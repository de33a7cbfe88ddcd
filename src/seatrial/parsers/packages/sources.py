"""Lock files as values: JSON, YAML and TOML, decoded, bounded, with the places of what they say.

Each returns what the file says and a problem for each unfinished merge in it, and raises ParseError where it is no such
file.
"""

import re
import tomllib
from typing import Any, Final

from seatrial.errors import ParseError
from seatrial.parsers.document import Limits, Part
from seatrial.parsers.json import parse_json
from seatrial.parsers.packages.found import past
from seatrial.parsers.packages.text import MAX_SOURCE_BYTES, numbered, text_of
from seatrial.parsers.yaml import parse_yaml

_LIMITS: Final = Limits(depth=100, nodes=2_000_000)
_MAX_DOTS: Final = 100
_DOTTED = re.compile(rf"(?<![\w\"'.-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){{{_MAX_DOTS}}}")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_ARRAY_TABLE = re.compile(r"\[\[\s*([\w.-]+)\s*\]\]\s*(?:#.*)?$")


def json_of(content: bytes) -> tuple[Part, list[ParseError]]:
    """A JSON object."""
    text, problems = text_of(content)
    return _mapping(parse_json(text, _LIMITS).root), problems


def yaml_of(content: bytes) -> tuple[Part, list[ParseError]]:
    """The first document of a YAML stream, which is a mapping."""
    text, problems = text_of(content, MAX_SOURCE_BYTES)
    documents = parse_yaml(text, limits=_LIMITS)
    if not documents:
        raise ParseError("the file says nothing", line=1)
    return _mapping(documents[0].root), problems


def toml_of(content: bytes) -> tuple[dict[str, Any], str, list[ParseError]]:
    """A TOML document, and its text for `array_lines`."""
    text, problems = text_of(content, MAX_SOURCE_BYTES)
    if _DOTTED.search(text):
        raise past("a key has too many parts", f"{_MAX_DOTS} parts", 1)
    try:
        return tomllib.loads(text), text, problems
    except RecursionError as error:
        raise past("values are nested too deep", "depth of the interpreter", 1) from error
    # A ValueError: a TOMLDecodeError is one, and so is a number with more digits than Python reads.
    except ValueError as error:
        found = _TOML_PLACE.search(str(error))
        lines = text.count("\n") + 1
        line, column = (int(found[1] or lines), int(found[2] or 1)) if found else (1, 1)
        raise ParseError(_TOML_PLACE.sub("", str(error)), line=line, column=column) from error


def array_lines(text: str, name: str, count: int) -> list[int]:
    """The lines of the tables ``[[name]]`` of a TOML text; all 1 where they are not as many as were read."""
    lines, inside = [], ""
    for number, line in numbered(text):
        if not inside and (match := _ARRAY_TABLE.match(line.strip())) and match[1] == name:
            lines.append(number)
        inside = _open_string(line, inside)
    return lines if len(lines) == count else [1] * count


def _open_string(line: str, inside: str) -> str:
    """The quotes of the string that is open at the end of a line, which lasts several lines; empty for none."""
    for quotes in re.findall("\"\"\"|'''", line):
        inside = "" if inside == quotes else inside or quotes
    return inside


def _mapping(part: Part) -> Part:
    if not isinstance(part.value, dict):
        raise ParseError("the file holds no object with names", line=part.line)
    return part
