"""Gaps: what could not be read, where, and why.  A gap is data; it is never a pass."""

from dataclasses import dataclass

from seatrial.model.location import Location


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Gap:
    """Something that was not read.

    ``reason``  a sentence for people.
    ``bound``   the limit that was met (``depth 400``, ``2 MiB``), empty where the text was simply broken.
    """

    location: Location
    reason: str
    bound: str = ""
