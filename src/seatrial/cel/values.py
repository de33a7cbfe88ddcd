"""The values that plain Python lacks: unsigned numbers, points in time and spans of it, optionals, types.

Everything else is what Python has: None, bool, int, float, str, bytes, lists and tuples, mappings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from seatrial.cel.errors import EvaluationError

INT_MAX = 2**63 - 1
INT_MIN = -(2**63)
UINT_MAX = 2**64 - 1
NANOS = 1_000_000_000
_EPOCH_MIN = -62_135_596_800 * NANOS
_EPOCH_MAX = 253_402_300_800 * NANOS - 1


class Uint(int):
    """An unsigned number of 64 bits.  It equals the int of the same value, and is of another type."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{int(self)}u"


class _Nanoseconds:
    """A count of nanoseconds with an order.  Only values of one class are compared."""

    __slots__ = ("nanoseconds",)
    nanoseconds: int

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.nanoseconds == self.nanoseconds if _timed(other) else NotImplemented

    def __lt__(self, other: _Nanoseconds) -> bool:
        return self.nanoseconds < other.nanoseconds if type(other) is type(self) else NotImplemented

    def __le__(self, other: _Nanoseconds) -> bool:
        return self.nanoseconds <= other.nanoseconds if type(other) is type(self) else NotImplemented

    def __gt__(self, other: _Nanoseconds) -> bool:
        return self.nanoseconds > other.nanoseconds if type(other) is type(self) else NotImplemented

    def __ge__(self, other: _Nanoseconds) -> bool:
        return self.nanoseconds >= other.nanoseconds if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self.nanoseconds))


def _timed(value: object) -> bool:
    return isinstance(value, _Nanoseconds)


class Timestamp(_Nanoseconds):
    """A point in time: nanoseconds since 1970-01-01T00:00:00Z, within the years 1 to 9999."""

    __slots__ = ()

    def __init__(self, nanoseconds: int) -> None:
        if not _EPOCH_MIN <= nanoseconds <= _EPOCH_MAX:
            raise EvaluationError("timestamp out of range: only the years 1 to 9999 exist")
        self.nanoseconds = nanoseconds

    def __repr__(self) -> str:
        return f"Timestamp({self.nanoseconds})"


class Duration(_Nanoseconds):
    """A span of time: nanoseconds, within what 64 bits hold (292 years)."""

    __slots__ = ()

    def __init__(self, nanoseconds: int) -> None:
        if not INT_MIN <= nanoseconds <= INT_MAX:
            raise EvaluationError("duration out of range: the longest is 292 years")
        self.nanoseconds = nanoseconds

    def __repr__(self) -> str:
        return f"Duration({self.nanoseconds})"


class Optional:
    """A value that may be absent.  `NONE` is the absent one."""

    __slots__ = ("_value", "present")

    def __init__(self, value: object = None, *, present: bool = True) -> None:
        self._value = value
        self.present = present

    @property
    def value(self) -> object:
        if not self.present:
            raise EvaluationError("optional.none() has no value")
        return self._value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Optional):
            return NotImplemented
        return self.present == other.present and self._value == other._value

    def __hash__(self) -> int:
        return hash((self.present, self._value))

    def __repr__(self) -> str:
        return f"Optional({self._value!r})" if self.present else "NONE"


NONE = Optional(present=False)


class TypeValue:
    """A type as a value: what ``type(x)`` gives and what ``int`` names."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return other.name == self.name if isinstance(other, TypeValue) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"TypeValue({self.name!r})"


class MixedMap(Mapping[object, object]):
    """A map with both a bool and the number that Python takes for it among its keys."""

    def __init__(self, items: Mapping[object, object]) -> None:
        self._bools: dict[object, object] = {}
        self._others: dict[object, object] = {}
        for key, value in items.items():
            self[key] = value

    def __setitem__(self, key: object, value: object) -> None:
        self._part(key)[key] = value

    def __getitem__(self, key: object) -> object:
        return self._part(key)[key]

    def __iter__(self) -> Iterator[object]:
        yield from self._bools
        yield from self._others

    def __len__(self) -> int:
        return len(self._bools) + len(self._others)

    def _part(self, key: object) -> dict[object, object]:
        return self._bools if isinstance(key, bool) else self._others


class Opaque:
    """A value of a library's own type (an address, a quantity).  ``cel_type`` is that type's name."""

    __slots__ = ()
    cel_type = ""


_KINDS: dict[type, str] = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): "null_type",
    list: "list",
    tuple: "list",
    dict: "map",
    Timestamp: "google.protobuf.Timestamp",
    Duration: "google.protobuf.Duration",
    Optional: "optional_type",
    TypeValue: "type",
}


def kind_of(value: object) -> str:
    """The name of a value's type, as ``type()`` shows it."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    if isinstance(value, Opaque):
        return value.cel_type
    if isinstance(value, Mapping):
        return "map"
    for base in (str, bytes, int, float, list, tuple):
        if isinstance(value, base):
            return _KINDS[base]
    raise EvaluationError(f"a Python {type(value).__name__} is no CEL value")
