"""The standard functions: sizes, conversions, texts, times.  Operators are in `seatrial.cel.operations`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from seatrial.cel import times
from seatrial.cel.errors import EvaluationError, shown
from seatrial.cel.functions import Library
from seatrial.cel.meter import Meter
from seatrial.cel.operations import in_int, in_uint
from seatrial.cel.values import Duration, Timestamp, TypeValue, Uint, kind_of

LIBRARY = Library()
_TRUE = frozenset(("1", "t", "true", "TRUE", "True"))
_FALSE = frozenset(("0", "f", "false", "FALSE", "False"))
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?(?:inf(?:inity)?|nan)", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")


@LIBRARY.function("size", "string -> int", "bytes -> int", "list(T) -> int", "map(K, V) -> int")
@LIBRARY.method("size", "string -> int", "bytes -> int", "list(T) -> int", "map(K, V) -> int")
def size(value: str | bytes | Sequence[Any] | Mapping[Any, Any]) -> int:
    return len(value)


@LIBRARY.method("contains", "string, string -> bool", metered=True)
def contains(meter: Meter, text: str, part: str) -> bool:
    meter.take(1 + len(text) // 4096)
    return part in text


@LIBRARY.method("startsWith", "string, string -> bool")
def starts_with(text: str, prefix: str) -> bool:
    return text.startswith(prefix)


@LIBRARY.method("endsWith", "string, string -> bool")
def ends_with(text: str, suffix: str) -> bool:
    return text.endswith(suffix)


@LIBRARY.function("matches", "string, string -> bool", metered=True)
@LIBRARY.method("matches", "string, string -> bool", metered=True)
def matches(meter: Meter, text: str, pattern: str) -> bool:
    from seatrial.cel.regex import compiled

    return compiled(pattern).found_in(text, meter)


@LIBRARY.function("dyn", "T -> dyn", transparent=True)
def dyn(value: Any) -> Any:
    return value


@LIBRARY.function("type", "T -> type(T)")
def type_of(value: Any) -> TypeValue:
    return TypeValue(kind_of(value))


# Conversions


@LIBRARY.function("bool", "bool -> bool", "string -> bool")
def to_bool(value: bool | str) -> bool:
    if isinstance(value, bool):
        return value
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise EvaluationError(f"{shown(value)} is no bool")


@LIBRARY.function("int", "int -> int", "uint -> int", "double -> int", "string -> int", "timestamp -> int")
def to_int(value: int | float | str | Timestamp) -> int:
    if isinstance(value, Timestamp):
        return value.nanoseconds // 1_000_000_000
    if isinstance(value, str):
        return in_int(_whole(value))
    if isinstance(value, float):
        # The largest double below 2**63 is 1024 short of it, and the reference refuses -2**63 too.
        if not -(2.0**63) < value < 2.0**63:
            raise EvaluationError("integer overflow")
        return int(value)
    return in_int(int(value))


@LIBRARY.function("uint", "uint -> uint", "int -> uint", "double -> uint", "string -> uint")
def to_uint(value: float | str) -> Uint:
    if isinstance(value, str):
        return in_uint(_whole(value))
    if isinstance(value, float) and not 0.0 <= value < 2.0**64:
        raise EvaluationError("unsigned integer overflow")
    return in_uint(int(value))


@LIBRARY.function("double", "double -> double", "int -> double", "uint -> double", "string -> double")
def to_double(value: float | str) -> float:
    if isinstance(value, str) and not (len(value) < 1000 and _DOUBLE.fullmatch(value)):
        raise EvaluationError(f"{shown(value)} is no number")
    return float(value)


@LIBRARY.function(
    "string",
    "string -> string",
    "int -> string",
    "uint -> string",
    "double -> string",
    "bool -> string",
    "bytes -> string",
    "timestamp -> string",
    "duration -> string",
    "net.IP -> string",
    "net.CIDR -> string",
)
def to_string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise EvaluationError("the bytes are no UTF-8 text") from None
    if isinstance(value, Timestamp):
        return times.timestamp_text(value)
    if isinstance(value, Duration):
        return times.duration_text(value)
    return str(value)


@LIBRARY.function("bytes", "bytes -> bytes", "string -> bytes")
def to_bytes(value: str | bytes) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise EvaluationError("the text is not valid Unicode") from None


@LIBRARY.function("timestamp", "timestamp -> timestamp", "string -> timestamp", "int -> timestamp")
def to_timestamp(value: Timestamp | str | int) -> Timestamp:
    if isinstance(value, Timestamp):
        return value
    return times.parse_timestamp(value) if isinstance(value, str) else Timestamp(value * 1_000_000_000)


@LIBRARY.function("duration", "duration -> duration", "string -> duration")
def to_duration(value: Duration | str) -> Duration:
    return value if isinstance(value, Duration) else times.parse_duration(value)


def double_text(value: float) -> str:
    """A double in the fewest digits; with an exponent from a million on, and below a ten-thousandth, as C's %g."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return repr(value).removesuffix(".0")
    sign, digits, power = shortest(value)
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{'-' if power < 0 else '+'}{abs(power):02d}"


def shortest(value: float) -> tuple[str, str, int]:
    """The sign, the fewest digits that read back as the value, and the power of ten of the first of them."""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    power = int(exponent or "0") + len(whole) - 1 - (len(whole + fraction) - len(digits))
    return "-" if value < 0 else "", digits.rstrip("0") or "0", power


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise EvaluationError(f"{shown(text)} is no whole number")
    return int(text)


# Times


def _accessor(name: str, field: str) -> None:
    def read(timestamp: Timestamp, zone: str = "") -> int:
        return times.field(timestamp, field, zone)

    LIBRARY.method(name, "timestamp -> int", "timestamp, string -> int")(read)


for _name, _field in times.FIELDS.items():
    _accessor(_name, _field)


def _span(name: str, nanoseconds: int) -> None:
    def read(duration: Duration) -> int:
        whole = abs(duration.nanoseconds) // nanoseconds
        return -whole if duration.nanoseconds < 0 else whole

    LIBRARY.method(name, "duration -> int")(read)


for _name, _unit in {"getHours": 3600 * 10**9, "getMinutes": 60 * 10**9, "getSeconds": 10**9}.items():
    _span(_name, _unit)


@LIBRARY.method("getMilliseconds", "duration -> int")
def milliseconds(duration: Duration) -> int:
    """The milliseconds within the second, not those of the whole span."""
    rest = abs(duration.nanoseconds) % 10**9 // 10**6
    return -rest if duration.nanoseconds < 0 else rest
