"""``regex``, ``regexall`` and ``replace``, in RE2's dialect (https://github.com/google/re2/wiki/Syntax)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from seatrial.model.value import Value
from seatrial.terraform.functions.re2 import Match, Pattern, PatternError, compile_pattern
from seatrial.terraform.functions.registry import Context, FunctionError, function, text
from seatrial.terraform.functions.texts import check_size
from seatrial.terraform.values import nfc

_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


@function(text("pattern"), text("string"))
def regex(pattern: str, value: str) -> Value:
    compiled = _compiled(pattern)
    match = next(compiled.matches(value), None)
    if match is None:
        raise FunctionError("regex: pattern did not match any part of the given string")
    return _captured(compiled, match)


@function(text("pattern"), text("string"), context=True)
def regexall(context: Context, pattern: str, value: str) -> Value:
    compiled = _compiled(pattern)
    found: list[Value] = []
    for match in compiled.matches(value):
        if len(found) >= context.limits.elements:
            bound = f"{context.limits.elements} matches"
            raise FunctionError(f"regexall: more than {bound}", bound=bound)
        found.append(_captured(compiled, match))
    return found


def _compiled(pattern: str) -> Pattern:
    compiled = _parsed(pattern)
    if compiled.names and len(compiled.names) != compiled.groups:
        raise FunctionError("invalid regexp pattern: cannot mix both named and unnamed capture groups")
    return compiled


def _parsed(pattern: str) -> Pattern:
    try:
        return compile_pattern(pattern)
    except PatternError as error:
        raise FunctionError(str(error)) from error


def _captured(pattern: Pattern, match: Match) -> Value:
    """The whole match; with groups a list of theirs, with named groups an object."""
    if pattern.names:
        return {name: match.group(index) for name, index in pattern.names.items()}
    if pattern.groups:
        return [match.group(index + 1) for index in range(pattern.groups)]
    return match.group(0)


@function(text("str"), text("substr"), text("replace"), context=True)
def replace(context: Context, value: str, wanted: str, replacement: str) -> Value:
    if len(wanted) > 1 and wanted[0] == wanted[-1] == "/":
        return nfc("".join(_bounded(_replaced(_parsed(wanted[1:-1]), value, replacement), context)))
    occurrences = value.count(wanted)
    check_size("replace", len(value) + occurrences * (len(replacement) - len(wanted)), context)
    return nfc(value.replace(wanted, replacement))


def _bounded(pieces: Iterator[str], context: Context) -> Iterator[str]:
    size = 0
    for piece in pieces:
        size += len(piece)
        check_size("replace", size, context)
        yield piece


def _replaced(pattern: Pattern, value: str, replacement: str) -> Iterator[str]:
    position = 0
    for match in pattern.matches(value):
        yield value[position : match.start]
        yield _REFERENCE.sub(partial(_expanded, pattern, match), replacement)
        position = match.end
    yield value[position:]


def _expanded(pattern: Pattern, match: Match, reference: re.Match[str]) -> str:
    """What ``$1``, ``${name}`` or ``$$`` stands for; nothing where there is no such group."""
    name = reference[1] or reference[2]
    if name is None:
        return "$"
    index = int(name) if name.isdecimal() and len(name) < 5 else pattern.names.get(name, -1)
    return (match.group(index) or "") if 0 <= index <= pattern.groups else ""
