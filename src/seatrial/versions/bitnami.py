"""The order of Bitnami's versions, by github.com/bitnami/go-version: semantic versions with a revision.

``1.2.3-4`` is the fourth build of 1.2.3 and newer than it, where semantic versions have a pre-release.  No revision is
revision 0, as in ``introduced: 1.26.0-0``.  What begins with a letter (``2.6.0-rc3``) is the program's own pre-release,
and stays before the release; go-version counts it among the revisions, but Bitnami's advisories do not mean it so.
"""

import re

from seatrial.versions.keys import bounded, encoded, number, refusal
from seatrial.versions.semver import identifiers

_WORDS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(rf"v?([0-9]+)(?:\.([0-9]+)(?:\.([0-9]+))?)?(?:-({_WORDS}))?(?:\+{_WORDS})?")
_PRE_RELEASE, _REVISION = "\x01\x02"


def key(version: str) -> bytes:
    """Return bytes that sort as Bitnami's builds follow each other.  Raises VersionError on other forms."""
    version = bounded(version, "Bitnami")
    match = _VERSION.fullmatch(version)
    if not match:
        raise refusal(version, "Bitnami")
    major, minor, patch, rest = match.groups()
    revision = rest or "0"
    mark = _REVISION if revision[0].isdigit() else _PRE_RELEASE
    return encoded(number(major) + number(minor or "") + number(patch or "") + mark + identifiers(revision))
