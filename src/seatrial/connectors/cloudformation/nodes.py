"""What a parsed template is made of: plain values, calls of intrinsic functions, and nodes said elsewhere.

A call is a mapping of one entry, ``{"Fn::Sub": x}``, also where the text has the short form ``!Sub x``: the parser
gives both the same path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from seatrial.model.location import Path
from seatrial.model.value import Value

Node = Value
"""A plain value that may hold `Placed` anywhere."""

LOOP: Final = "Fn::ForEach::"

_WITHOUT_PREFIX = frozenset({"Ref", "Condition"})


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A node that is said at another place of the template than where it is used."""

    node: Node
    path: Path


class _NoValue:
    """The type of `NO_VALUE`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "AWS::NoValue"


NO_VALUE: Final = _NoValue()
"""What a reference to AWS::NoValue gives: the property or the element is not there."""


def tagged(tag: str, value: Node) -> Node:
    """Turn a tagged YAML node into the long form of the call that it means; the hook of `parse_yaml`."""
    name = tag.removeprefix("!")
    return {name if name in _WITHOUT_PREFIX else f"Fn::{name}": value}


def call_in(node: Node) -> tuple[str, Node] | None:
    """The function that a node calls, and its argument; None where the node calls none.

    ``{"Condition": ...}`` is no call: it is a key of IAM statements too.  Conditions look for it themselves.
    """
    if type(node) is dict and len(node) == 1:
        name, argument = next(iter(node.items()))
        if name == "Ref" or (name.startswith("Fn::") and not name.startswith(LOOP)):
            return name, argument
    return None


def bare(node: Node, path: Path) -> tuple[Node, Path]:
    """Unwrap a placed node: the node itself, and where it stands."""
    while type(node) is Placed:
        node, path = node.node, node.path
    return node, path


def entries(node: Node, path: Path) -> Iterator[tuple[str, Node, Path]]:
    """The entries of a mapping node with the place of each; nothing where the node is no mapping."""
    node, path = bare(node, path)
    if isinstance(node, Mapping):
        for key, value in node.items():
            value, place = bare(value, (*path, key))
            yield str(key), value, place
