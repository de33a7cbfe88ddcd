"""Patterns become trees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from seatrial.errors import LimitError, SeatrialError
from seatrial.terraform.functions.re2.classes import (
    PERL,
    POSIX,
    Test,
    either,
    folded,
    negation,
    property_class,
    span,
)

MAX_PATTERN = 2000
MAX_NESTING = 100
MAX_REPEAT = 1000


class PatternError(SeatrialError):
    """A pattern that RE2 refuses."""


@dataclass(frozen=True, slots=True)
class One:
    """One character of a class."""

    test: Test


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place: ``line start``, ``text end``, ``word boundary`` ..."""

    kind: str


@dataclass(frozen=True, slots=True)
class Chain:
    nodes: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Choice:
    nodes: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Repeat:
    node: Node
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    node: Node
    index: int


Node = One | Assertion | Chain | Choice | Repeat | Group


@dataclass(frozen=True, slots=True)
class _Flags:
    ignore_case: bool = False
    many_lines: bool = False
    dot_all: bool = False
    lazy: bool = False


_FLAG_NAMES = {"i": "ignore_case", "m": "many_lines", "s": "dot_all", "U": "lazy"}
_COUNT = re.compile(r"\{([0-9]{1,9})(?:(,)([0-9]{1,9})?)?\}")
_GROUP_HEAD = re.compile(r"\(\?(?:P?<(?P<name>[^>]*)>|(?P<flags>[imsU]*(?:-[imsU]+)?)(?P<end>[:)]))")
_NAME = re.compile(r"[A-Za-z0-9_]+")
_HEX = re.compile(r"\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,8})\})")
_OCTAL = re.compile(r"\\([1-7][0-7]{1,2}|0[0-7]{0,2})")
_PROPERTY = re.compile(r"\\([pP])(?:\{(\^?)([^}]*)\}|([A-Za-z]))")
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\.", re.DOTALL)
_POSIX_CLASS = re.compile(r"\[:(\^?)([a-z]+):\]")
_CONTROLS = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_PLACES = {"A": "text start", "z": "text end", "b": "word boundary", "B": "no word boundary"}


def parse(pattern: str) -> tuple[Node, dict[str, int], int]:
    """The tree of a pattern, the names of its groups with their numbers, and how many groups there are."""
    if len(pattern) > MAX_PATTERN:
        bound = f"{MAX_PATTERN} characters"
        raise LimitError(f"a regular expression has more than {bound}", bound=bound)
    parser = _Parser(_QUOTED.sub(_plain, pattern))
    node = parser.choice(_Flags())
    if not parser.at_end():
        raise parser.error("unexpected )")
    return node, parser.names, parser.groups


def _plain(match: re.Match[str]) -> str:
    """Write ``\\Q...\\E`` with each character escaped; leave every other escape as it is."""
    if not match[0].startswith("\\Q"):
        return match[0]
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", match[1])


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._offset = 0
        self._nesting = 0
        self.names: dict[str, int] = {}
        self.groups = 0

    def error(self, message: str) -> PatternError:
        return PatternError(f"invalid regular expression: {message} at character {self._offset + 1}")

    def at_end(self) -> bool:
        return self._offset >= len(self._pattern)

    def _looking_at(self, text: str) -> bool:
        return self._pattern.startswith(text, self._offset)

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._pattern, self._offset)
        if match:
            self._offset = match.end()
        return match

    def choice(self, flags: _Flags) -> Node:
        """Alternatives up to the end or a closing parenthesis."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise LimitError("a regular expression is nested too deep", bound=f"depth {MAX_NESTING}")
        alternatives: list[Node] = []
        nodes: list[Node] = []
        while not self.at_end() and not self._looking_at(")"):
            if self._looking_at("|"):
                self._offset += 1
                alternatives.append(Chain(tuple(nodes)))
                nodes = []
            elif (changed := self._flag_change(flags)) is not None:
                flags = changed
            else:
                nodes.append(self._repeated(flags))
        self._nesting -= 1
        alternatives.append(Chain(tuple(nodes)))
        return alternatives[0] if len(alternatives) == 1 else Choice(tuple(alternatives))

    def _flag_change(self, flags: _Flags) -> _Flags | None:
        """The flags after ``(?i)``, which hold up to the end of the group; None if there is no such thing here."""
        head = _GROUP_HEAD.match(self._pattern, self._offset)
        if head is None or head["end"] != ")":
            return None
        if not head["flags"]:
            raise self.error("missing argument to repetition or flags")
        self._offset = head.end()
        return _changed(flags, head["flags"])

    def _repeated(self, flags: _Flags) -> Node:
        start = self._offset
        node = self._atom(flags)
        repeats = 0
        while (counts := self._counts()) is not None:
            repeats += 1
            if repeats > 1 or self._pattern[start] in "*+?":
                raise self.error("invalid nested repetition operator")
            lazy = self._looking_at("?")
            self._offset += lazy
            node = Repeat(node, *counts, greedy=lazy is flags.lazy)
        return node

    def _counts(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self._pattern[self._offset : self._offset + 1])
        if simple is not None:
            self._offset += 1
            return simple
        match = self._match(_COUNT)
        if match is None:
            return None
        least = int(match[1])
        most = int(match[3]) if match[3] else None if match[2] else least
        if max(least, most or 0) > MAX_REPEAT or (most is not None and most < least):
            raise self.error(f"invalid repeat count in {match[0]}")
        return least, most

    def _atom(self, flags: _Flags) -> Node:
        character = self._pattern[self._offset]
        if character == "(":
            return self._group(flags)
        if character == "[":
            return One(self._class(flags))
        if character == "\\":
            return self._escape(flags)
        if character in "*+?":
            raise self.error(f"missing argument to repetition operator: {character}")
        self._offset += 1
        match character:
            case ".":
                return One((lambda _: True) if flags.dot_all else (lambda one: one != "\n"))
            case "^":
                return Assertion("line start" if flags.many_lines else "text start")
            case "$":
                return Assertion("line end" if flags.many_lines else "text end")
            case _:
                return _literal(character, flags)

    def _group(self, flags: _Flags) -> Node:
        index = None
        if self._looking_at("(?"):
            head = self._match(_GROUP_HEAD)
            if head is None:
                raise self.error("invalid or unsupported Perl syntax")
            if head["name"] is not None:
                index = self._named(head["name"])
            else:
                flags = _changed(flags, head["flags"])
        else:
            self._offset += 1
            self.groups += 1
            index = self.groups
        node = self.choice(flags)
        if not self._looking_at(")"):
            raise self.error("missing closing )")
        self._offset += 1
        return node if index is None else Group(node, index)

    def _named(self, name: str) -> int:
        if not _NAME.fullmatch(name) or name in self.names:
            raise self.error(f"invalid or repeated name of a group: {name}")
        self.groups += 1
        self.names[name] = self.groups
        return self.groups

    def _escape(self, flags: _Flags) -> Node:
        letter = self._pattern[self._offset + 1 : self._offset + 2]
        if letter in _PLACES and letter:
            self._offset += 2
            return Assertion(_PLACES[letter])
        found = self._escaped_class(flags)
        return One(found) if found is not None else _literal(self._escaped_character(), flags)

    def _escaped_class(self, flags: _Flags) -> Test | None:
        """``\\d``, ``\\pL``, ``\\p{Greek}`` and their negations."""
        letter = self._pattern[self._offset + 1 : self._offset + 2]
        if letter in PERL and letter:
            self._offset += 2
            return PERL[letter]
        match = self._match(_PROPERTY)
        if match is None:
            return None
        name = match[4] or match[3]
        found = property_class(name)
        if found is None:
            raise self.error(f"invalid character class range: {name}")
        test = folded(found) if flags.ignore_case else found
        return test if (match[1] == "p") is not (match[2] == "^") else negation(test)

    def _escaped_character(self) -> str:
        hexadecimal = self._match(_HEX)
        if hexadecimal:
            code = int(hexadecimal[1] or hexadecimal[2], 16)
            if code > 0x10FFFF:
                raise self.error("invalid escape sequence")
            return chr(code)
        octal = self._match(_OCTAL)
        if octal:
            return chr(int(octal[1], 8))
        letter = self._pattern[self._offset + 1 : self._offset + 2]
        if letter in _CONTROLS and letter:
            self._offset += 2
            return _CONTROLS[letter]
        if not letter or not letter.isascii() or letter.isalnum():
            raise self.error(f"invalid escape sequence: \\{letter}")
        self._offset += 2
        return letter

    def _class(self, flags: _Flags) -> Test:
        self._offset += 1
        negated = self._looking_at("^")
        self._offset += negated
        tests: list[Test] = []
        first = True
        while first or not self._looking_at("]"):
            if self.at_end():
                raise self.error("missing closing ]")
            tests.append(self._class_item(flags, first=first))
            first = False
        self._offset += 1
        return negation(either(tests)) if negated else either(tests)

    def _class_item(self, flags: _Flags, *, first: bool) -> Test:
        posix = self._match(_POSIX_CLASS)
        if posix:
            if posix[2] not in POSIX:
                raise self.error(f"invalid character class range: {posix[0]}")
            test = folded(POSIX[posix[2]]) if flags.ignore_case else POSIX[posix[2]]
            return negation(test) if posix[1] else test
        if self._looking_at("\\") and (found := self._escaped_class(flags)) is not None:
            return found
        if self._looking_at("-") and not first and self._pattern[self._offset + 1 : self._offset + 2] != "]":
            raise self.error("invalid character class range: -")
        low = high = self._class_character()
        if self._looking_at("-") and self._pattern[self._offset + 1 : self._offset + 2] not in ("]", ""):
            self._offset += 1
            high = self._class_character()
        if high < low:
            raise self.error(f"invalid character class range: {low}-{high}")
        test = span(low, high)
        return folded(test) if flags.ignore_case else test

    def _class_character(self) -> str:
        if self._looking_at("\\"):
            return self._escaped_character()
        self._offset += 1
        return self._pattern[self._offset - 1]


def _changed(flags: _Flags, letters: str) -> _Flags:
    on, _, off = letters.partition("-")
    return replace(flags, **{_FLAG_NAMES[letter]: letter in on for letter in on + off})


def _literal(character: str, flags: _Flags) -> One:
    test = span(character, character)
    return One(folded(test) if flags.ignore_case else test)
