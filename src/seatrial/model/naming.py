"""Names of container images in sources: what is named, where, and by whom."""

from msgspec import Struct

from seatrial.model.asset import Use
from seatrial.model.note import Note


class Naming(Struct, frozen=True, kw_only=True):
    """One place that names an image.

    ``reference``  as it is written, variables filled in; empty where it is not known, and then ``reason`` says why.
    ``notes``      what is said to a scanner about that place.
    """

    use: Use
    reference: str = ""
    reason: str = ""
    notes: tuple[Note, ...] = ()
