"""The nodes of YAML and JSON as they are written: spans, styles, tags, anchors.

Who wants to know what a text says takes `document.Document`; who wants to change it needs these.  Offsets are
characters of the text; the end is exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from seatrial.model.value import Value


@dataclass(slots=True, kw_only=True, eq=False)
class Node:
    """``start`` is that of its tag or anchor where it has one.  ``is_shared``: aliases name it."""

    start: int
    end: int
    tag: str = ""
    anchor: str = ""
    is_shared: bool = False

    def children(self) -> Iterator[Node]:
        return iter(())


@dataclass(slots=True, kw_only=True, eq=False)
class Scalar(Node):
    """``style`` is the character that opens it: a quote, ``|``, ``>``; empty for a plain one."""

    value: Value
    style: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether nothing is written, which means null."""
        return self.start == self.end


@dataclass(slots=True, kw_only=True, eq=False)
class Alias(Node):
    """``*name``, and the node that it stands for."""

    name: str
    target: Node


@dataclass(slots=True, kw_only=True, eq=False)
class Entry:
    """A key, which stands at ``[start, key_end)``, and its value.  ``merges``: it is a ``<<``."""

    key: str
    start: int
    key_end: int
    node: Node
    merges: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Mapping(Node):
    """``is_flow``: it stands between braces."""

    is_flow: bool
    entries: list[Entry] = field(default_factory=list)

    def children(self) -> Iterator[Node]:
        return (entry.node for entry in self.entries)


@dataclass(slots=True, kw_only=True, eq=False)
class Sequence(Node):
    """``is_flow``: it stands between brackets."""

    is_flow: bool
    items: list[Node] = field(default_factory=list)

    def children(self) -> Iterator[Node]:
        return iter(self.items)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all that it contains, without what aliases stand for, in no particular order."""
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending.extend(found.children())
