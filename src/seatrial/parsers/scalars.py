"""What a plain YAML scalar means: the reading of go-yaml 2, through which kubectl reads manifests.

That is YAML 1.1 for booleans (``yes`` and ``on`` are true) and for octals (``0644``), YAML 1.2 for ``0o644``.  There
are no sexagesimals (``12:30:45`` stays a text), and dates stay texts, as JSON has them.  One difference: ``y`` and
``n`` stay texts too, since no field of Kubernetes or CloudFormation is a bool to one reader and a letter to the rest.
"""

import math
import re
from typing import Final

from seatrial.model.value import Value

_WORDS: Final[dict[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_BASED = re.compile(r"([-+]?)0(?:[xX]([0-9a-fA-F_]+)|[bB]([01_]+)|[oO]?([0-7_]+))")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MAX_DIGITS = 19
"""More digits than a 64-bit integer has are a float to go-yaml."""


def resolve(text: str) -> Value:
    """Return what a plain scalar means: null, a bool, a number, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "0123456789+-." or len(text) > 400:
        return text
    if _INTEGER.fullmatch(text):
        digits = text.replace("_", "")
        if len(digits) <= _MAX_DIGITS:
            return int(digits)
    elif based := _BASED.fullmatch(text):
        return _based(text, *based.groups())
    return _float(text)


def _based(text: str, sign: str, hexadecimal: str | None, binary: str | None, octal: str | None) -> Value:
    digits, base = (hexadecimal, 16) if hexadecimal else (binary, 2) if binary else (octal or "", 8)
    digits = digits.replace("_", "")
    if not digits:
        return text
    number = int(digits, base)
    return text if number >= 1 << 64 else -number if sign == "-" else number


def _float(text: str) -> Value:
    if not _FLOAT.fullmatch(text.replace("_", "")):
        return text
    number = float(text.replace("_", ""))
    return text if math.isinf(number) else number


def resolve_as(tag: str, text: str) -> Value:
    """Return a scalar with one of YAML's own tags (``!!str``); a text that cannot be meant so stays a text."""
    if tag == "str":
        return text
    value = resolve(text)
    match tag:
        case "int" | "bool" | "null":
            return value
        case "float":
            return float(value) if type(value) is int else value
        case _:
            return text
