"""The order of versions that are nothing but numbers: Haskell's (pvp.haskell.org) and R's (``numeric_version``).

They compare as lists, so that 1.0 is older than 1.0.0; R writes a hyphen where it likes.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

_VERSION = re.compile(r"[0-9]+(?:[.-][0-9]+)*")


def key(version: str) -> bytes:
    """Return bytes that sort number by number.  Raises VersionError on anything but numbers."""
    version = bounded(version, "numeric")
    if not _VERSION.fullmatch(version):
        raise refusal(version, "numeric")
    return encoded("".join([number(part) for part in version.replace("-", ".").split(".")]) + END)
