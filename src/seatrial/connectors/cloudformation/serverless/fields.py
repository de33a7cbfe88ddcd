"""Views of what a SAM resource says, and the writing of what it makes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node, Placed, bare, call_in
from seatrial.model.location import Path
from seatrial.model.value import Value


def ref(address: str) -> Node:
    return {"Ref": address}


def get_att(address: str, attribute: str) -> Node:
    return {"Fn::GetAtt": [address, attribute]}


def sub(text: str, **variables: Node) -> Node:
    return {"Fn::Sub": [text, dict(variables)] if variables else text}


def without_none(entries: dict[str, Node]) -> dict[str, Node]:
    return {key: node for key, node in entries.items() if node is not None}


class Fields:
    """The entries of a mapping node; empty where the node is none, or is a function that gives one.

    A field is handed out as a placed node, so that what is made of it points to where it is said.
    """

    __slots__ = ("_entries", "path")

    def __init__(self, node: Node, path: Path) -> None:
        node, self.path = bare(node, path)
        self._entries: dict[str, Node] = node if type(node) is dict and call_in(node) is None else {}

    def __contains__(self, key: str) -> bool:
        return self._entries.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def get(self, key: str) -> Placed | None:
        """The placed node of a field, or None."""
        node = self._entries.get(key)
        return None if node is None else Placed(*bare(node, (*self.path, key)))

    def node(self, key: str) -> Node:
        """The node of a field without its place, or None."""
        placed = self.get(key)
        return None if placed is None else placed.node

    def text(self, key: str) -> str:
        """A field that is written out as a text; empty where it is not."""
        node = self.node(key)
        return node if isinstance(node, str) else ""

    def inside(self, key: str) -> "Fields":
        placed = self.get(key)
        return Fields(None, (*self.path, key)) if placed is None else Fields(placed.node, placed.path)

    def renamed(self, names: dict[str, str]) -> dict[str, Node]:
        """The fields that are there, under other names."""
        return without_none({other: self.get(name) for name, other in names.items()})

    def same(self, *names: str) -> dict[str, Node]:
        """The fields that are there, under the same names."""
        return without_none({name: self.get(name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One SAM resource, with what Globals say merged into it.

    ``known``   evaluates a node where what is made depends on its value: an alias, the name of a stage.
    ``stages``  the names of the stages of the template's REST APIs, by the API's logical id; empty where not known.
    """

    definition: Definition
    fields: Fields
    known: Callable[[Placed], Value]
    stages: Mapping[str, str]

    @property
    def address(self) -> str:
        return self.definition.address

    def known_text(self, fields: Fields, key: str) -> str:
        """The text that a field comes to; empty where it is not there or not known."""
        placed = fields.get(key)
        value = self.known(placed) if placed is not None else None
        return value if isinstance(value, str) else ""

    def make(
        self, address: str, type_: str, properties: dict[str, Node], *, at: Path | None = None, **level: Node
    ) -> Definition:
        """A resource that this one makes, for what stands at ``at``.  It exists where this one does."""
        own = self.definition.body.get("Condition")
        body = without_none({"Properties": without_none(properties), "Condition": own, **level})
        return Definition(address=address, type=type_, body=body, path=at or self.definition.path, generated=True)

    def kept(self, *keys: str) -> dict[str, Node]:
        """What the resource says beside its properties, to hand on to what it makes."""
        outer = Fields(self.definition.body, self.definition.path)
        return outer.same(*keys)


def tags(fields: Fields, key: str, created_by: str = "") -> Node:
    """SAM's tags, a mapping, as CloudFormation's list; ``created_by`` is the tag that SAM adds."""
    placed = fields.get(key)
    added = [{"Key": created_by, "Value": "SAM"}] if created_by else []
    if placed is not None and (type(placed.node) is not dict or call_in(placed.node) is not None):
        return placed
    inside = fields.inside(key)
    return [*added, *({"Key": name, "Value": inside.get(name)} for name in inside)] or None


def alphanumeric(text: str) -> str:
    return "".join(filter(str.isalnum, text))
