"""What selecting, indexing, operators and literals do to values.

Each function takes values that are known at the top (what they contain may be unknown), returns a value, and raises
EvaluationError.  Both forms of a program use them, so that they cannot differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from seatrial.cel.equality import equal, find_key
from seatrial.cel.errors import EvaluationError, NoSuchKeyError, shown
from seatrial.cel.meter import Meter
from seatrial.cel.unknowns import derived
from seatrial.cel.values import INT_MAX, INT_MIN, NONE, UINT_MAX, Duration, MixedMap, Optional, Timestamp, Uint, kind_of
from seatrial.model.value import Unknown, UnknownTouchedError, Value

MISSING: Final = object()


def no_overload(operator: str, *values: object) -> EvaluationError:
    """The error of an operator or a function that does not take such values."""
    kinds = [kind_of(value) for value in values]
    if len(kinds) == 2 and not operator[0].isalpha():
        return EvaluationError(f"no such overload: {kinds[0]} {operator} {kinds[1]}")
    return EvaluationError(f"no such overload: {operator}({', '.join(kinds)})")


# Selecting and indexing


def select(value: Value, field: str) -> Value:
    """``value.field``.  From an optional it gives an optional."""
    if type(value) is dict or isinstance(value, Mapping):
        try:
            return value[field]
        except KeyError:
            raise NoSuchKeyError(field) from None
    if type(value) is Unknown:
        return derived(value)
    if type(value) is Optional:
        return select_optional(value, field)
    raise EvaluationError(f"no such overload: {kind_of(value)} has no field {shown(field)}")


def select_optional(value: Value, field: str) -> Value:
    """``value.?field``."""
    return _optionally(value, field, _lookup_field)


def or_none(found: Value) -> Value:
    """The optional of a declared property, which is absent when it is null, and unknown when it may be."""
    if type(found) is not Optional or not found.present:
        return found
    if type(found.value) is Unknown and not found.value.is_set:
        return found.value
    return NONE if found.value is None else found


def index(value: Value, key: Value) -> Value:
    """``value[key]``.  From an optional it gives an optional."""
    if type(value) is Optional:
        return index_optional(value, key)
    for one in (value, key):
        if type(one) is Unknown:
            return derived(one)
    found = _lookup(value, key)
    if found is not MISSING:
        return found
    if isinstance(value, Mapping):
        raise NoSuchKeyError(key)
    raise EvaluationError(f"index {shown(key)} is outside of a list of {len(value)}")


def index_optional(value: Value, key: Value) -> Value:
    """``value[?key]``."""
    return _optionally(value, key, _lookup)


def has(value: Value, field: str) -> bool | Unknown:
    """``has(value.field)``."""
    if type(value) is Unknown:
        return derived(value)
    if type(value) is Optional:
        if not value.present:
            return False
        value = value.value
    return _lookup_field(value, field) is not MISSING


def stepped_into(value: Value) -> tuple[Value, bool]:
    """What a field is selected from where nested blocks are lists of mappings, and whether that is a list's first.

    An empty list and null lack every field: MISSING, or an optional that is absent.
    """
    if isinstance(value, list | tuple):
        return (value[0], True) if value else (MISSING, False)
    if value is None:
        return MISSING, False
    if type(value) is Optional and value.present and (value.value is None or isinstance(value.value, list | tuple)):
        inner, is_first = stepped_into(value.value)
        return (NONE if inner is MISSING else Optional(inner)), is_first
    return value, False


def _optionally(value: Value, key: Value, lookup: Callable[[Value, Value], Value]) -> Value:
    if type(value) is Optional:
        if not value.present:
            return NONE
        value = value.value
    for one in (value, key):
        if type(one) is Unknown:
            return derived(one)
    found = lookup(value, key)
    return NONE if found is MISSING else Optional(found)


def _lookup_field(value: Value, field: str) -> Value:
    if not isinstance(value, Mapping):
        if type(value) is Unknown:
            raise UnknownTouchedError(value)
        raise EvaluationError(f"no such overload: {kind_of(value)} has no field {shown(field)}")
    try:
        return value[field]
    except KeyError:
        return MISSING


def _lookup(value: Value, key: Value) -> Value:
    if isinstance(value, list | tuple):
        if isinstance(key, float) and key.is_integer():
            key = int(key)
        if not isinstance(key, int) or isinstance(key, bool):
            raise no_overload("[]", value, key)
        return value[key] if 0 <= key < len(value) else MISSING
    if isinstance(value, Mapping):
        if isinstance(key, str):
            try:
                return value[key]
            except KeyError:
                return MISSING
        if not isinstance(key, bool | int | float):
            raise no_overload("[]", value, key)
        found = find_key(value, key)
        return MISSING if found is None else value[found[0]]
    if type(value) is Unknown:
        raise UnknownTouchedError(value)
    raise no_overload("[]", value, key)


# Operators


def add(first: Value, second: Value, meter: Meter) -> Value:
    kind, other = type(first), type(second)
    if kind is int and other is int:
        return in_int(first + second)
    if kind is str and other is str:
        meter.built(len(first) + len(second))
        return first + second
    if kind is float and other is float:
        return first + second
    if kind is Uint and other is Uint:
        return in_uint(int(first) + int(second))
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        meter.listed(len(first) + len(second))
        return [*first, *second]
    if kind is bytes and other is bytes:
        meter.built(len(first) + len(second))
        return first + second
    if kind is Duration and other is Duration:
        return Duration(first.nanoseconds + second.nanoseconds)
    if {kind, other} == {Timestamp, Duration}:
        return Timestamp(first.nanoseconds + second.nanoseconds)
    if isinstance(first, str) and isinstance(second, str):
        meter.built(len(first) + len(second))
        return str(first) + str(second)
    raise no_overload("+", first, second)


def subtract(first: Value, second: Value) -> Value:
    kind, other = type(first), type(second)
    if kind is int and other is int:
        return in_int(first - second)
    if kind is float and other is float:
        return first - second
    if kind is Uint and other is Uint:
        return in_uint(int(first) - int(second))
    if kind in (Timestamp, Duration) and other is kind:
        return Duration(first.nanoseconds - second.nanoseconds)
    if kind is Timestamp and other is Duration:
        return Timestamp(first.nanoseconds - second.nanoseconds)
    raise no_overload("-", first, second)


def multiply(first: Value, second: Value) -> Value:
    kind = type(first)
    if kind is not type(second):
        raise no_overload("*", first, second)
    if kind is int:
        return in_int(first * second)
    if kind is float:
        return first * second
    if kind is Uint:
        return in_uint(int(first) * int(second))
    raise no_overload("*", first, second)


def divide(first: Value, second: Value) -> Value:
    kind = type(first)
    if kind is not type(second):
        raise no_overload("/", first, second)
    if kind is float:
        return _divide_doubles(first, second)
    if kind not in (int, Uint):
        raise no_overload("/", first, second)
    if second == 0:
        raise EvaluationError("division by zero")
    # CEL rounds towards zero, Python down.
    quotient = abs(int(first)) // abs(int(second))
    signed = quotient if (first < 0) == (second < 0) else -quotient
    return in_int(signed) if kind is int else Uint(signed)


def remainder(first: Value, second: Value) -> Value:
    kind = type(first)
    if kind is not type(second) or kind not in (int, Uint):
        raise no_overload("%", first, second)
    if second == 0:
        raise EvaluationError("modulus by zero")
    if first == INT_MIN and second == -1:
        # The quotient is out of range, and the reference computes it on the way.
        raise EvaluationError("integer overflow")
    rest = abs(int(first)) % abs(int(second))
    return Uint(rest) if kind is Uint else -rest if first < 0 else rest


def negate(value: Value) -> Value:
    if type(value) is int:
        return in_int(-value)
    if type(value) is float:
        return -value
    raise no_overload("-", value)


def in_int(value: int) -> int:
    if INT_MIN <= value <= INT_MAX:
        return value
    raise EvaluationError("integer overflow")


def in_uint(value: int) -> Uint:
    if 0 <= value <= UINT_MAX:
        return Uint(value)
    raise EvaluationError("unsigned integer overflow")


def _divide_doubles(first: float, second: float) -> float:
    if second:
        return first / second
    if first == 0 or math.isnan(first):
        return math.nan
    return math.copysign(math.inf, first) * math.copysign(1.0, second)


_ORDERED: Final = {
    bool: "bool",
    int: "number",
    Uint: "number",
    float: "number",
    str: "string",
    bytes: "bytes",
    Timestamp: "timestamp",
    Duration: "duration",
}


def less(first: Value, second: Value) -> bool:
    first, second = comparable("<", first, second)
    return bool(first < second)


def less_equal(first: Value, second: Value) -> bool:
    first, second = comparable("<=", first, second)
    return bool(first <= second)


def greater(first: Value, second: Value) -> bool:
    first, second = comparable(">", first, second)
    return bool(first > second)


def greater_equal(first: Value, second: Value) -> bool:
    first, second = comparable(">=", first, second)
    return bool(first >= second)


def comparable(operator: str, first: Value, second: Value) -> tuple[Value, Value]:
    """Two values as Python compares them.  Raises EvaluationError where they have no order."""
    kind = _ORDERED.get(type(first))
    if kind is None or kind != _ORDERED.get(type(second)):
        for value in (first, second):
            if type(value) is Unknown:
                raise UnknownTouchedError(value)
        raise no_overload(operator, first, second)
    if kind == "number" and (type(first) is float) != (type(second) is float):
        # The conformance cases want a whole number and a double compared as doubles, at the price of digits.
        return float(first), float(second)
    return first, second


BINARY: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "<": less,
    "<=": less_equal,
    ">": greater,
    ">=": greater_equal,
}


def truth(value: Value) -> bool:
    """The value, if it is a bool."""
    if value is True or value is False:
        return bool(value)
    if type(value) is Unknown:
        raise UnknownTouchedError(value)
    raise EvaluationError(f"no such overload: {kind_of(value)} is used as a bool")


# Literals


def build_map(pairs: Iterable[tuple[Value, Value]]) -> Mapping[Value, Value]:
    """A map of known keys.  Raises EvaluationError for a key that occurs twice or can be no key."""
    built: dict[Value, Value] | MixedMap = {}
    for key, value in pairs:
        if not isinstance(key, str | bool | int):
            raise EvaluationError(f"a {kind_of(key)} can be no key of a map")
        if key in built:
            if find_key(built, key) is not None:
                raise EvaluationError(f"the key {shown(key)} occurs twice")
            # Python takes True for 1: such a pair of keys needs a map that does not.
            built = MixedMap(built)
        built[key] = value
    return built


def same(first: Value, second: Value, meter: Meter) -> bool:
    """`equal` for where an unknown answer is no answer: raises UnknownTouchedError."""
    answer = equal(first, second, meter)
    if answer is True or answer is False:
        return answer
    raise UnknownTouchedError(answer)
