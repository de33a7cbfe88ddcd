"""Bases: the image that another one is built on, what could take its place, and what that would change."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from seatrial.model.advisory import Match


class Origin(StrEnum):
    """How it is known which base an image has; the first is the best."""

    PROVENANCE = "provenance"
    LABELS = "labels"
    LAYERS = "layers"
    HISTORY = "history"


class Certainty(StrEnum):
    """``proven``: the layers are the same.  ``stated``: somebody says so, and no signature was verified."""

    PROVEN = "proven"
    STATED = "stated"
    GUESSED = "guessed"


class Base(Struct, frozen=True, kw_only=True):
    """The image that another one is built on.

    ``name``       ``docker.io/library/debian:12``; empty where only the digest is known.
    ``digest``     of its index or its manifest; empty where only the name is known.
    ``layers``     how many of the image's lowest layers it brought; None where that is not known.
    ``names``      other names of the same layers, sorted.
    ``because``    a sentence: why it is taken for the base.
    """

    name: str
    digest: str
    layers: int | None
    how: Origin
    certainty: Certainty
    because: str
    names: tuple[str, ...] = ()


class Step(StrEnum):
    """How far a candidate is from what is there now; the first is the smallest change."""

    DIGEST = "same tag, new digest"
    PATCH = "next patch"
    MINOR = "next minor"
    MAJOR = "next major"
    NEWEST = "newest"
    SLIMMER = "slimmer variant"


class Candidate(Struct, frozen=True, kw_only=True):
    """A tag that could be taken instead.

    ``digest``   what it means today, where that is known.
    ``because``  a sentence: why it is one.
    """

    step: Step
    tag: str
    because: str
    digest: str = ""


class Content(Struct, frozen=True, kw_only=True):
    """What is known of one image, to hold it against another.

    ``matches``     the flaws of its packages.
    ``assessed``    how many packages were looked up.
    ``unassessed``  the names, of packages and of their sources, of which nothing, or not everything, can be said.
    ``unknown``     why nothing can be said of its distribution's packages; empty where it can.
    ``unread``      why it is not known what is in it; empty where that is known.
    ``size``        in bytes, as it is stored; None where that is not known.
    ``ends``        the day from which on its distribution is not maintained; None where none is known.
    ``ended``       whether that has come; None where it is not known.
    """

    matches: tuple[Match, ...] = ()
    assessed: int = 0
    unassessed: frozenset[str] = frozenset()
    unknown: str = ""
    unread: str = ""
    size: int | None = None
    ends: date | None = None
    ended: bool | None = None


class Comparison(Struct, frozen=True, kw_only=True):
    """What changes where one image takes the place of another.  A flaw is told once, at the worst of its packages.

    ``fixed``      flaws that are gone.    ``remaining``  flaws that stay, as the new one has them.
    ``new``        flaws that come with it.
    ``unclear``    flaws that are not found in the new one, of which it is not known that they are gone.
    ``why``        why that is not known, in sentences; empty where it is.
    ``size``       how many bytes the new one is larger, negative where it is smaller; None where that is not known.
    ``ends``, ``ended``  the new one's, as `Content` has them.
    All flaws are sorted, the worst first.
    """

    fixed: tuple[Match, ...]
    remaining: tuple[Match, ...]
    new: tuple[Match, ...]
    unclear: tuple[Match, ...] = ()
    why: tuple[str, ...] = ()
    size: int | None = None
    ends: date | None = None
    ended: bool | None = None


class Offer(Struct, frozen=True, kw_only=True):
    """A tag that could be taken instead, and what the scan of it says.

    ``removes``  the names of the flaws that go, and ``fixed`` how many these are.
    ``more``     what else there is to know, in words.
    ``is_safe``  breaks nothing, as its name has it.
    ``left``     how bad what it has is: how many flaws are high or critical, and how many there are.
    """

    candidate: Candidate
    is_safe: bool
    removes: frozenset[str]
    fixed: int
    left: tuple[int, int]
    more: str
