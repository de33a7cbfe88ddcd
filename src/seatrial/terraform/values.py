"""The values of the Terraform language, as the evaluator holds them.

null is None; then bool, str (NFC), list (lists and tuples), `Set`, dict (maps and objects) and `Unknown`.  A number is
an int where it is integral, else a Decimal that holds the shortest text of Terraform's 512-bit binary float: storing
that text and computing in binary gives Terraform's results to the last digit (``1/3*3 == 1``, ``0.1+0.2 == 0.3``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from unicodedata import is_normalized, normalize

from seatrial.errors import LimitError
from seatrial.model.value import Unknown, Value

Number = int | Decimal

MANTISSA_BITS = 512
MAX_DIGITS = 1000
MAX_DEPTH = 100
MAX_STEPS = 150_000

_EXACT_INTEGER = 1 << MANTISSA_BITS


class Set(list[Value]):
    """A set: without duplicates, in the order in which Terraform iterates.

    The constructor takes elements of one type (see `types.convert`); unknown ones come last and stay apart.
    """

    __slots__ = ()

    def __init__(self, elements: Iterable[Value] = ()) -> None:
        super().__init__(_ordered(elements))


def nfc(text: str) -> str:
    """A text as Terraform keeps it."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


# Numbers


def number(value: float | Decimal) -> Number:
    """Bring a number into the domain: an int where it is integral.  Raises LimitError past `MAX_DIGITS` digits."""
    if isinstance(value, int):
        return value if -_EXACT_INTEGER <= value <= _EXACT_INTEGER else _nearest(Fraction(_bounded(value)))
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        raise LimitError("infinity is not a number that Seatrial computes with", bound="finite numbers")
    if exact and abs(exact.adjusted()) > MAX_DIGITS:
        raise _too_long()
    if exact == exact.to_integral_value():
        return number(int(exact))
    return _nearest(Fraction(exact)) if len(exact.as_tuple().digits) > 150 else exact


def parse_number(text: str) -> Number | None:
    """The number that a decimal text means, or None.  Raises LimitError past `MAX_DIGITS` digits."""
    if len(text) > 2 * MAX_DIGITS:
        raise _too_long()
    # Decimal is more liberal than Terraform: it takes spaces, underscores, other scripts' digits and "nan".
    if not text.isascii() or not set(text) <= set("+-.0123456789eE"):
        return None
    try:
        return number(Decimal(text))
    except InvalidOperation:
        return None


def number_text(value: Number) -> str:
    """A number as Terraform prints it: all digits, no exponent."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def add(left: Number, right: Number) -> Number:
    return _exactly(left, right, lambda a, b: a + b)


def subtract(left: Number, right: Number) -> Number:
    return _exactly(left, right, lambda a, b: a - b)


def multiply(left: Number, right: Number) -> Number:
    return _exactly(left, right, lambda a, b: a * b)


def divide(left: Number, right: Number) -> Number:
    """Raises ZeroDivisionError."""
    return _exactly(left, right, lambda a, b: Fraction(a) / Fraction(b))


def modulo(left: Number, right: Number) -> Number:
    """The remainder with the sign of the dividend, as Go has it.  Raises ZeroDivisionError."""
    return subtract(left, multiply(right, math.trunc(divide(left, right))))


def _exactly(left: Number, right: Number, operation: Callable[..., int | Fraction]) -> Number:
    """Compute as 512-bit floats do: round the operands, compute exactly, round the result."""
    if type(left) is int and type(right) is int:
        result = operation(left, right)
    else:
        result = operation(binary(left), binary(right))
    return number(result) if isinstance(result, int) else _nearest(result)


def binary(value: Number) -> Fraction:
    """What a number is exactly, in Terraform's 512 bits."""
    exact = Fraction(value)
    return exact if exact.denominator == 1 else Fraction(*_rounded(exact))


def _nearest(exact: Fraction) -> Number:
    """The shortest decimal text that means the 512-bit float nearest to a fraction."""
    numerator, denominator = _rounded(exact)
    if denominator == 1 and abs(numerator) <= _EXACT_INTEGER:
        return numerator
    for digits in (20, 60, 152, 153, 154, 155, 156):
        context = Context(prec=digits, Emax=10**9, Emin=-(10**9))
        candidate = context.divide(Decimal(numerator), Decimal(denominator))
        if abs(candidate.adjusted()) > MAX_DIGITS:
            raise _too_long()
        if _rounded(Fraction(candidate)) == (numerator, denominator):
            return int(candidate) if denominator == 1 else candidate.normalize(context)
    raise AssertionError(exact)


def _rounded(exact: Fraction) -> tuple[int, int]:
    """Numerator and denominator of the 512-bit float nearest to a fraction, ties to even."""
    numerator, denominator = exact.numerator, exact.denominator
    shift = abs(numerator).bit_length() - denominator.bit_length() - MANTISSA_BITS
    scale = Fraction(2) ** shift
    mantissa = round(exact / scale)
    if abs(mantissa).bit_length() > MANTISSA_BITS:
        scale *= 2
        mantissa = round(exact / scale)
    nearest = mantissa * scale
    return nearest.numerator, nearest.denominator


def _bounded(value: int) -> int:
    if value.bit_length() > MAX_DIGITS * 3.33:
        raise _too_long()
    return value


def _too_long() -> LimitError:
    return LimitError(f"a number has more than {MAX_DIGITS} digits", bound=f"{MAX_DIGITS} digits")


# Equality and order


def equal(left: Value, right: Value) -> bool | Unknown:
    """Whether two values are equal as Terraform's ``==`` has it; unknown where what is known does not decide."""
    pairs = [(left, right)]
    undecided: Unknown | None = None
    steps = 0
    while pairs:
        steps += 1
        if steps > MAX_STEPS:
            raise too_much("comparing two values")
        one, other = pairs.pop()
        if type(one) is Unknown or type(other) is Unknown:
            if _differ(one, other):
                return False
            undecided = derive(one if type(one) is Unknown else other)
        elif isinstance(one, Mapping):
            if not isinstance(other, Mapping) or one.keys() != other.keys():
                return False
            pairs.extend((item, other[key]) for key, item in one.items())
        elif isinstance(one, list):
            if not isinstance(other, list) or len(one) != len(other):
                return False
            pairs.extend(zip(one, other, strict=True))
        elif isinstance(one, bool) is not isinstance(other, bool) or one != other:
            return False
    return True if undecided is None else undecided


def _differ(one: Value, other: Value) -> bool:
    """Whether two values, one of them unknown, are nevertheless known to differ."""
    unknown, known = (one, other) if type(one) is Unknown else (other, one)
    if known is None:
        return unknown.is_set
    if not unknown.parts or type(known) is Unknown:
        return False
    if not isinstance(known, str):
        return True
    last = unknown.parts[-1]
    suffix = last if isinstance(last, str) else ""
    return not (known.startswith(unknown.prefix) and known.endswith(suffix))


def _ordered(elements: Iterable[Value]) -> list[Value]:
    unknowns: list[Value] = []
    distinct: dict[tuple[int, Value], Value] = {}
    for element in elements:
        if type(element) is Unknown:
            unknowns.append(element)
        else:
            distinct.setdefault(order_of(element), element)
    return [distinct[key] for key in sorted(distinct)] + unknowns


def order_of(value: Value) -> tuple[int, Value]:
    """A key that sorts elements of one type as a Terraform set does; equal values have equal keys."""
    if value is None:
        return (4, "")
    if isinstance(value, bool | int | Decimal):
        return (0 if isinstance(value, bool) else 1, value)
    if isinstance(value, str):
        return (2, value)
    return (3, _hash_text(value))


def _hash_text(value: Value) -> str:
    """The text by which cty orders elements that have no order of their own (``makeSetHashBytes``)."""
    pieces: list[str] = []
    todo: list[Value] = [value]
    while todo:
        if len(pieces) > MAX_STEPS:
            raise too_much("ordering a set")
        item = todo.pop()
        if isinstance(item, _Literal):
            pieces.append(item)
        elif isinstance(item, Mapping):
            todo.append(_Literal("}"))
            for key in sorted(item, reverse=True):
                todo += (_Literal(";"), item[key], _Literal(":"), key)
            todo.append(_Literal("{"))
        elif isinstance(item, list):
            todo.append(_Literal("]"))
            for element in reversed(item):
                todo += (_Literal(";"), element)
            todo.append(_Literal("["))
        else:
            pieces.append(_hash_leaf(item))
    return "".join(pieces)


class _Literal(str):
    __slots__ = ()


def _hash_leaf(item: Value) -> str:
    if item is None:
        return "~"
    if isinstance(item, bool):
        return "T" if item else "F"
    if isinstance(item, str):
        return '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"?{id(item)}" if type(item) is Unknown else number_text(item)


# Unknown values


def first_unknown(value: Value) -> Unknown | None:
    """An unknown in a value, itself included, or None; the first one in its order."""
    if type(value) is Unknown:
        return value
    if not isinstance(value, list | Mapping):
        return None
    todo: list[Value] = [value]
    seen: dict[int, Value] = {}
    while todo:
        item = todo.pop()
        if type(item) is Unknown:
            return item
        # A value may hold the same list many times over; each is looked into once.
        if isinstance(item, list | Mapping) and id(item) not in seen:
            seen[id(item)] = item
            todo.extend(reversed(list(item.values() if isinstance(item, Mapping) else item)))
    return None


def derive(unknown: Unknown, *, is_set: bool = True) -> Unknown:
    """What a function makes of an unknown: it keeps the reason and the pointer, and has no parts."""
    return Unknown(unknown.reason, ref=unknown.ref, is_set=is_set)


def text_of(pieces: Iterable[str | Unknown]) -> str | Unknown:
    """Join pieces of a text; with an unknown among them the result is unknown and has parts."""
    parts: list[str | Unknown] = []
    for piece in pieces:
        # An unknown text's own parts become parts of the whole.
        for part in (piece.parts or (piece,)) if isinstance(piece, Unknown) else (piece,):
            if isinstance(part, Unknown) or not parts or isinstance(parts[-1], Unknown):
                parts.append(part)
            else:
                parts[-1] = f"{parts[-1]}{part}"
    parts = [part for part in parts if isinstance(part, Unknown) or part]
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is None:
        return "".join(part for part in parts if isinstance(part, str))
    if len(parts) == 1:
        return unknown
    # A longer text does not point to what one of its pieces points to.
    return Unknown(unknown.reason, is_set=True, parts=tuple(parts))


def export(value: Value) -> Value:
    """A value of the model: a Decimal becomes a float, a set a list.  What is shared stays shared."""
    return _exported(value, {}, MAX_DEPTH)


def _exported(value: Value, done: dict[int, tuple[Value, Value]], depth: int) -> Value:
    if isinstance(value, Decimal):
        return float(value)
    if not isinstance(value, list | Mapping):
        return value
    if id(value) not in done:
        if not depth:
            raise too_deep()
        exported: Value
        if isinstance(value, Mapping):
            exported = {key: _exported(item, done, depth - 1) for key, item in value.items()}
        else:
            exported = [_exported(item, done, depth - 1) for item in value]
        # The value is kept beside its export so that its id stays its own.
        done[id(value)] = (value, exported)
    return done[id(value)][1]


def too_deep() -> LimitError:
    return LimitError(f"a value is nested deeper than {MAX_DEPTH}", bound=f"depth {MAX_DEPTH}")


def too_much(what: str) -> LimitError:
    return LimitError(f"{what} takes more than {MAX_STEPS} steps", bound=f"{MAX_STEPS} steps")
