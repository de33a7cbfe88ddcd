"""What reading a document of VEX yields, and the reading of its fields: a field of another shape is a flaw of its own.

A flaw costs the statement that it is in, and no other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Final, TypeVar
from urllib.parse import unquote

from msgspec import Struct

from seatrial.errors import LimitError, ParseError
from seatrial.model.location import Location
from seatrial.model.vex import OWN_ASSET, Status, Subject, Thing, VexStatement
from seatrial.model.waiver import WaiverFlaw
from seatrial.parsers.document import Part
from seatrial.parsers.packages.purl import canonical_purl, parse_purl

MAX_SUBJECTS: Final = 1_000_000
"""Of one document: products, each with each subcomponent and each name of the flaw."""

_Item = TypeVar("_Item")

Piece = VexStatement | WaiverFlaw


class Found(Struct, frozen=True, kw_only=True):
    """The statements of a document, in its order, and a flaw for each that cannot be followed."""

    statements: tuple[VexStatement, ...] = ()
    flaws: tuple[WaiverFlaw, ...] = ()


class FlawedError(Exception):
    """A statement that cannot be followed; the message is a sentence, the line is 0 where it is the statement's own."""

    def __init__(self, message: str, part: Part | None = None) -> None:
        super().__init__(message)
        self.line = part.line if part else 0


class OtherDocumentError(ParseError):
    """A document of another kind, or of a version that has no VEX: beside an image it is nothing to tell of."""


class Source(Struct, frozen=True, kw_only=True):
    """Where a document was read from.

    ``line``      of the envelope, which all of it is at; 0 without one.
    ``attested``  it is in an attestation, and ``subjects`` is what that is about.
    """

    file: str
    line: int = 0
    attested: bool = False
    subjects: tuple[Thing, ...] = ()

    def at(self, line: int) -> Location:
        return Location(self.file, self.line or line)


def attempted(source: Source, line: int, read: Callable[[], Iterable[VexStatement]]) -> Iterator[Piece]:
    """Yield what is read of one statement, or the flaw that it has."""
    try:
        yield from map(sound, read())
    except FlawedError as error:
        yield WaiverFlaw(location=source.at(error.line or line), message=str(error))


def gathered(pieces: Iterable[Piece]) -> Found:
    """Raises LimitError where they are about too much to be held against findings."""
    statements, flaws, count = [], [], 0
    for piece in pieces:
        if isinstance(piece, WaiverFlaw):
            flaws.append(piece)
            continue
        statements.append(piece)
        count += len(piece.subjects) * len(piece.names)
        demand_few(count)
    return Found(statements=tuple(statements), flaws=tuple(flaws))


def bounded(items: Iterable[_Item]) -> tuple[_Item, ...]:
    """The items, of which a document could make more than it has characters.  Raises LimitError."""
    found = tuple(islice(items, MAX_SUBJECTS + 1))
    demand_few(len(found))
    return found


def demand_few(count: int) -> None:
    if count > MAX_SUBJECTS:
        bound = f"{MAX_SUBJECTS} products"
        raise LimitError(f"it speaks of too many products (the limit is {bound})", bound=bound)


def sound(statement: VexStatement) -> VexStatement:
    """The statement, which says all that it must.  Raises FlawedError."""
    if not any(statement.names):
        raise FlawedError("it names no vulnerability")
    if not statement.subjects:
        raise FlawedError("it names no product")
    if statement.status is Status.NOT_AFFECTED and not (statement.justification or statement.impact):
        raise FlawedError("it says `not affected` and gives neither a justification nor an impact statement")
    if statement.status is Status.FIXED and not all(map(_is_pinned, statement.subjects)):
        raise FlawedError("it says `fixed`, but not in which version of the product")
    return statement


def _is_pinned(subject: Subject) -> bool:
    return any(thing.digests or is_versioned(thing.id) for thing in (subject.thing, *subject.within))


def is_versioned(id_: str) -> bool:
    """Whether a name is a purl with a version."""
    return id_.startswith("pkg:") and bool(parse_purl(id_).version)


# Fields


def demand_object(part: Part, noun: str) -> Part:
    """Raises FlawedError on anything but an object, or nothing."""
    if part.value is not None and not isinstance(part.value, dict):
        raise FlawedError(f"{noun} is no object", part)
    return part


def text_at(part: Part, key: str) -> str:
    """A text; empty where there is none.  Raises FlawedError on anything else."""
    value = part.value.get(key) if isinstance(part.value, dict) else None
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FlawedError(f"`{key}` is no text", part.get(key))
    return value.strip()


def each_at(part: Part, key: str) -> Iterator[Part]:
    """The items of a list; none where there is none.  Raises FlawedError on anything else."""
    value = part.value.get(key) if isinstance(part.value, dict) else None
    if value is None:
        return iter(())
    found = part.get(key)
    if not isinstance(value, list):
        raise FlawedError(f"`{key}` is no list", found)
    return (item for _, item in found.items())


def texts_at(part: Part, key: str) -> list[str]:
    return [text_of(item) for item in each_at(part, key)]


def text_of(part: Part) -> str:
    if not isinstance(part.value, str):
        raise FlawedError(f"{_shown(part.value)} is no text", part)
    return part.value.strip()


def time_at(part: Part, key: str) -> datetime | None:
    """A time by RFC 3339, in UTC; None where there is none.  Raises FlawedError on what is none."""
    said = text_at(part, key)
    if not said:
        return None
    try:
        time = datetime.fromisoformat(said)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise FlawedError(f"`{key}` is no time: {_shown(said)}", part.get(key)) from None


def thing_of(ids: Iterable[str], digests: Iterable[str], part: Part) -> Thing:
    """What a document names: by the first purl, else the first CPE or name of ours, and by digests.

    Raises FlawedError where nothing of that is said, and for what is a whole range of versions: nobody here can say
    what lies in it.
    """
    said = [id_ for id_ in ids if id_]
    sums = tuple(sorted({digest.lower() for digest in digests}))
    for id_ in said:
        if id_.lower().startswith("pkg:"):
            return purl_thing(id_, sums, part)
    for id_ in said:
        if id_.startswith(("cpe:", OWN_ASSET)):
            return Thing(id=id_, digests=sums)
    if not sums:
        named = f", but as {_shown(said[0])}" if said else ""
        raise FlawedError(f"it names a product by neither a purl nor a digest{named}", part)
    return Thing(digests=sums)


def purl_thing(text: str, digests: tuple[str, ...], part: Part) -> Thing:
    try:
        purl = canonical_purl(parse_purl(text))
    except ParseError as error:
        raise FlawedError(error.message, part) from None
    # With a slash that nobody has encoded it would be a namespace.
    if "@vers:" in unquote(text).lower() or dict(purl.qualifiers).get("vers") or "*" in purl.version:
        raise FlawedError(f"ranges of versions are not followed: {_shown(text)}", part)
    # An image's version is the digest of its manifest.
    of_image = purl.type in ("oci", "docker") and purl.version.startswith("sha256:")
    return Thing(id=str(purl), digests=tuple(sorted({*digests, purl.version})) if of_image else digests)


def versioned(thing: Thing, version: str, part: Part) -> Thing:
    """The thing in one version.  Raises FlawedError where it has no purl that could say it, or one with another."""
    if not thing.id.startswith("pkg:") or not version:
        raise FlawedError("it says a version of what has no purl", part)
    purl = parse_purl(thing.id)
    if purl.version not in ("", version):
        raise FlawedError(f"it says version {_shown(version)} of {_shown(thing.id)}", part)
    return purl_thing(str(replace(purl, version=version)), thing.digests, part)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:99] + "…"
