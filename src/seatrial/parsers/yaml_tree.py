"""YAML as it is written: the events of PyYAML's parser composed into the nodes of `parsers.tree`."""

from collections.abc import Callable, Iterator
from typing import Any

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Value
from seatrial.parsers.document import Limits, Text
from seatrial.parsers.scalars import resolve, resolve_as
from seatrial.parsers.tree import Alias, Entry, Mapping, Node, Scalar, Sequence
from seatrial.parsers.yaml import MERGE, YAML_TAG, Parser, parts_of, positioned

LIMITS = Limits(depth=100, nodes=500_000)


def parse_trees(content: str, offset: int) -> list[Node]:
    """Return the documents of that part of a stream in which an offset lies; a part begins with ``---``.

    The text has no byte order mark.  Raises ParseError, and LimitError past a depth of 100 or 500,000 nodes.
    """
    starts = [*parts_of(content), len(content)]
    index = max(sum(start <= offset for start in starts[:-1]) - 1, 0)
    start, end = starts[index], starts[index + 1]
    whole = Text(content)
    with positioned(whole, start, content[start:end], LIMITS):
        composer = _Composer(Parser(content[start:end]).get_event, whole, start)
        return list(composer.documents())


class _Open:
    """A mapping or a list that is not complete.  ``key`` waits for its value."""

    __slots__ = ("key", "node")

    def __init__(self, node: Mapping | Sequence) -> None:
        self.node = node
        self.key: Entry | None = None


class _Composer:
    def __init__(self, next_event: Callable[[], Any], text: Text, shift: int) -> None:
        self.next_event = next_event
        self.text = text
        self.shift = shift
        self.nodes = 0
        self.anchors: dict[str, Node] = {}

    def documents(self) -> Iterator[Node]:
        self.next_event()
        while type(self.next_event()) is not StreamEndEvent:
            self.anchors.clear()
            yield self._document()

    def _document(self) -> Node:
        root = Sequence(start=self.shift, end=self.shift, is_flow=False)
        stack = [_Open(root)]
        while type(event := self.next_event()) is not DocumentEndEvent:
            if isinstance(event, MappingEndEvent | SequenceEndEvent):
                self._close(stack, event)
                continue
            node = self._node(event)
            self._put(stack[-1], node, event)
            if isinstance(node, Mapping | Sequence):
                if len(stack) > LIMITS.depth:
                    raise self._past("mappings and lists are nested too deep", f"depth {LIMITS.depth}", node.start)
                stack.append(_Open(node))
        return root.items[0]

    def _close(self, stack: list[_Open], event: Any) -> None:
        closed = stack.pop().node
        last = _last(closed)
        # Only a bracket has a place of its own; a block ends with what is in it, and not with what comes after.
        closed.end = self.shift + event.end_mark.index if closed.is_flow or last is None else last
        if closed.anchor:
            self.anchors[closed.anchor] = closed

    def _node(self, event: Any) -> Node:
        self.nodes += 1
        start, end = self.shift + event.start_mark.index, self.shift + event.end_mark.index
        if self.nodes > LIMITS.nodes:
            raise self._past("the text has too many nodes", f"{LIMITS.nodes} nodes", start)
        if isinstance(event, AliasEvent):
            return self._alias(str(event.anchor), start, end)
        tag, anchor = event.tag or "", event.anchor or ""
        if isinstance(event, ScalarEvent):
            found = Scalar(start=start, end=end, tag=tag, anchor=anchor, value=_value(event), style=event.style or "")
            if anchor:
                self.anchors[anchor] = found
            return found
        made = Mapping if isinstance(event, MappingStartEvent) else Sequence
        return made(start=start, end=end, tag=tag, anchor=anchor, is_flow=bool(event.flow_style))

    def _alias(self, name: str, start: int, end: int) -> Alias:
        target = self.anchors.get(name)
        if target is None:
            raise self._broken(f"*{name} names nothing that is complete before it", start)
        target.is_shared = True
        return Alias(start=start, end=end, name=name, target=target)

    def _put(self, around: _Open, node: Node, event: Any) -> None:
        if isinstance(around.node, Sequence):
            around.node.items.append(node)
        elif around.key is None:
            around.key = self._entry(node, event)
        else:
            around.key.node = node
            around.node.entries.append(around.key)
            around.key = None

    def _entry(self, node: Node, event: Any) -> Entry:
        """A key without its value, in whose stead it has itself."""
        said = node.target if isinstance(node, Alias) else node
        if not isinstance(said, Scalar):
            raise self._broken("a mapping or a list cannot be the key of a mapping", node.start)
        if not isinstance(event, ScalarEvent):
            key = said.value if isinstance(said.value, str) else ""
            return Entry(key=key, start=node.start, key_end=node.end, node=node)
        merges = event.value == MERGE and event.implicit[0]
        return Entry(key=event.value, start=node.start, key_end=node.end, node=node, merges=merges)

    def _broken(self, message: str, offset: int) -> ParseError:
        line, column = self.text.place(offset)
        return ParseError(message, line=line, column=column)

    def _past(self, message: str, bound: str, offset: int) -> LimitError:
        line, column = self.text.place(offset)
        return LimitError(f"{message} (the limit is {bound})", bound=bound, line=line, column=column)


def _last(node: Mapping | Sequence) -> int | None:
    """Where the last that is in a node ends."""
    if isinstance(node, Sequence):
        return node.items[-1].end if node.items else None
    return max(node.entries[-1].key_end, node.entries[-1].node.end) if node.entries else None


def _value(event: Any) -> Value:
    if event.implicit[0]:
        return resolve(event.value)
    if event.tag is not None and event.tag.startswith(YAML_TAG):
        return resolve_as(event.tag.removeprefix(YAML_TAG), event.value)
    return event.value
