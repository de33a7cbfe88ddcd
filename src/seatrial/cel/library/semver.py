"""Versions by semver.org 2.0.0, as Kubernetes' library has them."""

from __future__ import annotations

import re

from seatrial.cel.errors import EvaluationError, shown
from seatrial.cel.functions import Library
from seatrial.cel.operations import in_int
from seatrial.cel.values import Opaque

LIBRARY = Library()
_NUMBER = "(0|[1-9][0-9]{0,19})"
_IDENTIFIERS = "[0-9A-Za-z-]+(?:[.][0-9A-Za-z-]+)*"
_VERSION = re.compile(rf"{_NUMBER}[.]{_NUMBER}[.]{_NUMBER}(?:-({_IDENTIFIERS}))?(?:[+]({_IDENTIFIERS}))?")
_LOOSE = re.compile(r"v?([0-9]{1,20})(?:[.]([0-9]{1,20}))?(?:[.]([0-9]{1,20}))?([-+].*)?", re.DOTALL)
_MAX_LENGTH = 1000

Key = tuple[int, int, int, tuple[tuple[int, int, str], ...]]


class Semver(Opaque):
    """A version.  Two are equal when neither is older; what follows a plus sign does not count."""

    __slots__ = ("key", "text")
    cel_type = "kubernetes.Semver"

    def __init__(self, text: str, key: Key) -> None:
        self.text = text
        self.key = key

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if isinstance(other, Semver) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self.text


def parse_semver(text: str, normalize: bool = False) -> Semver:
    """Raises EvaluationError.  To normalize takes a ``v`` off, fills up to three numbers and drops leading zeros."""
    if normalize and len(text) <= _MAX_LENGTH and (loose := _LOOSE.fullmatch(text)):
        text = f"{int(loose[1])}.{int(loose[2] or 0)}.{int(loose[3] or 0)}{loose[4] or ''}"
    found = _VERSION.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    identifiers = found[4].split(".") if found is not None and found[4] else []
    if found is None or any(one.isdigit() and one[0] == "0" and one != "0" for one in identifiers):
        raise EvaluationError(f"{shown(text)} is no semantic version; one looks like 1.2.3")
    # Numbers come before words, a shorter list before a longer one, and a release after all of its candidates.
    order = tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in identifiers) or ((2, 0, ""),)
    return Semver(text, (int(found[1]), int(found[2]), int(found[3]), order))


@LIBRARY.function("semver", "string -> kubernetes.Semver", "string, bool -> kubernetes.Semver")
def semver(text: str, normalize: bool = False) -> Semver:
    return parse_semver(text, normalize)


@LIBRARY.function("isSemver", "string -> bool", "string, bool -> bool")
def is_semver(text: str, normalize: bool = False) -> bool:
    try:
        parse_semver(text, normalize)
    except EvaluationError:
        return False
    return True


@LIBRARY.method("major", "kubernetes.Semver -> int")
def major(version: Semver) -> int:
    return in_int(version.key[0])


@LIBRARY.method("minor", "kubernetes.Semver -> int")
def minor(version: Semver) -> int:
    return in_int(version.key[1])


@LIBRARY.method("patch", "kubernetes.Semver -> int")
def patch(version: Semver) -> int:
    return in_int(version.key[2])


@LIBRARY.method("isLessThan", "kubernetes.Semver, kubernetes.Semver -> bool")
def is_less(version: Semver, other: Semver) -> bool:
    return version.key < other.key


@LIBRARY.method("isGreaterThan", "kubernetes.Semver, kubernetes.Semver -> bool")
def is_greater(version: Semver, other: Semver) -> bool:
    return version.key > other.key


@LIBRARY.method("compareTo", "kubernetes.Semver, kubernetes.Semver -> int")
def compare(version: Semver, other: Semver) -> int:
    return (version.key > other.key) - (version.key < other.key)
