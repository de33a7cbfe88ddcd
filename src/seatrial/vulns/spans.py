"""From events to spans of byte keys: which versions a range covers, in an order that SQLite's memcmp knows."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from seatrial.errors import VersionError
from seatrial.model.advisory import Affected, Event, FixState

Key = Callable[[str], bytes]
"""A version's byte key, whose order is that of its scheme (`seatrial.versions`); raises VersionError."""


class Span(NamedTuple):
    """Versions whose key is at least ``start`` and less than ``until``; None has no end.

    ``fixed``  the version that ends it, empty where nobody has fixed it.
    ``only``   the keys that count, ascending, where versions are enumerated; None where all between count.
    """

    start: bytes
    until: bytes | None
    fixed: str = ""
    only: tuple[bytes, ...] | None = None


class Coverage(NamedTuple):
    """Which versions an advisory is about.

    ``named``   versions that have no key, and are compared letter by letter.
    ``unread``  why there may be more; empty where that is all.
    """

    spans: list[Span]
    named: list[str]
    unread: str


def coverage_of(affected: Affected, key: Key) -> Coverage:
    """What an advisory says of one package, in byte keys."""
    spans: list[Span] = []
    unread = affected.unread
    for events in affected.ranges:
        try:
            spans += spans_of(events, key)
        except VersionError as error:
            unread = unread or f"a range of versions that cannot be read: {error}"
    single, named = _enumerated(affected.versions, spans, key)
    if single:
        spans.append(Span(single[0], after(single[-1]), only=tuple(single)))
    return Coverage(spans, named, unread)


def state_of(span: Span, state: FixState) -> FixState:
    """What becomes of a flaw in a span; ``state`` is what its advisory says of what has no fix."""
    return FixState.FIXED if span.fixed else state


def _enumerated(versions: Sequence[str], spans: Sequence[Span], key: Key) -> tuple[list[bytes], list[str]]:
    """The keys of those single versions that no span covers, and the versions that have none."""
    keys: set[bytes] = set()
    named: list[str] = []
    for version in versions:
        try:
            keys.add(key(version))
        except VersionError:
            named.append(version)
    left = (at for at in keys if not any(s.start <= at and (s.until is None or at < s.until) for s in spans))
    return sorted(left), named


def spans_of(events: Sequence[Event], key: Key) -> Iterator[Span]:
    """Yield the spans of one range, as OSV's evaluation has it.  Raises VersionError for an event that has no key.

    https://ossf.github.io/osv-schema/#evaluation
    """
    # Events at the same version keep the order in which they were said: fixed and introduced again stays affected.
    points = sorted((_point(event, key) for event in events), key=lambda point: point[0])
    start: bytes | None = None
    for at, event in points:
        if event.kind == "introduced":
            start = at if start is None else start
        elif start is not None:
            if at > start:
                yield Span(start, at, event.version if event.kind == "fixed" else "")
            start = None
    if start is not None:
        yield Span(start, None)


def after(key: bytes) -> bytes:
    """The least key that is greater than another: an end that excludes it makes one that includes the other."""
    return key + b"\0"


def _point(event: Event, key: Key) -> tuple[bytes, Event]:
    if event.kind == "introduced" and event.version == "0":
        return b"", event
    at = key(event.version)
    return (after(at) if event.kind == "last" else at), event
