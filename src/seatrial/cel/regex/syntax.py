"""RE2's syntax, to a tree: https://github.com/google/re2/wiki/Syntax

Flags are resolved while parsing, so that a node means the same wherever it stands.  What RE2 does not have (lookaround,
references back) is an error, as are scripts (``\\p{Greek}``), whose tables Python lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from seatrial.cel.errors import EvaluationError, shown

MAX_PATTERN = 4096
MAX_REPEAT = 1000
_MAX_DEPTH = 100
_TOP = 0x10FFFF

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a class: within the ranges or of the categories, or, negated, neither.

    ``fold``  the case of letters does not count.
    ``categories``  Unicode's general categories, ``Lu`` or ``L``, each with whether it is excluded.
    """

    ranges: Ranges
    categories: tuple[tuple[str, bool], ...] = ()
    negated: bool = False
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place between characters: start, end, line_start, line_end, word, not_word."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``most`` is None without a bound."""

    inner: Node
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What a pair of parentheses captures; groups are numbered from 1."""

    inner: Node
    number: int


Node = Chars | Assertion | Sequence | Choice | Repeat | Group

_DIGITS: Final[Ranges] = ((48, 57),)
_WORD: Final[Ranges] = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Final[Ranges] = ((9, 10), (12, 13), (32, 32))
_PERL: Final[dict[str, Ranges]] = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_POSIX: Final[dict[str, Ranges]] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGITS,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": _WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
_ESCAPES: Final = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_ANCHORS: Final = {"A": "start", "z": "end", "b": "word", "B": "not_word"}
_CATEGORIES: Final = {
    major + minor
    for major, minors in {
        "C": "cfnos",
        "L": "lmotu",
        "M": "cen",
        "N": "dlo",
        "P": "cdefios",
        "S": "ckmo",
        "Z": "lps",
    }.items()
    for minor in ("", *minors)
}
_COUNTS = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_NAMED_GROUP = re.compile(r"\?P?<([A-Za-z_][A-Za-z0-9_]*)>")
_FLAGS = re.compile(r"\?([imsU]*)(?:-([imsU]+))?([:)])")
_POSIX_CLASS = re.compile(r"\[:(\^?)([a-z]+):\]")
_HEX = re.compile(r"x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_CATEGORY = re.compile(r"[pP](?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))")


def parse(pattern: str) -> tuple[Node, int]:
    """The tree of a pattern, and how many groups it has.  Raises EvaluationError."""
    if len(pattern) > MAX_PATTERN:
        raise EvaluationError(f"a regular expression of more than {MAX_PATTERN} characters")
    parser = _Parser(pattern)
    node = parser.choice()
    if parser.position < len(pattern):
        parser.fail("a closing parenthesis without an opening one")
    return node, parser.groups


def can_be_empty(node: Node) -> bool:
    """Whether a node matches without reading anything."""
    match node:
        case Chars():
            return False
        case Assertion():
            return True
        case Sequence():
            return all(map(can_be_empty, node.parts))
        case Choice():
            return any(map(can_be_empty, node.options))
        case Repeat():
            return node.least == 0 or can_be_empty(node.inner)
        case Group():
            return can_be_empty(node.inner)


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.groups = 0
        self.depth = 0
        self.flags = frozenset[str]()
        self.names: set[str] = set()

    def fail(self, reason: str) -> NoReturn:
        raise EvaluationError(f"the regular expression {shown(self.pattern)} is not valid: {reason}")

    def peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def take(self, expected: re.Pattern[str]) -> re.Match[str] | None:
        found = expected.match(self.pattern, self.position)
        if found is not None:
            self.position = found.end()
        return found

    def choice(self) -> Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            self.fail(f"groups nested more than {_MAX_DEPTH} deep")
        options = [self.sequence()]
        while self.peek() == "|":
            self.position += 1
            options.append(self.sequence())
        self.depth -= 1
        return options[0] if len(options) == 1 else _merged(options)

    def sequence(self) -> Node:
        parts: list[Node] = []
        while (character := self.peek()) and character not in "|)":
            if self.pattern.startswith("\\Q", self.position):
                parts.extend(self.quoted())
                continue
            atom = self.atom()
            if atom is not None:
                parts.append(self.repeated(atom))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def quoted(self) -> list[Node]:
        """``\\Q...\\E``: literal text; what repeats after it repeats its last character."""
        end = self.pattern.find("\\E", self.position)
        text = self.pattern[self.position + 2 : end if end >= 0 else len(self.pattern)]
        self.position = len(self.pattern) if end < 0 else end + 2
        nodes: list[Node] = [self.literal(ord(character)) for character in text]
        if nodes:
            nodes[-1] = self.repeated(nodes[-1])
        return nodes

    def repeated(self, atom: Node) -> Node:
        node, repeats = atom, 0
        while True:
            bounds = self.bounds()
            if bounds is None:
                return node
            repeats += 1
            if repeats > 1:
                self.fail("a repetition of a repetition")
            lazy = self.peek() == "?"
            if lazy:
                self.position += 1
            node = Repeat(node, *bounds, greedy=lazy == ("U" in self.flags))

    def bounds(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self.peek())
        if simple is not None:
            self.position += 1
            return simple
        found = self.take(_COUNTS)
        if found is None:
            return None
        least = int(found[1][:9])
        most = least if not found[2] else int(found[3][:9]) if found[3] else None
        if max(least, most or 0) > MAX_REPEAT or (most is not None and most < least):
            self.fail(f"the counts {found.group()} (at most {MAX_REPEAT}, the lower one first)")
        return least, most

    def atom(self) -> Node | None:
        character = self.peek()
        self.position += 1
        match character:
            case "(":
                return self.group()
            case "[":
                return self.bracket()
            case "\\":
                return self.escape()
            case ".":
                return Chars(((0, _TOP),)) if "s" in self.flags else Chars(((0, 9), (11, _TOP)))
            case "^":
                return Assertion("line_start" if "m" in self.flags else "start")
            case "$":
                return Assertion("line_end" if "m" in self.flags else "end")
            case "*" | "+" | "?":
                self.fail(f"nothing for {character} to repeat")
        return self.literal(ord(character))

    def literal(self, code: int) -> Chars:
        return Chars(((code, code),), fold="i" in self.flags)

    def group(self) -> Node | None:
        outer = self.flags
        number = None
        if self.peek() == "?":
            named = self.take(_NAMED_GROUP)
            if named is None:
                if not self.set_flags():
                    return None
            else:
                if named[1] in self.names:
                    self.fail(f"two groups are named {named[1]}")
                self.names.add(named[1])
                number = self.next_group()
        else:
            number = self.next_group()
        inner = self.choice()
        if self.peek() != ")":
            self.fail("a parenthesis that is not closed")
        self.position += 1
        self.flags = outer
        return inner if number is None else Group(inner, number)

    def next_group(self) -> int:
        self.groups += 1
        return self.groups

    def set_flags(self) -> bool:
        """Read ``?flags:`` or ``?flags)``; whether a group follows."""
        found = self.take(_FLAGS)
        if found is None:
            self.fail("lookaround, or another group that RE2 does not have")
        self.flags = (self.flags | frozenset(found[1])) - frozenset(found[2] or "")
        return found[3] == ":"

    def escape(self) -> Node:
        character = self.peek()
        if character in _ANCHORS:
            self.position += 1
            return Assertion(_ANCHORS[character])
        item = self.class_escape()
        if isinstance(item, int):
            return self.literal(item)
        return item

    def class_escape(self) -> int | Chars:
        """What follows a backslash, in a class or outside: a character, or a class of them."""
        character = self.peek()
        if not character:
            self.fail("a backslash at the end")
        if character.lower() in _PERL:
            self.position += 1
            return Chars(_PERL[character.lower()], negated=character.isupper())
        if found := self.take(_CATEGORY):
            name, negated = found[2] or found[3], (found.group()[0] == "P") != bool(found[1])
            if name == "Any":
                return Chars(((0, _TOP),), negated=negated)
            if name not in _CATEGORIES:
                self.fail(f"the class {name}; general categories like L or Nd are supported, scripts are not")
            return Chars((), ((name, negated),))
        if found := self.take(_HEX):
            code = int(found[1] or found[2], 16)
            return code if code <= _TOP else self.fail("a character beyond Unicode")
        if found := self.take(_OCTAL):
            return int(found.group(), 8)
        self.position += 1
        if character in _ESCAPES:
            return _ESCAPES[character]
        if character.isascii() and (character.isalnum() or character == "_"):
            self.fail(f"the escape \\{character}")
        return ord(character)

    def bracket(self) -> Chars:
        negated = self.peek() == "^"
        self.position += negated
        ranges: list[tuple[int, int]] = []
        categories: list[tuple[str, bool]] = []
        first = True
        while first or self.peek() != "]":
            if not self.peek():
                self.fail("a bracket that is not closed")
            first = False
            item = self.bracket_item()
            if isinstance(item, Chars):
                ranges.extend(_inverse(item.ranges) if item.negated else item.ranges)
                categories.extend(item.categories)
                continue
            end = item
            if self.peek() == "-" and self.pattern[self.position + 1 : self.position + 2] not in ("]", ""):
                self.position += 1
                after = self.bracket_item()
                if isinstance(after, Chars) or after < item:
                    self.fail("a range of characters that goes backwards")
                end = after
            ranges.append((item, end))
        self.position += 1
        return Chars(_sorted(ranges), tuple(categories), negated=negated, fold="i" in self.flags)

    def bracket_item(self) -> int | Chars:
        if found := self.take(_POSIX_CLASS):
            ranges = _POSIX.get(found[2])
            if ranges is None:
                self.fail(f"the class {found[2]}")
            return Chars(ranges, negated=bool(found[1]))
        character = self.peek()
        self.position += 1
        if character != "\\":
            return ord(character)
        return self.class_escape()


def _merged(options: list[Node]) -> Node:
    """A choice; where each option is one character, one class, for which nothing has to be tried twice."""
    ranges: list[tuple[int, int]] = []
    for option in options:
        if not isinstance(option, Chars) or option.negated or option.fold or option.categories:
            return Choice(tuple(options))
        ranges.extend(option.ranges)
    return Chars(_sorted(ranges))


def _sorted(ranges: list[tuple[int, int]]) -> Ranges:
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def _inverse(ranges: Ranges) -> Ranges:
    inverted: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if low > start:
            inverted.append((start, low - 1))
        start = high + 1
    if start <= _TOP:
        inverted.append((start, _TOP))
    return tuple(inverted)
