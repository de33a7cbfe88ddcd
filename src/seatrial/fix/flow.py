"""Collections between brackets: JSON, and YAML in its flow style.  What is added follows what is there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seatrial.fix.edit import CannotEditError, Edit
from seatrial.fix.lines import begins_line, indentation, line_break
from seatrial.fix.scalars import json_scalar, yaml_scalar
from seatrial.model.value import Value
from seatrial.parsers import tree

_COMMA = re.compile(r"(?:\s|(?<=\s)#[^\n]*+)*+,")
# Before the bracket may stand a tag and an anchor.
_OPENING = re.compile(r"(?:[!&]\S*+\s++)*+[\[{]")
_REST = re.compile(r"[ \t]*+(?:(?<=[ \t])\#[^\r\n]*+)?+")

Member = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text writes collections.

    ``scalar``  how it writes scalars and keys.   ``unit``    one level of indentation.
    ``colon``   what stands between key and value, ``comma`` between members on one line.
    ``breaks``  empty objects that are filled take several lines; ``breaks_lists``: lists do too.
    """

    scalar: Callable[[Value], str]
    unit: str = "  "
    colon: str = ": "
    comma: str = ", "
    breaks: bool = False
    breaks_lists: bool = False


YAML_FLOW = Style(scalar=yaml_scalar)


def inline(value: Value, style: Style) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        entries = (f"{style.scalar(str(key))}{style.colon}{inline(item, style)}" for key, item in value.items())
        return "{" + style.comma.join(entries) + "}"
    if isinstance(value, list):
        return "[" + style.comma.join(inline(item, style) for item in value) + "]"
    return style.scalar(value)


def lines_of(value: Value, style: Style) -> list[str]:
    """A value on the lines that it takes in a text of this style."""
    if not style.breaks or not value or not isinstance(value, dict | list):
        return [inline(value, style)]
    if isinstance(value, list):
        if not style.breaks_lists and not any(isinstance(item, dict | list) for item in value):
            return [inline(value, style)]
        return ["[", *_inside([lines_of(item, style) for item in value], style), "]"]
    return ["{", *_inside([entry_lines(str(key), item, style) for key, item in value.items()], style), "}"]


def entry_lines(key: str, value: Value, style: Style) -> list[str]:
    first, *rest = lines_of(value, style)
    return [f"{style.scalar(key)}{style.colon}{first}", *rest]


def _inside(members: Sequence[list[str]], style: Style) -> list[str]:
    found = [style.unit + line for member in members for line in (*member[:-1], f"{member[-1]},")]
    found[-1] = found[-1].removesuffix(",")
    return found


def line_end(content: str, offset: int) -> int:
    """Where the line break begins after what ends at an offset, and after the comment behind it."""
    rest = _REST.match(content, offset)
    return rest.end() if rest else offset


def add_entry(
    content: str, node: tree.Mapping, key: str, value: Value, style: Style, after: int = -1
) -> tuple[Edit, ...]:
    """Add an entry to a mapping: after one of its entries, else as the last."""
    members = [(entry.start, max(entry.key_end, entry.node.end)) for entry in node.entries]
    short = f"{style.scalar(key)}{style.colon}{inline(value, style)}"
    return _add(content, node, members, (short, entry_lines(key, value, style)), style, after)


def add_element(content: str, node: tree.Sequence, value: Value, style: Style) -> tuple[Edit, ...]:
    """Add an element to the end of a list."""
    members = [(item.start, item.end) for item in node.items]
    return _add(content, node, members, (inline(value, style), lines_of(value, style)), style, -1)


def _add(
    content: str, node: tree.Node, members: list[Member], forms: tuple[str, list[str]], style: Style, after: int
) -> tuple[Edit, ...]:
    short, lines = forms
    opening = _OPENING.match(content, node.start, node.end)
    if opening is None:
        raise CannotEditError("a mapping without braces inside of brackets takes no more entries")
    if not members:
        return _fill(content, (opening.end(), node.end - 1), forms, style)
    start, end = members[after]
    found = _COMMA.match(content, end, node.end - 1)
    comma = found.end() if found else None
    is_last = after in (-1, len(members) - 1)
    stop = node.end - 1 if is_last else members[after + 1][0]
    if not begins_line(content, start) or "\n" not in content[comma or end : stop]:
        gap = " " if style.comma.endswith(" ") else ""
        return (Edit(comma, comma, f"{gap}{short},") if comma else Edit(end, end, style.comma + short),)
    at = line_end(content, comma or end)
    indent = indentation(content, start)
    text = "".join(f"{line_break(content, at)}{indent}{line}" for line in lines)
    if comma:
        return (Edit(at, at, f"{text},"),)
    return (Edit(at, at, f",{text}"),) if at == end else (Edit(end, end, ","), Edit(at, at, text))


def _fill(content: str, span: tuple[int, int], forms: tuple[str, list[str]], style: Style) -> tuple[Edit, ...]:
    """The first member of what is empty between brackets."""
    start, close = span
    short, lines = forms
    inside = content[start:close]
    if inside.strip():
        raise CannotEditError("a comment stands where the value would")
    breaks = style.breaks and (content[close] == "}" or style.breaks_lists or len(lines) > 1)
    if not breaks and "\n" not in inside:
        return (Edit(start, close, short),)
    outer = indentation(content, start)
    newline = line_break(content, start)
    text = "".join(f"{newline}{outer}{style.unit}{line}" for line in lines)
    return (Edit(start, close, f"{text}{newline}{outer}"),)


def replacement(content: str, start: int, value: Value, style: Style) -> str:
    """A value as it is written in the place of another one that begins at an offset."""
    return (line_break(content, start) + indentation(content, start)).join(lines_of(value, style))


def json_style(content: str, root: tree.Node) -> Style:
    """The style of a JSON text, as its first members show it."""
    first = next((node.entries[0] for node in tree.walk(root) if isinstance(node, tree.Mapping) and node.entries), None)
    colon = ":" if first is not None and content[first.key_end : first.node.start] == ":" else ": "
    breaks = first is None or "\n" in content[root.start : root.end]
    unit = indentation(content, first.start) if first is not None and begins_line(content, first.start) else ""
    lists = [node for node in tree.walk(root) if isinstance(node, tree.Sequence) and node.items]
    scalars = [node for node in lists if isinstance(node.items[0], tree.Scalar)]
    breaks_lists = all(begins_line(content, node.items[0].start) for node in scalars)
    return Style(
        scalar=json_scalar,
        unit=unit or "  ",
        colon=colon,
        comma="," if colon == ":" and not breaks else ", ",
        breaks=breaks,
        breaks_lists=breaks_lists,
    )
