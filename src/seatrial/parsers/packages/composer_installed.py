"""What Composer has installed: ``vendor/composer/installed.json`` of Composer 1 and 2."""

from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.parsers.document import Part
from seatrial.parsers.json import parse_json
from seatrial.parsers.packages.composer_lock import locked, related
from seatrial.parsers.packages.fields import texts
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.text import text_of


def read(content: bytes, path: str) -> Found:
    """The packages that are installed."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    whole, problems = text_of(content)
    yield from problems
    root: Part = parse_json(whole).root
    if isinstance(root.value, list):
        yield from related(list(locked(root, path, frozenset())))
    elif isinstance(root.value, dict) and "packages" in root.value:
        names = frozenset(texts(root.value, "dev-package-names", 1))
        yield from related(list(locked(root.get("packages"), path, names)))
    else:
        raise ParseError("the file has no packages", line=1)
