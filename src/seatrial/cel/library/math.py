"""Numbers: the math extension of the reference implementations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from seatrial.cel.errors import EvaluationError
from seatrial.cel.functions import Library
from seatrial.cel.operations import greater, in_int, less, no_overload
from seatrial.cel.values import UINT_MAX, Uint
from seatrial.model.value import Unknown, UnknownTouchedError, Value

LIBRARY = Library()
_ANY_NUMBER = ("int -> int", "uint -> uint", "double -> double")
_LISTS = ("list(int) -> int", "list(uint) -> uint", "list(double) -> double")
_WORD = 64


def _extreme(values: Value, name: str, beats: Callable[[Value, Value], bool]) -> Value:
    items: Sequence[Value] = values if isinstance(values, list | tuple) else (values,)
    if not items:
        raise EvaluationError(f"{name} of an empty list")
    best = items[0]
    for item in items:
        if type(item) is Unknown:
            raise UnknownTouchedError(item)
        if type(item) not in (int, float, Uint):
            raise no_overload(name, item)
        if beats(item, best):
            best = item
    return best


@LIBRARY.function("math.greatest", *_ANY_NUMBER, *_LISTS)
def greatest(values: Value) -> Value:
    return _extreme(values, "math.greatest", greater)


@LIBRARY.function("math.least", *_ANY_NUMBER, *_LISTS)
def least(values: Value) -> Value:
    return _extreme(values, "math.least", less)


@LIBRARY.function("math.ceil", "double -> double")
def ceil(value: float) -> float:
    return float(math.ceil(value)) if math.isfinite(value) else value


@LIBRARY.function("math.floor", "double -> double")
def floor(value: float) -> float:
    return float(math.floor(value)) if math.isfinite(value) else value


@LIBRARY.function("math.round", "double -> double")
def round_(value: float) -> float:
    """Halves are rounded away from zero."""
    if not math.isfinite(value):
        return value
    whole = math.floor(abs(value))
    return math.copysign(whole + (abs(value) - whole >= 0.5), value)


@LIBRARY.function("math.trunc", "double -> double")
def trunc(value: float) -> float:
    return float(math.trunc(value)) if math.isfinite(value) else value


@LIBRARY.function("math.sqrt", "double -> double", "int -> double", "uint -> double")
def sqrt(value: float) -> float:
    return math.sqrt(value) if value >= 0 else math.nan


@LIBRARY.function("math.abs", *_ANY_NUMBER)
def absolute(value: Any) -> Value:
    return in_int(abs(value)) if type(value) is int else abs(value) if type(value) is float else value


@LIBRARY.function("math.sign", *_ANY_NUMBER)
def sign(value: Any) -> Value:
    if isinstance(value, float) and math.isnan(value):
        return value
    return type(value)((value > 0) - (value < 0))


@LIBRARY.function("math.isNaN", "double -> bool")
def is_nan(value: float) -> bool:
    return math.isnan(value)


@LIBRARY.function("math.isInf", "double -> bool")
def is_inf(value: float) -> bool:
    return math.isinf(value)


@LIBRARY.function("math.isFinite", "double -> bool")
def is_finite(value: float) -> bool:
    return math.isfinite(value)


_TWO = ("int, int -> int", "uint, uint -> uint")


@LIBRARY.function("math.bitAnd", *_TWO)
def bit_and(first: int, second: int) -> int:
    return _like(first, int(first) & int(second))


@LIBRARY.function("math.bitOr", *_TWO)
def bit_or(first: int, second: int) -> int:
    return _like(first, int(first) | int(second))


@LIBRARY.function("math.bitXor", *_TWO)
def bit_xor(first: int, second: int) -> int:
    return _like(first, int(first) ^ int(second))


@LIBRARY.function("math.bitNot", "int -> int", "uint -> uint")
def bit_not(value: int) -> int:
    return _like(value, ~int(value))


@LIBRARY.function("math.bitShiftLeft", "int, int -> int", "uint, int -> uint")
def shift_left(value: int, by: int) -> int:
    return _like(value, int(value) << _shift(by)) if _shift(by) < _WORD else _like(value, 0)


@LIBRARY.function("math.bitShiftRight", "int, int -> int", "uint, int -> uint")
def shift_right(value: int, by: int) -> int:
    """The sign is not carried: an int is shifted as its 64 bits."""
    return _like(value, (int(value) & UINT_MAX) >> _shift(by)) if _shift(by) < _WORD else _like(value, 0)


def _shift(by: int) -> int:
    if by < 0:
        raise EvaluationError("a number is not shifted by a negative count of bits")
    return by


def _like(example: int, value: int) -> int:
    """The low 64 bits of a value, as a number of the example's type."""
    bits = value & UINT_MAX
    if isinstance(example, Uint):
        return Uint(bits)
    return bits - (1 << _WORD) if bits >> (_WORD - 1) else bits
