"""An installed gem: what RubyGems writes to ``specifications/<name>-<version>.gemspec``.

It is Ruby, but always the same few assignments, and is read as those, never run.
"""

import re
from collections.abc import Iterator

from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.text import lenient_text_of, numbered

_STRING = r"(?:\"([^\"]*)\"|'([^']*)'|%q<([^>]*)>)"
_ASSIGNED = re.compile(rf"\s*\w+\.(name|version)\s*=\s*(?:Gem::Version\.new\()?{_STRING}")
_LICENCES = re.compile(r"\s*\w+\.licenses?\s*=\s*(.*)")
_LONGEST_LIST = 2000
_ONE = re.compile(_STRING)


def read(content: bytes, path: str) -> Found:
    """The gem."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    said: dict[str, str] = {}
    licences: tuple[str, ...] = ()
    first = 0
    for number, line in numbered(lenient_text_of(content)):
        if match := _ASSIGNED.match(line):
            said.setdefault(match[1], next(text for text in match.groups()[1:] if text is not None))
            first = first or number
        elif match := _LICENCES.match(line):
            licences = tuple(text for groups in _ONE.findall(match[1][:_LONGEST_LIST]) for text in groups if text)
    yield library("gem", said.get("name", ""), said.get("version", ""), path=path, line=first, licences=licences)
