"""Edits of YAML: Kubernetes manifests and CloudFormation templates.

``at`` is the line and column, from 1, of a resource's key, or of the first key of a Kubernetes object, as `Raw.locate`
gives it.  A path goes into its attributes as `Raw.attributes` has them; a CloudFormation resource's properties are
looked for and made in its ``Properties``.
"""

from functools import lru_cache

from seatrial.errors import ParseError
from seatrial.fix import block, flow
from seatrial.fix.document import Edits, Found, Spot, Walk, find, last
from seatrial.fix.edit import CannotEditError, Edit, moved
from seatrial.fix.goal import Goal
from seatrial.fix.lines import offset_of
from seatrial.fix.scalars import Tagged, json_scalar, yaml_scalar
from seatrial.model.location import Path
from seatrial.model.value import Value
from seatrial.parsers.tree import Mapping, Node, Scalar, Sequence
from seatrial.parsers.yaml import parts_of
from seatrial.parsers.yaml_tree import parse_trees

__all__ = ["add_resource", "append", "set_value"]


def set_value(text: str, at: tuple[int, int], path: Path, value: Value) -> Edits:
    """Return the edits after which a path has a value; none where it has it already.

    Raises CannotEditError, and NotLiteralError where a tag, a function or an alias makes the value.
    """
    return _edits(text, at, path, Goal(value))


def append(text: str, at: tuple[int, int], path: Path, value: Value) -> Edits:
    """Return the edits after which the list at a path has an element; none where it has it already."""
    return _edits(text, at, path, Goal(value, appends=True))


def add_resource(text: str, after: tuple[int, int], name: str, resource: dict[str, Value]) -> Edits:
    """Return the edits that add a resource to a template, behind the one at a place."""
    content, writer, found = _read(text, after)
    if last(found.mapping, name) is not None:
        raise CannotEditError(f"there is a `{name}` already")
    index = found.mapping.entries.index(found.entry)
    resource = {key: _short(value) for key, value in resource.items()}
    return moved(len(text) - len(content), lambda: writer.add_entry(found.mapping, name, resource, index))


def _edits(text: str, at: tuple[int, int], path: Path, goal: Goal) -> Edits:
    content, writer, found = _read(text, at)
    walk = Walk(content, goal, found.dialect, writer)
    return moved(len(text) - len(content), lambda: walk.follow(found.target(), found.way(path)))


def _read(text: str, at: tuple[int, int]) -> "tuple[str, _Writer, Found]":
    content = text.removeprefix("\ufeff")
    offset = offset_of(content, at)
    start = max((start for start in _parts(content) if start <= offset), default=0)
    try:
        writers = _writers(content, start)
    except ParseError as error:
        raise CannotEditError(f"the text cannot be read: {error.message}") from error
    for writer in writers:
        found = find(writer.root, offset)
        if found is not None:
            return content, writer, found
    raise CannotEditError(f"no key begins in line {at[0]}, column {at[1]}")


# One after another of a text's objects is edited: what they share is read once.
_parts = lru_cache(maxsize=4)(parts_of)


@lru_cache(maxsize=32)
def _writers(content: str, start: int) -> "list[_Writer]":
    """The documents of the part that begins at an offset."""
    return [_Writer(content, root) for root in parse_trees(content, start)]


def _short(value: Value) -> Value:
    """A value in which calls of functions with a text have their short form."""
    if isinstance(value, list):
        return [_short(item) for item in value]
    if not isinstance(value, dict):
        return value
    for name, argument in value.items():
        if len(value) == 1 and isinstance(argument, str) and (name == "Ref" or name.startswith("Fn::")):
            return Tagged(f"!{name.removeprefix('Fn::')}", argument)
    return {key: _short(item) for key, item in value.items()}


class _Writer:
    """YAML in the style of a document."""

    def __init__(self, content: str, root: Node) -> None:
        self.content = content
        self.root = root
        self.indents = block.indents_of(content, root)

    def add_entry(self, node: Mapping, key: str, value: Value, after: int = -1) -> Edits:
        if node.is_flow or not node.entries:
            return flow.add_entry(self.content, node, key, value, self._flow(node), after)
        return block.add_entry(self.content, node, block.entry_lines(key, value, self.indents), after)

    def add_element(self, node: Sequence, value: Value) -> Edits:
        if node.is_flow or not node.items:
            return flow.add_element(self.content, node, value, self._flow(node))
        beside = node.items[-1]
        style = beside.style if isinstance(beside, Scalar) and isinstance(value, str) else ""
        lines = [f"- {yaml_scalar(value, style)}"] if style in ("'", '"') else block.element_lines(value, self.indents)
        return block.add_element(self.content, node, lines)

    def _flow(self, node: Mapping | Sequence) -> flow.Style:
        """Flow style, with quotes where the first that stands there has them: it may be JSON."""
        first = node.entries[0].start if isinstance(node, Mapping) and node.entries else 0
        first = node.items[0].start if isinstance(node, Sequence) and node.items else first
        return flow.Style(scalar=json_scalar) if first and self.content[first] == '"' else flow.YAML_FLOW

    def put(self, spot: Spot, value: Value) -> Edits:
        node = spot.node
        if isinstance(node, Scalar):
            return self._put_absent(spot, value) if node.is_absent else (self._in_place(node, value),)
        is_list = isinstance(node, Sequence)
        if not isinstance(node, Mapping | Sequence) or node.is_flow:
            block.refuse_comments(self.content, node, node.start, node.end)
            return (self._in_place(node, value),)
        if value and isinstance(value, list if is_list else dict):
            return block.replace(self.content, node, value, self.indents)
        return (self._on_the_line_above(spot, value),)

    def _in_place(self, node: Node, value: Value) -> Edit:
        style = node.style if isinstance(node, Scalar) else ""
        text = flow.inline(value, flow.YAML_FLOW) if isinstance(value, dict | list) else yaml_scalar(value, style)
        return Edit(node.start, block.end_of(self.content, node), text)

    def _put_absent(self, spot: Spot, value: Value) -> Edits:
        """Write what was left out, which means null."""
        entry, holder = spot.entry, spot.holder
        if entry is None:
            return (Edit(spot.node.start, spot.node.start, f" {flow.inline(value, flow.YAML_FLOW)}"),)
        is_block = isinstance(holder, Mapping) and not holder.is_flow
        if is_block and value and isinstance(value, dict | list):
            by = self.indents.mapping if isinstance(value, dict) else self.indents.sequence
            indent = block.column(self.content, entry.start) + by
            return block.below_key(self.content, entry.key_end, block.lines_of(value, self.indents), indent)
        at = block.colon(self.content, entry.key_end)
        return (Edit(at, at, f" {flow.inline(value, flow.YAML_FLOW)}"),)

    def _on_the_line_above(self, spot: Spot, value: Value) -> Edit:
        """Write behind the key what stood on lines of its own."""
        node, entry = spot.node, spot.entry
        text, end = flow.inline(value, flow.YAML_FLOW), block.end_of(self.content, node)
        if entry is None:
            block.refuse_comments(self.content, node, node.start, end)
            return Edit(node.start, end, text)
        start = block.colon(self.content, entry.key_end)
        block.refuse_comments(self.content, node, start, end)
        return Edit(start, end, f" {text}")
