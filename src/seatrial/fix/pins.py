"""Pins: the version of a package that one line of a plain text states.  Nothing but the version changes.

``requirements.txt`` (https://pip.pypa.io/en/stable/reference/requirements-file-format/), ``go.mod``
(https://go.dev/ref/mod#go-mod-file) and what a workflow of GitHub's ``uses``.  No hash stands beside such a pin: where
one does, a package manager has to write both.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from seatrial.fix.edit import CannotEditError, Edit
from seatrial.fix.lines import offset_of

_PYPI = re.compile(r"[-_.]+")
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*\(?\s*")
_EQUALS = re.compile(r"={2,3}\s*([^\s,;()#]+)")
_OTHER = re.compile(r"\s*\)?\s*,")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_NOT_BEFORE, _NOT_AFTER = r"(?<![^\s\"`(])", r"(?![^\s\"`)])"


class Pin(Struct, frozen=True, kw_only=True):
    """A package whose version a line of some format pins, and the version that it shall have."""

    format: str
    name: str
    version: str
    to: str


FORMATS = frozenset({"requirements", "go_mod", "github_actions"})
"""What can be written here, by the names of `parsers.packages`."""


def repin(content: str, line: int, pin: Pin) -> tuple[Edit, ...]:
    """The edits that give a package another version, where it begins on a line.  Raises CannotEditError."""
    start = offset_of(content, (line, 1))
    if start < 0:
        raise CannotEditError("there is no such line")
    if pin.format == "requirements":
        return _requirement(content, start, pin)
    if pin.format == "go_mod":
        return _module(content, start, pin)
    if pin.format == "github_actions":
        return _action(content, start, pin)
    raise CannotEditError("a package manager has to write it")


def _requirement(content: str, start: int, pin: Pin) -> tuple[Edit, ...]:
    end = _logical_end(content, start)
    name = _REQUIREMENT.match(content, start, end)
    if name is None or _PYPI.sub("-", name[1]).lower() != pin.name:
        raise CannotEditError(f"the line does not begin with {pin.name}")
    version = _EQUALS.match(content, name.end(), end)
    if version is None or version[1] != pin.version:
        raise CannotEditError(f"the line does not say =={pin.version}")
    if "--hash" in content[version.end() : end]:
        raise CannotEditError("its hashes have to be written with it")
    if _OTHER.match(content, version.end(), end):
        raise CannotEditError("the line bounds the version in other ways, too")
    return (Edit(version.start(1), version.end(1), pin.to),)


def _logical_end(content: str, start: int) -> int:
    """Where a line ends that goes on behind each backslash."""
    at = start
    while True:
        feed = content.find("\n", at)
        if feed < 0:
            return len(content)
        if not content[at:feed].rstrip("\r").endswith("\\"):
            return feed
        at = feed + 1


def _module(content: str, start: int, pin: Pin) -> tuple[Edit, ...]:
    """The required version; where another module stands in its stead, the version of that."""
    name, version = re.escape(pin.name), re.escape(pin.version)
    said = re.compile(rf"{_NOT_BEFORE}[\"`]?{name}[\"`]?[ \t]+[\"`]?({version}){_NOT_AFTER}")
    found = said.search(content, start, _line_end(content, start))
    if found:
        return (Edit(found.start(1), found.end(1), pin.to),)
    stead = re.compile(rf"=>[ \t]+[\"`]?{name}[\"`]?[ \t]+[\"`]?({version}){_NOT_AFTER}")
    edits = tuple(
        Edit(match.start(1), match.end(1), pin.to) for match in stead.finditer(content) if _is_code(content, match)
    )
    if not edits:
        raise CannotEditError(f"the line does not say {pin.name} {pin.version}")
    return edits


def _is_code(content: str, match: re.Match[str]) -> bool:
    return "//" not in content[content.rfind("\n", 0, match.start()) + 1 : match.start()]


def _action(content: str, start: int, pin: Pin) -> tuple[Edit, ...]:
    if _COMMIT.fullmatch(pin.version):
        raise CannotEditError("it is pinned to a commit, and only its repository knows the one of another version")
    end = _line_end(content, start)
    edits = tuple(_references(content, start, end, pin))
    if not edits:
        raise CannotEditError(f"the line does not say {pin.name}@{pin.version}")
    return edits


def _references(content: str, start: int, end: int, pin: Pin) -> Iterator[Edit]:
    """The tag behind the ``@`` of each action of a name; a folder in its repository may stand between."""
    said = re.compile(rf"(?<![\w./-]){re.escape(pin.name)}(?:/[^\s@\"']*)?@({re.escape(pin.version)})(?![^\s\"'])")
    for match in said.finditer(content, start, end):
        if "#" not in content[start : match.start()]:
            yield Edit(match.start(1), match.end(1), pin.to)


def _line_end(content: str, start: int) -> int:
    end = content.find("\n", start)
    return len(content) if end < 0 else end
