"""``format`` and ``formatlist``: go-cty's verbs, which are a subset of Go's ``fmt``
(https://developer.hashicorp.com/terraform/language/functions/format).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context as Precision
from decimal import Decimal
from functools import lru_cache

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.graphemes import grapheme_count, graphemes
from seatrial.terraform.functions.json_text import encode, quoted
from seatrial.terraform.functions.registry import (
    Context,
    FunctionError,
    Parameter,
    Unknowns,
    function,
    text,
)
from seatrial.terraform.types import BOOL, NUMBER, STRING, ConversionError, Type, convert
from seatrial.terraform.values import Number, binary, derive, nfc, number_text, text_of

MAX_WIDTH = 10_000

_ARGUMENT = Parameter("args", unknowns=Unknowns.ALLOWED, nullable=True)
_VERB = re.compile(
    r"%(?P<flags>[ #+\-0]*)(?P<width>[1-9][0-9]*)?(?:\.(?P<precision>[0-9]*))?"
    r"(?:\[(?P<index>[1-9][0-9]*)\])?(?P<mode>[A-Za-z])"
)
_INTEGERS = {"b": "b", "d": "d", "o": "o", "x": "x", "X": "X"}
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}


@dataclass(frozen=True, slots=True)
class _Verb:
    raw: str
    offset: int
    mode: str
    flags: str
    width: int
    precision: int | None
    argument: int

    @property
    def padding(self) -> str:
        return "0" if "0" in self.flags else " "


@function(text("format"), rest=_ARGUMENT, context=True)
def format_(context: Context, pattern: str, *arguments: Value) -> Value:
    pieces = _rendered(pattern, arguments, context)
    rendered = text_of(pieces)
    return nfc(rendered) if isinstance(rendered, str) else rendered


@function(text("format"), rest=_ARGUMENT, context=True)
def formatlist(context: Context, pattern: str, *arguments: Value) -> Value:
    unknown = next((one for one in arguments if type(one) is Unknown and not one.parts), None)
    if unknown is not None:
        # It may be a list, and then nobody knows how long the result is.
        return derive(unknown)
    lists = [argument for argument in arguments if isinstance(argument, list)]
    length = len(lists[0]) if lists else 1
    if any(len(one) != length for one in lists):
        raise FunctionError("formatlist: the lists have different lengths")
    if length * (len(arguments) + 1) > context.limits.elements:
        raise FunctionError("formatlist: too many elements", bound=f"{context.limits.elements} elements")
    rows = ([one[row] if isinstance(one, list) else one for one in arguments] for row in range(length))
    return [format_(context, pattern, *row) for row in rows]


def _rendered(pattern: str, arguments: Sequence[Value], context: Context) -> list[str | Unknown]:
    segments = _parsed(pattern)
    used = max((segment.argument for segment in segments if isinstance(segment, _Verb)), default=0)
    if used < len(arguments):
        what = f"only {used} used by format string" if used else "no verbs in format string"
        raise FunctionError(f"format: too many arguments; {what}")
    pieces: list[str | Unknown] = []
    room = context.limits.characters
    for segment in segments:
        piece = segment if isinstance(segment, str) else _Rendering(segment, context).render(arguments)
        room -= len(piece) if isinstance(piece, str) else 0
        if room < 0:
            bound = f"{context.limits.characters} characters"
            raise FunctionError(f"format: the text has more than {bound}", bound=bound)
        pieces.append(piece)
    return pieces


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> tuple[str | _Verb, ...]:
    """The literal texts and verbs of a format string."""
    segments: list[str | _Verb] = []
    position, following = 0, 1
    while (percent := pattern.find("%", position)) >= 0:
        segments.append(pattern[position:percent])
        if pattern.startswith("%%", percent):
            segments.append("%")
            position = percent + 2
            continue
        match = _VERB.match(pattern, percent)
        if match is None:
            raise FunctionError(f"format: invalid format string at offset {percent}")
        verb = _verb(match, following)
        segments.append(verb)
        position, following = match.end(), verb.argument + 1
    segments.append(pattern[position:])
    return tuple(segment for segment in segments if segment != "")


def _verb(match: re.Match[str], following: int) -> _Verb:
    width = _bounded(match["width"] or "0")
    return _Verb(
        raw=match[0],
        offset=match.start(),
        mode=match["mode"],
        flags=match["flags"],
        width=width,
        precision=None if match["precision"] is None else _bounded(match["precision"] or "0"),
        argument=_bounded(match["index"]) if match["index"] else following,
    )


def _bounded(digits: str) -> int:
    if len(digits) > 5 or int(digits) > MAX_WIDTH:
        raise FunctionError(f"format: a width of more than {MAX_WIDTH}", bound=f"width {MAX_WIDTH}")
    return int(digits)


class _Rendering:
    """One verb and what it makes of its argument."""

    __slots__ = ("_context", "_verb")

    def __init__(self, verb: _Verb, context: Context) -> None:
        self._verb = verb
        self._context = context

    def render(self, arguments: Sequence[Value]) -> str | Unknown:
        verb = self._verb
        if verb.argument > len(arguments):
            raise self._error(f"not enough arguments: need {verb.argument} but have {len(arguments)}")
        value = arguments[verb.argument - 1]
        if value is None and verb.mode != "v":
            raise self._error("null value cannot be formatted")
        match verb.mode:
            case "v":
                return self._as_is(value)
            case "t":
                known = self._converted(value, BOOL)
                return derive(known) if isinstance(known, Unknown) else ("true" if known else "false")
            case "s" | "q":
                return self._text(self._converted(value, STRING))
            case "b" | "d" | "o" | "x" | "X" | "e" | "E" | "f" | "g" | "G":
                known = self._converted(value, NUMBER)
                return derive(known) if isinstance(known, Unknown) else self._number(known)
            case _:
                raise self._error("unsupported format verb")

    def _error(self, message: str) -> FunctionError:
        return FunctionError(f'format: "{self._verb.raw}" at offset {self._verb.offset}: {message}')

    def _converted(self, value: Value, wanted: Type) -> Value:
        try:
            return convert(value, wanted)
        except ConversionError as error:
            raise self._error(str(error)) from error

    def _as_is(self, value: Value) -> str | Unknown:
        if "#" not in self._verb.flags:
            if isinstance(value, str):
                return self._padded(value)
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                return self._padded(_general(value, "g", None))
            if type(value) is Unknown:
                return value if not self._verb.width else derive(value)
        encoded = encode(value, self._context.limits.characters)
        if isinstance(encoded, str):
            return self._padded(encoded)
        return encoded if not self._verb.width else derive(encoded)

    def _text(self, value: str | Unknown) -> str | Unknown:
        verb = self._verb
        if isinstance(value, Unknown):
            if verb.width or verb.precision:
                return derive(value)
            return encode(value if value.parts else _text_of_one(value), MAX_WIDTH) if verb.mode == "q" else value
        # A precision of zero does not cut, in go-cty.
        if verb.precision:
            value = "".join(graphemes(value)[: verb.precision])
        return self._padded(quoted(value) if verb.mode == "q" else value)

    def _padded(self, rendered: str) -> str:
        verb = self._verb
        missing = verb.width - grapheme_count(rendered) if verb.width else 0
        if missing <= 0:
            return rendered
        padding = verb.padding * missing
        return rendered + padding if "-" in verb.flags else padding + rendered

    def _number(self, value: Number) -> str:
        mode = self._verb.mode
        if mode in _INTEGERS:
            if not isinstance(value, int):
                raise self._error("an integer is required")
            return self._integer(value)
        precision = self._verb.precision
        if mode in "gG":
            digits = _general(value, mode, precision)
        else:
            digits = _fixed(value, 6 if precision is None else precision, mode)
        return self._aligned(digits, zeros=True)

    def _integer(self, value: int) -> str:
        verb = self._verb
        digits = format(abs(value), _INTEGERS[verb.mode])
        if verb.precision is not None:
            digits = "" if not value and not verb.precision else digits.rjust(verb.precision, "0")
        prefix = _PREFIXES.get(verb.mode, "") if "#" in verb.flags else ""
        sign = "-" if value < 0 else ""
        return self._aligned(sign + prefix + digits, zeros=verb.precision is None, prefix=len(prefix))

    def _aligned(self, digits: str, *, zeros: bool, prefix: int = 0) -> str:
        """A number with its sign and padding; zeros come between the sign and the digits."""
        flags, width = self._verb.flags, self._verb.width
        sign, digits = (digits[0], digits[1:]) if digits[:1] == "-" else ("", digits)
        sign = sign or ("+" if "+" in flags else " " if " " in flags else "")
        missing = max(0, width - len(sign) - len(digits))
        if "-" in flags:
            return sign + digits + " " * missing
        if "0" in flags and zeros:
            return sign + digits[:prefix] + "0" * missing + digits[prefix:]
        return " " * missing + sign + digits


def _text_of_one(unknown: Unknown) -> Unknown:
    return Unknown(unknown.reason, is_set=True, parts=(unknown,))


def _fixed(value: Number, precision: int, mode: str) -> str:
    """``%f`` and ``%e``: a number rounded half to even at a digit."""
    if mode == "f":
        scaled = round(binary(value) * 10**precision)
        digits = str(abs(scaled)).rjust(precision + 1, "0")
        sign = "-" if value < 0 else ""
        point = len(digits) - precision
        return f"{sign}{digits[:point]}.{digits[point:]}" if precision else sign + digits
    rounded = _rounded(value, precision + 1)
    mantissa = "".join(map(str, rounded.as_tuple().digits)).ljust(precision + 1, "0")
    return _scientific(rounded, mantissa, mode)


def _rounded(value: Number, digits: int) -> Decimal:
    exact = binary(value)
    context = Precision(prec=digits, Emax=10**9, Emin=-(10**9))
    return context.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def _scientific(value: Decimal, digits: str, letter: str) -> str:
    exponent = value.adjusted() if value else 0
    sign = "-" if value < 0 else ""
    point = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{point}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _general(value: Number, mode: str, precision: int | None) -> str:
    """``%g``: the shortest text, with an exponent where it is large or small."""
    decimal = Decimal(value)
    if precision is not None:
        decimal = _rounded(value, max(1, precision))
    digits = "".join(map(str, decimal.as_tuple().digits)).rstrip("0") or "0"
    exponent = decimal.adjusted() if decimal else 0
    # Without a precision Go decides as if it were six.
    limit = 6 if precision is None else max(1, precision)
    if precision is not None and limit > len(digits) and len(digits) >= exponent + 1:
        limit = len(digits)
    if -4 <= exponent < limit:
        return number_text(decimal) if decimal.as_tuple().exponent else number_text(int(decimal))
    return _scientific(decimal, digits, "e" if mode == "g" else "E")
