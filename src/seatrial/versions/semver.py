"""The order of semantic versions, by semver.org 2.0.0, and of what npm and advisories write instead.

As npm's loose mode does, it takes a leading ``v`` or ``=``, zeros in front of numbers and a pre-release without its
hyphen (``1.2.3beta``); as OSV does, it takes ``1`` and ``1.2`` for ``1.0.0`` and ``1.2.0``.  Build metadata has no part
in the order.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

_VERSION = re.compile(
    r"[v=\s]*([0-9]+)(?:\.([0-9]+)(?:\.([0-9]+))?)?"
    r"(?:(?:-|(?=[A-Za-z]))([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_PRE_RELEASE, _RELEASE = "\x01\x02"


def key(version: str) -> bytes:
    """Return bytes that sort by precedence.  Raises VersionError on what is no such version."""
    version = bounded(version, "semantic")
    match = _VERSION.fullmatch(version)
    if not match:
        raise refusal(version, "semantic")
    major, minor, patch, pre_release = match.groups()
    return encoded(precedence(major, minor, patch, pre_release))


def precedence(major: str, minor: str | None, patch: str | None, pre_release: str | None) -> str:
    """The text of a key: precedence by semver.org's paragraph 11."""
    numbers = number(major) + number(minor or "") + number(patch or "")
    return f"{numbers}{_PRE_RELEASE}{identifiers(pre_release)}" if pre_release else numbers + _RELEASE


def identifiers(text: str) -> str:
    """Numbers before words, fewer before more."""
    pieces = ["\x01" + number(part) if part.isdigit() else f"\x02{part}{END}" for part in text.split(".")]
    return "".join(pieces) + END
