"""What keys are made of: a key is written as text and encoded as UTF-8, which keeps the order of code points."""

from seatrial.errors import VersionError

LIMIT = 512
"""The longest version that anything orders, in characters.  npm stops at 256, and no package has come near it."""

END = "\0"
"""Less than whatever a number or a word begins with."""


def number(digits: str) -> str:
    """Decimal digits of any length, so that text order is numeric order.  No digits are zero; never begins with END."""
    digits = digits.lstrip("0")
    return chr(len(digits) + 1) + digits


def encoded(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")


def bounded(version: str, scheme: str) -> str:
    """The version without the blanks around it.  Raises VersionError if it is empty or past the limit."""
    version = version.strip()
    if not version:
        raise VersionError(f"an empty version has no place in the order of {scheme} versions")
    if len(version) > LIMIT:
        raise VersionError(f"a version of {len(version)} characters is longer than the {LIMIT} that are read")
    return version


def refusal(version: str, scheme: str, reason: str = "") -> VersionError:
    """The error of a version that does not follow its scheme, to be raised."""
    return VersionError(f"{version!r} is no {scheme} version{reason and ': '}{reason}")
