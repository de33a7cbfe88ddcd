"""``mix.lock`` of Elixir (https://hexdocs.pm/mix/Mix.Tasks.Deps.html): an Elixir map with a tuple a line.

``"plug": {:hex, :plug, "1.15.2", <hash>, [:mix], [<needs>], "hexpm", <hash>},``
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.text import numbered, text_of

_ATOM = r':(?:"([^"]+)"|([A-Za-z_]\w*))'
_HEX = re.compile(rf'\s*"([^"]+)":\s*\{{:hex,\s*{_ATOM},\s*"([^"]+)"(.*)')
_OTHER = re.compile(r'\s*"([^"]+)":\s*\{:(?:git|path)\b')
_NEED = re.compile(rf'\{{{_ATOM},\s*"')
_FRAME = re.compile(r"\s*(?:%\{|\}|#.*)?\s*")


def read(content: bytes, path: str) -> Found:
    """The packages that are locked; what comes from a repository has no version."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    text, problems = text_of(content)
    yield from problems
    rows = list(numbered(text))
    if not any(line.lstrip().startswith("%{") for _, line in rows):
        raise ParseError("the file is no map of Elixir", line=1)
    locked = {number: match for number, line in rows if (match := _HEX.match(line))}
    purls = {match[2] or match[3]: purl_for("hex", match[2] or match[3], match[4]) for match in locked.values()}
    for number, line in rows:
        if match := locked.get(number):
            name = match[2] or match[3]
            needs = (purls.get(quoted or plain) for quoted, plain in _NEED.findall(match[5]))
            found = tuple(dict.fromkeys(purl for purl in needs if purl))
            yield replace(library("hex", name, match[4], path=path, line=number), depends=found)
        elif other := _OTHER.match(line):
            yield library("hex", other[1], "", path=path, line=number, versioned=False)
        elif not _FRAME.fullmatch(line):
            yield ParseError("a line that locks no package", line=number)
