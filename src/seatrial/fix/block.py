"""YAML in its block style: entries and elements on lines of their own.  What is added follows what is there."""

from collections.abc import Iterable
from dataclasses import dataclass

from seatrial.fix.edit import CannotEditError, Edit
from seatrial.fix.flow import YAML_FLOW, inline, line_end
from seatrial.fix.lines import line_break, line_start
from seatrial.fix.scalars import yaml_scalar
from seatrial.model.value import Value
from seatrial.parsers.tree import Mapping, Node, Scalar, Sequence, walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Indents:
    """``mapping``: how far a mapping stands to the right of its key; ``sequence``: how far a list's dashes do."""

    mapping: int = 2
    sequence: int = 2


def indents_of(content: str, root: Node) -> Indents:
    """How a document indents, as its first nested mapping and its first list show it."""
    mapping: int | None = None
    sequence: int | None = None
    for node in sorted(walk(root), key=lambda node: node.start):
        if not isinstance(node, Mapping) or node.is_flow:
            continue
        for entry in node.entries:
            below = entry.node
            if isinstance(below, Mapping) and not below.is_flow and below.entries and mapping is None:
                mapping = column(content, below.entries[0].start) - column(content, entry.start)
            if isinstance(below, Sequence) and not below.is_flow and below.items and sequence is None:
                sequence = column(content, dash(content, below)) - column(content, entry.start)
    mapping = mapping if mapping and mapping > 0 else 2
    return Indents(mapping=mapping, sequence=mapping if sequence is None else max(sequence, 0))


def column(content: str, offset: int) -> int:
    """How many characters stand before an offset on its line."""
    return offset - line_start(content, offset)


def dash(content: str, node: Sequence) -> int:
    """Where the dash of a list's first element stands."""
    return content.rfind("-", node.start, node.items[0].start)


def lines_of(value: Value, indents: Indents) -> list[str]:
    """A mapping or a list that is not empty as lines."""
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in entry_lines(str(key), item, indents)]
    return [line for item in value for line in element_lines(item, indents)]


def entry_lines(key: str, value: Value, indents: Indents) -> list[str]:
    name = yaml_scalar(key)
    if not value or not isinstance(value, dict | list):
        return [f"{name}: {inline(value, YAML_FLOW)}"]
    by = indents.mapping if isinstance(value, dict) else indents.sequence
    return [f"{name}:", *_indented(lines_of(value, indents), by)]


def element_lines(value: Value, indents: Indents) -> list[str]:
    if not value or not isinstance(value, dict):
        return [f"- {inline(value, YAML_FLOW)}"]
    first, *rest = lines_of(value, indents)
    return [f"- {first}", *_indented(rest, 2)]


def _indented(lines: Iterable[str], by: int) -> list[str]:
    return [" " * by + line for line in lines]


def add_entry(content: str, node: Mapping, lines: list[str], after: int) -> tuple[Edit, ...]:
    """Add the lines of an entry to a mapping, after one of its entries."""
    first = node.entries[0]
    if content[line_start(content, first.start) : first.start].rstrip().endswith("?"):
        raise CannotEditError("a mapping of which a key stands after `?` takes no more entries")
    last = node.entries[after]
    ending = last.node if last.node.end >= last.key_end else None
    return _behind(content, ending, colon(content, last.key_end), lines, column(content, first.start))


def add_element(content: str, node: Sequence, lines: list[str]) -> tuple[Edit, ...]:
    """Add the lines of an element to the end of a list."""
    at = dash(content, node)
    return _behind(content, node.items[-1], at, lines, column(content, at))


def below_key(content: str, key_end: int, lines: list[str], indent: int) -> tuple[Edit, ...]:
    """Put lines below a key that has no value."""
    return _behind(content, None, colon(content, key_end), lines, indent)


def colon(content: str, key_end: int) -> int:
    """Where the colon after a key ends."""
    at = key_end
    while content[at : at + 1] in ("\t", " "):
        at += 1
    if content[at : at + 1] != ":":
        raise CannotEditError("no colon follows the key")
    return at + 1


def _behind(content: str, node: Node | None, at: int, lines: list[str], indent: int) -> tuple[Edit, ...]:
    """Put lines behind a node, and behind the comment that stands on its last line."""
    indented = _indented(lines, indent)
    last = _last(node) if node is not None else None
    if isinstance(last, Scalar) and last.style in ("|", ">"):
        return _behind_block(content, last.end, indented)
    at = line_end(content, max(at, node.end) if node is not None else at)
    if content[at : at + 1] not in ("", "\r", "\n"):
        raise CannotEditError("something else stands on the line behind which the value would")
    newline = line_break(content, at)
    return (Edit(at, at, "".join(newline + line for line in indented)),)


def _behind_block(content: str, end: int, lines: list[str]) -> tuple[Edit, ...]:
    # The text of a block scalar goes on to the next token: what comes in between would change it.
    if content[end - 1 : end] != "\n":
        raise CannotEditError("behind a text that ends with the file nothing can be added without changing it")
    newline = line_break(content, end - 1)
    return (Edit(end, end, "".join(line + newline for line in lines)),)


def _last(node: Node) -> Node:
    """The last node in a node."""
    while True:
        if isinstance(node, Mapping) and node.entries:
            node = node.entries[-1].node
        elif isinstance(node, Sequence) and node.items:
            node = node.items[-1]
        else:
            return node


def replace(content: str, node: Mapping | Sequence, value: Value, indents: Indents) -> tuple[Edit, ...]:
    """Write a mapping or a list in the place of another one, on lines as that stands on."""
    start = node.entries[0].start if isinstance(node, Mapping) else dash(content, node)
    end = end_of(content, node)
    refuse_comments(content, node, start, end)
    separator = line_break(content, start) + " " * column(content, start)
    return (Edit(start, end, separator.join(lines_of(value, indents))),)


def end_of(content: str, node: Node) -> int:
    """Where a node ends, without the blank lines behind a text in block style."""
    last = _last(node)
    is_block = isinstance(last, Scalar) and last.style in ("|", ">")
    return node.start + len(content[node.start : node.end].rstrip()) if is_block else node.end


def refuse_comments(content: str, node: Node, start: int, end: int) -> None:
    """Raise CannotEditError where a comment stands between the parts of a node."""
    spans = sorted(_leaves(node))
    starts = [*(span[0] for span in spans), end]
    ends = [start, *(span[1] for span in spans)]
    if any("#" in content[before:after] for before, after in zip(ends, starts, strict=True)):
        raise CannotEditError("a comment within the value would be lost")


def _leaves(node: Node) -> Iterable[tuple[int, int]]:
    for part in walk(node):
        if isinstance(part, Mapping):
            yield from ((entry.start, entry.key_end) for entry in part.entries)
        elif not isinstance(part, Sequence):
            yield part.start, part.end
