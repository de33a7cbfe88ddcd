"""The nouns of repairing: changes, fixes, and what became of each finding."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from seatrial.fix.edit import Edit
from seatrial.model.advisory import Match
from seatrial.model.location import Location, Path


class How(StrEnum):
    """What a change does.

    ``set``     gives the path from the head a value; ``add`` an element to the list there.
    ``block``   puts a block or a resource, whose text or mapping is the value, after what begins at the head.
    ``words``   changes the words that stand at the head; the value says how (`model.check.Words`).
    ``pin``     gives a package on the head's line another version; the value says which (`fix.pins.Pin`).
    ``image``   makes the name of an image that stands at the head another one (`fix.images.Swap`).
    """

    SET = "set"
    ADD = "add"
    BLOCK = "block"
    WORDS = "words"
    PIN = "pin"
    IMAGE = "image"


class Change(Struct, frozen=True, kw_only=True):
    """One change to one file.

    ``head``   where the thing that is changed begins, before any change.
    ``edits``  what it is in the text as it was read; None where nobody has worked it out.
    """

    head: Location
    how: How
    path: Path = ()
    value: Any = None
    edits: tuple[Edit, ...] | None = None


class Outcome(StrEnum):
    """What became of a finding.

    ``fixed``      a change is proven: it removes the finding and brings no other.
    ``suggested``  what to change is known, and why nobody should do it unasked.
    ``left``       it needs a person.
    """

    FIXED = "fixed"
    SUGGESTED = "suggested"
    LEFT = "left"


Identity = tuple[str, str, str, str]
"""Asset, check, address and element of a result: the same before and after a change."""


class Update(Struct, frozen=True, kw_only=True):
    """Another version of a package, as its file writes it.

    ``to``    empty where no version is known that would be better.
    ``then``  a command that has to follow once it is written; empty for none.
    ``more``  what else comes with it, in words; empty for nothing.
    """

    name: str
    version: str
    to: str = ""
    then: str = ""
    more: str = ""


class Renamed(Struct, frozen=True, kw_only=True):
    """The whole name of an image, and the one that takes its place."""

    old: str
    new: str


class Fix(Struct, frozen=True, kw_only=True):
    """A finding and what would remove it.

    ``changes``   empty where nobody knows any.
    ``reason``    why it is no more than a suggestion, or why a person is needed; empty for what may be written.
    ``place``     where a person has to look; the finding's own place where there is no better one.
    ``risk``      why it is written only when somebody says ``--unsafe``; empty for what is safe.
    ``update``    of a package's flaw: the version that would remove it; None of everything else.
    ``command``   what a person runs in the changes' stead; empty where there is no such command.
    ``match``     the flaw of a package.
    ``renamed``   of no finding, but of the name of an image, which all findings in that image wait for.
    """

    identity: Identity
    location: Location
    message: str
    changes: tuple[Change, ...] = ()
    outcome: Outcome = Outcome.FIXED
    reason: str = ""
    place: Location
    risk: str = ""
    update: Update | None = None
    command: str = ""
    match: Match | None = None
    renamed: Renamed | None = None

    @property
    def check(self) -> str:
        return self.identity[1]
