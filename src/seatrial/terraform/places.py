"""Places inside of expressions: from a path into a value to the text that says it."""

from __future__ import annotations

import re

from seatrial.errors import ParseError
from seatrial.model.location import Path
from seatrial.parsers.hcl import Text
from seatrial.parsers.hcl.json_values import JsonValue, read_json
from seatrial.parsers.hcl.syntax import Call, Expression, Literal, ObjectOf, Parentheses, Template, TupleOf, walk

Span = tuple[int, int]

# What these give holds what they are given.
_TRANSPARENT = frozenset({"jsonencode", "yamlencode", "tolist", "toset", "tomap", "sensitive", "nonsensitive"})
_OPENING = re.compile(r"<<-?[^\n]*\n|\"")


def deepest(expression: Expression, path: Path, text: Text) -> Span | None:
    """The span of the deepest part of an expression that builds what a path leads to; None where none is known."""
    span: Span | None = None
    for at, step in enumerate(path):
        expression = _inside(expression)
        if isinstance(expression, TupleOf) and isinstance(step, int) and 0 <= step < len(expression.items):
            expression = expression.items[step]
            span = (expression.start, expression.end)
        elif isinstance(expression, ObjectOf):
            item = next(((key, value) for key, value in expression.items if _is_key(key, str(step))), None)
            if item is None:
                return span
            expression = item[1]
            span = (item[0].start, expression.end)
        elif isinstance(expression, Literal | Template):
            return _in_json(expression, path[at:], text) or span
        else:
            return span
    return span


def _inside(expression: Expression) -> Expression:
    while True:
        if isinstance(expression, Parentheses):
            expression = expression.inner
        elif isinstance(expression, Call) and expression.name in _TRANSPARENT and len(expression.arguments) == 1:
            expression = expression.arguments[0]
        else:
            return expression


def _is_key(key: Expression, name: str) -> bool:
    key = _inside(key)
    return isinstance(key, Literal) and str(key.value) == name


def _in_json(expression: Expression, path: Path, text: Text) -> Span | None:
    """The place in a heredoc that holds JSON.  Interpolations are read as digits, which may stand in quotes and out."""
    content = text.content[expression.start : expression.end]
    opening = _OPENING.match(content)
    if opening is None or not content.startswith("<<"):
        return None
    body = list(content[: content.rfind("\n") + 1])
    body[: opening.end()] = " " * opening.end()
    for node in walk(expression):
        if isinstance(node, Template):
            _blank_out(body, content, node, expression)
    try:
        value = read_json(Text("".join(body)))
    except ParseError:
        return None
    span = _follow(value, path)
    return None if span is None else (expression.start + span[0], expression.start + span[1])


def _blank_out(body: list[str], content: str, node: Template, whole: Expression) -> None:
    for part in node.parts:
        if isinstance(part, Literal):
            continue
        start = content.rfind("${", 0, part.start - whole.start)
        end = content.find("}", part.end - whole.start) + 1
        if 0 <= start < end:
            body[start:end] = "1" * (end - start)


def _follow(value: JsonValue, path: Path) -> Span | None:
    span: Span | None = None
    for step in path:
        if value.is_object:
            entry = next((entry for entry in value.entries() if entry.key == step), None)
            if entry is None:
                return span
            value = entry.value
            span = (entry.start, value.end)
        elif isinstance(value.value, list) and isinstance(step, int) and 0 <= step < len(value.value):
            value = value.value[step]
            span = (value.start, value.end)
        else:
            return span
    return span
