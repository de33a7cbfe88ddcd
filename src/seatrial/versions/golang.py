"""The order of Go modules' versions, by go.dev/ref/mod#versions: semantic versions with a ``v``, which OSV leaves away.

Pseudo-versions (``v0.0.0-20191109021931-daa7c04131f5``) are pre-releases like others, and ``+incompatible`` is build
metadata, without a say.  Releases of Go itself (``go1.21``, ``go1.22rc1``) sort as the semantic versions that OSV has
for them.
"""

import re

from seatrial.versions.keys import bounded, encoded, refusal
from seatrial.versions.semver import precedence

_NUMBER = r"(0|[1-9][0-9]*)"
_WORDS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_MODULE = re.compile(rf"v?{_NUMBER}(?:\.{_NUMBER}(?:\.{_NUMBER}(?:-({_WORDS}))?(?:\+{_WORDS})?)?)?")
_TOOLCHAIN = re.compile(rf"go{_NUMBER}(?:\.{_NUMBER}(?:\.{_NUMBER})?)?(?:(beta|rc){_NUMBER})?")
_LEADING_ZERO = re.compile(r"(?:^|\.)0[0-9]+(?:\.|$)", re.ASCII)


def key(version: str) -> bytes:
    """Return bytes that sort as golang.org/x/mod/semver does.  Raises VersionError on what that calls invalid."""
    version = bounded(version, "Go")
    if match := _MODULE.fullmatch(version):
        major, minor, patch, pre_release = match.groups()
        if pre_release and _LEADING_ZERO.search(pre_release):
            raise refusal(version, "Go", "a number of its pre-release begins with a zero")
        return encoded(precedence(major, minor, patch, pre_release))
    if match := _TOOLCHAIN.fullmatch(version):
        major, minor, patch, word, count = match.groups()
        return encoded(precedence(major, minor, patch, f"{word}.{count}" if word else None))
    raise refusal(version, "Go")
