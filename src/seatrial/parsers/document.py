"""Documents: values read from YAML or JSON, with the place in the text of everything in them."""

import codecs
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, Final

from seatrial.errors import ParseError
from seatrial.model.location import Path
from seatrial.model.value import Value

Span = tuple[int, int, int, int]
"""Line, column, end line, end column: from 1, in characters, the end exclusive."""

Places = list[Any]
"""Where a mapping or a list and what is in it stand, as offsets in characters.

``[start, from, to, from, to, ..., end]``: its own start, then for each entry, in the order of the value's entries,
where it begins (a mapping's at its key) and where it ends; in the end's stead the Places of a mapping or list, or, for
an alias, the Places that it shares and its own end.
``end`` is there only where something closes it, as ``]`` does; otherwise it ends with its last entry.
"""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a text may hold.

    ``depth``     how deep mappings and lists nest.
    ``nodes``     mappings, lists and scalars in the text.
    ``expanded``  nodes that aliases and merges add, were each written out.
    """

    depth: int = 400
    nodes: int = 4_000_000
    expanded: int = 1_000_000


DEFAULT_LIMITS: Final = Limits()


class Text:
    """A text whose offsets can be told as lines and columns.  Lines end with a line feed."""

    def __init__(self, content: str) -> None:
        self.content = content

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.content.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset, hi=len(self._starts) - 1)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column; the end of the text where there is no such line."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1


class Document:
    """One document of a text.

    ``value``  what it says.  Treat it as read-only: aliases share it, and `span` counts on its order.
    """

    __slots__ = ("_places", "_shift", "_text", "value")

    def __init__(self, value: Value, text: Text, places: Places | Callable[[], Places], *, shift: int = 0) -> None:
        self.value = value
        self._text = text
        self._places = places
        self._shift = shift

    @property
    def line(self) -> int:
        """The document's first line."""
        return self.span(())[0]

    def span(self, path: Path) -> Span:
        """Return the place of the deepest node at or above a path.

        An entry of a mapping begins at its key.  The empty path is the whole document.
        """
        start, end = self._offsets(path)
        content, shift = self._text.content, self._shift
        # A block scalar's text runs to the next token, over blank lines.
        end = shift + start + len(content[shift + start : shift + end].rstrip())
        return (*self._text.place(shift + start), *self._text.place(end))

    @property
    def root(self) -> "Part":
        """The whole document, to walk down from."""
        if callable(self._places):
            self._places = self._places()
        return Part(self._text, self._shift, self.value, self._places[0], self._places)

    def entries(self) -> Iterator[tuple[int, int, bool]]:
        """Yield where everything stands, a whole before its parts: its start, its end, and whether it is a scalar.

        Offsets into the text, in characters; an entry of a mapping begins at its key.  What an alias stands for is
        told once, where it is written.
        """
        if callable(self._places):
            self._places = self._places()
        shift = self._shift
        pending: list[tuple[int, Any]] = [(self._places[0], self._places)]
        while pending:
            start, below = pending.pop()
            if not isinstance(below, list):
                end = below[-1] if isinstance(below, tuple) else below
                yield shift + start, shift + max(start, end), not isinstance(below, tuple)
                continue
            yield shift + start, shift + max(start, end_of(below)), False
            pending.extend((below[slot], below[slot + 1]) for slot in range(len(below) - 2, 0, -1) if slot % 2)

    def _offsets(self, path: Path) -> tuple[int, int]:
        if callable(self._places):
            self._places = self._places()
        value, places = self.value, self._places
        start, end = places[0], end_of(places)
        for step in path:
            slot = _slot(value, step)
            if slot < 0 or slot + 1 >= len(places):
                break
            start, below = places[slot], places[slot + 1]
            value = value[step]
            if isinstance(below, int):
                return start, max(start, below)
            places, end = below if isinstance(below, tuple) else (below, end_of(below))
        return start, max(start, end)


class Part:
    """A value within a document that knows its line.  Walking costs no more than what is looked at."""

    __slots__ = ("_places", "_shift", "_start", "_text", "value")

    def __init__(self, text: Text, shift: int, value: Value, start: int, places: Any) -> None:
        self._text = text
        self._shift = shift
        self.value = value
        self._start = start
        self._places = places[0] if isinstance(places, tuple) else places

    @property
    def line(self) -> int:
        """The line on which its entry begins: a mapping's at the key."""
        return self._text.place(self._shift + self._start)[0]

    def items(self) -> Iterator[tuple[str | int, "Part"]]:
        """The entries of a mapping or a list in their order; a scalar has none."""
        value = self.value
        if isinstance(value, Mapping):
            pairs: Any = value.items()
        elif isinstance(value, list):
            pairs = enumerate(value)
        else:
            return
        places = self._places if isinstance(self._places, list) else []
        for slot, (key, child) in zip(count(1, 2), pairs, strict=False):
            # What a merge or a tag has put there stands nowhere.
            start, below = places[slot : slot + 2] if slot + 1 < len(places) else (self._start, self._start)
            yield key, Part(self._text, self._shift, child, start, below)

    def get(self, key: str) -> "Part":
        """The entry at a key; one of nothing, at the place of the whole, where there is none."""
        if isinstance(self.value, Mapping) and key in self.value:
            return next(part for name, part in self.items() if name == key)
        return Part(self._text, self._shift, None, self._start, self._start)


def _slot(value: Value, step: str | int) -> int:
    """The index in a value's Places of what is at a step; negative where nothing is."""
    if isinstance(value, Mapping):
        return 2 * list(value).index(step) + 1 if step in value else -1
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return 2 * step + 1
    return -1


def end_of(places: Places) -> int:
    """The end of a mapping or list; iterative, since an attacker chooses the depth."""
    while isinstance(places[-1], list):
        places = places[-1]
    end: int = places[-1][1] if isinstance(places[-1], tuple) else places[-1]
    return end


def decode(content: bytes | str) -> str:
    """Return a text without its byte order mark.  Raises ParseError at the first byte that is not in its encoding."""
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    bom, encoding = next((pair for pair in _BOMS if content.startswith(pair[0])), (b"", "utf-8"))
    try:
        return content[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        # The end may cut a character in two; what stands before it is enough to count lines.
        before = Text(error.object[: error.start].decode(encoding, "ignore"))
        line, column = before.place(len(before.content))
        raise ParseError(f"the text is not {encoding.upper()}", line=line, column=column) from error


def replace_entry(mapping: dict[str, Value], places: Places, key: str) -> None:
    """Take an entry out of a mapping and its Places, so that the one to come is the last."""
    slot = 2 * next(index for index, name in enumerate(mapping) if name == key) + 1
    del mapping[key]
    del places[slot : slot + 2]
