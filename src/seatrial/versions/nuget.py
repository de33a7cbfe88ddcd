"""The order of NuGet's versions, by learn.microsoft.com/nuget/concepts/package-versioning and its ``VersionComparer``.

Semantic versions with up to four numbers (1.0 is 1.0.0.0) whose pre-releases are compared without regard to case.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

_VERSION = re.compile(
    r"([0-9]+)(?:\.([0-9]+)(?:\.([0-9]+)(?:\.([0-9]+))?)?)?"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_INTEGER = re.compile(r"(-?)([0-9]+)")
_MAX = 2**31 - 1
_PRE_RELEASE, _RELEASE = "\x01\x02"


def key(version: str) -> bytes:
    """Return bytes that sort as NuGet does.  Raises VersionError on what ``NuGetVersion.Parse`` refuses."""
    version = bounded(version, "NuGet")
    match = _VERSION.fullmatch(version)
    if not match:
        raise refusal(version, "NuGet")
    *numbers, labels = match.groups()
    if any(digits and int(digits) > _MAX for digits in numbers):
        raise refusal(version, "NuGet", f"a number of it is above {_MAX}")
    head = "".join([number(digits or "") for digits in numbers])
    if not labels:
        return encoded(head + _RELEASE)
    return encoded(head + _PRE_RELEASE + "".join([_label(label) for label in labels.split(".")]) + END)


def _label(label: str) -> str:
    """A label that ``int.TryParse`` takes is a number, and a hyphen in front is its sign; all others are words."""
    match = _INTEGER.fullmatch(label)
    if not match or int(label) > _MAX or int(label) < -_MAX - 1:
        return f"\x03{label.upper()}{END}"
    if match[1] and int(label):
        # The larger it is, the further below zero.
        return "\x01" + number(str(_MAX + 1 + int(label)))
    return "\x02" + number(match[2])
