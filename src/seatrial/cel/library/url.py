"""Kubernetes' URLs: absolute ones, and absolute paths."""

from __future__ import annotations

import re

from seatrial.cel.errors import EvaluationError, shown
from seatrial.cel.functions import Library
from seatrial.cel.values import Opaque

LIBRARY = Library()
_URL = re.compile(r"(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://([^/?]*))?(/[^?]*|(?<=:)[^/?][^?]*|)(?:\?(.*))?", re.DOTALL)
_AUTHORITY = re.compile(r"(?:([^@]*)@)?(\[[0-9a-fA-F:.%]+\]|[^:\[\]]*)(?::([0-9]*))?", re.DOTALL)
_BAD = re.compile(r"[\x00-\x20\x7f]|%(?![0-9a-fA-F]{2})")
_BAD_HOST = re.compile(r'[ "<>\\^`{|}]')
_LITERAL_PATH = "!$&'()*+,;=:@/~._-%[]"
_MAX_LENGTH = 64 * 1024


class URL(Opaque):
    """A URL in its parts, as they were written."""

    __slots__ = ("authority", "hostname", "path", "port", "query", "scheme", "text")
    cel_type = "kubernetes.URL"

    def __init__(self, text: str, scheme: str, authority: str, path: str, query: str) -> None:
        self.text = text
        self.scheme = scheme
        self.path = path
        self.query = query
        found = _AUTHORITY.fullmatch(authority)
        if found is None or _BAD_HOST.search(found[2]):
            raise EvaluationError(f"{shown(text)} has no valid host")
        self.authority = authority.rpartition("@")[2]
        self.hostname = found[2].strip("[]")
        self.port = found[3] or ""

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, URL) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text


def parse_url(text: str) -> URL:
    """Raises EvaluationError."""
    found = _URL.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if found is None or _BAD.search(text) or not (found[1] or (found[2] is None and text.startswith("/"))):
        raise EvaluationError(f"{shown(text)} is neither an absolute URL nor an absolute path")
    return URL(text, (found[1] or "").lower(), found[2] or "", found[3] or "", found[4] or "")


@LIBRARY.function("url", "string -> kubernetes.URL")
def url(text: str) -> URL:
    return parse_url(text)


@LIBRARY.function("isURL", "string -> bool")
def is_url(text: str) -> bool:
    try:
        parse_url(text)
    except EvaluationError:
        return False
    return True


@LIBRARY.method("getScheme", "kubernetes.URL -> string")
def scheme(value: URL) -> str:
    return value.scheme


@LIBRARY.method("getHost", "kubernetes.URL -> string")
def host(value: URL) -> str:
    return value.authority


@LIBRARY.method("getHostname", "kubernetes.URL -> string")
def hostname(value: URL) -> str:
    return value.hostname


@LIBRARY.method("getPort", "kubernetes.URL -> string")
def port(value: URL) -> str:
    return value.port


@LIBRARY.method("getEscapedPath", "kubernetes.URL -> string")
def escaped_path(value: URL) -> str:
    from urllib.parse import quote

    return quote(value.path, safe=_LITERAL_PATH)


@LIBRARY.method("getQuery", "kubernetes.URL -> map(string, list(string))")
def query(value: URL) -> dict[str, list[str]]:
    from urllib.parse import parse_qs

    return parse_qs(value.query, keep_blank_values=True)
