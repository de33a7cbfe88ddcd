"""Reads YAML as go-cty-yaml does: libyaml's syntax, YAML 1.1's booleans and no numbers with underscores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Value
from seatrial.terraform.values import MAX_DEPTH, Number, nfc, number_text, parse_number, too_deep

_TAG = "tag:yaml.org,2002:"
_MERGE_KEY = "<<"
_PENDING = object()


def read(source: str, most: int) -> Value:
    """The value of a YAML document of at most so many values.  Raises ParseError, LimitError."""
    events = yaml.parse(source.removeprefix("\ufeff"), Loader=yaml.CSafeLoader)
    try:
        return _Reader(events, most).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        if "nesting depth" in str(error.problem):
            # libyaml has a bound of its own, which it meets before we see what is nested.
            raise too_deep() from error
        raise ParseError(str(error.problem), line=line) from error
    except yaml.YAMLError as error:
        raise ParseError(str(error)) from error


class _Reader:
    """Builds a value from libyaml's events.  An alias shares the value of its anchor."""

    def __init__(self, events: Iterator[Any], most: int) -> None:
        self._events = events
        self._anchors: dict[str, Value] = {}
        self._most = most
        self._room = most

    def document(self) -> Value:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise ParseError("missing start of document")
        value = self._value(next(self._events), MAX_DEPTH)
        next(self._events)
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            raise ParseError("unexpected extra content after value")
        return value

    def _value(self, event: Any, depth: int) -> Value:
        if not depth:
            raise too_deep()
        self._count(1)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event.anchor)
        if event.anchor:
            self._anchors[event.anchor] = _PENDING
        value = self._content(event, depth)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _count(self, added: int) -> None:
        self._room -= added
        if self._room < 0:
            raise LimitError(f"the YAML has more than {self._most} values", bound=f"{self._most} values")

    def _alias(self, anchor: str | None) -> Value:
        if anchor is None or anchor not in self._anchors:
            raise ParseError(f'reference to undefined anchor "{anchor}"')
        value = self._anchors[anchor]
        if value is _PENDING:
            raise ParseError(f'cannot refer to anchor "{anchor}" from inside its own definition')
        return value

    def _content(self, event: Any, depth: int) -> Value:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        kind = "seq" if isinstance(event, yaml.SequenceStartEvent) else "map"
        if event.tag not in (None, _TAG + kind):
            raise ParseError(f"cannot interpret a {kind} as {event.tag}")
        return self._sequence(depth) if kind == "seq" else self._mapping(depth)

    def _sequence(self, depth: int) -> Value:
        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, depth - 1))
        return items

    def _mapping(self, depth: int) -> Value:
        items: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, depth - 1)
            value = self._value(next(self._events), depth - 1)
            if key == _MERGE_KEY:
                self._merge(items, value)
            else:
                items[_key(key)] = value
        return items

    def _merge(self, items: dict[str, Value], value: Value) -> None:
        # A later key wins, be it the mapping's own or a merged one; a list of mappings is refused.
        if not isinstance(value, dict):
            raise ParseError("only a mapping can be merged into a mapping")
        self._count(len(value))
        items.update(value)


def _key(key: Value) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int | Decimal):
        return number_text(key)
    noun = "null" if key is None else "a collection"
    raise ParseError(f"a mapping key cannot be {noun}")


def _scalar(event: Any) -> Value:
    value: str = event.value
    if event.tag is None:
        return nfc(value) if event.style else _resolved(value)
    kind = event.tag.removeprefix(_TAG)
    if kind in ("str", "binary"):
        return nfc(value)
    if kind not in ("int", "float", "bool", "null", "timestamp"):
        raise ParseError(f'unsupported tag "{event.tag}"')
    # A quoted scalar stays a text whatever its tag says, save for timestamps; so does go-cty-yaml.
    if event.style and kind != "timestamp":
        return nfc(value)
    resolved = _resolved(value)
    if kind == "null":
        return None
    fits = {
        "int": type(resolved) is int,
        "float": isinstance(resolved, int | Decimal),
        "bool": resolved in (True, False),
    }
    if not fits.get(kind, isinstance(resolved, str)):
        raise ParseError(f'cannot parse "{value}" as {event.tag}')
    return resolved


_WORDS: dict[str, Value] = {
    **{word: True for stem in ("y", "yes", "true", "on") for word in (stem, stem.capitalize(), stem.upper())},
    **{word: False for stem in ("n", "no", "false", "off") for word in (stem, stem.capitalize(), stem.upper())},
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_OCTAL = re.compile(r"0o[0-7]+")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]*)?(Z|[-+][0-9]{2}:[0-9]{2}))"
    r"|(?: +([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]*)?))?"
)


def _resolved(value: str) -> Value:
    """What a plain scalar without a tag means."""
    if value in _WORDS:
        return _WORDS[value]
    if value[0] in "+-.0123456789":
        number = _number(value)
        if number is not None:
            return number
        if _SPECIAL.fullmatch(value):
            raise ParseError(f"{value} is not a number that Terraform can hold")
        stamp = _TIMESTAMP.fullmatch(value)
        if stamp:
            return _timestamp(stamp) or value
    return nfc(value)


def _number(value: str) -> Number | None:
    if _DECIMAL.fullmatch(value):
        return parse_number(value)
    if _HEXADECIMAL.fullmatch(value) and int(value, 16) < 1 << 64:
        return int(value, 16)
    return int(value, 8) if _OCTAL.fullmatch(value) and int(value, 8) < 1 << 64 else None


def _timestamp(match: re.Match[str]) -> str | None:
    """RFC 3339's form of one of YAML's; None where there is no such day."""
    year, month, day = (int(match[group]) for group in (1, 2, 3))
    # With a T there is a zone, with a space there is none.
    hour, minute, second = (int(match[group] or match[group + 4] or 0) for group in (4, 5, 6))
    try:
        date(year, month, day)
    except ValueError:
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{match[7] or 'Z'}"
