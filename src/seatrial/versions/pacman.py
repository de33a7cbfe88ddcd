"""The order of Arch Linux versions: ``[epoch:]pkgver[-pkgrel]``, by vercmp(8).

It is rpm's order from before the tilde; a longer separator is newer, and letters at the end are older than none.
vercmp leaves the release out where one side has none, and puts "1." above "1.a" but below "1.1"; neither is an order
(the first makes 1-1 and 1-2 equal to 1, the second runs in a circle over "1..a").  Here a version without a release
sorts before all of its releases, and one that ends in a separator is refused; no package of Arch's is of either kind.
"""

import re

from seatrial.versions.evr import split
from seatrial.versions.keys import END, encoded, number, refusal

_SEGMENT = re.compile(r"([^0-9A-Za-z]*)([0-9]+|[A-Za-z]+)")

# At the same place: letters without a separator, the end, digits without one, then by the length of the separator.
_WORD, _END, _NUMBER, _SEPARATOR = "\x01\x02\x03\x04"


def key(version: str) -> bytes:
    """Return bytes that sort as vercmp does.  Raises VersionError where vercmp has no order."""
    epoch, upstream, release = split(version, "pacman")
    if not upstream[-1].isalnum() or not upstream.isascii():
        raise refusal(version, "pacman", "its pkgver ends in a separator, or is not ASCII")
    if release is None:
        return encoded(number(epoch) + _part(upstream))
    if not release or not release[-1].isalnum() or not release.isascii():
        raise refusal(version, "pacman", "its pkgrel is empty or ends in a separator, or is not ASCII")
    return encoded(number(epoch) + _part(upstream) + _part(release))


def _part(part: str) -> str:
    pieces = []
    for separator, segment in _SEGMENT.findall(part):
        if separator:
            pieces.append(_SEPARATOR + chr(len(separator)))
        pieces.append(_NUMBER + number(segment) if segment.isdigit() else _WORD + segment + END)
    return "".join(pieces) + _END
