"""Manifests beside lock files: the range of versions that one asks for, and where it stands.

``package.json``, ``composer.json``, ``pyproject.toml`` (of PEP 621, PEP 735 and Poetry), ``Pipfile`` and
``Cargo.toml``.  A range is judged only where it has one bound, as most have; of others nobody says what they allow.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from seatrial.errors import VersionError
from seatrial.fix.edit import Edit
from seatrial.versions import scheme_of

MANIFESTS: Final = {
    "npm_lock": "package.json",
    "yarn": "package.json",
    "pnpm": "package.json",
    "composer_lock": "composer.json",
    "poetry": "pyproject.toml",
    "pdm": "pyproject.toml",
    "uv": "pyproject.toml",
    "pipfile_lock": "Pipfile",
    "cargo_lock": "Cargo.toml",
}
"""The manifest beside a lock file of a format."""

_ECOSYSTEMS: Final = {"package.json": "npm", "composer.json": "Packagist", "Cargo.toml": "crates.io"}
_BOUND = re.compile(
    r"\s*(\^|~>|~=|~|>=|<=|===|==|=|>|<|)\s*v?([0-9]+(?:\.[0-9]+)*(?:[-+][0-9A-Za-z.+-]+|(?:a|b|rc|\.dev|\.post)[0-9]+)?)\s*"
)
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_PYPI = re.compile(r"[-_.]+")
_TABLE = re.compile(r"\s*\[\[?([^\]]+)\]\]?\s*(?:#.*)?")
_REQUIRED = re.compile(r"""["']\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:\(\s*)?([^"';()@]*)""")
_ENTRY = re.compile(
    r"""\s*["']?([A-Za-z0-9][A-Za-z0-9._-]*)["']?\s*=\s*(?:\{[^}#]*?\bversion\s*=\s*)?(["'])([^"']*)\2"""
)
_OF_PEPS: Final = frozenset({"project", "project.optional-dependencies", "dependency-groups"})
"""Tables of `pyproject.toml` in which a requirement is a string: name, extras, range and marker."""
_JSON_KEYS: Final = r"dependencies|devDependencies|optionalDependencies|peerDependencies|require|require-dev"


class Asked(Struct, frozen=True, kw_only=True):
    """A range of versions, and where it stands: the characters ``[start, end)`` and the line."""

    said: str
    start: int
    end: int
    line: int


def asked_in(manifest: str, text: str, package: str) -> Iterator[Asked]:
    """Yield the ranges in which a manifest asks for a package; none where it does not."""
    if manifest.endswith(".json"):
        yield from _in_json(text, package)
    else:
        yield from _in_toml(text, _PYPI.sub("-", package).lower())


def _in_json(text: str, package: str) -> Iterator[Asked]:
    for table in re.finditer(rf'"(?:{_JSON_KEYS})"\s*:\s*\{{([^{{}}]*)\}}', text):
        said = re.compile(rf'"{re.escape(package)}"\s*:\s*"([^"\\]*)"')
        for match in said.finditer(text, table.start(1), table.end(1)):
            yield _asked(text, match.start(1), match.end(1))


def _in_toml(text: str, package: str) -> Iterator[Asked]:
    table, at = "", 0
    for line in text.split("\n"):
        if head := _TABLE.fullmatch(line.rstrip("\r")):
            table = head[1].strip()
        elif table not in _OF_PEPS and _holds_entries(table):
            entry = _ENTRY.match(line)
            if entry and _PYPI.sub("-", entry[1]).lower() == package:
                yield _asked(text, at + entry.start(3), at + entry.end(3))
        elif table in _OF_PEPS:
            for match in _REQUIRED.finditer(line.partition("#")[0]):
                if _PYPI.sub("-", match[1]).lower() == package:
                    end = at + match.start(2) + len(match[2].rstrip())
                    yield _asked(text, at + match.start(2), end)
        at += len(line) + 1


def _holds_entries(table: str) -> bool:
    """``[dependencies]``, ``[tool.poetry.group.test.dependencies]``, ``[target.'cfg(unix)'.dev-dependencies]``."""
    last = table.rpartition(".")[2]
    return last.endswith("dependencies") or table in ("packages", "dev-packages")


def _asked(text: str, start: int, end: int) -> Asked:
    return Asked(said=text[start:end], start=start, end=end, line=text.count("\n", 0, start) + 1)


def allows(manifest: str, said: str, version: str) -> bool | None:
    """Whether a range has a version in it; None where nobody can say."""
    if said.strip() in ("", "*"):
        return True
    bound = _BOUND.fullmatch(said)
    if bound is None:
        return None
    sign, least = bound[1] or _plain(manifest), bound[2]
    key = scheme_of(_ECOSYSTEMS.get(manifest, "PyPI")).key
    try:
        low, this = key(least), key(version)
    except VersionError:
        return None
    match sign:
        case "=" | "==" | "===":
            return low == this
        case ">=" | ">":
            return this > low or (sign == ">=" and this == low)
        case "<=" | "<":
            return this < low or (sign == "<=" and this == low)
    return (
        this >= low
        and _numbers(version)[: _kept(sign, least, manifest)] == _numbers(least)[: _kept(sign, least, manifest)]
    )


def _plain(manifest: str) -> str:
    """What a version without a sign means: Cargo takes whatever is compatible, all others that version."""
    return "^" if manifest == "Cargo.toml" else "="


def _numbers(version: str) -> list[int]:
    found = _NUMBERS.search(version)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    return [*numbers, 0, 0, 0, 0]


def _kept(sign: str, least: str, manifest: str) -> int:
    """How many numbers of a version stay in a range: of ``^0.3.1`` two, of ``^1.2`` one, of ``~1.2.3`` two."""
    said = len(_NUMBERS.findall(least.partition("-")[0].partition("+")[0])[0].split("."))
    if sign == "^":
        leading = next((place for place, number in enumerate(_numbers(least)[:said]) if number), said - 1)
        return leading + 1
    if sign in ("~=", "~>") or (sign == "~" and manifest == "composer.json"):
        return max(1, said - 1)
    return min(2, said)


def widened(manifest: str, asked: Asked, version: str) -> Edit | None:
    """The edit after which a range begins with a version, its sign as it was; None where it is not that simple."""
    bound = _BOUND.fullmatch(asked.said)
    if bound is None or bound[1] in ("<", "<=", ">"):
        return None
    start = asked.start + bound.start(2)
    new = version.removeprefix("v")
    after = asked.said[: bound.start(2)] + new
    return Edit(start, asked.start + bound.end(2), new) if allows(manifest, after, version) else None
