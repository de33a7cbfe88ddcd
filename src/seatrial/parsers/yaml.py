"""YAML, as Kubernetes and CloudFormation write it: the events of PyYAML's parser under a builder of our own.

The builder keeps the place of everything, costs less than PyYAML's own and has bounds.  Scalars are read as go-yaml
reads them (`seatrial.parsers.scalars`).  The keys of mappings are texts, as in JSON, and stay as they are written.
Of duplicate keys the last one counts.  Aliases share one value.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import AliasEvent, StreamEndEvent
from yaml.reader import ReaderError

from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Value
from seatrial.parsers.document import DEFAULT_LIMITS, Document, Limits, Places, Text, decode, end_of, replace_entry
from seatrial.parsers.scalars import resolve, resolve_as
from seatrial.parsers.yaml_events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    quick_events,
)

# A PyYAML that was built without libyaml has only its own, ten times slower parser.
Parser: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Tagged = Callable[[str, Value], Value]
"""Gets a tag that is not YAML's own (``!Ref``) and what it stands before; returns the value."""

_SEPARATOR = re.compile(r"^---(?=\s|\Z)", re.MULTILINE)
YAML_TAG: Final = "tag:yaml.org,2002:"
MERGE: Final = "<<"
_DEEP: Final = "mappings and lists are nested too deep"
_MAX_SHUFFLES: Final = 20_000_000


def parse_yaml(text: bytes | str, *, tagged: Tagged | None = None, limits: Limits = DEFAULT_LIMITS) -> list[Document]:
    """Return the documents of a stream; those that hold nothing are left out.

    Without ``tagged`` a tag that is not YAML's own is ignored.  Raises ParseError, and LimitError past a bound.
    """
    whole = Text(decode(text))
    return list(_parse(whole, 0, whole.content, tagged, limits))


def parse_yaml_stream(
    text: bytes | str, *, tagged: Tagged | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Document], list[ParseError]]:
    """Return the documents that can be read, and what is wrong with the others."""
    documents: list[Document] = []
    try:
        whole = Text(decode(text))
    except ParseError as error:
        return documents, [error]
    try:
        documents.extend(_parse(whole, 0, whole.content, tagged, limits))
    except ParseError as error:
        parts = parts_of(whole.content)
        if len(parts) == 1:
            return documents, [error]
        return _parse_parts(whole, parts, tagged, limits)
    return documents, []


def _parse_parts(
    whole: Text, parts: list[int], tagged: Tagged | None, limits: Limits
) -> tuple[list[Document], list[ParseError]]:
    """Parse each document by itself, so that a broken one costs only itself."""
    documents: list[Document] = []
    errors: list[ParseError] = []
    for start, end in zip(parts, [*parts[1:], len(whole.content)], strict=True):
        try:
            documents.extend(_parse(whole, start, whole.content[start:end], tagged, limits))
        except ParseError as error:
            errors.append(error)
    return documents, errors


def parts_of(content: str) -> list[int]:
    """Where the documents begin: no scalar may hold a line that begins with ``---``."""
    starts = [match.start() for match in _SEPARATOR.finditer(content)]
    # Before the first separator stands a document, or directives that belong to the first.
    return [0, *starts[content[: starts[0]].lstrip().startswith("%") :]] if starts and starts[0] else starts or [0]


def _parse(whole: Text, shift: int, content: str, tagged: Tagged | None, limits: Limits) -> Iterator[Document]:
    """Yield the documents of a part of a text that begins at an offset; to be read at once."""
    with positioned(whole, shift, content, limits), quick_events():
        parser = Parser(content)
        yield from _Builder(parser.get_event, whole, shift, tagged, limits).documents()


@contextmanager
def positioned(whole: Text, shift: int, content: str, limits: Limits) -> Iterator[None]:
    """Turn what PyYAML raises about a part of a text into ParseError and LimitError, with places in the whole."""
    try:
        yield
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = whole.place(min(shift + mark.index, len(whole.content)) if mark else shift)
        if "maximum nesting" in (error.problem or ""):
            bound = f"depth {limits.depth}"
            raise LimitError(f"{_DEEP} (the limit is {bound})", bound=bound, line=line, column=column) from error
        raise ParseError(_sentence(error), line=line, column=column) from error
    except ReaderError as error:
        line, column = whole.place(shift + _offset_of(error, content))
        raise ParseError(f"a character that YAML does not allow: {error.reason}", line=line, column=column) from error
    except (YAMLError, UnicodeEncodeError) as error:
        raise ParseError(f"the text is not YAML: {error}", line=whole.place(shift)[0]) from error


def _sentence(error: MarkedYAMLError) -> str:
    return " ".join(part for part in (error.context, error.problem) if part)


def _offset_of(error: ReaderError, content: str) -> int:
    """libyaml counts bytes, PyYAML's own reader characters."""
    if error.encoding == "unicode":
        return int(error.position)
    return len(content.encode()[: error.position].decode(errors="ignore"))


class _Item:
    """The key of the current entry where the current node is a list."""


_ITEM: Final = _Item()

_Frame = tuple[Any, Any, Places, str | None, str | None, int]
"""Around a mapping or list that is not complete: key, container and Places; of itself: anchor, tag, nodes before it."""


class _Builder:
    """Builds documents from events.  It keeps a stack of its own: the text decides the depth."""

    def __init__(
        self, next_event: Callable[[], Any], text: Text, shift: int, tagged: Tagged | None, limits: Limits
    ) -> None:
        self.next_event = next_event
        self.text = text
        self.shift = shift
        self.tagged = tagged
        self.limits = limits
        self.nodes = 0
        self.expanded = 0
        self.shuffles = 0
        self.anchors: dict[str, tuple[Value, Any, int]] = {}
        self.merging: list[Places] = []
        self.plain: dict[str, Value] = {}

    def documents(self) -> Iterator[Document]:
        self.next_event()
        while type(self.next_event()) is not StreamEndEvent:
            self.anchors.clear()
            value, places = self._document()
            if value is not None:
                yield Document(value, self.text, places, shift=self.shift)

    def _document(self) -> tuple[Value, Places]:
        """Read the events of one document.  It is long because a call for each event would double its time.

        The root is the one item of a list.  ``key`` is _ITEM inside a list, and inside a mapping the key whose value
        comes next, or None where a key comes next.
        """
        next_event, plain, merging = self.next_event, self.plain, self.merging
        container: Any = []
        places: Places = [0]
        key: Any = _ITEM
        stack: list[_Frame] = []
        for count in range(self.nodes, self.limits.nodes):
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                value = event.value
                if key is None:
                    places.append(event.start_mark.index)
                    key = value
                    if value in container or value == MERGE or event.anchor is not None:
                        self._unusual_key(event, container, places)
                    continue
                if event.implicit[0]:
                    # A manifest says the same few words over and over.
                    text, value = value, plain.get(value, plain)
                    if value is plain:
                        value = plain[text] = resolve(text)
                elif event.tag is not None:
                    value = self._tagged_scalar(event.tag, value)
                if event.anchor is not None:
                    self.anchors[event.anchor] = value, event.end_mark.index, 1
                if key is _ITEM:
                    places.append(event.start_mark.index)
                    container.append(value)
                else:
                    container[key] = value
                    key = None
                places.append(event.end_mark.index)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index
                below: Places = [start]
                value = {} if kind is MappingStartEvent else []
                if key is _ITEM:
                    places.append(start)
                    container.append(value)
                elif key is None:
                    raise self._broken("a mapping or a list cannot be the key of a mapping", start)
                else:
                    container[key] = value
                places.append(below)
                if len(stack) >= self.limits.depth:
                    raise self._past(_DEEP, f"depth {self.limits.depth}", start)
                stack.append((key, container, places, event.anchor, event.tag, count + self.expanded))
                container, places, key = value, below, None if kind is MappingStartEvent else _ITEM
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                end = event.end_mark.index
                # Only what closes with a bracket has an end of its own; and what is empty needs one.
                if end > event.start_mark.index or len(places) == 1:
                    places.append(end)
                if merging and merging[-1] is places:
                    self._merge(container, places)
                key, outer, outer_places, anchor, tag, before = stack.pop()
                if tag is not None:
                    container = self._tagged_collection(tag, container, outer_places)
                    outer[-1 if key is _ITEM else key] = container
                if anchor is not None:
                    self.anchors[anchor] = container, outer_places[-1], count + self.expanded - before
                container, places = outer, outer_places
                if key is not _ITEM:
                    key = None
            elif kind is AliasEvent:
                value, place = self._alias(event)
                if key is None:
                    key = self._alias_as_key(event, value, container, places)
                    continue
                if key is _ITEM:
                    places.append(event.start_mark.index)
                    container.append(value)
                else:
                    container[key] = value
                    key = None
                places.append(place)
            else:  # The end of the document.
                self.nodes = count
                return container[0], places[2] if isinstance(places[2], list) else places[1:]
        raise self._past("the text has too many nodes", f"{self.limits.nodes} nodes", places[-1])

    def _unusual_key(self, event: Any, container: dict[str, Value], places: Places) -> None:
        """A key that is there already, that merges, or that has an anchor."""
        if event.anchor is not None:
            self.anchors[event.anchor] = event.value, event.end_mark.index, 1
        if event.value in container:
            self._repeat(event.value, container, places)
        elif event.value == MERGE and event.implicit[0]:
            self.merging.append(places)

    def _repeat(self, key: str, container: dict[str, Value], places: Places) -> None:
        self.shuffles += len(container)
        if self.shuffles > _MAX_SHUFFLES:
            raise self._past("keys are repeated too often", f"{_MAX_SHUFFLES} moves", places[-1])
        replace_entry(container, places, key)

    def _alias(self, event: Any) -> tuple[Value, Any]:
        """Return what an alias stands for, and its place: an end, or the Places that it shares and its own end."""
        if event.anchor not in self.anchors:
            raise self._broken(f"*{event.anchor} names nothing that is complete before it", event.start_mark.index)
        value, place, size = self.anchors[event.anchor]
        self._expand(size, event.start_mark.index)
        end = event.end_mark.index
        return value, (_shared(place), end) if not isinstance(place, int) else end

    def _alias_as_key(self, event: Any, value: Value, container: dict[str, Value], places: Places) -> str:
        if not isinstance(value, str):
            raise self._broken("only a text can be the key of a mapping", event.start_mark.index)
        places.append(event.start_mark.index)
        if value in container:
            self._repeat(value, container, places)
        return value

    def _expand(self, nodes: int, offset: int) -> None:
        self.expanded += nodes
        if self.expanded > self.limits.expanded:
            bound = f"{self.limits.expanded} nodes from aliases"
            raise self._past("aliases make the text too large", bound, offset)

    def _merge(self, container: dict[str, Value], places: Places) -> None:
        """Replace ``<<`` by the entries of the mappings that it names; what is written, and what comes first, wins."""
        self.merging.pop()
        slot = 2 * list(container).index(MERGE) + 1
        start, below = places[slot : slot + 2]
        sources, below = container[MERGE], _shared(below)
        replace_entry(container, places, MERGE)
        closing = [places.pop()] if len(places) == 2 * len(container) + 2 else []
        for source, source_places in _sources(sources, below):
            if not isinstance(source, dict):
                raise self._broken("<< needs a mapping or a list of mappings", start)
            self._expand(len(source), start)
            for index, (key, value) in enumerate(source.items()):
                if key not in container:
                    container[key] = value
                    places += _entry_at(source_places, index) or (start, start)
        places += closing
        if len(places) == 1:
            places.append(start)

    def _tagged_scalar(self, tag: str, text: str) -> Value:
        if tag.startswith(YAML_TAG):
            return resolve_as(tag.removeprefix(YAML_TAG), text)
        return text if self.tagged is None or tag == "!" else self.tagged(tag, text)

    def _tagged_collection(self, tag: str, value: Value, outer_places: Places) -> Value:
        """Return what a tag makes of a mapping or list, and let its Places follow."""
        if self.tagged is None or tag == "!" or tag.startswith(YAML_TAG):
            return value
        result, below = self.tagged(tag, value), outer_places[-1]
        if result is not value:
            wrapped = isinstance(result, dict) and len(result) == 1 and next(iter(result.values())) is value
            end = end_of(below)
            outer_places[-1] = [below[0], below[0], below, end] if wrapped else [below[0], end]
        return result

    def _broken(self, message: str, offset: int) -> ParseError:
        line, column = self.text.place(self.shift + offset)
        return ParseError(message, line=line, column=column)

    def _past(self, message: str, bound: str, offset: int) -> LimitError:
        line, column = self.text.place(self.shift + offset)
        return LimitError(f"{message} (the limit is {bound})", bound=bound, line=line, column=column)


def _sources(value: Value, places: Any) -> Iterator[tuple[Value, Places]]:
    """Yield the mappings that a ``<<`` names, with their Places."""
    if not isinstance(value, list):
        yield value, places
        return
    for index, item in enumerate(value):
        yield item, _shared((_entry_at(places, index) or (0, 0))[1])


def _entry_at(places: Any, index: int) -> Sequence[Any]:
    """Where an entry begins and ends; empty for one that a tag has put there, which stands nowhere."""
    return places[2 * index + 1 : 2 * index + 3] if isinstance(places, list) and len(places) > 2 * index + 2 else ()


def _shared(place: Any) -> Any:
    """The Places that an alias shares, or the place itself."""
    return place[0] if isinstance(place, tuple) else place
