"""apk's database of what is installed: ``lib/apk/db/installed`` (apk-v2(5) of apk-tools, "index format v2").

A stanza a package, a letter a field; after ``F:`` come its files.
"""

import re
from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.found import Found, Piece, at, ending, gather
from seatrial.parsers.packages.purl import purl_of
from seatrial.parsers.packages.relations import Relations
from seatrial.parsers.packages.text import lenient_text_of, numbered

_OPERATOR = re.compile(r"[<>=~]")
_Fields = dict[str, str]


def read(content: bytes, path: str) -> Found:
    """The installed packages."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    text = lenient_text_of(content)
    whole, _, cut = text.rpartition("\n")
    relations = Relations()
    found = False
    for line, fields in _stanzas(whole):
        found = True
        try:
            package = _package(fields, path, line)
        except ParseError as error:
            yield error
            continue
        needs = [[name] for name in _names(fields.get("D", ""))]
        relations.add(package, needs=needs, provides=_names(fields.get("p", "")))
    yield from relations.packages()
    yield from ending(text, cut, has_stanzas=found)


def _stanzas(text: str) -> Iterator[tuple[int, _Fields]]:
    """The first line and the fields of each package, without those of its files."""
    fields: _Fields = {}
    first, in_files = 1, False
    for number, line in numbered(text):
        if not line:
            if fields:
                yield first, fields
            fields, in_files = {}, False
        elif line[1:2] == ":" and not in_files:
            if not fields:
                first = number
            in_files = line[0] == "F"
            fields.setdefault(line[0], line[2:].strip())
    if fields:
        yield first, fields


def _package(fields: _Fields, path: str, line: int) -> Package:
    name, version, architecture = fields.get("P", ""), fields.get("V", ""), fields.get("A", "")
    if not name:
        raise ParseError("a package without a name", line=line)
    if not version:
        raise ParseError(f"{name} has no version", line=line)
    licence = fields.get("L", "")
    return Package(
        ecosystem="",
        name=name,
        version=version,
        purl=purl_of("apk", name, version, arch=architecture),
        kind="os",
        source_name=fields.get("o") or name,
        source_version=version,
        architecture=architecture,
        licences=(licence,) if licence else (),
        locations=at(path, line),
    )


def _names(text: str) -> Iterator[str]:
    """The names of a list of relations: ``so:libc.musl-x86_64.so.1 busybox>=1.36 !conflict``."""
    for word in text.split():
        if not word.startswith("!"):
            yield _OPERATOR.split(word, maxsplit=1)[0].partition("@")[0]
