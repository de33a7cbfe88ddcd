"""A way through an object that anybody may have written: a step knows its place, and trusts nothing to be there."""

from collections.abc import Callable, Iterator, Mapping

from seatrial.model.location import Path
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value


class Node:
    """A value in an object, with its path.  None where nothing is said, as Kubernetes has it for null."""

    __slots__ = ("path", "raw", "value")

    def __init__(self, raw: Raw, path: Path, value: Value) -> None:
        self.raw = raw
        self.path = path
        self.value = value

    @classmethod
    def of(cls, raw: Raw) -> "Node":
        return cls(raw, (), raw.attributes)

    @property
    def origin(self) -> Origin:
        return Origin(self.raw, self.path)

    @property
    def is_said(self) -> bool:
        return self.value is not None

    def get(self, *keys: str) -> "Node":
        """The node below, key by key.  Below an unknown, and below what is no mapping, all is unknown."""
        value = self.value
        for key in keys:
            if type(value) is dict:
                value = value.get(key)
            elif value is not None:
                value = _below(value, key)
        return Node(self.raw, self.path + keys, value)

    def items(self) -> "list[Node] | Unknown":
        """The elements of a list; none where nothing is said."""
        if self.value is None:
            return []
        if type(self.value) is Unknown:
            return Unknown(self.value.reason)
        if not isinstance(self.value, list | tuple):
            return Unknown(f"`{self._name()}` is not a list")
        return [Node(self.raw, (*self.path, index), item) for index, item in enumerate(self.value)]

    def said_keys(self) -> Iterator[str]:
        """The keys of a mapping that have a value; none where it is no mapping."""
        if isinstance(self.value, Mapping):
            yield from (key for key, value in self.value.items() if value is not None)

    def says(self, *texts: str) -> bool:
        """Whether it is known to be one of some texts."""
        return isinstance(self.value, str) and self.value in texts

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, Mapping)

    def as_mapping(self) -> "Node":
        """The node itself, or an unknown where there is something else than a mapping."""
        if self.value is None or type(self.value) is Unknown or self.is_mapping:
            return self
        return self.replaced(Unknown(f"`{self._name()}` is not a mapping"))

    def as_object(self) -> "Node":
        """As `as_mapping`; null is unknown too, since an element of a list has to be something."""
        return self.as_mapping() if self.is_said else self.replaced(Unknown(f"`{self._name()}` is empty"))

    def replaced(self, value: Value) -> "Node":
        """Another value at the same place."""
        return Node(self.raw, self.path, value)

    def or_else(self, other: "Node") -> "Node":
        """The node, or where nothing is said the other one, if something is said there."""
        return self if self.is_said or not other.is_said else other

    def as_text(self) -> Value:
        """The text; what is none is unknown."""
        if isinstance(self.value, str) or type(self.value) is Unknown:
            return self.value
        return Unknown(f"`{self._name()}` is not a text")

    def _name(self) -> str:
        return ".".join(str(step) for step in self.path[-3:])


def _below(value: Value, key: str) -> Value:
    if type(value) is Unknown:
        return Unknown(value.reason)
    if not isinstance(value, Mapping):
        return Unknown(f"`{key}` is looked for in something that is not a mapping")
    return value.get(key)


def values_in(node: Node, take: Callable[[Node], Value]) -> Node:
    """A list of what is taken from each element; null where nothing is said."""
    items = node.items()
    if type(items) is Unknown:
        return node.replaced(items)
    return node.replaced([take(item) for item in items]) if node.is_said else node


def objects_in(node: Node, element: Callable[[Node], Sourced]) -> Node:
    """A list of objects, null where nothing is said; what is no mapping in it is unknown."""
    return values_in(node, lambda item: element(item) if item.is_mapping else item.as_object().value)


def sourced(at: Node, **nodes: Node | Value) -> Sourced:
    """An object whose keys are nodes, each with its own place, or plain values, which have the place of the whole."""
    values = {key: node.value if type(node) is Node else node for key, node in nodes.items()}
    return Sourced(values, origin=at.origin, origins=_Origins(nodes))


class _Origins(Mapping[str, Origin]):
    """The places of nodes; made when somebody asks, which for what passes nobody does."""

    __slots__ = ("nodes",)

    def __init__(self, nodes: Mapping[str, Node | Value]) -> None:
        self.nodes = nodes

    def __getitem__(self, key: str) -> Origin:
        node = self.nodes[key]
        if type(node) is not Node:
            raise KeyError(key)
        return node.origin

    def __iter__(self) -> Iterator[str]:
        return (key for key, node in self.nodes.items() if type(node) is Node)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return bool(self.nodes)
