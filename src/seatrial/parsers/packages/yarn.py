"""``yarn.lock``: the first yarn's own format (https://classic.yarnpkg.com/docs/yarn-lock), and the YAML of those since.

The first says neither what was asked for nor what is for development only; the others say the former.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.document import Part
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.sources import yaml_of
from seatrial.parsers.packages.text import numbered, text_of

_BERRY = re.compile(r"^__metadata:", re.MULTILINE)
_PATTERN = re.compile(r'"((?:[^"\\]|\\.)*+)"?|([^\s,"][^,"]*+)')
_FIELD = re.compile(r'^( {2}| {4})("[^"]*"|[^\s":]+) +("?)(.*?)\3$')
_SECTION = re.compile(r"^ {2}(\w+):$")
_RUNTIME: Final = frozenset({"dependencies", "optionalDependencies"})


def read(content: bytes, path: str) -> Found:
    """The packages that are locked, without the project's own."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    whole, problems = text_of(content)
    if _BERRY.search(whole):
        yield from _berry(content, path)
        return
    yield from problems
    yield from _classic(whole, path)


@dataclass(slots=True)
class _Entry:
    """An entry of the first format: what asks for it, and what it says."""

    line: int
    patterns: list[str]
    version: str = ""
    needs: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The package's own name, which an alias has in its range: ``left@npm:left-pad@1.3.0``."""
        name, asked = _split(self.patterns[0])
        return _split(asked[4:])[0] if asked.startswith("npm:") and "@" in asked[5:] else name


def _classic(whole: str, path: str) -> Iterator[Piece]:
    entries: list[_Entry] = []
    section = ""
    for number, line in numbered(whole):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line.startswith(" "):
            patterns = [quoted or plain for quoted, plain in _PATTERN.findall(line[:-1])] if line.endswith(":") else []
            if not patterns:
                yield ParseError("a line that is neither an entry nor part of one", line=number)
                continue
            entries.append(_Entry(number, patterns))
            section = ""
        elif match := _SECTION.match(line):
            section = match[1]
        elif entries and (found := _FIELD.match(line)):
            _take(entries[-1], found, section)
    if not entries and "yarn lockfile v1" not in whole:
        raise ParseError("the file has no entry of a package", line=1)
    yield from _locked(entries, path)


def _take(entry: _Entry, match: re.Match[str], section: str) -> None:
    indent, key, _, value = match.groups()
    if len(indent) == 2 and key == "version":
        entry.version = value
    elif len(indent) == 4 and section in _RUNTIME:
        entry.needs[key.strip('"')] = value


def _locked(entries: list[_Entry], path: str) -> Iterator[Piece]:
    purls = {
        pattern: purl_for("npm", entry.name, entry.version)
        for entry in entries
        if entry.version
        for pattern in entry.patterns
    }
    for entry in entries:
        try:
            package = library("npm", entry.name, entry.version, path=path, line=entry.line)
        except ParseError as error:
            yield error
            continue
        found = (purls.get(f"{name}@{asked}") for name, asked in entry.needs.items())
        yield replace(package, depends=tuple(dict.fromkeys(purl for purl in found if purl)))


def _berry(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = yaml_of(content)
    yield from problems
    parts = [(str(key), part) for key, part in root.items() if key != "__metadata"]
    purls: dict[str, str] = {}
    direct: set[str] = set()
    for key, part in parts:
        entry = part.value if isinstance(part.value, Mapping) else {}
        purl = _resolved_purl(entry)
        purls.update(dict.fromkeys((pattern.strip() for pattern in key.split(",")), purl))
        if entry.get("linkType") == "soft":
            direct.update(_asked(entry, "dependencies"))
    seen: set[str] = set()
    for key, part in parts:
        try:
            package = _berry_package(key, part, path, purls, direct)
        except ParseError as error:
            yield error
            continue
        # A patched package stands beside the one that it is made of.
        if package is not None and package.purl not in seen:
            seen.add(package.purl)
            yield package


def _berry_package(key: str, part: Part, path: str, purls: Mapping[str, str], direct: set[str]) -> Package | None:
    entry = table({key: part.value}, key, part.line)
    if entry.get("linkType") == "soft":
        return None
    name, _ = _split(text(entry, "resolution", part.line) or key.split(",")[0].strip())
    asked_for = any(pattern.strip() in direct for pattern in key.split(","))
    version = text(entry, "version", part.line)
    package = library("npm", name, version, path=path, line=part.line, direct=asked_for)
    found = (purls.get(pattern) for pattern in _asked(entry, "dependencies"))
    return replace(package, depends=tuple(dict.fromkeys(purl for purl in found if purl)))


def _resolved_purl(entry: Mapping[str, Any]) -> str:
    resolution, version = entry.get("resolution"), entry.get("version")
    is_package = isinstance(resolution, str) and isinstance(version, str) and entry.get("linkType") != "soft"
    return purl_for("npm", _split(str(resolution))[0], str(version)) if is_package and version else ""


def _asked(entry: Mapping[str, Any], key: str) -> list[str]:
    needs = entry.get(key)
    if not isinstance(needs, Mapping):
        return []
    # Before version 4 of yarn a range was written without its protocol.
    return [f"{name}@{asked if ':' in str(asked) else f'npm:{asked}'}" for name, asked in needs.items()]


def _split(pattern: str) -> tuple[str, str]:
    """Name and range of ``@babel/core@npm:^7``: the first @ that does not begin a scope parts them."""
    at = pattern.find("@", 1)
    return (pattern, "") if at < 0 else (pattern[:at], pattern[at + 1 :])
