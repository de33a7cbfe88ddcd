"""The types that the checker knows.

A type is a name and parameters; equal names and parameters are the same type.  Any property of a declared object may
be null, so selecting one gives its type made nullable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


class Type:
    """A type without a class of its own: the simple ones, and a library's own (``net.IP``)."""

    __slots__ = ("name", "parameters")

    def __init__(self, name: str, *parameters: Type) -> None:
        self.name: Final = name
        self.parameters: Final = parameters

    def rebuilt(self, parameters: tuple[Type, ...]) -> Type:
        """The same type over other parameters."""
        return Type(self.name, *parameters)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return type(other) is type(self) and other.name == self.name and other.parameters == self.parameters

    def __hash__(self) -> int:
        return hash((self.name, self.parameters))

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.parameters))})" if self.parameters else self.name

    def __repr__(self) -> str:
        return f"<type {self}>"


class ListType(Type):
    """A list whose elements are of one type; `DYN` where they are not."""

    __slots__ = ()

    def __init__(self, element: Type) -> None:
        super().__init__("list", element)

    @property
    def element(self) -> Type:
        return self.parameters[0]

    def rebuilt(self, parameters: tuple[Type, ...]) -> Type:
        return ListType(*parameters)


class MapType(Type):
    """A map.  Keys are bool, int, uint or string."""

    __slots__ = ()

    def __init__(self, key: Type, value: Type) -> None:
        super().__init__("map", key, value)

    @property
    def key(self) -> Type:
        return self.parameters[0]

    @property
    def value(self) -> Type:
        return self.parameters[1]

    def rebuilt(self, parameters: tuple[Type, ...]) -> Type:
        return MapType(*parameters)


class OptionalType(Type):
    """What ``.?field`` and ``optional.of(x)`` give."""

    __slots__ = ()

    def __init__(self, inner: Type) -> None:
        super().__init__("optional_type", inner)

    @property
    def inner(self) -> Type:
        return self.parameters[0]

    def rebuilt(self, parameters: tuple[Type, ...]) -> Type:
        return OptionalType(*parameters)


class TypeType(Type):
    """The type of a type."""

    __slots__ = ()

    def __init__(self, inner: Type) -> None:
        super().__init__("type", inner)

    def rebuilt(self, parameters: tuple[Type, ...]) -> Type:
        return TypeType(*parameters)


class NullableType(Type):
    """A type that null belongs to as well.  It may stand wherever the type itself may."""

    __slots__ = ()

    def __init__(self, inner: Type) -> None:
        super().__init__("nullable", inner)

    @property
    def inner(self) -> Type:
        return self.parameters[0]

    def rebuilt(self, parameters: tuple[Type, ...]) -> Type:
        return nullable(*parameters)

    def __str__(self) -> str:
        return f"{self.inner} or null"


class TypeParameter(Type):
    """A type that is still to be found: ``T`` in a signature, or the element of an empty list."""

    __slots__ = ()

    def rebuilt(self, parameters: tuple[Type, ...]) -> Type:
        return self


class ObjectType(Type):
    """A declared resource, or an object nested in one.  Its values are mappings that have every declared field."""

    __slots__ = ("fields",)

    def __init__(self, name: str, fields: Mapping[str, Type]) -> None:
        super().__init__(name)
        self.fields: Final = fields

    def rebuilt(self, parameters: tuple[Type, ...]) -> Type:
        return self

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, ObjectType) or other.name != self.name:
            return False
        return bool(self.name) or self.fields == other.fields

    def __hash__(self) -> int:
        return hash(("object", self.name))

    def __str__(self) -> str:
        return self.name or "object"


DYN: Final = Type("dyn")
BOOL: Final = Type("bool")
INT: Final = Type("int")
UINT: Final = Type("uint")
DOUBLE: Final = Type("double")
STRING: Final = Type("string")
BYTES: Final = Type("bytes")
NULL: Final = Type("null_type")
TIMESTAMP: Final = Type("google.protobuf.Timestamp")
DURATION: Final = Type("google.protobuf.Duration")
ERROR: Final = Type("error")
"""The type of what cannot be evaluated, where checking is off."""

NUMBERS: Final = frozenset((INT, UINT, DOUBLE))
KEYS: Final = frozenset((BOOL, INT, UINT, STRING, DYN))
SIMPLE: Final = {type_.name: type_ for type_ in (DYN, BOOL, INT, UINT, DOUBLE, STRING, BYTES, NULL)}


def nullable(inner: Type) -> Type:
    """The type with null added to it; types that hold null already stay as they are."""
    if inner is DYN or inner is NULL or isinstance(inner, NullableType | TypeParameter):
        return inner
    return NullableType(inner)


def bare(type_: Type) -> Type:
    """The type without null."""
    return type_.parameters[0] if isinstance(type_, NullableType) else type_
