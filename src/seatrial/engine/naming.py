"""Naming: resources -> the names of container images in them.

A definition marks the property that is such a name with ``names_image: true``.  ``role`` beside it, where the
definition has that, says what the image is there; else it is run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from seatrial.engine.normalise import Resources
from seatrial.model.asset import Use
from seatrial.model.definition import Definition, Property
from seatrial.model.location import Location, Path
from seatrial.model.naming import Naming
from seatrial.model.note import Note
from seatrial.model.raw import Origin, Raw
from seatrial.model.resource import Resource
from seatrial.model.value import Unknown, Value

ROLES = ("run", "base", "part", "build")

Users = Callable[[Raw, Location, str], Use]
"""Makes the use of an image by a block, at a place and in a role."""


class ImageNames:
    """Which properties of which types name images; gathered from the definitions once."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._marked: list[tuple[str, str, frozenset[str], tuple[Path, ...]]] = []
        for definition in definitions:
            for source, types in definition.sources.items():
                paths = tuple(_marked(definition.properties, source))
                if paths:
                    self._marked.append((definition.type, source, frozenset(types.types), paths))

    def of(self, resources: Resources, use: Users) -> Iterator[Naming]:
        """Yield the names in an asset's resources, in the order of the types and of the asset; each place once."""
        found: set[tuple[Location, str]] = set()
        for resource, paths in self._resources(resources):
            for naming in _named(resource, paths, use):
                key = (naming.use.location, naming.use.address)
                if key not in found:
                    found.add(key)
                    yield naming

    def origins(self, resources: Resources) -> Iterator[tuple[Origin, str]]:
        """Yield where each name that is known is said, with the name."""
        for resource, paths in self._resources(resources):
            for owner, name, value in (found for path in paths for found in _values(resource, path)):
                if isinstance(value, str) and value:
                    yield owner.origin_at((name,)), value

    def _resources(self, resources: Resources) -> Iterator[tuple[Resource, tuple[Path, ...]]]:
        there = {(raw.source, raw.type) for raw in resources.index.raws}
        for type_, source, raw_types, paths in self._marked:
            # Building resources of a type that is not there would cost every asset.
            if not any((source, raw_type) in there for raw_type in raw_types):
                continue
            for resource in resources.of(type_):
                if resource.raw.source == source:
                    yield resource, paths


def _marked(properties: Mapping[str, Property], source: str) -> Iterator[Path]:
    for name, property_ in properties.items():
        if source in property_.names_image:
            yield (name,)
        yield from ((name, *path) for path in _marked(property_.properties, source))


def _named(resource: Resource, paths: Iterable[Path], use: Users) -> Iterator[Naming]:
    for path in paths:
        for owner, name, value in _values(resource, path):
            if not isinstance(value, Unknown) and value in (None, ""):
                continue
            place = owner.origin_at((name,)).location()
            said = use(resource.raw, place, _role(owner))
            if isinstance(value, str):
                yield Naming(use=said, reference=value)
            else:
                reason = value.reason if isinstance(value, Unknown) else "it is no text"
                yield Naming(use=said, reason=reason)


def _values(owner: Resource, path: Path) -> Iterator[tuple[Resource, str, Value]]:
    """Yield the values at a path, through the elements of lists, each with the object that has it and its name there.

    A list of which nothing is known is one value that is not known.
    """
    name, *rest = map(str, path)
    value = owner[name]
    if not rest or isinstance(value, Unknown):
        yield owner, name, value
        return
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, Resource):
            yield from _values(item, tuple(rest))
        elif isinstance(item, Unknown):
            yield owner, name, item


def _role(owner: Resource) -> str:
    role = owner.get("role")
    return role if isinstance(role, str) and role in ROLES else "run"


def with_notes(naming: Naming, notes: Iterable[Note]) -> Naming:
    """The naming with those notes that are about its place, or about the resource that stands there."""
    near = tuple(note for note in notes if is_about(note, naming.use))
    return replace(naming, notes=near) if near else naming


def is_about(note: Note, use: Use) -> bool:
    """Whether a note is about the place of a use: of its line, of what stands around it, or of its resource."""
    if note.location.file != use.location.file:
        return False
    if note.key:
        return note.address == use.address
    return any(first <= use.location.line <= last for first, last in (note.lines, note.around))
