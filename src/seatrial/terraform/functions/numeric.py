"""Functions on numbers."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from seatrial.model.value import Value
from seatrial.terraform.functions.registry import FunctionError, Parameter, amount, function, whole
from seatrial.terraform.values import Number, number

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MAX_PARSED = 1000
_EXACT = 2.0**512

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_L = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


@function(amount("num"))
def abs_(value: Number) -> Value:
    return abs(value) if isinstance(value, int) else value.copy_abs()


@function(amount("num"))
def ceil(value: Number) -> Value:
    return int(value.to_integral_value(ROUND_CEILING)) if isinstance(value, Decimal) else value


@function(amount("num"))
def floor(value: Number) -> Value:
    return int(value.to_integral_value(ROUND_FLOOR)) if isinstance(value, Decimal) else value


@function(amount("num"))
def signum(value: Number) -> Value:
    if not isinstance(value, int):
        raise FunctionError("signum: value must be a whole number")
    return (value > 0) - (value < 0)


@function(rest=amount("numbers"))
def max_(*values: Number) -> Value:
    return max(_some(values, "max"))


@function(rest=amount("numbers"))
def min_(*values: Number) -> Value:
    return min(_some(values, "min"))


def _some(values: tuple[Number, ...], name: str) -> tuple[Number, ...]:
    if not values:
        raise FunctionError(f"{name}: must pass at least one number")
    return values


@function(amount("num"), amount("base"))
def log(value: Number, base: Number) -> Value:
    argument, radix = _float("log", value), _float("log", base)
    if argument <= 0 or radix < 0 or radix == 1:
        raise FunctionError(f"log: there is no finite logarithm of {value} to the base {base}")
    # The logarithm of zero is negative infinity, by which Go divides without complaint.
    return number(_go_log(argument) / _go_log(radix)) if radix else 0


def _float(name: str, value: Number) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise FunctionError(f"{name}: a number does not fit into 64 bits", bound="64-bit floats") from error


def _go_log(value: float) -> float:
    """Go's ``math.Log``, which is FreeBSD's, and differs from C's in the last digit; ``ceil`` may be asked next."""
    mantissa, exponent = math.frexp(value)
    if mantissa < math.sqrt(2) / 2:
        mantissa, exponent = mantissa * 2, exponent - 1
    f = mantissa - 1
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (_L[0] + s4 * (_L[2] + s4 * (_L[4] + s4 * _L[6])))
    even = s4 * (_L[1] + s4 * (_L[3] + s4 * _L[5]))
    return exponent * _LN2_HIGH - ((0.5 * f * f - (s * (0.5 * f * f + odd + even) + exponent * _LN2_LOW)) - f)


@function(amount("num"), amount("power"))
def pow_(value: Number, power: Number) -> Value:
    base, exponent = _float("pow", value), _float("pow", power)
    if base < 0 and exponent != math.trunc(exponent):
        raise FunctionError("pow: a negative number has no such power")
    try:
        result = _go_pow(base, exponent)
    except (ArithmeticError, ValueError) as error:
        raise FunctionError("pow: the result does not fit into 64 bits", bound="64-bit floats") from error
    # Computing goes on with all digits of a float, though Terraform prints the fewest that tell it from others.
    return int(result) if result.is_integer() and abs(result) <= _EXACT else number(result)


def _go_pow(base: float, exponent: float) -> float:
    """Go's ``math.Pow``, whose last digits differ from C's.  Raises ArithmeticError or ValueError for infinity."""
    if exponent == 0 or base == 1:
        return 1.0
    if abs(exponent) == 0.5 or not base or abs(exponent) >= 1 << 63:
        return math.pow(base, exponent)
    fraction, steps = math.modf(abs(exponent))
    result, scale = 1.0, 0
    if fraction:
        if fraction > 0.5:
            fraction, steps = fraction - 1, steps + 1
        result = math.exp(fraction * math.log(base))
    mantissa, power = math.frexp(base)
    remaining = int(steps)
    while remaining:
        if abs(power) > 1 << 12:
            scale += power
            break
        if remaining & 1:
            result, scale = result * mantissa, scale + power
        mantissa, power = mantissa * mantissa, power << 1
        if mantissa < 0.5:
            mantissa, power = mantissa * 2, power - 1
        remaining >>= 1
    return math.ldexp(1 / result, -scale) if exponent < 0 else math.ldexp(result, scale)


@function(Parameter("number"), amount("base"))
def parseint(text: Value, base: Number) -> Value:
    if not isinstance(text, str):
        raise FunctionError("parseint: the first argument must be a string")
    radix = whole(base, "base")
    if not 2 <= radix <= 62:
        raise FunctionError("parseint: the base must be between 2 and 62")
    digits = text[1:] if text[:1] in ("+", "-") else text
    if len(digits) > _MAX_PARSED:
        raise FunctionError(f"parseint: more than {_MAX_PARSED} digits", bound=f"{_MAX_PARSED} digits")
    # Up to base 36 the case of a letter does not matter; above it, small letters come first.
    allowed = _DIGITS[:radix]
    normal = digits.lower() if radix <= 36 else digits
    if not normal or any(digit not in allowed for digit in normal):
        raise FunctionError(f'parseint: cannot parse "{text}" as a base {radix} integer')
    result = 0
    for digit in normal:
        result = result * radix + allowed.index(digit)
    return number(-result if text[0] == "-" else result)
