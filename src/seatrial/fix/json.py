"""Edits of JSON: CloudFormation templates, Kubernetes manifests, Terraform's JSON syntax.

``at`` is the line and column, from 1, of a resource's or block's key, or of the first key of a Kubernetes object, as
`Raw.locate` gives it.  A path goes into its attributes as `Raw.attributes` has them; a CloudFormation resource's
properties are looked for and made in its ``Properties``.  Where Terraform's JSON has an object for a nested block,
the index 0 stays at it.
"""

from decimal import Decimal
from functools import lru_cache

from seatrial.errors import ParseError
from seatrial.fix import flow
from seatrial.fix.document import Dialect, Edits, Found, Spot, Walk, find, last
from seatrial.fix.edit import CannotEditError, Edit, moved
from seatrial.fix.goal import Goal
from seatrial.fix.lines import offset_of
from seatrial.model.location import Path
from seatrial.model.value import Value
from seatrial.parsers import tree
from seatrial.parsers.hcl import Text
from seatrial.parsers.hcl.json_values import JsonValue, read_json

__all__ = ["add_resource", "append", "in_template", "set_value"]


def set_value(text: str, at: tuple[int, int], path: Path, value: Value) -> Edits:
    """Return the edits after which a path has a value; none where it has it already.

    Raises CannotEditError, and NotLiteralError where a function or a template makes the value.
    """
    return _edits(text, at, path, Goal(value))


def append(text: str, at: tuple[int, int], path: Path, value: Value) -> Edits:
    """Return the edits after which the list at a path has an element; none where it has it already."""
    return _edits(text, at, path, Goal(value, appends=True))


def in_template(content: str, path: Path, goal: Goal) -> Edits:
    """Return the edits of a JSON text that is a template of Terraform's.

    The path begins at the top.  Raises CannotEditError, also where it is JSON only after its templates were filled in.
    """
    root = _parse(content)
    goal = Goal(_escaped(goal.value), goal.appends)
    return Walk(content, goal, Dialect.TERRAFORM, _Writer(content, root)).follow(root, path)


def add_resource(text: str, after: tuple[int, int], name: str, resource: dict[str, Value]) -> Edits:
    """Return the edits that add a resource to a template, behind the one at a place."""
    content, root, found = _read(text, after)
    if last(found.mapping, name) is not None:
        raise CannotEditError(f"there is a `{name}` already")
    writer = _Writer(content, root)
    index = found.mapping.entries.index(found.entry)
    return moved(len(text) - len(content), lambda: writer.add_entry(found.mapping, name, resource, index))


def _edits(text: str, at: tuple[int, int], path: Path, goal: Goal) -> Edits:
    content, root, found = _read(text, at)
    if found.dialect is Dialect.TERRAFORM:
        goal = Goal(_escaped(goal.value), goal.appends)
    walk = Walk(content, goal, found.dialect, _Writer(content, root))
    return moved(len(text) - len(content), lambda: walk.follow(found.target(), found.way(path)))


def _read(text: str, at: tuple[int, int]) -> tuple[str, tree.Node, Found]:
    content = text.removeprefix("\ufeff")
    root = _parse(content)
    found = find(root, offset_of(content, at))
    if found is None:
        raise CannotEditError(f"no key begins in line {at[0]}, column {at[1]}")
    return content, root, found


@lru_cache(maxsize=4)
def _parse(content: str) -> tree.Node:
    try:
        return _node(read_json(Text(content)), content)
    except ParseError as error:
        raise CannotEditError(f"the text cannot be read: {error.message}") from error


def _node(value: JsonValue, content: str) -> tree.Node:
    start, end = value.start, value.end
    if value.members is not None:
        entries = [
            tree.Entry(key=entry.key, start=entry.start, key_end=entry.key_end, node=_node(entry.value, content))
            for entry in value.members
        ]
        return tree.Mapping(start=start, end=end, is_flow=True, entries=entries)
    if isinstance(value.value, list):
        return tree.Sequence(start=start, end=end, is_flow=True, items=[_node(item, content) for item in value.value])
    plain = value.value
    # `1e3` is a whole number to Terraform, and a float to everybody else.
    if isinstance(plain, Decimal) or (type(plain) is int and not content[start:end].lstrip("-").isdigit()):
        plain = float(content[start:end])
    return tree.Scalar(start=start, end=end, value=plain, style='"' if isinstance(plain, str) else "")


class _Writer:
    """JSON in the style of a text."""

    def __init__(self, content: str, root: tree.Node) -> None:
        self.content = content
        self.style = flow.json_style(content, root)

    def add_entry(self, node: tree.Mapping, key: str, value: Value, after: int = -1) -> Edits:
        return flow.add_entry(self.content, node, key, value, self.style, after)

    def add_element(self, node: tree.Sequence, value: Value) -> Edits:
        return flow.add_element(self.content, node, value, self.style)

    def put(self, spot: Spot, value: Value) -> Edits:
        text = flow.replacement(self.content, spot.node.start, value, self.style)
        return (Edit(spot.node.start, spot.node.end, text),)


def _escaped(value: Value) -> Value:
    """A value in whose texts Terraform, which reads each as a template, finds none."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return {_escaped(key): _escaped(item) for key, item in value.items()} if isinstance(value, dict) else value
