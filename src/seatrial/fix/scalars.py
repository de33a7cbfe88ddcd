"""Scalars as YAML and as JSON text.

A text is quoted wherever a reader of YAML 1.1, of YAML 1.2 or of Go would take it for something else.
https://yaml.org/type/ and https://yaml.org/spec/1.2.2/#103-core-schema
"""

import json
import math
import re
from dataclasses import dataclass

from seatrial.fix.edit import CannotEditError
from seatrial.model.value import Value
from seatrial.parsers.scalars import resolve


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text behind a tag of YAML: ``!Ref Bucket``."""

    tag: str
    text: str


_PLAIN = re.compile(r"[A-Za-z0-9_./$(\\^+-](?:[A-Za-z0-9_./@%+=~$()*!&;|^\\<>-]|:(?![\s]|\Z)| (?![ #]|\Z))*+")
# Numbers, times and dates of any reader: what begins as one and holds nothing else.
_NUMBER = re.compile(r"[-+.]?\d[\d_.,:eExXoObBa-fA-FtTzZ+ -]*|[-+]?\.(?:inf|nan)", re.IGNORECASE)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "=", "-", "."})
_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_SINGLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def json_scalar(value: Value) -> str:
    """A scalar as JSON.  Raises CannotEditError for what JSON cannot say, and for null."""
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise CannotEditError("half of a surrogate pair is no text")
        return _HIDDEN.sub(lambda hit: f"\\u{ord(hit[0]):04x}", json.dumps(value, ensure_ascii=False))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return _float(value)
    raise CannotEditError(f"{value!r} cannot be written as a literal")


def _float(value: float) -> str:
    """YAML 1.1 knows no exponent without a point."""
    digits, mark, exponent = repr(value).partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{mark}{exponent}" if mark else digits


def yaml_scalar(value: Value, style: str = "") -> str:
    """A scalar as YAML, in the quotes in which another one stands where it can be.  Raises as `json_scalar` does."""
    if isinstance(value, Tagged):
        return f"{value.tag} {yaml_scalar(value.text)}"
    if not isinstance(value, str):
        return json_scalar(value)
    if style == "'" and not _NO_SINGLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    return value if style != '"' and is_plain(value) else json_scalar(value)


def is_plain(text: str) -> bool:
    """Whether a text needs no quotes, in a block and between brackets."""
    if not _PLAIN.fullmatch(text) or text.lower() in _WORDS or _NUMBER.fullmatch(text):
        return False
    return not text.startswith(("- ", "---", "...")) and resolve(text) == text
