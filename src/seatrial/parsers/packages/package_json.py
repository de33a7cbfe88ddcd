"""An installed npm package: ``package.json`` (https://docs.npmjs.com/cli/configuring-npm/package-json).

Below ``node_modules`` it is a library; elsewhere it describes what is built there.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from seatrial.errors import ParseError
from seatrial.model.package import Kind
from seatrial.parsers.packages.fields import text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.sources import json_of

_INSTALLED = re.compile(r"(?:^|/)node_modules/(?:@[^/]+/)?[^/]+/package\.json$")


def read(content: bytes, path: str) -> Found:
    """The package; none where the file says no name or no version, as files within packages do."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    try:
        # There are thousands in an image, and hardly one of them is ever shown: no places are looked for.
        value = msgspec.json.decode(content)
        problems: list[ParseError] = []
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        part, problems = json_of(content)
        value = part.value
    yield from problems
    if not isinstance(value, dict):
        raise ParseError("the file holds no object with names", line=1)
    name, version = text(value, "name", 1), text(value, "version", 1)
    if name and version:
        kind: Kind = "library" if _INSTALLED.search(path) else "application"
        yield library("npm", name, version, path=path, licences=licences_of(value), kind=kind)


def licences_of(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The licences: an expression, or the ``type`` of the objects that old packages have."""
    said = value.get("license", value.get("licenses"))
    found = [
        one.get("type") if isinstance(one, Mapping) else one for one in (said if isinstance(said, list) else [said])
    ]
    return tuple(one for one in found if isinstance(one, str) and one)
