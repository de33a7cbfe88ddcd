"""Resources: configurable things of declared types, whose properties are read when somebody asks for them."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from seatrial.model.location import Path
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.result import How
from seatrial.model.value import Value


class Reader(Protocol):
    """Knows how to read the properties of one resource, or of one element of a list of objects."""

    type: str
    origin: Origin

    @property
    def names(self) -> Mapping[str, Any]: ...

    def read(self, name: str) -> tuple[Value, How]: ...
    def origin_of(self, name: str) -> Origin: ...
    def is_sensitive(self, name: str) -> bool: ...


class Resource(dict[str, Value]):
    """Property -> value.  A property is read at the first look and then kept; every declared one is there.

    An element of a list of objects (a rule, a container) is a Resource too.
    """

    __slots__ = ("hows", "reader")

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        self.hows: dict[str, How] = {}

    def __missing__(self, name: str) -> Value:
        value, how = self.reader.read(name)
        self[name] = value
        self.hows[name] = how
        return value

    def __contains__(self, name: object) -> bool:
        return name in self.reader.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.reader.names)

    def __len__(self) -> int:
        return len(self.reader.names)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def get(self, name: str, default: Value = None) -> Value:
        # dict.get would not read a property that nobody has looked at.
        return self[name] if name in self else default  # noqa: SIM401

    def keys(self) -> Any:
        return self.reader.names.keys()

    def values(self) -> Any:
        return [self[name] for name in self.reader.names]

    def items(self) -> Any:
        return [(name, self[name]) for name in self.reader.names]

    @property
    def type(self) -> str:
        return self.reader.type

    @property
    def raw(self) -> Raw:
        return self.reader.origin.raw

    def how(self, name: str) -> How:
        """How a property came to its value; reads it if nobody has."""
        self[name]
        return self.hows[name]

    def origin_at(self, path: Path) -> Origin:
        """The place that says the value at a path of property names and indices, or the deepest above it."""
        origin, value = self.reader.origin, self
        for step in path:
            origin, value = _step(origin, value, step)
        return origin


def _step(origin: Origin, value: Value, step: str | int) -> tuple[Origin, Value]:
    """One step down; a value that has no such step ends the way where it is."""
    if isinstance(value, Resource):
        name = str(step)
        return (value.reader.origin_of(name), value[name]) if name in value else (origin, None)
    if isinstance(value, Sourced):
        return value.origin_of(step), value.get(str(step))
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return _own_origin(value[step], origin.below(step)), value[step]
    if isinstance(value, Mapping) and step in value:
        return origin.below(step), value[str(step)]
    return origin, None


def _own_origin(value: Value, default: Origin) -> Origin:
    if isinstance(value, Resource):
        return value.reader.origin
    return value.origin if isinstance(value, Sourced) else default
