"""Where new lines go in HCL text, so that `terraform fmt` would leave them and all that was there alone.

https://developer.hashicorp.com/terraform/language/style
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seatrial.fix.edit import CannotEditError, Edit
from seatrial.fix.lines import begins_line, indentation, line_break
from seatrial.parsers.hcl import Attribute, Block

# What may follow an item on its line: comments.
_REST = re.compile(r"[ \t]*+(?:/\*[\s\S]*?\*/[ \t]*+)*+(?:(?:\#|//)[^\n]*+)?+")
_FIRST_INDENT = re.compile(r"^[^\s#/][^\n]*\{[ \t]*+\r?\n([ \t]++)(?=[^\s#/])", re.MULTILINE)
_EQUALS = re.compile(r"\s*+([=:])")
_META = frozenset({"count", "for_each", "provider", "providers"})
# What people keep at the end of a block.
_LAST_ATTRIBUTES = frozenset({"tags", "tags_all", "labels", "depends_on"})
_LAST_BLOCKS = frozenset({"lifecycle", "provisioner", "connection", "timeouts"})


def line_end(content: str, offset: int) -> int:
    """Where the line break begins after an item that ends at an offset, and after the comments behind it."""
    rest = _REST.match(content, offset)
    end = rest.end() if rest else offset
    return end - 1 if content[end - 1 : end + 1] == "\r\n" else end


def unit_of(content: str) -> str:
    """One level of indentation: that of the first block, or two spaces."""
    found = _FIRST_INDENT.search(content)
    return found[1] if found else "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that stands between braces.  ``name``: where that of an assignment ends; None for a block."""

    start: int
    end: int
    name: int | None = None
    word: str = ""

    @property
    def is_assignment(self) -> bool:
        return self.name is not None


class Braces:
    """The inside of a block or an object, to which lines are added.

    ``open``  where the opening brace ends.     ``close``  where the closing one begins.
    """

    def __init__(self, content: str, span: tuple[int, int], head: int, entries: Sequence[Entry]) -> None:
        self.content = content
        self.open, self.close = span
        self.entries = sorted(entries, key=lambda entry: entry.start)
        self.outer = indentation(content, head)
        self.unit = unit_of(content)
        own = next((entry.start for entry in self.entries if begins_line(content, entry.start)), None)
        self.indent = self.outer + self.unit if own is None else indentation(content, own)

    def touches(self, index: int) -> bool:
        """Whether an entry follows the one before it without a blank line or a comment between."""
        before = line_end(self.content, self.entries[index - 1].end)
        return self.content.count("\n", before, self.entries[index].start) <= 1

    def is_long(self, index: int) -> bool:
        """Whether brackets keep an entry out of line with its neighbours; to `terraform fmt` a heredoc is one line."""
        entry = self.entries[index]
        equals = _EQUALS.match(self.content, entry.end if entry.name is None else entry.name)
        is_heredoc = equals is not None and self.content[equals.end() : entry.end].lstrip().startswith("<<")
        return not is_heredoc and "\n" in self.content[entry.start : entry.end]

    def column_at(self, index: int) -> int | None:
        """How wide the names are beside which an entry stands aligned; None where nothing is aligned there."""
        first = last = index
        while first > 0 and self._is_aligned(first):
            first -= 1
        while last + 1 < len(self.entries) and self._is_aligned(last + 1):
            last += 1
        if self.is_long(index):
            return None
        run = self.entries[first : last + 1]
        widths = {self._width(entry) for entry in run}
        longest = max((entry.name - entry.start for entry in run if entry.name is not None), default=0)
        return longest if widths == {longest} else None

    def _is_aligned(self, index: int) -> bool:
        pair = self.entries[index - 1 : index + 1]
        if not all(entry.is_assignment for entry in pair) or self.is_long(index - 1) or self.is_long(index):
            return False
        return self.content.count("\n", pair[0].end, pair[1].start) == 1

    def _width(self, entry: Entry) -> int | None:
        if entry.name is None:
            return None
        equals = _EQUALS.match(self.content, entry.name)
        return equals.start(1) - entry.start - 1 if equals else None

    def add_assignment(self, name: str, value: Sequence[str], index: int | None) -> tuple[Edit, ...]:
        """Add ``name = value`` after an entry, or first; in line with its neighbours, or apart where it is longer."""
        column = self.column_at(index) if index is not None and len(value) == 1 else None
        is_apart = index is not None and self.entries[index].word in _META
        if column is None or len(name) > column or is_apart:
            is_apart = is_apart or column is not None
            column = 0
        lines = [f"{name.ljust(column)} = {value[0]}", *value[1:]]
        before_block = index is None and bool(self.entries) and not self.entries[0].is_assignment
        return self.add(lines, index, blank_before=is_apart, blank_after=before_block)

    def add(
        self, lines: Sequence[str], index: int | None, *, blank_before: bool = False, blank_after: bool = False
    ) -> tuple[Edit, ...]:
        """Add lines after an entry, or first."""
        at = line_end(self.content, self.open if index is None else self.entries[index].end)
        following = 0 if index is None else index + 1
        is_last = following == len(self.entries)
        stop = self.close if is_last else self.entries[following].start
        newline = line_break(self.content, at)
        text = newline.join(f"{self.indent}{line}" if line else "" for line in lines)
        if "\n" in self.content[at:stop]:
            return (Edit(at, at, newline * (1 + blank_before) + text + newline * blank_after),)
        if not is_last:
            raise CannotEditError("several items stand on one line")
        return (
            *self._opened(newline),
            Edit(self._last(), self.close, newline * (1 + blank_before) + text + newline + self.outer),
        )

    def _last(self) -> int:
        """Where the blank before the closing brace begins."""
        return len(self.content[: self.close].rstrip(" \t"))

    def _opened(self, newline: str) -> tuple[Edit, ...]:
        """What stands on one line with the opening brace gets a line of its own."""
        if not self.entries or "\n" in self.content[self.open : self.entries[0].start]:
            return ()
        return (Edit(self.open, self.entries[0].start, newline + self.indent),)


def inside_block(content: str, block: Block) -> Braces:
    attributes = (*block.body.attributes.values(), *block.body.repeated)
    entries = [_entry_of(attribute) for attribute in attributes]
    blocks = [Entry(start=inner.start, end=inner.end, word=_kind(inner)) for inner in block.body.blocks]
    return Braces(content, (block.head_end, block.end - 1), block.start, entries + blocks)


def _entry_of(attribute: Attribute) -> Entry:
    name = attribute.start + len(attribute.name)
    return Entry(start=attribute.start, end=attribute.end, name=name, word=attribute.name)


def _kind(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def add_attribute(content: str, block: Block, name: str, value: Sequence[str]) -> tuple[Edit, ...]:
    """Add an attribute to a block, after those that are there."""
    braces = inside_block(content, block)
    return braces.add_assignment(name, value, _attribute_anchor(braces))


def add_block(content: str, block: Block, kind: str, lines: Sequence[str]) -> tuple[Edit, ...]:
    """Add a nested block to a block: after those of its kind, else after all, else after the attributes."""
    braces = inside_block(content, block)
    anchor = _block_anchor(braces, kind)
    following = 0 if anchor is None else anchor + 1
    crowded = following < len(braces.entries) and (anchor is None or braces.touches(following))
    return braces.add(lines, anchor, blank_before=anchor is not None, blank_after=crowded)


def _attribute_anchor(braces: Braces) -> int | None:
    entries = braces.entries
    first = next((index for index, entry in enumerate(entries) if not entry.is_assignment), len(entries))
    anchor = first - 1
    if anchor < 0:
        anchor = max((index for index, entry in enumerate(entries) if entry.is_assignment), default=-1)
        return None if anchor < 0 else anchor
    while anchor > 0 and _is_last_by_custom(braces, anchor):
        anchor -= 1
    return anchor


def _is_last_by_custom(braces: Braces, index: int) -> bool:
    if braces.entries[index].word not in _LAST_ATTRIBUTES:
        return False
    return braces.is_long(index) or not braces.touches(index)


def _block_anchor(braces: Braces, kind: str) -> int | None:
    blocks = [(index, entry.word) for index, entry in enumerate(braces.entries) if not entry.is_assignment]
    same = [index for index, word in blocks if word == kind]
    others = [index for index, word in blocks if word not in _LAST_BLOCKS]
    if same or others:
        return (same or others)[-1]
    return _attribute_anchor(braces) if not blocks or blocks[0][0] > 0 else None
