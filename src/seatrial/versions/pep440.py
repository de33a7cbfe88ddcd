"""The order of Python versions, by PEP 440 (now packaging.python.org/specifications/version-specifiers).

What the regular expression of the specification's appendix does not match (``2.0-final-really``) has no order.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

_VERSION = re.compile(
    r"v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)"
    r"(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?([0-9]*))?"
    r"(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]*))?"
    r"(?:[-_.]?(dev)[-_.]?([0-9]*))?"
    r"(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
    re.ASCII,
)
_LOCAL = re.compile(r"([0-9]+)(?![a-z0-9])|([a-z0-9]+)")

_PRE = {"a": "\x02", "alpha": "\x02", "b": "\x03", "beta": "\x03"} | dict.fromkeys(
    ("c", "rc", "pre", "preview"), "\x04"
)
# "1.0.dev1" alone sorts before "1.0a1", and "1.0" after all its pre-releases.
_DEV_ALONE, _NO_PRE = "\x01", "\x05"


def key(version: str) -> bytes:
    """Return bytes that sort as PEP 440 says.  Raises VersionError on what PEP 440 does not allow."""
    version = bounded(version, "Python")
    match = _VERSION.fullmatch(version.lower())
    if not match or not version.isascii():
        raise refusal(version, "Python", "PEP 440 does not allow it")
    epoch, release, pre, pre_number, implicit_post, post, post_number, dev, dev_number, local = match.groups()
    pieces = [number(epoch or ""), _release(release)]
    if pre:
        pieces.append(_PRE[pre] + number(pre_number))
    else:
        pieces.append(_DEV_ALONE if dev and not post and implicit_post is None else _NO_PRE)
    if post or implicit_post:
        pieces.append("\x02" + number(implicit_post or post_number))
    else:
        pieces.append("\x01")
    pieces.append("\x01" + number(dev_number) if dev else "\x02")
    pieces.append(_local(local) if local else END)
    return encoded("".join(pieces))


def _release(release: str) -> str:
    """Zeros at the end say nothing: 1.0 is 1."""
    parts = [number(part) for part in release.split(".")]
    while len(parts) > 1 and parts[-1] == "\x01":
        parts.pop()
    return "".join(parts) + END


def _local(local: str) -> str:
    """Words before numbers, fewer segments before more."""
    pieces = ["\x02" + number(digits) if digits else "\x01" + word + END for digits, word in _LOCAL.findall(local)]
    return "".join(pieces) + END
