"""``jsonencode`` and ``jsondecode``.

The text is Go's: sorted keys, no spaces, and ``<``, ``>`` and ``&`` escaped, so that it can stand in HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from json.encoder import encode_basestring

from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Unknown, Value
from seatrial.parsers import partial_json
from seatrial.terraform.functions.registry import Context, FunctionError, Parameter, Unknowns, function
from seatrial.terraform.types import STRING
from seatrial.terraform.values import MAX_DEPTH, nfc, number_text, parse_number, text_of, too_deep

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@function(Parameter("val", unknowns=Unknowns.ALLOWED, nullable=True), context=True)
def jsonencode(context: Context, value: Value) -> Value:
    return encode(value, context.limits.characters)


@function(Parameter("str", STRING, unknowns=Unknowns.ALLOWED), may_be_null=True)
def jsondecode(text: str | Unknown) -> Value:
    if isinstance(text, Unknown) and not text.parts:
        return Unknown(text.reason, ref=text.ref)
    try:
        value = partial_json.decode(text if isinstance(text, str) else text.parts, number=parse_number)
    except LimitError:
        raise
    except ParseError as error:
        raise FunctionError(f"jsondecode: {error}") from error
    return value if isinstance(text, str) and text.isascii() else normalised(value)


def normalised(value: Value) -> Value:
    """A decoded value with its texts as Terraform keeps them."""
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list):
        return [normalised(item) for item in value]
    if isinstance(value, Mapping):
        return {nfc(key): normalised(item) for key, item in value.items()}
    return value


def encode(value: Value, limit: int) -> str | Unknown:
    """The JSON text of a value; unknown, with parts, where the value has unknowns in it."""
    writer = _Writer(limit)
    writer.write(value, MAX_DEPTH)
    return text_of(writer.pieces) if writer.unknown else "".join(map(str, writer.pieces))


def quoted(text: str) -> str:
    return str(encode_basestring(text)).translate(_ESCAPES)


class _Writer:
    """Writes a value as pieces of text and unknowns, up to a number of characters."""

    __slots__ = ("_room", "pieces", "unknown")

    def __init__(self, limit: int) -> None:
        self.pieces: list[str | Unknown] = []
        self.unknown = False
        self._room = limit

    def _put(self, text: str) -> None:
        self._room -= len(text)
        if self._room < 0:
            raise LimitError("the text is too long", bound="characters of a text")
        self.pieces.append(text)

    def write(self, value: Value, depth: int) -> None:
        if not depth:
            raise too_deep()
        if isinstance(value, str):
            self._put(quoted(value))
        elif value is None:
            self._put("null")
        elif isinstance(value, bool):
            self._put("true" if value else "false")
        elif isinstance(value, int | Decimal):
            self._put(number_text(value))
        elif isinstance(value, Mapping):
            self._write_object(value, depth)
        elif isinstance(value, list):
            self._write_array(value, depth)
        else:
            self._write_unknown(value, depth)

    def _write_object(self, value: Mapping[str, Value], depth: int) -> None:
        before = "{"
        for key in sorted(value):
            self._put(f"{before}{quoted(key)}:")
            self.write(value[key], depth - 1)
            before = ","
        self._put("}" if value else "{}")

    def _write_array(self, value: list[Value], depth: int) -> None:
        before = "["
        for item in value:
            self._put(before)
            self.write(item, depth - 1)
            before = ","
        self._put("]" if value else "[]")

    def _write_unknown(self, value: Unknown, depth: int) -> None:
        self.unknown = True
        if value.members:
            self._write_members(value.members, depth)
        elif value.parts:
            self._write_text(value.parts)
        else:
            self.pieces.append(value)

    def _write_members(self, members: Sequence[tuple[str | Unknown, Value]], depth: int) -> None:
        before = "{"
        for key, value in members:
            self._put(before)
            self._write_text(key.parts or (key,) if isinstance(key, Unknown) else (key,))
            self._put(":")
            self.write(value, depth - 1)
            before = ","
        self._put("}")

    def _write_text(self, parts: Sequence[str | Unknown]) -> None:
        """A text of which pieces are known keeps its quotes, so that decoding finds its parts again."""
        self._put('"')
        for part in parts:
            if isinstance(part, Unknown):
                self.pieces.append(part)
            else:
                self._put(quoted(part)[1:-1])
        self._put('"')
