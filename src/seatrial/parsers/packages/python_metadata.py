"""An installed Python distribution: ``METADATA`` of a dist-info, ``PKG-INFO`` of an egg-info.

https://packaging.python.org/en/latest/specifications/core-metadata/
"""

from collections.abc import Iterator
from typing import Final

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.stanzas import Stanza, stanzas
from seatrial.parsers.packages.text import lenient_text_of

_CLASSIFIER: Final = "License :: "
_LONGEST_NAME: Final = 200


def read(content: bytes, path: str) -> Found:
    """The distribution."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    fields = next(stanzas(lenient_text_of(content)), None)
    if fields is None:
        raise ParseError("the file has no metadata of a distribution", line=1)
    name, version = fields.get("name"), fields.get("version")
    yield library("pypi", name, version, path=path, line=fields.line_of("name"), licences=_licences(fields))


def _licences(fields: Stanza) -> tuple[str, ...]:
    """The expression, else the name where it is one and no whole text, else the classifiers."""
    for key in ("license-expression", "license"):
        said = fields.get(key).strip()
        if said and said != "UNKNOWN" and "\n" not in said and len(said) <= _LONGEST_NAME:
            return (said,)
    classifiers = (value for value in fields.all("classifier") if value.startswith(_CLASSIFIER))
    return tuple(value.rpartition(" :: ")[2] for value in classifiers if value != "License :: OSI Approved")
