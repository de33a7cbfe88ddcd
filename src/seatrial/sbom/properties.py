"""What no field of CycloneDX or SPDX holds: pairs of a name and a text, from a package and back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from seatrial.errors import ParseError
from seatrial.model.location import Location
from seatrial.model.package import Kind, Package
from seatrial.sbom.bill import Layer, Subject, unknown_of

PREFIX: Final = "seatrial:"
_PLACE = re.compile(r"(.*):(\d{1,9}):(\d{1,9})(?:-(\d{1,9}):(\d{1,9}))?", re.DOTALL)

Pair = tuple[str, str]


def of_package(package: Package, instructions: Mapping[str, str], missing: Iterable[str]) -> Iterator[Pair]:
    """The pairs of a package, without the prefix.  ``missing`` are the purls that it needs and the bill has not."""
    if package.ecosystem:
        yield "ecosystem", package.ecosystem
    yield from (("unknown", what) for what in unknown_of(package))
    yield "kind", package.kind
    if package.source_name != package.name:
        yield "source-name", package.source_name
    if package.source_version != package.version:
        yield "source-version", package.source_version
    if package.architecture:
        yield "architecture", package.architecture
    if package.direct is not None:
        yield "direct", "true" if package.direct else "false"
    if package.owned_by:
        yield "owned-by", package.owned_by
    yield from (("location", _told(place)) for place in package.locations)
    if package.layer:
        yield "layer", package.layer
    if package.instruction != instructions.get(package.layer, ""):
        yield "instruction", package.instruction
    if package.base:
        yield "base", package.base
    yield from (("depends", purl) for purl in missing)


def of_subject(subject: Subject) -> Iterator[Pair]:
    for layer in subject.layers:
        yield "layer", f"{layer.digest} {layer.instruction}" if layer.instruction else layer.digest


def layers_in(said: Sequence[Pair]) -> tuple[Layer, ...]:
    parts = [text.partition(" ") for text in texts(said, "layer")]
    return tuple(Layer(digest=digest, instruction=instruction) for digest, _, instruction in parts)


def fields_in(said: Sequence[Pair], instructions: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a package that pairs speak of: arguments of `Package`.  Raises ParseError on a place that is none.

    Missing are those of which a document by another tool says nothing.
    """
    first = dict(reversed(said))
    layer = first.get("layer", "")
    fields: dict[str, Any] = {
        "locations": tuple(_place(text) for text in texts(said, "location")),
        "layer": layer,
        "instruction": first.get("instruction", instructions.get(layer, "")),
        "direct": {"true": True, "false": False}.get(first.get("direct", "")),
        "architecture": first.get("architecture", ""),
        "owned_by": first.get("owned-by", ""),
        "base": first.get("base", ""),
    }
    told = {"ecosystem": "ecosystem", "source-name": "source_name", "source-version": "source_version"}
    fields.update({field: first[name] for name, field in told.items() if name in first})
    if first.get("kind") in get_args(Kind):
        # Another tool's document says no kind; ours says an ecosystem wherever it is known.
        fields = {"ecosystem": "", **fields, "kind": first["kind"]}
    return fields


def texts(said: Sequence[Pair], name: str) -> list[str]:
    """What pairs of one name say, in their order."""
    return [text for other, text in said if other == name]


def ours(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs that begin with the prefix, without it."""
    return [(name.removeprefix(PREFIX), text) for name, text in pairs if name.startswith(PREFIX)]


def _told(place: Location) -> str:
    """``file:line:column``, and ``-line:column`` where an end is known."""
    end = f"-{place.end_line}:{place.end_column}" if place.end_line or place.end_column else ""
    return f"{place.file}:{place.line}:{place.column}{end}"


def _place(text: str) -> Location:
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ParseError(f"{text[:200]!r} is no place in a file")
    return Location(found[1], *(int(number or 0) for number in found.groups()[1:]))
