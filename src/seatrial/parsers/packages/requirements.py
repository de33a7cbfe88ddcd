"""``requirements.txt`` (https://pip.pypa.io/en/stable/reference/requirements-file-format/, PEP 508).

Only what is pinned with ``==`` has a version; a range says no version, and neither does an address.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.text import numbered, text_of

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)", re.DOTALL)
_SPECIFIER = re.compile(r"\s*(===|==|~=|!=|<=|>=|<|>)\s*([^\s,;()]+)\s*")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTION = re.compile(r"\s--?[A-Za-z].*$", re.DOTALL)
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_WHEEL = re.compile(r"([A-Za-z0-9._]+)-([A-Za-z0-9._!+]+)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl")
_LONGEST_FILE = 255
_LOCAL = re.compile(r"[./~]|[a-z+]+:", re.IGNORECASE)


def read(content: bytes, path: str) -> Found:
    """The requirements; those without one version have none."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    text, problems = text_of(content)
    yield from problems
    for number, line in _joined(text):
        try:
            package = _requirement(line.strip(), path, number)
        except ParseError as error:
            yield error
            continue
        if package is not None:
            yield package


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, joined where a backslash ends one."""
    first = 0
    pieces: list[str] = []
    for number, line in numbered(text):
        first = first if pieces else number
        if line.endswith("\\"):
            pieces.append(line[:-1])
            continue
        yield first, _COMMENT.sub("", "".join([*pieces, line]))
        pieces = []
    if pieces:
        yield first, _COMMENT.sub("", "".join(pieces))


def _requirement(line: str, path: str, number: int) -> Package | None:
    """The package of a line; None of an option.  Raises ParseError."""
    editable = re.match(r"(?:-e|--editable)[ =]+", line)
    if editable:
        line = line[editable.end() :]
    if not line or line.startswith("-"):
        return None
    if editable or _LOCAL.match(line):
        return _addressed(line, path, number)
    match = _NAME.fullmatch(_OPTION.sub("", line))
    if match is None:
        raise ParseError("a line that is no requirement", line=number)
    said = match[2].partition(";")[0].strip()
    if said.startswith("@"):
        return _addressed(said[1:].strip(), path, number, match[1])
    return _package(match[1], _version(said, number), path, number)


def _version(said: str, number: int) -> str:
    """The one version that a requirement allows; empty where it allows several."""
    said = said.removeprefix("(").removesuffix(")")
    parts = [part for part in said.split(",") if part.strip()]
    specifiers = [_SPECIFIER.fullmatch(part) for part in parts]
    if None in specifiers:
        raise ParseError(f"{said!r} is no range of versions", line=number)
    pinned = (match[2] for match in specifiers if match and match[1] in ("==", "==="))
    return next((version for version in pinned if "*" not in version), "")


def _addressed(address: str, path: str, number: int, name: str = "") -> Package | None:
    """A package by the address of its source; a wheel's says its version.  None of a folder without a name."""
    egg = _EGG.search(address)
    wheel = _WHEEL.fullmatch(unquote(address.partition("#")[0].rpartition("/")[2][:_LONGEST_FILE]))
    name = name or (egg[1] if egg else "") or (wheel[1] if wheel else "")
    return _package(name, wheel[2] if wheel else "", path, number) if name else None


def _package(name: str, version: str, path: str, number: int) -> Package:
    return library("pypi", name, version, path=path, line=number, versioned=False)
