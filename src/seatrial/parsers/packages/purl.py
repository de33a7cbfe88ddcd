"""Package URLs as the purl specification writes them (https://github.com/package-url/purl-spec, PURL-TYPES)."""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote

from seatrial.errors import ParseError

_LOWER_NAME: Final = frozenset({"alpm", "apk", "composer", "deb", "github", "golang", "hex", "pub", "pypi"})
_LOWER_NAMESPACE: Final = frozenset({"alpm", "apk", "composer", "deb", "github", "golang", "hex", "rpm"})
_PYPI_SEPARATORS = re.compile(r"[-_.]+")
_TYPE = re.compile(r"[a-z][a-z0-9.+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purl:
    """A package URL taken apart.  ``namespace`` keeps its slashes; ``qualifiers`` are sorted by key."""

    type: str
    name: str
    namespace: str = ""
    version: str = ""
    qualifiers: tuple[tuple[str, str], ...] = ()
    subpath: str = ""

    def __str__(self) -> str:
        namespace = "".join(_encoded(part) + "/" for part in self.namespace.split("/") if part)
        version = f"@{_encoded(self.version)}" if self.version else ""
        said = "&".join(f"{key}={_encoded(value)}" for key, value in sorted(self.qualifiers) if value)
        subpath = "/".join(_encoded(part) for part in self.subpath.split("/") if part not in ("", ".", ".."))
        tail = f"{'?' if said else ''}{said}{'#' if subpath else ''}{subpath}"
        return f"pkg:{self.type}/{namespace}{_encoded(self.name)}{version}{tail}"


def purl_of(type_: str, name: str, version: str = "", *, namespace: str = "", **qualifiers: str) -> str:
    """The purl of a package, with the rules of its type for upper case and separators.  Empty qualifiers are left out.

    An npm scope, a Maven group and a Composer vendor are the namespace.
    """
    if type_ == "pypi":
        name = normal_pypi(name)
    name = name.lower() if type_ in _LOWER_NAME else name
    namespace = namespace.lower() if type_ in _LOWER_NAMESPACE else namespace
    pairs = tuple(qualifiers.items())
    return str(Purl(type=type_, namespace=namespace, name=name, version=version, qualifiers=pairs))


def canonical_purl(purl: Purl) -> Purl:
    """The purl as it is compared: with the rules of its type, and without what says nothing about which package it is.

    ``type=jar`` is what Maven means where nothing is said; ``upstream`` is Syft's word for the source package.
    """
    lowers = purl.type in _LOWER_NAME
    name = normal_pypi(purl.name) if purl.type == "pypi" else purl.name
    qualifiers = dict(purl.qualifiers)
    qualifiers.pop("upstream", None)
    if purl.type == "maven" and qualifiers.get("type") == "jar":
        del qualifiers["type"]
    if purl.type == "oci" and "repository_url" in qualifiers:
        qualifiers["repository_url"] = _repository(qualifiers["repository_url"])
    return replace(
        purl,
        namespace=purl.namespace.lower() if purl.type in _LOWER_NAMESPACE else purl.namespace,
        name=name.lower() if lowers or purl.type == "oci" else name,
        qualifiers=tuple(sorted(qualifiers.items())),
    )


def _repository(url: str) -> str:
    """A repository with Docker Hub's one name, and an official image's folder."""
    host, slash, path = url.partition("://")[2].partition("/") if "://" in url else url.partition("/")
    if host not in ("docker.io", "index.docker.io", "registry-1.docker.io"):
        return f"{host}{slash}{path}".rstrip("/")
    return f"docker.io/{path if '/' in path else f'library/{path}'}".rstrip("/")


def split_purl(type_: str, path: str, version: str = "", **qualifiers: str) -> str:
    """The purl of a package whose name has its namespace before the last slash: ``@babel/core``, ``github.com/a/b``."""
    namespace, _, name = path.rpartition("/")
    return purl_of(type_, name, version, namespace=namespace, **qualifiers)


def normal_pypi(name: str) -> str:
    """A project's name as PEP 503 compares it."""
    return _PYPI_SEPARATORS.sub("-", name).lower()


def parse_purl(text: str) -> Purl:
    """Take a purl apart, from the right, as the specification parses it.  Raises ParseError."""
    scheme, colon, rest = text.partition(":")
    if scheme.lower() != "pkg" or not colon:
        raise ParseError(f"{text!r} is not a purl: it does not begin with pkg:")
    rest, _, subpath = rest.partition("#")
    rest, _, query = rest.partition("?")
    type_, slash, path = rest.lstrip("/").partition("/")
    path = path.strip("/")
    # An @ that belongs to an npm scope stands before a slash, and should have been encoded.
    at = path.rfind("@")
    path, version = (path, "") if at <= 0 or "/" in path[at:] else (path[:at], path[at + 1 :])
    namespace, _, name = path.rpartition("/")
    if not slash or not name or not _TYPE.fullmatch(type_.lower()):
        raise ParseError(f"{text!r} is not a purl: it needs a type and a name")
    return Purl(
        type=type_.lower(),
        namespace="/".join(unquote(part) for part in namespace.split("/") if part),
        name=unquote(name),
        version=unquote(version),
        qualifiers=_qualifiers(query),
        subpath="/".join(unquote(part) for part in subpath.split("/") if part not in ("", ".", "..")),
    )


def _qualifiers(query: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return tuple(sorted((key.lower(), unquote(value)) for key, _, value in pairs if value))


def _encoded(text: str) -> str:
    return quote(text, safe=":", errors="replace")
