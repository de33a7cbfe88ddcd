"""File patterns of ``fileset``: ``*``, ``**``, ``?``, ``[a-z]``, ``{a,b}`` (https://github.com/bmatcuk/doublestar).

A pattern is run as a set of states, so that a path costs its length times the pattern's, whatever either is made of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from seatrial.terraform.functions.registry import FunctionError

MAX_CHARACTERS = 500
MAX_ALTERNATIVES = 200

_PIECE = re.compile(r"\*+/?|\[(?P<not>\^?)(?P<class>(?:\\.|[^\]\\])+)\]|\\(?P<escaped>.)|.", re.DOTALL)
_BRACE = re.compile(r"\\.|[{},]|[^\\{},]+", re.DOTALL)

_Test = Callable[[str], bool]

_ANY, _WITHIN, _FOLDERS = "**", "*", "**/"

Matcher = Callable[[str], bool]


def matcher(pattern: str) -> Matcher:
    """Return what says whether a path matches.  Raises FunctionError on a pattern that is broken or too large."""
    if len(pattern) > MAX_CHARACTERS:
        bound = f"{MAX_CHARACTERS} characters"
        raise FunctionError(f"fileset: the pattern has more than {bound}", bound=bound)
    compiled = [_compiled(alternative) for alternative in _alternatives(pattern)]
    return lambda path: any(_matches(steps, path) for steps in compiled)


def _alternatives(pattern: str) -> list[str]:
    """Write out the braces of a pattern: ``a{b,c}`` is ``ab`` or ``ac``."""
    # One entry for each brace that is open: the finished alternatives in it, and the one that is being written.
    stack: list[tuple[list[str], list[str]]] = [([], [""])]
    for match in _BRACE.finditer(pattern):
        finished, current = stack[-1]
        piece = match[0]
        if piece == "{":
            stack.append(([], [""]))
        elif piece == "," and len(stack) > 1:
            stack[-1] = ([*finished, *current], [""])
        elif piece == "}" and len(stack) > 1:
            stack.pop()
            outer_finished, outer = stack[-1]
            stack[-1] = (outer_finished, [head + tail for head in outer for tail in [*finished, *current]])
        else:
            stack[-1] = (finished, [head + piece for head in current])
        if sum(len(current) + len(finished) for finished, current in stack) > MAX_ALTERNATIVES:
            bound = f"{MAX_ALTERNATIVES} alternatives"
            raise FunctionError(f"fileset: the pattern has more than {bound}", bound=bound)
    if len(stack) > 1:
        raise FunctionError("fileset: syntax error in pattern: a brace is not closed")
    return stack[0][1]


def _compiled(pattern: str) -> list[str | _Test]:
    return list(_steps(pattern))


def _steps(pattern: str) -> Iterator[str | _Test]:
    for match in _PIECE.finditer(pattern):
        piece = match[0]
        if piece.startswith("**"):
            # Two stars cross folders only where they are a whole part of the path.
            alone = match.start() == 0 or pattern[match.start() - 1] == "/"
            if alone and piece.endswith("/"):
                yield _FOLDERS
            elif alone and match.end() == len(pattern):
                yield _ANY
            else:
                yield _WITHIN
                yield from map(_exactly, piece.strip("*"))
        elif piece[0] == "*":
            yield _WITHIN
            yield from map(_exactly, piece[1:])
        elif piece == "?":
            yield _inside
        elif match["class"]:
            yield _member(match["class"], negated=bool(match["not"]))
        elif piece == "[":
            raise FunctionError("fileset: syntax error in pattern: a bracket is not closed")
        else:
            yield _exactly(match["escaped"] or piece)


def _inside(character: str) -> bool:
    return character != "/"


def _exactly(wanted: str) -> _Test:
    return lambda character: character == wanted


def _member(members: str, *, negated: bool) -> _Test:
    plain = re.sub(r"\\(.)|([\[\]^&~|])", lambda match: re.escape(match[1] or match[2]), members)
    try:
        compiled = re.compile(f"[{plain}]", re.DOTALL)
    except re.error as error:
        raise FunctionError(f"fileset: syntax error in pattern: [{members}]") from error
    return lambda character: character != "/" and bool(compiled.match(character)) is not negated


def _matches(steps: list[str | _Test], path: str) -> bool:
    states = _closure({0}, steps)
    for character in path:
        following: set[int] = set()
        for state in states:
            if state == len(steps):
                continue
            step = steps[state]
            if not isinstance(step, str):
                if step(character):
                    following.add(state + 1)
            elif step != _WITHIN or character != "/":
                following.add(state)
        # Past a slash, the folders may end.
        states = _closure(following, steps, folders_end=character == "/")
        if not states:
            return False
    return len(steps) in states


def _closure(states: set[int], steps: list[str | _Test], *, folders_end: bool = True) -> set[int]:
    """Add the states that are reached without a character."""
    todo = list(states)
    reached = set(states)
    while todo:
        state = todo.pop()
        step = steps[state] if state < len(steps) else None
        skippable = step in (_ANY, _WITHIN) or (step == _FOLDERS and folders_end)
        if skippable and state + 1 not in reached:
            reached.add(state + 1)
            todo.append(state + 1)
    return reached
