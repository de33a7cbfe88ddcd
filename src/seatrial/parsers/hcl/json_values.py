"""JSON as HCL reads it: every value with its place, repeated keys kept, strings still to be read as templates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal

from seatrial.errors import ParseError
from seatrial.parsers.hcl.expressions import parse_text
from seatrial.parsers.hcl.syntax import Expression, Literal, ObjectOf, TupleOf
from seatrial.parsers.hcl.text import MAX_DEPTH, Text

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
    (?P<string>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")
  | (?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<word>true|false|null)
  | (?P<mark>[\[\]{},:])
  | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_WORDS = {"true": True, "false": False, "null": None}
_MAX_DIGITS = 1000


class JsonValue:
    """``value`` is None, bool, int, Decimal, str or a list of `JsonValue`; an object has ``members`` in its stead."""

    __slots__ = ("end", "members", "start", "value")

    def __init__(self, start: int, end: int, value: object, members: list[JsonEntry] | None = None) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.members = members

    @property
    def is_object(self) -> bool:
        return self.members is not None

    def entries(self) -> Iterator[JsonEntry]:
        """The entries of an object; those of all objects in a list of objects."""
        for body in self.bodies():
            yield from body.members or ()

    def bodies(self) -> Iterator[JsonValue]:
        """The object, or the objects of a list of them."""
        if self.is_object:
            yield self
        elif isinstance(self.value, list):
            yield from (item for item in self.value if item.is_object)


class JsonEntry:
    """The key stands at ``[start, key_end)``, quotes included."""

    __slots__ = ("key", "key_end", "start", "value")

    def __init__(self, key: str, start: int, key_end: int, value: JsonValue) -> None:
        self.key = key
        self.start = start
        self.key_end = key_end
        self.value = value


def read_json(text: Text) -> JsonValue:
    """Raises ParseError, LimitError."""
    reader = _Reader(text)
    value = reader.value(0)
    kind, _, start = reader.next()
    if kind != "end":
        raise text.error("the text goes on after the JSON value", start)
    return value


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.at = 0

    def next(self) -> tuple[str, str, int]:
        hit = _TOKEN.match(self.text.content, self.at)
        if hit is None or hit.lastgroup is None:
            raise self.text.error("this is no JSON", self.at)
        self.at = hit.end()
        value = hit[hit.lastgroup]
        return hit.lastgroup, value, self.at - len(value)

    def expect(self, *marks: str) -> str:
        _, value, start = self.next()
        if value not in marks:
            raise self.text.error(f"{' or '.join(f'`{mark}`' for mark in marks)} was expected here", start)
        return value

    def value(self, depth: int) -> JsonValue:
        kind, mark, start = self.next()
        if depth > MAX_DEPTH:
            raise self.text.too_deep(start)
        if kind == "string":
            return JsonValue(start, self.at, json.loads(mark))
        if kind == "number":
            return JsonValue(start, self.at, self.number(mark, start))
        if kind == "word":
            return JsonValue(start, self.at, _WORDS[mark])
        if mark == "[":
            return self.array(start, depth)
        if mark == "{":
            return self.object(start, depth)
        raise self.text.error("a value was expected here", start)

    def number(self, digits: str, start: int) -> int | Decimal:
        number = Decimal(digits) if len(digits) <= _MAX_DIGITS else Decimal("Infinity")
        if not number.is_finite() or abs(number.adjusted()) > _MAX_DIGITS:
            raise self.text.error(f"a number has more than {_MAX_DIGITS} digits", start)
        return int(number) if number == number.to_integral_value() else number

    def is_next(self, mark: str) -> bool:
        before = self.at
        if self.next()[1] == mark:
            return True
        self.at = before
        return False

    def array(self, start: int, depth: int) -> JsonValue:
        items: list[JsonValue] = []
        if not self.is_next("]"):
            items.append(self.value(depth + 1))
            while self.expect(",", "]") == ",":
                items.append(self.value(depth + 1))
        return JsonValue(start, self.at, items)

    def object(self, start: int, depth: int) -> JsonValue:
        entries: list[JsonEntry] = []
        if not self.is_next("}"):
            entries.append(self.entry(depth))
            while self.expect(",", "}") == ",":
                entries.append(self.entry(depth))
        return JsonValue(start, self.at, None, entries)

    def entry(self, depth: int) -> JsonEntry:
        kind, mark, start = self.next()
        if kind != "string":
            raise self.text.error("a key was expected here", start)
        key_end = self.at
        self.expect(":")
        return JsonEntry(json.loads(mark), start, key_end, self.value(depth + 1))


def expression_of(value: JsonValue, text: Text, *, templates: bool) -> Expression:
    """A value as an expression.  ``templates``: strings may hold ``${}``.  Raises ParseError."""
    if value.is_object:
        items = []
        for entry in value.entries():
            key = _string(entry.key, entry.start, entry.start + len(entry.key) + 2, text, templates)
            items.append((key, expression_of(entry.value, text, templates=templates)))
        return ObjectOf(value.start, value.end, tuple(items))
    if isinstance(value.value, list):
        elements = tuple(expression_of(item, text, templates=templates) for item in value.value)
        return TupleOf(value.start, value.end, elements)
    if isinstance(value.value, str):
        return _string(value.value, value.start, value.end, text, templates)
    return Literal(value.start, value.end, value.value)


def _string(content: str, start: int, end: int, text: Text, templates: bool) -> Expression:
    if not templates or ("${" not in content and "%{" not in content):
        return Literal(start, end, content)
    inner = Text(content)
    try:
        expression = parse_text(inner, 0, len(content))
    except ParseError as error:
        raise text.error(error.message, start) from error
    # Inside, offsets count in the string; the whole stands where the string does.
    expression.start, expression.end = start, end
    return expression
