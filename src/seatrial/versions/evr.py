"""``[epoch:]version[-release]``, as rpm's and pacman's ``parseEVR`` take it apart."""

import re

from seatrial.versions.keys import bounded, refusal

_EPOCH = re.compile(r"([0-9]*):")
_BLANK = re.compile(r"\s")


def split(evr: str, scheme: str) -> tuple[str, str, str | None]:
    """Epoch ("0" where it is empty or absent), version and release (None where there is none)."""
    evr = bounded(evr, scheme)
    if _BLANK.search(evr):
        raise refusal(evr, scheme, "it holds a blank")
    head = _EPOCH.match(evr)
    epoch, rest = (head[1] or "0", evr[head.end() :]) if head else ("0", evr)
    version, hyphen, release = rest.rpartition("-")
    if not hyphen:
        version = rest
    if not version:
        raise refusal(evr, scheme, "its version is empty")
    return epoch, version, release if hyphen else None
