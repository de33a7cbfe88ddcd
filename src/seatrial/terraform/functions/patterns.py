"""``regex``, ``regexall`` and ``replace``, in RE2's dialect (https://github.com/google/re2/wiki/Syntax)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from seatrial.cel.errors import BudgetError, EvaluationError
from seatrial.cel.meter import Meter
from seatrial.cel.regex import Regex, compiled
from seatrial.model.value import Value
from seatrial.terraform.functions.registry import Context, FunctionError, function, text
from seatrial.terraform.functions.texts import check_size
from seatrial.terraform.values import nfc

_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)

_ESCAPE = re.compile(r"\\.", re.DOTALL)

# Escapes, quoted texts and classes are passed over; of what is left, each parenthesis opens a group.
_GROUP = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|\(\?P?<(?P<name>\w+)>|(?P<plain>\((?!\?))",
    re.ASCII | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Match:
    """A match in a text; ``spans`` are the start and end of the whole and of each group, -1 where it has no part."""

    text: str
    spans: tuple[int, ...]

    def group(self, index: int) -> str | None:
        start, end = self.spans[2 * index : 2 * index + 2]
        return None if start < 0 else self.text[start:end]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """``names`` are the numbers of the named groups."""

    regex: Regex
    names: Mapping[str, int]

    def matches(self, value: str) -> Iterator[_Match]:
        try:
            for spans in self.regex.matches(value, Meter()):
                yield _Match(value, spans)
        except BudgetError as error:
            raise FunctionError(str(error), bound=error.bound) from error
        except EvaluationError as error:
            # A pattern is unfolded when it is first needed, and may then be too large.
            raise FunctionError(f"invalid regular expression: {error}") from error


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> _Pattern:
    # RE2 takes an underscore for punctuation, which may be escaped; our engine takes it for a letter.
    plain = _ESCAPE.sub(lambda match: "_" if match[0] == r"\_" else match[0], pattern)
    try:
        regex_ = compiled(plain)
    except EvaluationError as error:
        raise FunctionError(f"invalid regular expression: {error}") from error
    opened = [match["name"] for match in _GROUP.finditer(pattern) if match["name"] or match["plain"]]
    return _Pattern(regex_, {name: number for number, name in enumerate(opened, 1) if name})


@function(text("pattern"), text("string"))
def regex(pattern: str, value: str) -> Value:
    capturing = _capturing(pattern)
    match = next(capturing.matches(value), None)
    if match is None:
        raise FunctionError("regex: pattern did not match any part of the given string")
    return _captured(capturing, match)


@function(text("pattern"), text("string"), context=True)
def regexall(context: Context, pattern: str, value: str) -> Value:
    capturing = _capturing(pattern)
    found: list[Value] = []
    for match in capturing.matches(value):
        if len(found) >= context.limits.elements:
            bound = f"{context.limits.elements} matches"
            raise FunctionError(f"regexall: more than {bound}", bound=bound)
        found.append(_captured(capturing, match))
    return found


def _capturing(pattern: str) -> _Pattern:
    parsed = _parsed(pattern)
    if parsed.names and len(parsed.names) != parsed.regex.groups:
        raise FunctionError("invalid regular expression: cannot mix both named and unnamed capture groups")
    return parsed


def _captured(pattern: _Pattern, match: _Match) -> Value:
    """The whole match; with groups a list of theirs, with named groups an object."""
    if pattern.names:
        return {name: match.group(index) for name, index in pattern.names.items()}
    if pattern.regex.groups:
        return [match.group(index + 1) for index in range(pattern.regex.groups)]
    return match.group(0)


@function(text("str"), text("substr"), text("replace"), context=True)
def replace(context: Context, value: str, wanted: str, replacement: str) -> Value:
    if len(wanted) > 1 and wanted[0] == wanted[-1] == "/":
        pieces: list[str] = []
        size = 0
        for piece in _replaced(_parsed(wanted[1:-1]), value, replacement):
            size += len(piece)
            check_size("replace", size, context)
            pieces.append(piece)
        return nfc("".join(pieces))
    occurrences = value.count(wanted)
    check_size("replace", len(value) + occurrences * (len(replacement) - len(wanted)), context)
    return nfc(value.replace(wanted, replacement))


def _replaced(pattern: _Pattern, value: str, replacement: str) -> Iterator[str]:
    """The pieces of a text with each match replaced; ``$1``, ``${name}`` and ``$$`` stand for what Go says."""
    literals_and_names = _REFERENCE.split(replacement)
    position = 0
    for match in pattern.matches(value):
        yield value[position : match.spans[0]]
        yield literals_and_names[0]
        for index in range(1, len(literals_and_names), 3):
            bare, braced, literal = literals_and_names[index : index + 3]
            yield _expanded(bare or braced, pattern, match)
            yield literal
        position = match.spans[1]
    yield value[position:]


def _expanded(name: str | None, pattern: _Pattern, match: _Match) -> str:
    """What a reference stands for: nothing, where there is no such group."""
    if name is None:
        return "$"
    index = int(name) if name.isdecimal() and len(name) < 5 else pattern.names.get(name, -1)
    return (match.group(index) or "") if 0 <= index <= pattern.regex.groups else ""
