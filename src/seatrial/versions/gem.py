"""The order of Ruby gems' versions, by ``Gem::Version`` (docs.ruby-lang.org, Gem::Version#<=>).

Letters make a pre-release wherever they stand, a hyphen is ``.pre.``, and a segment that is missing is zero.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

_VERSION = re.compile(r"[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
_SEGMENT = re.compile(r"([0-9]+)|([A-Za-z]+)")

# The end is zeros without end: zeros and then a word are less (the fewer the less), zeros and then a number are more.
_WORD, _END, _NUMBER = "\x01\x02\x03"
_MANY = 0x1000


def key(version: str) -> bytes:
    """Return bytes that sort as RubyGems does.  Raises VersionError on what ``Gem::Version.correct?`` refuses."""
    version = bounded(version, "gem")
    if not _VERSION.fullmatch(version):
        raise refusal(version, "gem")
    pieces = []
    zeros = 0
    is_pre_release = False
    for digits, word in _SEGMENT.findall(version.replace("-", ".pre.")):
        if word:
            # Of the release alone, zeros at the end are dropped: 1.0.a is 1.a, but 1.a.0.b is not 1.a.b.
            pieces.append(f"{_WORD}{chr(zeros if is_pre_release else 0)}{word}{END}")
            zeros, is_pre_release = 0, True
        elif digits.strip("0"):
            pieces.append(_NUMBER + chr(_MANY - zeros) + number(digits))
            zeros = 0
        else:
            zeros += 1
    return encoded("".join(pieces) + _END)
