"""The order of Dart's versions, by pub_semver: semantic versions whose build metadata counts.

"1.0.0" sorts before "1.0.0+1", and builds sort by the rules for pre-releases (dart.dev/tools/pub/versioning).
"""

import re

from seatrial.versions.keys import END, bounded, encoded, refusal
from seatrial.versions.semver import identifiers, precedence

_WORDS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(rf"v?([0-9]+)(?:\.([0-9]+)(?:\.([0-9]+))?)?(?:-({_WORDS}))?(?:\+({_WORDS}))?")


def key(version: str) -> bytes:
    """Return bytes that sort as pub does.  Raises VersionError on what is no semantic version."""
    version = bounded(version, "Dart")
    match = _VERSION.fullmatch(version)
    if not match:
        raise refusal(version, "Dart")
    major, minor, patch, pre_release, build = match.groups()
    built = "\x01" + identifiers(build) if build else END
    return encoded(precedence(major, minor, patch, pre_release) + built)
