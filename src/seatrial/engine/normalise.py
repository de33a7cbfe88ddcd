"""From raw blocks to resources: one vocabulary for every source.

A definition is compiled once for each source into a `Shape`: for each property the facts that read it, its default and
its type.  A `Resource` then reads a property when somebody asks for it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seatrial.engine.coerce import Coerce, coercion
from seatrial.engine.facts import ABSENT, Functions, Place, Reading, compile_fact
from seatrial.engine.index import Index
from seatrial.model.definition import Definition, Property, Source
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.resource import Resource
from seatrial.model.result import How
from seatrial.model.value import Unknown, Value

EVERY_TYPE = "*"

_EMPTY_IS_UNSET = frozenset(("terraform", "cloudformation"))
"""Sources whose providers take an empty text for one that is not said, and whose states write it so."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """One property in one source."""

    property: Property
    readings: tuple[Reading, ...]
    default: Value
    is_default: bool
    coerce: Coerce
    sensitive: bool
    elements: "Shape | None"
    empty_is_absent: bool

    def has(self, value: Value) -> bool:
        """Whether a fact's value decides, and not the next fact."""
        return value is not ABSENT and not (self.empty_is_absent and type(value) is str and not value)


class Shape:
    """The properties of a resource, or of an object inside one, compiled for one source.

    Raises CelError for an expression that is wrong, and KeyError for a function that is not there.
    """

    def __init__(
        self, type_: str, properties: Mapping[str, Property], *, name: str, source: Source, functions: Functions
    ) -> None:
        self.type = type_
        self.name = name
        self.source = source
        self.slots: dict[str, _Slot] = {}
        for property_ in properties.values():
            nested = Shape(
                f"{type_}.{property_.name}", property_.properties, name=name, source=source, functions=functions
            )
            self.slots[property_.name] = _Slot(
                property=property_,
                readings=tuple(compile_fact(fact, source, name, functions) for fact in property_.facts.get(name, ())),
                default=property_.default_in(name),
                is_default=property_.has_default_in(name),
                coerce=coercion(property_.type),
                sensitive=property_.sensitive,
                elements=nested if property_.properties else None,
                empty_is_absent=property_.type == "string" and name in _EMPTY_IS_UNSET,
            )


class PropertyReader:
    """Reads the properties of one raw block, or of one mapping inside it.  The Reader of `Resource`."""

    __slots__ = ("names", "origin", "place", "shape", "type")

    names: Mapping[str, _Slot]

    def __init__(self, shape: Shape, place: Place) -> None:
        self.shape = shape
        self.type = shape.type
        self.names = shape.slots
        self.place = place
        self.origin = place.origin

    def read(self, name: str) -> tuple[Value, How]:
        slot = self.shape.slots[name]
        for reading in slot.readings:
            value = reading.value(self.place)
            if slot.has(value):
                value = self._shaped(slot, slot.coerce(value), reading)
                return value, How.UNKNOWN if type(value) is Unknown else How.EXPLICIT
        return slot.default, How.DEFAULT if slot.is_default else How.ABSENT

    def _shaped(self, slot: _Slot, value: Value, reading: Reading) -> Value:
        """Give declared objects their shape."""
        if slot.elements is None or type(value) is Unknown:
            return value
        if isinstance(value, list):
            if all(isinstance(item, Sourced) for item in value):
                origins: Sequence[Origin] = [item.origin for item in value]
            else:
                origins = reading.element_origins(self.place, value)
            return [
                _element(slot.elements, item, item.origin if isinstance(item, Sourced) else origin, self.place.index)
                for item, origin in zip(value, origins, strict=True)
            ]
        return _element(slot.elements, value, reading.origin(self.place), self.place.index)

    def origin_of(self, name: str) -> Origin:
        slot = self.shape.slots[name]
        for reading in slot.readings:
            if slot.has(reading.value(self.place)):
                return reading.origin(self.place)
        return slot.readings[0].origin(self.place) if slot.readings else self.origin

    def is_sensitive(self, name: str) -> bool:
        return self.shape.slots[name].sensitive


def _element(shape: Shape, item: Value, origin: Origin, index: Index) -> Value:
    if type(item) is Unknown:
        return item
    if not isinstance(item, Mapping):
        return Unknown("it is no mapping")
    return Resource(PropertyReader(shape, Place(item, origin, shape.source, index)))


class Shapes:
    """The definitions of the library, compiled when a raw type asks for them and kept."""

    def __init__(self, definitions: Iterable[Definition], functions: Functions) -> None:
        self._definitions = {definition.type: definition for definition in definitions}
        self._functions = functions
        self._shapes: dict[tuple[str, str], Shape] = {}

    def definition(self, type_: str) -> Definition:
        """The definition of a resource type; raises KeyError."""
        return self._definitions[type_]

    def declares(self, type_: str) -> bool:
        return type_ in self._definitions

    def shape(self, type_: str, source_name: str) -> Shape:
        key = (type_, source_name)
        if key not in self._shapes:
            definition = self._definitions[type_]
            self._shapes[key] = Shape(
                type_,
                definition.properties,
                name=source_name,
                source=definition.sources[source_name],
                functions=self._functions,
            )
        return self._shapes[key]


class Resources:
    """The resources of one asset, by type; built when a type is asked for."""

    def __init__(self, raws: Sequence[Raw], shapes: Shapes) -> None:
        self.index = Index(raws)
        self._shapes = shapes
        self._types: dict[str, tuple[Resource, ...]] = {}
        self._addresses: dict[str, dict[str, Resource]] = {}

    def of(self, type_: str) -> tuple[Resource, ...]:
        """The resources of a declared type, in the asset's order.  Raises KeyError for a type that nobody declares."""
        if type_ not in self._types:
            self._types[type_] = tuple(self._build(type_))
        return self._types[type_]

    def declares(self, type_: str) -> bool:
        """Whether there is a definition of a type."""
        return self._shapes.declares(type_)

    def at(self, type_: str, address: str) -> Resource | None:
        """The resource of a type at an address."""
        if type_ not in self._addresses:
            self._addresses[type_] = {resource.raw.address: resource for resource in self.of(type_)}
        return self._addresses[type_].get(address)

    def _build(self, type_: str) -> Iterable[Resource]:
        for name, source in self._shapes.definition(type_).sources.items():
            for raw in self._raws(name, source):
                place = Place(raw.attributes, Origin(raw), source, self.index)
                yield Resource(PropertyReader(self._shapes.shape(type_, name), place))

    def _raws(self, name: str, source: Source) -> Iterable[Raw]:
        if EVERY_TYPE in source.types:
            return (raw for raw in self.index.raws if raw.source == name)
        return (raw for type_ in source.types for raw in self.index.of_type(type_) if raw.source == name)

    def undeclared(self) -> Counter[str]:
        """How many resources or objects of each raw type there are that are of no type that `of` was asked for."""
        definitions = map(self._shapes.definition, self._types)
        sources = (item for definition in definitions for item in definition.sources.items())
        asked = {(name, raw_type) for name, source in sources for raw_type in source.types}
        return Counter(
            raw.type
            for raw in self.index.raws
            if raw.kind in ("resource", "object") and (raw.source, raw.type) not in asked
        )
