"""The order of Debian versions: ``[epoch:]upstream[-revision]``, by deb-version(7) as dpkg applies it.

What dpkg only warns about (a first character that is no digit, a character that policy forbids) it still orders, and so
does this.
"""

import re

from seatrial.versions.keys import bounded, encoded, number, refusal

_RUNS = re.compile(r"([^0-9]*)([0-9]*)")
_BLANK = re.compile(r"[^!-~]")
_MAX_EPOCH = 2**31 - 1

# A tilde sorts before the end of a run, the end before letters, and letters before all else.
_END_OF_RUN = "\x02"
_ORDER = {code: code + 0x100 for code in range(0x21, 0x7F) if not chr(code).isalpha()} | {ord("~"): "\x01"}


def key(version: str) -> bytes:
    """Return bytes that sort as ``dpkg --compare-versions`` does.  Raises VersionError on what dpkg cannot parse."""
    version = bounded(version, "Debian")
    if _BLANK.search(version):
        raise refusal(version, "Debian", "it holds a blank or a character that is not ASCII")
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "0", version
    elif not epoch.isdecimal() or int(epoch) > _MAX_EPOCH:
        raise refusal(version, "Debian", "its epoch is no number that dpkg takes")
    upstream, hyphen, revision = rest.rpartition("-")
    if not hyphen:
        # "The absence of a debian-revision is equivalent to a debian-revision of 0."
        upstream, revision = rest, "0"
    if not upstream or not revision:
        raise refusal(version, "Debian", "its upstream version or its revision is empty")
    return encoded(number(epoch) + _part(upstream) + _part(revision))


def _part(part: str) -> str:
    """Runs of other characters and of digits in turns; the empty pair that closes each part is the end of both."""
    return "".join([text.translate(_ORDER) + _END_OF_RUN + number(digits) for text, digits in _RUNS.findall(part)])
