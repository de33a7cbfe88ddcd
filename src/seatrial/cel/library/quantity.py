"""Kubernetes' quantities: ``500m``, ``1.5Gi``, ``2e3``."""

from __future__ import annotations

import re

from seatrial.cel.errors import EvaluationError, shown
from seatrial.cel.functions import Library
from seatrial.cel.values import INT_MAX, INT_MIN, Opaque

LIBRARY = Library()
_QUANTITY = re.compile(r"([+-]?)([0-9]{1,40})?(?:\.([0-9]{0,40}))?(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?[0-9]{1,3}))?")
_NANO = 10**9
_MAX_EXPONENT = 100
_UNITS = {
    "": _NANO,
    **{unit: 10 ** (3 * power) for power, unit in enumerate(("n", "u", "m"))},
    **{unit: _NANO * 10 ** (3 * power) for power, unit in enumerate(("k", "M", "G", "T", "P", "E"), start=1)},
    **{unit: _NANO * 1024**power for power, unit in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"), start=1)},
}


class Quantity(Opaque):
    """A count of thousand-millionths; what is finer is rounded up, as Kubernetes does."""

    __slots__ = ("nanos",)
    cel_type = "kubernetes.Quantity"

    def __init__(self, nanos: int) -> None:
        self.nanos = nanos

    def __eq__(self, other: object) -> bool:
        return self.nanos == other.nanos if isinstance(other, Quantity) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.nanos)

    def __str__(self) -> str:
        return f"{self.nanos // _NANO}" if self.nanos % _NANO == 0 else f"{self.nanos / _NANO:g}"


def parse_quantity(text: str) -> Quantity:
    """Raises EvaluationError."""
    found = _QUANTITY.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        raise EvaluationError(f"{shown(text)} is no quantity; one looks like 500m or 1.5Gi")
    digits = int((found[2] or "0") + (found[3] or ""))
    unit, exponent = _UNITS[found[4] or ""], int(found[5] or "0") - len(found[3] or "")
    if abs(exponent) > _MAX_EXPONENT:
        raise EvaluationError(f"{shown(text)} is out of range")
    nanos = digits * unit * 10**exponent if exponent >= 0 else -(-digits * unit // 10**-exponent)
    return Quantity(-nanos if found[1] == "-" else nanos)


@LIBRARY.function("quantity", "string -> kubernetes.Quantity")
def quantity(text: str) -> Quantity:
    return parse_quantity(text)


@LIBRARY.function("isQuantity", "string -> bool")
def is_quantity(text: str) -> bool:
    try:
        parse_quantity(text)
    except EvaluationError:
        return False
    return True


@LIBRARY.method("sign", "kubernetes.Quantity -> int")
def sign(value: Quantity) -> int:
    return (value.nanos > 0) - (value.nanos < 0)


@LIBRARY.method("isInteger", "kubernetes.Quantity -> bool")
def is_integer(value: Quantity) -> bool:
    return value.nanos % _NANO == 0 and INT_MIN <= value.nanos // _NANO <= INT_MAX


@LIBRARY.method("asInteger", "kubernetes.Quantity -> int")
def as_integer(value: Quantity) -> int:
    if not is_integer(value):
        raise EvaluationError(f"the quantity {value} is no whole number of 64 bits")
    return value.nanos // _NANO


@LIBRARY.method("asApproximateFloat", "kubernetes.Quantity -> double")
def as_float(value: Quantity) -> float:
    return value.nanos / _NANO


@LIBRARY.method(
    "add",
    "kubernetes.Quantity, kubernetes.Quantity -> kubernetes.Quantity",
    "kubernetes.Quantity, int -> kubernetes.Quantity",
)
def add(value: Quantity, other: Quantity | int) -> Quantity:
    return Quantity(value.nanos + _nanos(other))


@LIBRARY.method(
    "sub",
    "kubernetes.Quantity, kubernetes.Quantity -> kubernetes.Quantity",
    "kubernetes.Quantity, int -> kubernetes.Quantity",
)
def subtract(value: Quantity, other: Quantity | int) -> Quantity:
    return Quantity(value.nanos - _nanos(other))


@LIBRARY.method("isLessThan", "kubernetes.Quantity, kubernetes.Quantity -> bool")
def is_less(value: Quantity, other: Quantity) -> bool:
    return value.nanos < other.nanos


@LIBRARY.method("isGreaterThan", "kubernetes.Quantity, kubernetes.Quantity -> bool")
def is_greater(value: Quantity, other: Quantity) -> bool:
    return value.nanos > other.nanos


@LIBRARY.method("compareTo", "kubernetes.Quantity, kubernetes.Quantity -> int")
def compare(value: Quantity, other: Quantity) -> int:
    return (value.nanos > other.nanos) - (value.nanos < other.nanos)


def _nanos(value: Quantity | int) -> int:
    return value.nanos if isinstance(value, Quantity) else int(value) * _NANO
