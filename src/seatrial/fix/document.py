"""The way along a path through a YAML or JSON document to what is to be changed, or to where it is missing.

The place that a caller knows is the key of a CloudFormation resource, the first key of a Kubernetes object, or in
Terraform's JSON the label of a block.  What a path begins with there, the way to that key tells.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from seatrial.fix.edit import CannotEditError, Edit, NotLiteralError
from seatrial.fix.goal import Goal, is_same
from seatrial.fix.lines import shown
from seatrial.model.location import Path
from seatrial.model.value import Value
from seatrial.parsers.tree import Alias, Entry, Mapping, Node, Scalar, Sequence, walk

Edits = tuple[Edit, ...]
# What a CloudFormation resource says beside its Properties.
_LEVEL = frozenset(
    ("Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy", "DependsOn", "Metadata", "UpdatePolicy")
) | {"CreationPolicy", "Condition"}
_YAML_TAG = "tag:yaml.org,2002:"


class Dialect(StrEnum):
    """Whose document it is: whose calls are no literals, and what an index that meets no list means."""

    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"
    KUBERNETES = "kubernetes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry, the mapping in which it stands, and the way from the root to the mapping."""

    entry: Entry
    mapping: Mapping
    path: Path

    @property
    def dialect(self) -> Dialect:
        if self.path[:1] == ("Resources",):
            return Dialect.CLOUDFORMATION
        if not self.path or all(step == "items" or isinstance(step, int) for step in self.path):
            return Dialect.KUBERNETES
        return Dialect.TERRAFORM if self.path[0] in _TERRAFORM else Dialect.CLOUDFORMATION

    def target(self) -> Node:
        """What a path begins in: of a Kubernetes object it is the mapping, elsewhere what the key leads to."""
        return self.mapping if self.dialect is Dialect.KUBERNETES else self.entry.node

    def way(self, path: Path) -> Path:
        """A path into a raw object's attributes as one into what the document has there."""
        body = self.entry.node
        if self.path[:1] != ("Resources",) or not isinstance(body, Mapping) or not path:
            return path
        properties = last(body, "Properties")
        is_property = properties is not None and isinstance(properties.node, Mapping) and last(properties.node, path[0])
        return path if path[0] in _LEVEL and not is_property else ("Properties", *path)


_TERRAFORM = frozenset(
    ("resource", "data", "ephemeral", "module", "provider", "variable", "output", "locals", "terraform", "check")
)


def find(root: Node, offset: int) -> Found | None:
    """The entry of which the key begins at an offset."""
    pending: list[tuple[Node, Path]] = [(root, ())]
    while pending:
        node, path = pending.pop()
        if isinstance(node, Mapping):
            for entry in node.entries:
                if entry.start == offset:
                    return Found(entry=entry, mapping=node, path=path)
                pending.append((entry.node, (*path, entry.key)))
        elif isinstance(node, Sequence):
            pending.extend((item, (*path, index)) for index, item in enumerate(node.items))
    return None


def last(mapping: Mapping, key: str | int) -> Entry | None:
    """The entry with a key; of equals the last one counts."""
    return next((entry for entry in reversed(mapping.entries) if entry.key == str(key) and not entry.merges), None)


class Writer(Protocol):
    """How a language writes what the walk has found out."""

    def add_entry(self, node: Mapping, key: str, value: Value, after: int = -1) -> Edits: ...

    def add_element(self, node: Sequence, value: Value) -> Edits: ...

    def put(self, spot: "Spot", value: Value) -> Edits:
        """Write a value in the place of another one."""
        ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A node, what holds it, and the entry of which it is the value."""

    node: Node
    holder: Node | None = None
    entry: Entry | None = None


class Walk:
    """One goal in one document."""

    def __init__(self, content: str, goal: Goal, dialect: Dialect, writer: Writer) -> None:
        self.content = content
        self.goal = goal
        self.dialect = dialect
        self.writer = writer

    def follow(self, node: Node, path: Path) -> Edits:
        """Return the edits after which the goal is reached on a path from a node."""
        spot = Spot(node)
        for at, step in enumerate(path):
            self._check(spot.node)
            found = self._step(spot, step, path[at:])
            if not isinstance(found, Spot):
                return found
            spot = found
        self._check_shared(spot.node)
        return self._append(spot) if self.goal.appends else self._replace(spot, self.goal.value)

    def _step(self, spot: Spot, step: str | int, path: Path) -> Spot | Edits:
        node = spot.node
        if isinstance(node, Mapping):
            entry = last(node, step)
            if entry is not None:
                return Spot(entry.node, node, entry)
            # Terraform's JSON writes a nested block as an object, or as a list of them.
            if self.dialect is Dialect.TERRAFORM:
                if type(step) is int and step == 0:
                    return spot
                content = _content(node, step)
                if content is not None:
                    return Spot(content, node)
            return self._missing(node, str(step), path[1:])
        if isinstance(node, Sequence) and isinstance(step, int):
            if 0 <= step < len(node.items):
                return Spot(node.items[step], node)
            if step == len(node.items):
                return self.writer.add_element(node, self.goal.below(path[1:]))
            raise CannotEditError(f"the list has no element with the number {step}")
        if isinstance(node, Sequence) and len(node.items) == 1 and self.dialect is Dialect.TERRAFORM:
            return self._step(Spot(node.items[0], node), step, path)
        if isinstance(node, Scalar) and node.value is None:
            return self.writer.put(spot, self.goal.below(path))
        raise CannotEditError(f"the value has nothing that is called `{step}`, and can have nothing")

    def _missing(self, node: Mapping, key: str, rest: Path) -> Edits:
        """Add an entry.  One that a ``<<`` brings in is written anew, which leaves alone where it comes from."""
        merged = next(_merged(node, key), None)
        if merged is not None:
            if rest or self.goal.appends:
                raise self.not_literal(next(entry.node for entry in node.entries if entry.merges))
            if is_constant(merged, self._is_call) and is_same(constant(merged), self.goal.value):
                return ()
        return self.writer.add_entry(node, key, self.goal.below(rest))

    def _append(self, spot: Spot) -> Edits:
        node = spot.node
        if isinstance(node, Scalar) and node.value is None and not self._is_tagged(node):
            return self.writer.put(spot, self.goal.whole)
        if not isinstance(node, Sequence) or self._is_tagged(node):
            raise self.not_literal(node)
        items = (item for item in node.items if is_constant(item, self._is_call))
        if any(is_same(constant(item), self.goal.value) for item in items):
            return ()
        return self.writer.add_element(node, self.goal.value)

    def _replace(self, spot: Spot, value: Value) -> Edits:
        """Make a node say a value; of a list or a mapping only what differs is written."""
        node = spot.node
        self._check(node)
        if isinstance(node, Sequence) and isinstance(value, list) and len(value) == len(node.items):
            pairs = zip(node.items, value, strict=True)
            return tuple(edit for item, wanted in pairs for edit in self._replace(Spot(item, node), wanted))
        if isinstance(node, Mapping) and isinstance(value, dict) and _has_keys(node, value) and value:
            spots = [(Spot(entry.node, node, entry), value[entry.key]) for entry in node.entries]
            return tuple(edit for inner, wanted in spots for edit in self._replace(inner, wanted))
        if not is_constant(node, self._is_call):
            raise self.not_literal(node)
        if is_same(constant(node), value):
            return ()
        if any(part.is_shared for part in walk(node)):
            raise CannotEditError("a part of the value is used at other places too, through its anchor")
        return self.writer.put(spot, value)

    def _check(self, node: Node) -> None:
        if isinstance(node, Alias) or self._is_tagged(node) or self._is_call(node):
            raise self.not_literal(node)
        self._check_shared(node)

    @staticmethod
    def _check_shared(node: Node) -> None:
        if node.is_shared:
            raise CannotEditError(f"the value is used at other places too, through the anchor `&{node.anchor}`")

    @staticmethod
    def _is_tagged(node: Node) -> bool:
        return bool(node.tag) and node.tag != "!" and not node.tag.startswith(_YAML_TAG)

    def _is_call(self, node: Node) -> bool:
        """Whether a node stands for another value: a call of a function, a template, an alias."""
        if isinstance(node, Alias) or self._is_tagged(node):
            return True
        if self.dialect is Dialect.TERRAFORM:
            return isinstance(node, Scalar) and isinstance(node.value, str) and _is_template(node.value)
        if self.dialect is not Dialect.CLOUDFORMATION or not isinstance(node, Mapping) or len(node.entries) != 1:
            return False
        return node.entries[0].key == "Ref" or node.entries[0].key.startswith("Fn::")

    def not_literal(self, node: Node) -> NotLiteralError:
        expression = self.content[node.start : node.end].rstrip()
        message = f"the value is `{shown(expression)}`, no literal"
        return NotLiteralError(message, start=node.start, end=node.start + len(expression), expression=expression)


def _content(node: Mapping, kind: str | int) -> Node | None:
    """The ``content`` of a ``dynamic`` block of Terraform's JSON; all that it makes looks like that."""
    for name in ("dynamic", kind, "content"):
        entry = last(node, name)
        if entry is None or not isinstance(entry.node, Mapping):
            return None
        node = entry.node
    return node


def _is_template(text: str) -> bool:
    return "${" in text.replace("$${", "") or "%{" in text.replace("%%{", "")


def _merged(node: Mapping, key: str) -> Iterator[Node]:
    """What a ``<<`` brings in under a key; the first of several counts."""
    pending = [entry.node for entry in node.entries if entry.merges]
    # An alias can only name what is complete before it, so that this comes to an end; what is large it need not see.
    for _ in range(1000):
        if not pending:
            return
        source = pending.pop(0)
        while isinstance(source, Alias):
            source = source.target
        if isinstance(source, Sequence):
            pending = source.items + pending
        elif isinstance(source, Mapping):
            own = last(source, key)
            if own is not None:
                yield own.node
            pending += [entry.node for entry in source.entries if entry.merges]
    raise CannotEditError("what is merged here is merged from too many places")


def _has_keys(node: Mapping, value: dict[str, Value]) -> bool:
    keys = [entry.key for entry in node.entries]
    return len(set(keys)) == len(keys) and set(keys) == set(value) and not any(e.merges for e in node.entries)


def is_constant(node: Node, is_call: Callable[[Node], bool]) -> bool:
    """Whether a node says its value itself."""
    return not any(is_call(part) or _merges(part) for part in walk(node))


def _merges(node: Node) -> bool:
    return isinstance(node, Mapping) and any(entry.merges for entry in node.entries)


def constant(node: Node) -> Value:
    """What a constant node says."""
    if isinstance(node, Mapping):
        return {entry.key: constant(entry.node) for entry in node.entries}
    if isinstance(node, Sequence):
        return [constant(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None
