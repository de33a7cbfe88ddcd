"""The types of the Terraform language and the conversions between them, as go-cty's ``convert`` package has them.

Values carry no types: a list may be a list or a tuple, a dict a map or an object.  A conversion therefore says what a
value becomes, and `unify` what one type several values can share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from itertools import count
from typing import Final, Literal

from seatrial.errors import SeatrialError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.values import (
    MAX_DEPTH,
    MAX_STEPS,
    Set,
    derive,
    number_text,
    parse_number,
    too_deep,
    too_much,
)


class ConversionError(SeatrialError):
    """A value that cannot become what is asked for; the message names the place in the value."""


class Type:
    """A type of the Terraform language; its text is how one writes it in a configuration."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Primitive(Type):
    name: str

    def __str__(self) -> str:
        return self.name


STRING: Final = Primitive("string")
NUMBER: Final = Primitive("number")
BOOL: Final = Primitive("bool")
ANY: Final = Primitive("any")


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    element: Type

    def __str__(self) -> str:
        return f"list({self.element})"


@dataclass(frozen=True, slots=True)
class SetOf(Type):
    element: Type

    def __str__(self) -> str:
        return f"set({self.element})"


@dataclass(frozen=True, slots=True)
class MapOf(Type):
    element: Type

    def __str__(self) -> str:
        return f"map({self.element})"


@dataclass(frozen=True, slots=True)
class TupleOf(Type):
    elements: Sequence[Type]

    def __str__(self) -> str:
        return f"tuple([{', '.join(map(str, self.elements))}])"


class _NoDefault(Enum):
    NO_DEFAULT = "no default"


NO_DEFAULT: Final = _NoDefault.NO_DEFAULT

Default = Value | Literal[_NoDefault.NO_DEFAULT]
"""What ``optional(type, default)`` gives an attribute that is absent or null; `NO_DEFAULT` for ``optional(type)``."""


@dataclass(frozen=True, slots=True)
class ObjectOf(Type):
    """``optional`` names the attributes that may be absent, and what they are then."""

    attributes: Mapping[str, Type]
    optional: Mapping[str, Default] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"object({{{', '.join(f'{name}={type_}' for name, type_ in sorted(self.attributes.items()))}}})"


def convert(value: Value, wanted: Type) -> Value:
    """Convert a value.  null and unknown pass; extra attributes of objects are dropped; optional ones are filled in.

    Raises ConversionError, or LimitError on values that are too deep or too large.
    """
    if isinstance(wanted, Primitive):
        return value if wanted is ANY else _primitive(value, wanted, "")
    return _Conversion().convert(value, wanted, "", MAX_DEPTH)


def type_of(value: Value) -> Type:
    """The type of a value; null and unknown are of any type, lists are tuples and mappings are objects."""
    return _Conversion().type_of(value, MAX_DEPTH)


def unify(types: Iterable[Type]) -> Type | None:
    """The one type that values of these types can all become, or None where there is none."""
    return _unified(list(types), MAX_DEPTH)


def unify_values(values: Sequence[Value]) -> list[Value]:
    """Convert values to the one type that they share, as the two results of a conditional are.

    Raises ConversionError where they share none.
    """
    return _Conversion().unified(values, "", MAX_DEPTH)


class _Conversion:
    """One conversion, with its budget of steps."""

    __slots__ = ("_steps",)

    def __init__(self) -> None:
        self._steps = count()

    def _step(self, depth: int) -> None:
        if not depth:
            raise too_deep()
        if next(self._steps) > MAX_STEPS:
            raise too_much("converting a value")

    def convert(self, value: Value, wanted: Type, place: str, depth: int) -> Value:
        if wanted is ANY:
            return value
        if isinstance(wanted, Primitive):
            return _primitive(value, wanted, place)
        self._step(depth)
        match wanted:
            case ObjectOf():
                return self._object(value, wanted, place, depth)
            case _ if value is None or type(value) is Unknown:
                return value
            case ListOf(element):
                return self._elements(_sequence(value, wanted, place), element, place, depth)
            case SetOf(element):
                return _as_set(self._elements(_sequence(value, wanted, place), element, place, depth))
            case MapOf(element):
                return self._map(_mapping(value, wanted, place), element, place, depth)
            case TupleOf(elements):
                return self._tuple(_sequence(value, wanted, place), elements, place, depth)
            case _:
                raise AssertionError(wanted)

    def _elements(self, values: Sequence[Value], element: Type, place: str, depth: int) -> list[Value]:
        if element is ANY:
            return self.unified(values, place, depth - 1)
        return [self.convert(value, element, f"{place}[{index}]", depth - 1) for index, value in enumerate(values)]

    def _map(self, value: Mapping[str, Value], element: Type, place: str, depth: int) -> dict[str, Value]:
        if element is ANY:
            return dict(zip(value, self.unified(list(value.values()), place, depth - 1), strict=True))
        return {key: self.convert(item, element, f'{place}["{key}"]', depth - 1) for key, item in value.items()}

    def _tuple(self, values: Sequence[Value], elements: Sequence[Type], place: str, depth: int) -> list[Value]:
        if len(values) != len(elements):
            raise _error(place, f"tuple of {len(elements)} elements required, but have {len(values)}")
        pairs = enumerate(zip(values, elements, strict=True))
        return [self.convert(value, element, f"{place}[{index}]", depth - 1) for index, (value, element) in pairs]

    def _object(self, value: Value, wanted: ObjectOf, place: str, depth: int) -> Value:
        if value is None or type(value) is Unknown:
            return value
        given = _mapping(value, wanted, place)
        missing = [name for name in wanted.attributes if name not in given and name not in wanted.optional]
        if missing:
            names = ", ".join(f'"{name}"' for name in sorted(missing))
            verb = "attribute {} is required" if len(missing) == 1 else "attributes {} are required"
            raise _error(place, verb.format(names))
        return {
            name: self.convert(_given(given, name, wanted), type_, f"{place}.{name}", depth - 1)
            for name, type_ in wanted.attributes.items()
        }

    def unified(self, values: Sequence[Value], place: str, depth: int) -> list[Value]:
        """Convert values to the type that they share; unknown and null ones stay as they are."""
        types = [self.type_of(value, depth) for value in values]
        shared = _unified(types, depth)
        if shared is None:
            raise _error(place, "all elements must have the same type")
        return [self.convert(value, shared, f"{place}[{index}]", depth) for index, value in enumerate(values)]

    def type_of(self, value: Value, depth: int) -> Type:
        if value is None or type(value) is Unknown:
            return ANY
        if isinstance(value, str):
            return STRING
        if isinstance(value, bool):
            return BOOL
        if isinstance(value, int | Decimal):
            return NUMBER
        self._step(depth)
        if isinstance(value, Set):
            return SetOf(_unified([self.type_of(item, depth - 1) for item in value], depth) or ANY)
        if isinstance(value, list):
            return TupleOf(tuple(self.type_of(item, depth - 1) for item in value))
        return ObjectOf({key: self.type_of(item, depth - 1) for key, item in value.items()})


def _given(given: Mapping[str, Value], name: str, wanted: ObjectOf) -> Value:
    """An attribute's value, or its default where it is absent or null."""
    value = given.get(name)
    if value is None:
        default = wanted.optional.get(name, NO_DEFAULT)
        return None if default is NO_DEFAULT else default
    return value


def _primitive(value: Value, wanted: Primitive, place: str) -> Value:
    if value is None or type(value) is Unknown:
        return value
    if wanted is STRING:
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | Decimal):
            return number_text(value)
    elif wanted is BOOL:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value in _BOOLS:
            return _BOOLS[value]
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    elif isinstance(value, str) and (parsed := parse_number(value)) is not None:
        return parsed
    raise _error(place, f"{wanted} required, but have {_described(value)}")


_BOOLS = {"true": True, "1": True, "false": False, "0": False}


def _sequence(value: Value, wanted: Type, place: str) -> list[Value]:
    if not isinstance(value, list):
        raise _error(place, f"{wanted} required, but have {_described(value)}")
    return value


def _mapping(value: Value, wanted: Type, place: str) -> Mapping[str, Value]:
    if not isinstance(value, Mapping):
        noun = "object" if isinstance(wanted, ObjectOf) else str(wanted)
        raise _error(place, f"{noun} required, but have {_described(value)}")
    return value


def _described(value: Value) -> str:
    if isinstance(value, str):
        return "string" if len(value) > 40 else f'the string "{value}"'
    if isinstance(value, Set):
        return "set"
    if isinstance(value, list):
        return "list"
    return "object" if isinstance(value, Mapping) else str(type_of(value))


def _error(place: str, message: str) -> ConversionError:
    return ConversionError(f"{place.removeprefix('.')}: {message}" if place else message)


def _as_set(values: list[Value]) -> Value:
    """A set, or unknown where unknown elements leave its size open."""
    unknown = next((value for value in values if type(value) is Unknown), None)
    if unknown is not None and len(values) > 1:
        return derive(unknown)
    return Set(values)


def _unified(types: Sequence[Type], depth: int) -> Type | None:
    """``convert.Unify``: one of the types that all others convert to, or a collection where shapes differ."""
    known = [type_ for type_ in types if type_ is not ANY]
    if not known:
        return ANY
    first = known[0]
    if all(type_ == first for type_ in known):
        return first
    if not depth:
        raise too_deep()
    if all(isinstance(type_, Primitive) for type_ in known):
        # Numbers and bools become strings, but only where a string is among them.
        return STRING if STRING in known else None
    if all(isinstance(type_, ObjectOf | MapOf) for type_ in known):
        return _unified_mappings(known, depth - 1)
    if all(isinstance(type_, TupleOf | ListOf | SetOf) for type_ in known):
        return _unified_sequences(known, depth - 1)
    return None


def _unified_mappings(types: Sequence[Type], depth: int) -> Type | None:
    objects = [type_ for type_ in types if isinstance(type_, ObjectOf)]
    names = set(objects[0].attributes) if objects else set()
    if len(objects) == len(types) and all(set(object_.attributes) == names for object_ in objects):
        attributes = {name: _unified([object_.attributes[name] for object_ in objects], depth) for name in names}
        return None if None in attributes.values() else ObjectOf({k: v for k, v in attributes.items() if v is not None})
    elements = [type_.element for type_ in types if isinstance(type_, MapOf)]
    elements += [type_ for object_ in objects for type_ in object_.attributes.values()]
    element = _unified(elements, depth)
    return None if element is None else MapOf(element)


def _unified_sequences(types: Sequence[Type], depth: int) -> Type | None:
    tuples = [type_ for type_ in types if isinstance(type_, TupleOf)]
    if len(tuples) == len(types) and len({len(tuple_.elements) for tuple_ in tuples}) == 1:
        columns = [_unified(column, depth) for column in zip(*(tuple_.elements for tuple_ in tuples), strict=True)]
        return None if None in columns else TupleOf(tuple(column for column in columns if column is not None))
    elements = [type_.element for type_ in types if isinstance(type_, ListOf | SetOf)]
    elements += [type_ for tuple_ in tuples for type_ in tuple_.elements]
    element = _unified(elements, depth)
    if element is None:
        return None
    # Terraform makes a list of a list and a set, but a set of a tuple and a set, and most lists here are tuples.
    sets = any(isinstance(type_, SetOf) for type_ in types)
    return SetOf(element) if sets and not any(isinstance(type_, ListOf) for type_ in types) else ListOf(element)
