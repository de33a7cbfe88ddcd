"""OpenVEX 0.2.0, and the documents from before it: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from seatrial.model.vex import Justification, Status, Subject, Thing, VexStatement
from seatrial.parsers.document import Part
from seatrial.parsers.vex.found import (
    FlawedError,
    Piece,
    Source,
    attempted,
    bounded,
    each_at,
    text_at,
    text_of,
    texts_at,
    thing_of,
    time_at,
)

CONTEXT: Final = "https://openvex.dev/ns"
_ALGORITHMS: Final = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}


def read(root: Part, source: Source) -> Iterator[Piece]:
    """Yield the statements of a document.  Raises FlawedError where it is none."""
    author, timestamp = text_at(root, "author"), time_at(root, "timestamp")
    for part in each_at(root, "statements"):
        yield from attempted(source, part.line, partial(_statement, part, source, author, timestamp))


def _statement(part: Part, source: Source, author: str, timestamp: datetime | None) -> Iterator[VexStatement]:
    status = text_at(part, "status")
    if status not in set(Status):
        raise FlawedError(f"it has no status that VEX knows: {status[:60]!r}", part)
    justification = text_at(part, "justification")
    if justification and justification not in set(Justification):
        raise FlawedError(f"it has no justification that VEX knows: {justification[:60]!r}", part)
    yield VexStatement(
        names=_names(part.get("vulnerability")),
        subjects=bounded(_subjects(part, source)),
        status=Status(status),
        justification=justification,
        impact=text_at(part, "impact_statement"),
        action=text_at(part, "action_statement"),
        author=author,
        timestamp=time_at(part, "last_updated") or time_at(part, "timestamp") or timestamp,
        location=source.at(part.line),
        unverified=source.attested,
    )


def _names(part: Part) -> tuple[str, ...]:
    if isinstance(part.value, str):
        return (text_of(part),)
    return tuple(dict.fromkeys(name for name in (text_at(part, "name"), *texts_at(part, "aliases")) if name))


def _subjects(part: Part, source: Source) -> Iterator[Subject]:
    """Each product, or each subcomponent in each; where none is said, those of the attestation."""
    products = [(_thing(product), _components(product)) for product in each_at(part, "products")]
    # Before 0.2.0 the subcomponents were the statement's, for all of its products.
    shared = _components(part)
    if not products:
        products = [(subject, []) for subject in source.subjects]
    for product, components in products:
        for around in source.subjects or (None,):
            within = (around,) if around not in (None, product) else ()
            parts = [*components, *shared]
            yield from (Subject(thing=component, within=(product, *within)) for component in parts)
            if not parts:
                yield Subject(thing=product, within=within)


def _components(part: Part) -> list[Thing]:
    return [_thing(component) for component in each_at(part, "subcomponents")]


def _thing(part: Part) -> Thing:
    if isinstance(part.value, str):
        return thing_of([text_of(part)], (), part)
    identifiers = part.get("identifiers")
    ids = [text_at(identifiers, "purl"), text_at(part, "@id"), text_at(identifiers, "cpe23")]
    hashes = part.get("hashes")
    digests = [f"{name}:{text}" for key, name in _ALGORITHMS.items() if (text := text_at(hashes, key))]
    return thing_of([*ids, text_at(identifiers, "cpe22")], digests, part)
