"""Operators, and the conversions that they ask of their operands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from seatrial.model.value import Unknown, Value
from seatrial.terraform.scope import EvaluationError
from seatrial.terraform.types import BOOL, NUMBER, STRING, ConversionError, Type, convert
from seatrial.terraform.values import Number, add, derive, divide, equal, modulo, multiply, subtract


def as_text(value: Value) -> str | Unknown:
    """A value within a text.  An unknown one keeps its parts."""
    if type(value) is str or type(value) is Unknown:
        return value
    if value is None:
        raise EvaluationError("null cannot stand in a text")
    converted = _convert(value, STRING)
    assert isinstance(converted, str)  # noqa: S101 - what is known converts to a string or raises
    return converted


def as_bool(value: Value) -> bool | Unknown:
    if type(value) is bool:
        return value
    if type(value) is Unknown:
        return derive(value)
    if value is None:
        raise EvaluationError("a condition is null")
    return bool(_convert(value, BOOL))


def as_number(value: Value) -> Number | Unknown:
    if type(value) is int:
        return value
    if type(value) is Unknown:
        return derive(value)
    if value is None:
        raise EvaluationError("an operand is null")
    converted = _convert(value, NUMBER)
    assert isinstance(converted, int | Decimal)  # noqa: S101 - what is known converts to a number or raises
    return converted


def _convert(value: Value, wanted: Type) -> Value:
    try:
        return convert(value, wanted)
    except ConversionError as error:
        raise EvaluationError(str(error)) from error


def operate(operator: str, left: Value, right: Value) -> Value:
    """The result of a binary operator other than ``&&`` and ``||``.  Raises EvaluationError."""
    if operator == "==":
        return equal(left, right)
    if operator == "!=":
        same = equal(left, right)
        return same if isinstance(same, Unknown) else not same
    one, other = as_number(left), as_number(right)
    if isinstance(one, Unknown):
        return one
    if isinstance(other, Unknown):
        return other
    try:
        return _OPERATORS[operator](one, other)
    except ZeroDivisionError as error:
        if operator == "%":
            # Terraform takes the quotient for infinite and then for none.
            return one
        raise EvaluationError("a number is divided by zero") from error


_OPERATORS: Mapping[str, Callable[[Number, Number], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": modulo,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}
