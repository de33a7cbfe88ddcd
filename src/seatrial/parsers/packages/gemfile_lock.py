"""``Gemfile.lock`` and ``gems.locked`` (https://bundler.io/man/bundle-lock.1.html).

Sections at the margin; ``specs:`` lists gems at four spaces, what each needs at six.  It knows no groups.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.text import numbered, text_of

_GEM = re.compile(r" {4}(\S+) \(([^()\s]+)\)$")
_NEED = re.compile(r" {6}(\S+)")
_ASKED = re.compile(r" {2}([^\s!]+)")
_SECTIONS: Final = frozenset({"GEM", "GIT", "PATH", "PLUGIN SOURCE"})


@dataclass(slots=True)
class _Gem:
    name: str
    said: str
    line: int
    is_own: bool
    needs: list[str] = field(default_factory=list)

    @property
    def version(self) -> str:
        """Without the platform: no version of a gem has a dash."""
        return self.said.partition("-")[0]

    @property
    def purl(self) -> str:
        return purl_for("gem", self.name, self.version, platform=self.said.partition("-")[2])


def read(content: bytes, path: str) -> Found:
    """The gems that are locked, without those of folders, which are the project's own."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    text, problems = text_of(content)
    yield from problems
    gems: list[_Gem] = []
    asked: set[str] = set()
    section = ""
    for number, line in numbered(text):
        if line[:1] not in ("", " "):
            section = line.strip()
        elif section in _SECTIONS:
            yield from _take(gems, line, number, section)
        elif section == "DEPENDENCIES" and (match := _ASKED.match(line)):
            asked.add(match[1])
    if "specs:" not in text:
        raise ParseError("the file has no specs of gems", line=1)
    purls = {gem.name: gem.purl for gem in reversed(gems)}
    for gem in gems:
        if not gem.is_own:
            found = dict.fromkeys(purl for need in gem.needs if (purl := purls.get(need)))
            package = library("gem", gem.name, gem.version, path=path, line=gem.line, direct=gem.name in asked)
            yield replace(package, purl=gem.purl, depends=tuple(found))


def _take(gems: list[_Gem], line: str, number: int, section: str) -> Iterator[ParseError]:
    if match := _GEM.fullmatch(line):
        gems.append(_Gem(match[1], match[2], number, section == "PATH"))
    elif gems and (need := _NEED.match(line)):
        gems[-1].needs.append(need[1])
    elif line.startswith("    ") and line.strip():
        yield ParseError("a line that names no gem and its version", line=number)
