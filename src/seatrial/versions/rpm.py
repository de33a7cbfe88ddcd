"""The order of RPM versions: ``[epoch:]version[-release]``, by rpm-version(7) and ``rpmvercmp`` with tilde and caret.

Without a release a version sorts before the same one with any release, so that "1.2" as a bound of a range lies below
every build of 1.2.
"""

import re

from seatrial.versions.evr import split
from seatrial.versions.keys import END, encoded, number

# All that is not a letter or a digit of ASCII, a tilde or a caret only separates.
_SEGMENT = re.compile(r"([0-9]+)|([A-Za-z]+)|([~^])")

_TILDE, _END, _CARET, _WORD, _NUMBER = "\x01\x02\x03\x04\x05"


def key(version: str) -> bytes:
    """Return bytes that sort as rpm does.  Raises VersionError on a version that is empty or holds a blank."""
    epoch, upstream, release = split(version, "RPM")
    released = END if release is None else "\x01" + _part(release)
    return encoded(number(epoch) + _part(upstream) + released)


def _part(part: str) -> str:
    pieces = []
    for digits, word, mark in _SEGMENT.findall(part):
        if digits:
            pieces.append(_NUMBER + number(digits))
        elif word:
            pieces.append(_WORD + word + END)
        else:
            pieces.append(_TILDE if mark == "~" else _CARET)
    return "".join(pieces) + _END
