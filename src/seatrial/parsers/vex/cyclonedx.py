"""CycloneDX 1.4 and later: ``vulnerabilities`` with an ``analysis``: https://cyclonedx.org/docs/1.6/json/#vulnerabilities.

A statement about a component holds within the components that it is nested in and within the document's own, as far as
these have a purl or a digest.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from seatrial.model.vex import OWN_ASSET, Status, Subject, Thing, VexStatement
from seatrial.parsers.document import Part
from seatrial.parsers.packages.purl import parse_purl
from seatrial.parsers.vex.found import (
    FlawedError,
    OtherDocumentError,
    Piece,
    Source,
    attempted,
    bounded,
    demand_object,
    each_at,
    text_at,
    thing_of,
    time_at,
    versioned,
)

_VERSION = re.compile(r"1\.[4-7]")
_ELEMENT = re.compile(r"urn:cdx:[0-9a-f-]{36}/\d+#(.+)", re.DOTALL)
_STATES: Final = {
    "not_affected": Status.NOT_AFFECTED,
    "false_positive": Status.NOT_AFFECTED,
    "resolved": Status.FIXED,
    "resolved_with_pedigree": Status.FIXED,
    "exploitable": Status.AFFECTED,
    "in_triage": Status.UNDER_INVESTIGATION,
}
_OF_VERSION: Final = {
    "affected": Status.AFFECTED,
    "unaffected": Status.NOT_AFFECTED,
    "unknown": Status.UNDER_INVESTIGATION,
}
_DEEPEST: Final = 16
_ALGORITHMS: Final = {"SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


class _Context(Struct, frozen=True, kw_only=True):
    """What the statements of a document share; ``within`` are the attestation's subjects, or one of nothing."""

    source: Source
    author: str
    timestamp: datetime | None
    known: "_Known"


_Known = dict[str, tuple[Part, tuple[Part, ...]] | None]
"""Components by their reference, each with those that it is in, outermost first; None where two have the same one."""


def read(root: Part, source: Source) -> Iterator[Piece]:
    """Yield the statements of a document.  Raises ParseError, FlawedError where it is none that can have any."""
    version = text_at(root, "specVersion")
    if not _VERSION.fullmatch(version):
        raise OtherDocumentError(f"CycloneDX {version[:20]} has no VEX that is read here; 1.4 to 1.7 have", line=1)
    metadata = demand_object(root.get("metadata"), "`metadata`")
    context = _Context(
        source=source,
        author=_author(metadata),
        timestamp=time_at(metadata, "timestamp"),
        known=_components(root, metadata.get("component")),
    )
    for part in each_at(root, "vulnerabilities"):
        # Without an analysis it tells of a flaw, and says nothing about it.
        if not isinstance(part.value, dict) or part.get("analysis").value is not None:
            yield from attempted(source, part.line, partial(_statements, part, context))


def _author(metadata: Part) -> str:
    names = [text_at(author, "name") for author in each_at(metadata, "authors")]
    organisations = [text_at(metadata.get(key), "name") for key in ("manufacturer", "manufacture", "supplier")]
    return next(filter(None, (*names, *organisations)), "")


def _components(root: Part, main: Part) -> _Known:
    outermost = (main,) if main.value is not None else ()
    waiting: list[tuple[Part, tuple[Part, ...]]] = [(part, outermost) for part in each_at(root, "components")]
    waiting += [(main, ())]
    known: _Known = {}
    while waiting:
        part, around = waiting.pop()
        reference = part.get("bom-ref").value
        if isinstance(reference, str):
            known[reference] = None if reference in known else (part, around)
        waiting += [(inner, (*around, part)) for inner in each_at(part, "components")]
    return known


def _statements(part: Part, context: _Context) -> Iterator[VexStatement]:
    """One for each status: that of the analysis, and those that single versions have."""
    analysis = demand_object(demand_object(part, "a vulnerability").get("analysis"), "`analysis`")
    state = text_at(analysis, "state")
    if state not in _STATES:
        raise FlawedError(f"it has no state that CycloneDX knows: {state[:60]!r}", analysis.get("state"))
    found: dict[Status, list[Subject]] = {}
    affects = each_at(part, "affects")
    for status, subject in bounded(one for each in affects for one in _subjects(each, _STATES[state], context)):
        found.setdefault(status, []).append(subject)
    if not found:
        raise FlawedError("it says not what it affects", part)
    detail = text_at(analysis, "detail")
    for status, subjects in found.items():
        yield VexStatement(
            names=_names(part),
            subjects=tuple(subjects),
            status=status,
            justification=_justification(part, state) if status is Status.NOT_AFFECTED else "",
            impact=detail if status.waives else "",
            action=_action(part, detail),
            author=context.author,
            timestamp=time_at(analysis, "lastUpdated") or time_at(analysis, "firstIssued") or context.timestamp,
            location=context.source.at(part.line),
            unverified=context.source.attested,
        )


def _justification(part: Part, state: str) -> str:
    said = text_at(part.get("analysis"), "justification")
    return said or ("false_positive" if state == "false_positive" else "")


def _action(part: Part, detail: str) -> str:
    return " ".join(filter(None, (text_at(part, "recommendation"), text_at(part, "workaround")))) or detail


def _names(part: Part) -> tuple[str, ...]:
    others = [text_at(reference, "id") for reference in each_at(part, "references")]
    return tuple(dict.fromkeys(name for name in (text_at(part, "id"), *others) if name))


def _subjects(affected: Part, status: Status, context: _Context) -> Iterator[tuple[Status, Subject]]:
    subject = _subject(affected, context)
    versions = [*each_at(affected, "versions")]
    for around in context.source.subjects or (None,):
        outer = replace(subject, within=(*subject.within, around)) if around not in (None, subject.thing) else subject
        if not versions:
            yield status, outer
        for version in versions:
            said = text_at(version, "status")
            if said and said not in _OF_VERSION:
                raise FlawedError(f"a version has no status that CycloneDX knows: {said[:60]!r}", version)
            yield _OF_VERSION.get(said, status), _at_version(outer, version)


def _subject(affected: Part, context: _Context) -> Subject:
    reference = text_at(affected, "ref")
    if reference not in context.known:
        link = _ELEMENT.fullmatch(reference)
        # Of another document only the name is known, and by custom that is a purl.
        return Subject(thing=thing_of([unquote(link[1]) if link else reference], (), affected))
    found = context.known[reference]
    if found is None:
        raise FlawedError(f"there are two components {reference[:80]!r}", affected)
    part, around = found
    if len(around) > _DEEPEST:
        raise FlawedError(f"the component {reference[:80]!r} is nested too deep", affected)
    within = [_thing(outer) for outer in around if _is_identified(outer)]
    return Subject(thing=_thing(part), within=tuple(within))


def _is_identified(part: Part) -> bool:
    value: Any = part.value
    said = isinstance(value, dict) and (value.get("purl") or value.get("hashes"))
    return bool(said) or _own(part) != ""


def _own(part: Part) -> str:
    reference = part.get("bom-ref").value
    return reference if isinstance(reference, str) and reference.startswith(OWN_ASSET) else ""


def _thing(part: Part) -> Thing:
    purl = text_at(part, "purl")
    hashes = [(text_at(one, "alg"), text_at(one, "content")) for one in each_at(part, "hashes")]
    digests = [f"{_ALGORITHMS[name]}:{text}" for name, text in hashes if name in _ALGORITHMS]
    thing = thing_of([purl, _own(part), text_at(part, "cpe")], digests, part)
    version = text_at(part, "version")
    if not thing.id.startswith("pkg:") or not version or parse_purl(thing.id).version:
        return thing
    return versioned(thing, version, part)


def _at_version(subject: Subject, part: Part) -> Subject:
    if text_at(part, "range"):
        raise FlawedError(f"ranges of versions are not followed: {text_at(part, 'range')[:80]!r}", part)
    return replace(subject, thing=versioned(subject.thing, text_at(part, "version"), part))
