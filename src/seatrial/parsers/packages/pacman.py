"""pacman's database of what is installed: ``var/lib/pacman/local/<name>-<version>/desc`` (libalpm, PKGBUILD(5)).

``%NAME%``, then its values, a line each, to an empty line.  One file a package.
"""

from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.found import Found, Piece, at, gather
from seatrial.parsers.packages.purl import purl_of
from seatrial.parsers.packages.text import lenient_text_of, numbered


def read(content: bytes, path: str) -> Found:
    """The package of a description."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    fields, lines = _fields(lenient_text_of(content))
    name, version, architecture = (_first(fields, key) for key in ("NAME", "VERSION", "ARCH"))
    if not name or not version:
        raise ParseError("the description has no name or no version", line=1)
    yield Package(
        ecosystem="",
        name=name,
        version=version,
        purl=purl_of("alpm", name, version, arch=architecture),
        kind="os",
        source_name=_first(fields, "BASE") or name,
        source_version=version,
        architecture=architecture,
        licences=tuple(fields.get("LICENSE", ())),
        locations=at(path, lines.get("NAME", 1)),
        # 1 is "as a dependency"; what was asked for has 0, or nothing in older databases.
        direct=_first(fields, "REASON") != "1",
    )


def _fields(text: str) -> tuple[dict[str, list[str]], dict[str, int]]:
    fields: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    values: list[str] | None = None
    for number, line in numbered(text):
        line = line.strip()
        if not line:
            values = None
        elif values is None and len(line) > 2 and line[0] == line[-1] == "%":
            values = fields.setdefault(line[1:-1], [])
            lines.setdefault(line[1:-1], number)
        elif values is not None:
            values.append(line)
    return fields, lines


def _first(fields: dict[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")
