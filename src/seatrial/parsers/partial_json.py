"""JSON of which pieces are unknown: the text of a policy with an interpolation that nobody can resolve.

In goes a text, or its known pieces and unknowns in order (`Unknown.parts`); out comes the value, in which an unknown
stands where it stood in the text: as a value, within a string (which is then unknown and has parts), or in place of an
object: one of which a key is unknown has members, one of which whole members are unknown has none.  Otherwise RFC 8259,
as Go's ``encoding/json`` reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Literal, NoReturn

from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Unknown, Value

MAX_DEPTH = 100
MAX_DIGITS = 1000

Number = Callable[[str], Value]
"""What makes a value of a number's text."""

_Kind = Literal["open", "close", "comma", "colon", "value", "hole"]
_Token = tuple[_Kind, Value]

_SPACE = re.compile(r"[ \t\n\r]*")
_BARE = re.compile(r"[^\s\[\]{},:\"]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CHUNK = re.compile(r'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
_BRACKET_OR_STRING = re.compile(r'[\[{]|[\]}]|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LITERALS = {"true": True, "false": False, "null": None}


def number_of(text: str) -> int | float:
    return float(text) if set(text) & set(".eE") else int(text)


def decode(source: str | Sequence[str | Unknown], *, number: Number = number_of) -> Value:
    """Return the value of a JSON text.  Raises ParseError, or LimitError past `MAX_DEPTH` and `MAX_DIGITS`."""
    pieces = [source] if isinstance(source, str) else list(_joined(source))
    if not any(isinstance(piece, Unknown) for piece in pieces):
        return _decode_known("".join(map(str, pieces)), number)
    root = _Frame([], "value")
    stack = [root]
    for kind, value in _tokens(pieces, number):
        if kind == "open":
            if len(stack) > MAX_DEPTH:
                raise _too_deep()
            stack.append(_Frame({}, "key or close") if value == "{" else _Frame([], "value or close"))
        elif kind == "close":
            frame = stack.pop()
            closed = frame.close(value)
            if not stack:
                raise ParseError("a bracket is closed that was never opened")
            stack[-1].put(closed)
        else:
            stack[-1].take(kind, value)
    if len(stack) > 1 or not root.items:
        raise ParseError("the JSON text ends too early")
    return _only(root.close("]"))


def _joined(source: Sequence[str | Unknown]) -> Iterator[str | Unknown]:
    """The pieces with known neighbours joined, so that no escape is cut in two."""
    for known, pieces in groupby(source, lambda piece: isinstance(piece, str)):
        if known:
            yield "".join(map(str, pieces))
        else:
            yield from pieces


def _only(values: list[Value]) -> Value:
    """The one value of a text; a text of several, an unknown among them, may be anything."""
    if len(values) == 1:
        return values[0]
    unknown = next((value for value in values if type(value) is Unknown), None)
    if unknown is None:
        raise ParseError("invalid JSON: more than one value")
    return Unknown(unknown.reason)


def _decode_known(text: str, number: Number) -> Value:
    _check_depth(text)
    try:
        value = json.loads(text, parse_int=_bounded(number), parse_float=_bounded(number), parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise ParseError(f"invalid JSON: {error.msg}", line=error.lineno, column=error.colno) from error
    return _without_surrogates(value) if "\\u" in text else value


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _BRACKET_OR_STRING.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep()
        elif match[0] in "]}":
            depth -= 1


def _too_deep() -> LimitError:
    return LimitError(f"JSON is nested deeper than {MAX_DEPTH}", bound=f"depth {MAX_DEPTH}")


def _bounded(number: Number) -> Number:
    def bounded(text: str) -> Value:
        if len(text) > MAX_DIGITS:
            raise LimitError(f"a number has more than {MAX_DIGITS} digits", bound=f"{MAX_DIGITS} digits")
        return number(text)

    return bounded


def _constant(name: str) -> NoReturn:
    raise ParseError(f"invalid JSON: {name} is no number")


def _without_surrogates(value: Any) -> Value:
    """Replace halves of surrogate pairs, which are no characters, as Go does."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


# Partly known texts


def _tokens(pieces: Sequence[str | Unknown], number: Number) -> Iterator[_Token]:
    scanner = _Scanner(pieces)
    while (piece := scanner.piece()) is not None:
        if isinstance(piece, Unknown) or _BARE.match(piece, scanner.offset):
            yield scanner.bare(_bounded(number))
            continue
        character = piece[scanner.offset]
        if character == '"':
            yield "value", scanner.string()
            continue
        scanner.offset += 1
        if character in "[{":
            yield "open", character
        elif character in "]}":
            yield "close", character
        else:
            yield ("comma" if character == "," else "colon"), character


class _Scanner:
    """A place in a sequence of pieces."""

    __slots__ = ("_index", "_pieces", "offset")

    def __init__(self, pieces: Sequence[str | Unknown]) -> None:
        self._pieces = pieces
        self._index = 0
        self.offset = 0

    def piece(self) -> str | Unknown | None:
        """The piece that the next token begins in, past white space; None at the end."""
        while self._index < len(self._pieces):
            piece = self._pieces[self._index]
            if isinstance(piece, Unknown):
                return piece
            space = _SPACE.match(piece, self.offset)
            self.offset = space.end() if space else self.offset
            if self.offset < len(piece):
                return piece
            self._next()
        return None

    def _next(self) -> None:
        self._index += 1
        self.offset = 0

    def bare(self, number: Number) -> _Token:
        """A number, a literal, an unknown, or one glued to another."""
        texts: list[str] = []
        unknowns: list[Unknown] = []
        while self._index < len(self._pieces):
            piece = self._pieces[self._index]
            if isinstance(piece, Unknown):
                unknowns.append(piece)
                self._next()
                continue
            match = _BARE.match(piece, self.offset)
            if match is None:
                if self.offset < len(piece):
                    break
                self._next()
                continue
            texts.append(match[0])
            self.offset = match.end()
        if not unknowns:
            return "value", _literal("".join(texts), number)
        return "hole", unknowns[0] if len(unknowns) == 1 and not texts else Unknown(unknowns[0].reason)

    def string(self) -> str | Unknown:
        """A string from its opening quote on; unknown, with parts, where there are unknowns in it."""
        self.offset += 1
        parts: list[str | Unknown] = []
        while self._index < len(self._pieces):
            piece = self._pieces[self._index]
            if isinstance(piece, Unknown):
                parts.append(piece)
                self._next()
                continue
            match = _CHUNK.match(piece, self.offset)
            assert match is not None  # noqa: S101 - the pattern matches the empty text
            if match[0]:
                parts.append(_LONE_SURROGATE.sub("\ufffd", json.loads(f'"{match[0]}"')))
            self.offset = match.end()
            if self.offset == len(piece):
                self._next()
            elif piece[self.offset] == '"':
                self.offset += 1
                return _string_of(parts)
            else:
                raise ParseError("invalid JSON: a control character or a broken escape in a string")
        raise ParseError("the JSON text ends within a string")


def _string_of(parts: list[str | Unknown]) -> str | Unknown:
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is None:
        return "".join(part for part in parts if isinstance(part, str))
    return unknown if len(parts) == 1 else Unknown(unknown.reason, is_set=True, parts=tuple(parts))


def _literal(text: str, number: Number) -> Value:
    if text in _LITERALS:
        return _LITERALS[text]
    if _NUMBER.fullmatch(text):
        return number(text)
    raise ParseError(f"invalid JSON: {text[:40]!r} is no value")


class _Frame:
    """An array or an object that is being read; the text itself is read as an array of one."""

    __slots__ = ("_hole", "_key", "_loose", "_partial", "_state", "items")

    def __init__(self, items: Any, state: str) -> None:
        self.items = items
        self._state = state
        self._key: str | Unknown | None = None
        self._hole: Unknown | None = None
        self._partial: list[tuple[Unknown, Value]] = []
        # Just after an unknown anything may follow: it may have ended with a comma, a colon or nothing.
        self._loose = False

    def take(self, kind: _Kind, value: Value) -> None:
        if kind == "value":
            self.put(value)
        elif kind == "hole":
            self._take_hole(value)
        elif kind == "colon" and (self._state == "colon" or self._loose):
            self._state, self._loose = "value", False
        elif kind == "comma" and self._state == "after":
            self._state, self._loose = ("key" if isinstance(self.items, dict) else "value"), False
        else:
            raise ParseError(f"invalid JSON: a {kind} where none belongs")

    def put(self, value: Value) -> None:
        if isinstance(self.items, list):
            self._put_element(value)
        elif self._state.startswith("key"):
            self._put_key(value)
        elif self._state == "value":
            self._put_member(value)
            self._state, self._loose = "after", False
        elif not self._loose:
            raise ParseError("invalid JSON: a value where a comma or a bracket belongs")

    def _put_element(self, value: Value) -> None:
        if self._state == "after" and not self._loose:
            raise ParseError("invalid JSON: a value where a comma or a bracket belongs")
        self.items.append(value)
        self._state, self._loose = "after", False

    def _put_key(self, value: Value) -> None:
        if not isinstance(value, str | Unknown):
            raise ParseError("invalid JSON: a key that is no string")
        self._key = value
        self._state = "colon"

    def _put_member(self, value: Value) -> None:
        if isinstance(self._key, Unknown):
            self._partial.append((self._key, value))
        elif self._key is not None:
            self.items[self._key] = value

    def _take_hole(self, unknown: Unknown) -> None:
        if isinstance(self.items, list):
            self.items.append(unknown)
        elif self._state == "value" and self._key is not None:
            self._put_member(unknown)
        else:
            # It may stand for members of any name.
            self._hole = unknown
            self._key = None
        self._state, self._loose = "after", True

    def close(self, bracket: str) -> Value:
        wanted = "}" if isinstance(self.items, dict) else "]"
        if bracket != wanted or self._state in ("key", "value", "colon"):
            raise ParseError(f"invalid JSON: {bracket} where it does not belong")
        if self._hole is not None:
            return Unknown(self._hole.reason, is_set=True)
        if self._partial:
            reason = self._partial[-1][0].reason
            return Unknown(reason, is_set=True, members=(*self.items.items(), *self._partial))
        return self.items
