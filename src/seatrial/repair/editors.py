"""Which editor writes a change: by the language that a file is written in."""

from __future__ import annotations

from itertools import pairwise
from types import ModuleType

from seatrial.fix import hcl, json, yaml
from seatrial.fix.edit import CannotEditError, Edit
from seatrial.fix.images import swap
from seatrial.fix.pins import repin
from seatrial.model.location import Location, Path
from seatrial.repair.nouns import Change, How
from seatrial.repair.words import edits_of_words

_HCL = (".tf", ".tofu", ".tfvars")


def edits_for(change: Change, text: str, place: Location) -> tuple[Edit, ...]:
    """The edits that a change is, where what is changed begins at a place of the text.  Raises CannotEditError."""
    at = (place.line, place.column)
    if change.how is How.PIN:
        return repin(text, place.line, change.value)
    if change.how is How.IMAGE:
        return swap(text, place, change.value)
    if place.file.endswith(_HCL):
        return _in_hcl(change, text, at)
    if change.how is How.WORDS:
        return edits_of_words(change.value, text, place)
    return _in_document(json if _is_json(place.file, text) else yaml, change, text, at)


def _is_json(file: str, text: str) -> bool:
    """As the connectors have it: YAML may be written in braces too."""
    name = file.lower()
    return name.endswith(".json") or (name.endswith(".template") and text.lstrip()[:1] == "{")


def _in_document(editor: ModuleType, change: Change, text: str, at: tuple[int, int]) -> tuple[Edit, ...]:
    match change.how:
        case How.SET:
            edits: tuple[Edit, ...] = editor.set_value(text, at, change.path, change.value)
        case How.ADD:
            edits = editor.append(text, at, change.path, change.value)
        case _:
            ((name, resource),) = change.value.items()
            edits = editor.add_resource(text, at, name, resource)
    return edits


def _in_hcl(change: Change, text: str, at: tuple[int, int]) -> tuple[Edit, ...]:
    match change.how:
        case How.SET:
            return hcl.set_value(text, at, change.path, change.value, maps=maps_in(change.path))
        case How.ADD:
            return hcl.append(text, at, change.path, change.value, maps=maps_in(change.path))
        case How.BLOCK:
            return hcl.add_block(text, at, str(change.value))
    raise CannotEditError("only Dockerfiles have words")


def maps_in(path: Path) -> frozenset[Path]:
    """The beginnings of a path that are maps, and no nested blocks, which are followed by an index."""
    names = pairwise(path)
    ends = [count + 1 for count, (step, then) in enumerate(names) if isinstance(step, str) and isinstance(then, str)]
    return frozenset(tuple(0 if isinstance(step, int) else step for step in path[:end]) for end in ends)
