"""Notes: what a source says to a scanner, in a comment, an annotation or metadata, before anybody has read it."""

from msgspec import Struct

from seatrial.model.location import Location


class Note(Struct, frozen=True, kw_only=True, order=True):
    """One remark and what it is about.

    ``location``  where it is written.
    ``text``      what it says: of a comment the part after its sign, of anything else its value.
    ``key``       an annotation's key, or the path of the metadata (``checkov.skip``); empty for a comment.
    ``address``   the resource or object that says it; empty for a comment.
    ``lines``     of a comment, the first and the last line of the largest thing that begins on its line or, where it
                  stands alone, on the next one; ``(0, 0)`` where nothing follows.
    ``around``    of a comment, the first and the last line of the outermost block or object that it stands in;
                  ``(0, 0)`` outside of all.
    """

    location: Location
    text: str
    key: str = ""
    address: str = ""
    lines: tuple[int, int] = (0, 0)
    around: tuple[int, int] = (0, 0)
