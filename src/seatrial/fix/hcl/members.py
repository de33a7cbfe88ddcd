"""Elements and entries added to lists and objects, in the way of those that are there."""

import re

from seatrial.fix.edit import CannotEditError, Edit
from seatrial.fix.hcl.layout import Braces, Entry, line_end, unit_of
from seatrial.fix.hcl.write import inline, key_text, lines_of
from seatrial.fix.lines import begins_line, indentation, line_break
from seatrial.model.value import Value
from seatrial.parsers.hcl.syntax import Expression, ObjectOf, TupleOf

_COMMA = re.compile(r"(?:[ \t\r\n]|/\*[\s\S]*?\*/|(?:\#|//)[^\n]*+)*+,")


def trimmed(content: str, node: Expression) -> int:
    """Where an expression ends; a heredoc's own end may have the carriage return of its line."""
    return node.start + len(content[node.start : node.end].rstrip())


def add_entry(content: str, node: ObjectOf, key: str, value: Value) -> tuple[Edit, ...]:
    """Add ``key = value`` to an object."""
    if not node.items:
        return _first(content, node, f"{key_text(key)} = {inline(value)}", _entry_lines(content, key, value), pad=" ")
    last = node.items[-1][1]
    end, comma = _end_and_comma(content, last, node)
    if "\n" not in content[comma or end : node.end]:
        return _inline_after(end, comma, f"{key_text(key)} = {inline(value)}")
    braces = _inside(content, node)
    lines = lines_of(value, braces.unit)
    if comma:
        lines[-1] += ","
    edits = braces.add_assignment(key_text(key), lines, len(node.items) - 1)
    others_have = any(_end_and_comma(content, item, node)[1] for _, item in node.items[:-1])
    is_heredoc = content.startswith("<<", last.start)
    return edits if comma or not others_have or is_heredoc else _merged(Edit(end, end, ","), edits)


def _inside(content: str, node: ObjectOf) -> Braces:
    entries = []
    for key, value in node.items:
        end, comma = _end_and_comma(content, value, node)
        entries.append(Entry(start=key.start, end=comma or end, name=key.end))
    return Braces(content, (node.start + 1, node.end - 1), node.start, entries)


def _end_and_comma(content: str, value: Expression, node: Expression) -> tuple[int, int | None]:
    """Where a member ends, and where the comma after it does; None where there is none."""
    end = trimmed(content, value)
    comma = _COMMA.match(content, end, node.end - 1)
    return end, comma.end() if comma else None


def _entry_lines(content: str, key: str, value: Value) -> list[str]:
    first, *rest = lines_of(value, unit_of(content))
    return [f"{key_text(key)} = {first}", *rest]


def add_element(content: str, node: TupleOf, value: Value) -> tuple[Edit, ...]:
    """Add an element to the end of a list."""
    lines = lines_of(value, unit_of(content))
    if not node.items:
        return _first(content, node, inline(value), [*lines[:-1], f"{lines[-1]},"])
    last = node.items[-1]
    end, comma = _end_and_comma(content, last, node)
    if "\n" not in content[comma or end : node.end]:
        return _inline_after(end, comma, inline(value))
    if comma is None and content.startswith("<<", last.start):
        raise CannotEditError("no comma can stand on the line that ends a heredoc")
    at = line_end(content, comma or end)
    if "\n" not in content[at : node.end]:
        raise CannotEditError("several items stand on one line")
    indent = indentation(content, last.start)
    if not begins_line(content, last.start):
        indent = indentation(content, node.start) + unit_of(content)
    if comma:
        lines[-1] += ","
    added = (Edit(at, at, _broken(content, at, indent, lines)),)
    return added if comma else _merged(Edit(end, end, ","), added)


def _first(content: str, node: Expression, short: str, lines: list[str], *, pad: str = "") -> tuple[Edit, ...]:
    """The first member of what is empty, though comments may be in it."""
    inside = content[node.start + 1 : node.end - 1]
    if "\n" in inside:
        at = line_end(content, node.start + 1)
        indent = indentation(content, node.start) + unit_of(content)
        return (Edit(at, at, _broken(content, at, indent, lines)),)
    if inside.strip():
        return (Edit(node.end - 1, node.end - 1, f"{short}{pad}"),)
    return (Edit(node.start + 1, node.end - 1, f"{pad}{short}{pad}"),)


def _inline_after(end: int, comma: int | None, short: str) -> tuple[Edit, ...]:
    return (Edit(comma, comma, f" {short},") if comma else Edit(end, end, f", {short}"),)


def _broken(content: str, at: int, indent: str, lines: list[str]) -> str:
    newline = line_break(content, at)
    return "".join(f"{newline}{indent}{line}" for line in lines)


def _merged(comma: Edit, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The comma and what comes behind it; as one edit where both stand at one place."""
    first, *rest = edits
    if (first.start, first.end) == (comma.start, comma.end):
        return (Edit(comma.start, comma.end, comma.text + first.text), *rest)
    return (comma, *edits)
