"""``package-lock.json`` and ``npm-shrinkwrap.json``, lockfileVersion 1 to 3.

https://docs.npmjs.com/cli/configuring-npm/package-lock-json
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.document import Part
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather, past
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.package_json import licences_of
from seatrial.parsers.packages.sources import json_of

_FOLDER: Final = "node_modules/"
_RUNTIME: Final = ("dependencies", "optionalDependencies", "peerDependencies")
_MAX_LEVELS: Final = 50
_DIRECT: Final = (*_RUNTIME, "devDependencies")


def read(content: bytes, path: str) -> Found:
    """The packages that are locked, without the project's own."""
    return gather(path, _pieces(content, path))


class _Project(Struct, frozen=True):
    name: str = ""
    version: str = ""


def project(content: bytes) -> str:
    """The purl of the project itself; empty where it has no name."""
    try:
        said = msgspec.json.decode(content, type=_Project)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # `read` says what is wrong with it.
        return ""
    return purl_for("npm", said.name, said.version) if said.name.strip("@/ ") else ""


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = json_of(content)
    yield from problems
    packages = root.get("packages")
    if packages.value is not None:
        yield from _flat(packages, path)
    elif root.get("dependencies").value is not None:
        yield from _nested(root.get("dependencies"), path)
    elif "lockfileVersion" not in root.value:
        raise ParseError("the file has neither packages nor dependencies", line=1)


def _flat(packages: Part, path: str) -> Iterator[Piece]:
    """Versions 2 and 3: each package by the folder that it is installed in."""
    entries = table({"packages": packages.value}, "packages", packages.line)
    purls = {folder: _purl(folder, entry) for folder, entry in entries.items() if isinstance(entry, Mapping)}
    direct = {
        f"{folder}{'/' if folder else ''}{_FOLDER}{name}"
        for folder, entry in entries.items()
        if _FOLDER not in f"{folder}/"
        for key in _DIRECT
        for name in _names(entry, key)
    }
    # A dependency of a workspace is installed at the top unless another version is there.
    direct |= {name[name.index(_FOLDER) :] for name in direct if name not in entries}
    for folder, part in packages.items():
        try:
            if _FOLDER in f"{folder}" and not (isinstance(part.value, Mapping) and part.value.get("link")):
                yield _installed(str(folder), part, path, purls, str(folder) in direct)
        except ParseError as error:
            yield error


def _installed(folder: str, part: Part, path: str, purls: Mapping[str, str], direct: bool) -> Package:
    entry = table({folder: part.value}, folder, part.line)
    package = library(
        "npm",
        _name(folder, entry),
        text(entry, "version", part.line),
        path=path,
        line=part.line,
        licences=licences_of(entry),
        direct=direct,
        development=entry.get("dev") is True,
    )
    scopes = _scopes(folder)
    needs = (name for key in _RUNTIME for name in _names(entry, key))
    found = {purl: None for name in needs if (purl := _resolved(name, scopes, purls))}
    return replace(package, depends=tuple(found))


def _name(folder: str, entry: Mapping[str, Any]) -> str:
    """The package's own name, which is written where the folder has another."""
    name = entry.get("name")
    return name if isinstance(name, str) and name else folder.rpartition(_FOLDER)[2]


def _purl(folder: str, entry: Mapping[str, Any]) -> str:
    version = entry.get("version")
    return purl_for("npm", _name(folder, entry), version) if isinstance(version, str) and version else ""


def _names(entry: Any, key: str) -> Iterator[str]:
    value = entry.get(key) if isinstance(entry, Mapping) else None
    return iter(value) if isinstance(value, Mapping) else iter(())


def _scopes(folder: str) -> list[str]:
    """Where Node looks for what a package needs: in the package's own folder, then in each around it."""
    if folder.count(_FOLDER) > _MAX_LEVELS:
        raise past("packages are installed too deep in each other", f"{_MAX_LEVELS} levels")
    scopes = [f"{folder}/{_FOLDER}"]
    while folder:
        outer, inside, _ = folder.rpartition(_FOLDER)
        # Around a workspace is the top.
        scopes.append(f"{outer}{_FOLDER}")
        folder = outer.rstrip("/") if inside else ""
    return scopes


def _resolved(name: str, scopes: list[str], purls: Mapping[str, str]) -> str:
    """The purl of what is found first."""
    return next((purl for scope in scopes if (purl := purls.get(scope + name))), "")


def _nested(dependencies: Part, path: str) -> Iterator[Piece]:
    """Version 1: packages by name, within each those that only it has."""
    scopes: list[tuple[Part, tuple[Mapping[str, Any], ...]]] = [(dependencies, ())]
    while scopes:
        part, around = scopes.pop()
        scope = table({"dependencies": part.value}, "dependencies", part.line)
        inner = (*around, scope)
        for name, entry in part.items():
            try:
                yield _locked(str(name), entry, path, inner)
                if entry.value.get("dependencies"):
                    scopes.append((entry.get("dependencies"), inner))
            except ParseError as error:
                yield error


def _locked(name: str, part: Part, path: str, scopes: tuple[Mapping[str, Any], ...]) -> Package:
    entry = table({name: part.value}, name, part.line)
    own, version = _alias(name, text(entry, "version", part.line))
    development = entry.get("dev") is True
    package = library("npm", own, version, path=path, line=part.line, development=development)
    own_scope = entry.get("dependencies")
    visible = (*scopes, own_scope) if isinstance(own_scope, Mapping) else scopes
    found = {purl: None for need in _names(entry, "requires") if (purl := _visible(need, visible))}
    return replace(package, depends=tuple(found))


def _visible(name: str, scopes: tuple[Mapping[str, Any], ...]) -> str:
    """The purl of the nearest package of a name."""
    for scope in reversed(scopes):
        entry = scope.get(name)
        if isinstance(entry, Mapping) and isinstance(version := entry.get("version"), str):
            return purl_for("npm", *_alias(name, version))
    return ""


def _alias(name: str, version: str) -> tuple[str, str]:
    """Name and version of ``npm:left-pad@1.3.0``, which stands in the version's stead."""
    if not version.startswith("npm:"):
        return name, version
    own, _, version = version[4:].rpartition("@")
    return own, version
