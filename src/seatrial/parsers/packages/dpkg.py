"""dpkg's database of what is installed: ``var/lib/dpkg/status`` (deb822(5), dpkg(1), deb-src-control(5)).

A package counts whose files are there, whether it is configured or not; of a removed one only settings are left.
"""

import re
from collections.abc import Iterator
from typing import Final

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.found import Found, Piece, at, ending, gather
from seatrial.parsers.packages.purl import purl_of
from seatrial.parsers.packages.relations import Relations
from seatrial.parsers.packages.stanzas import Stanza, stanzas
from seatrial.parsers.packages.text import lenient_text_of

_PRESENT: Final = frozenset({"installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"})
_ABSENT: Final = frozenset({"not-installed", "config-files"})
_SOURCE = re.compile(r"(\S+)(?:\s+\(([^()\s]+)\))?")
_BINARY_REBUILD = re.compile(r"\+b\d+\Z")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*")
_RELATION = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9+.-]*)")


def read(content: bytes, path: str) -> Found:
    """The installed packages."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    text = lenient_text_of(content)
    whole, _, cut = text.rpartition("\n")
    relations = Relations()
    found = False
    for stanza in stanzas(whole):
        found = True
        try:
            if is_present(stanza):
                add(relations, stanza, path)
        except ParseError as error:
            yield error
    yield from relations.packages()
    yield from ending(text, cut, has_stanzas=found)


def is_present(stanza: Stanza) -> bool:
    """Whether the files of a package are there.  Raises ParseError where its state is none that dpkg has."""
    words = stanza.get("status").split()
    state = words[2] if len(words) == 3 else ""
    if state in _PRESENT:
        return True
    if state in _ABSENT:
        return False
    name = stanza.get("package") or "a package"
    said = stanza.get("status") or "missing"
    raise ParseError(f"{name} may be installed or not: its status is {said}", line=stanza.line_of("status"))


def add(relations: Relations, stanza: Stanza, path: str) -> None:
    """Add the package of a stanza.  Raises ParseError where it has no name or no version."""
    needs = [*_relations(stanza.get("pre-depends")), *_relations(stanza.get("depends"))]
    provides = [name for names in _relations(stanza.get("provides")) for name in names]
    relations.add(package_of(stanza, path), needs=needs, provides=provides)


def package_of(stanza: Stanza, path: str) -> Package:
    """The package of a stanza.  Raises ParseError where it has no name or no version."""
    name, version, architecture = (stanza.get(key) for key in ("package", "version", "architecture"))
    if not _NAME.fullmatch(name):
        raise ParseError("a package without a name that dpkg allows", line=stanza.line)
    if not version or version.split() != [version]:
        raise ParseError(f"{name} has no version", line=stanza.line_of("version"))
    source_name, source_version = _source(stanza.get("source"), name, version)
    return Package(
        ecosystem="",
        name=name,
        version=version,
        purl=purl_of("deb", name, version, arch=architecture),
        kind="os",
        source_name=source_name,
        source_version=source_version,
        architecture=architecture,
        locations=at(path, stanza.line_of("package")),
    )


def _source(said: str, name: str, version: str) -> tuple[str, str]:
    """The source package: another name, another version, or both.

    Where a package is built again without a change of its source, only its own version has the ``+b1``; dpkg then
    writes the source's version too, but not every tool that writes such a database does.
    """
    match = _SOURCE.fullmatch(said.strip())
    if match is None:
        return name, _BINARY_REBUILD.sub("", version)
    return match[1], match[2] or _BINARY_REBUILD.sub("", version)


def _relations(text: str) -> Iterator[list[str]]:
    """The alternatives of each relation of a field: ``a (>= 1) | b, c:any``."""
    for relation in text.split(","):
        names = [match[1] for said in relation.split("|") if (match := _RELATION.match(said))]
        if names:
            yield names
