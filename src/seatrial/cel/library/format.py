"""``"%s has %d".format([x, y])``, as the strings extension of the reference implementations defines it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from seatrial.cel.errors import EvaluationError
from seatrial.cel.functions import Library
from seatrial.cel.library.standard import shortest, to_string
from seatrial.cel.meter import Meter
from seatrial.cel.operations import no_overload
from seatrial.cel.values import Duration, Opaque, Timestamp, TypeValue, kind_of
from seatrial.model.value import Unknown, UnknownTouchedError, Value

LIBRARY = Library()
_CLAUSE = re.compile(r"%(?:(%)|(?:\.([0-9]{1,9}))?([a-zA-Z]?))")
_MAX_PRECISION = 1000
_MAX_DEPTH = 100


@LIBRARY.method("format", "string, list(dyn) -> string", metered=True)
def format_(meter: Meter, template: str, values: Sequence[Value]) -> str:
    writer = _Writer(meter, values)
    text = _CLAUSE.sub(writer.clause, template)
    meter.built(len(text))
    return text


class _Writer:
    def __init__(self, meter: Meter, values: Sequence[Value]) -> None:
        self.meter = meter
        self.values = values
        self.position = 0

    def clause(self, found: re.Match[str]) -> str:
        if found[1]:
            return "%"
        precision = int(found[2]) if found[2] else None
        if precision is not None and precision > _MAX_PRECISION:
            raise EvaluationError(f"a precision of more than {_MAX_PRECISION} digits")
        if self.position >= len(self.values):
            raise EvaluationError(f"the template has more clauses than the {len(self.values)} values given")
        value = self.values[self.position]
        self.position += 1
        if type(value) is Unknown:
            raise UnknownTouchedError(value)
        text = self.written(found[3], value, precision)
        self.meter.built(len(text))
        return text

    def written(self, verb: str, value: Value, precision: int | None) -> str:
        match verb:
            case "s":
                return self.text(value, 0)
            case "d":
                return _decimal(value)
            case "f" | "e":
                return _floating(verb, value, 6 if precision is None else precision)
            case "b":
                return f"{_whole('%b', value, bool, int):b}"
            case "o":
                return f"{_whole('%o', value, int):o}"
            case "x" | "X":
                return _hexadecimal(verb, value)
        raise EvaluationError(f"unknown clause %{verb}; there are %s %d %f %e %b %o %x %X and %%")

    def text(self, value: Value, depth: int) -> str:
        if depth > _MAX_DEPTH:
            raise EvaluationError(f"values nested more than {_MAX_DEPTH} deep are not formatted")
        self.meter.take(1)
        if type(value) is Unknown:
            raise UnknownTouchedError(value)
        if value is None:
            return "null"
        if isinstance(value, float):
            return _special(value) or plain_double(value)
        if isinstance(value, str | bool | int | bytes | Timestamp | Duration):
            return to_string(value)
        if isinstance(value, TypeValue):
            return value.name
        if isinstance(value, Opaque):
            return str(value)
        return self.container(value, depth)

    def container(self, value: Value, depth: int) -> str:
        if isinstance(value, list | tuple):
            inner = ", ".join(self.text(item, depth + 1) for item in value)
            self.meter.built(len(inner))
            return f"[{inner}]"
        if isinstance(value, Mapping):
            pairs = [(self.text(key, depth + 1), self.text(item, depth + 1)) for key, item in value.items()]
            inner = ", ".join(f"{key}: {item}" for key, item in sorted(pairs))
            self.meter.built(len(inner))
            return f"{{{inner}}}"
        raise no_overload("%s", value)


def plain_double(value: float) -> str:
    """A double in the fewest digits, never with an exponent."""
    text = repr(value)
    if "e" not in text:
        return text.removesuffix(".0")
    sign, digits, power = shortest(value)
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    return sign + digits.ljust(power + 1, "0")


def _decimal(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return _special(value)
    return str(_whole("%d", value, int))


def _floating(verb: str, value: Any, precision: int) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise no_overload(f"%{verb}", value)
    number = float(value)
    return _special(number) or f"{number:.{precision}{verb}}"


def _special(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "" if math.isfinite(value) else "Infinity" if value > 0 else "-Infinity"


def _hexadecimal(verb: str, value: Any) -> str:
    if isinstance(value, str | bytes):
        digits = (value.encode() if isinstance(value, str) else value).hex()
    else:
        digits = f"{_whole(f'%{verb}', value, int):x}"
    return digits.upper() if verb == "X" else digits


def _whole(clause: str, value: Any, *types: type) -> int:
    if not isinstance(value, int) or (isinstance(value, bool) and bool not in types):
        raise EvaluationError(f"{clause} does not take a {kind_of(value)}")
    return int(value)
