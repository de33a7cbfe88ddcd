"""Edits of HCL's native syntax: a value set, an element appended, a block added.

``at`` is the line and column, from 1, of a block's head as `Raw.locate` gives it, or of an attribute's name.  A path
goes into a block's attributes as `Raw.attributes` has them: nested blocks are lists of mappings, and those of a
``dynamic`` block are its ``content``.  What is not there is made: a nested block, or where ``maps`` has the path of it
(each index in it 0), an attribute that is an object.
"""

from functools import lru_cache

from seatrial.errors import ParseError
from seatrial.fix.edit import CannotEditError, Edit, moved
from seatrial.fix.goal import Goal
from seatrial.fix.hcl.layout import line_end
from seatrial.fix.hcl.walk import NO_MAPS, Walk
from seatrial.fix.lines import line_break
from seatrial.model.location import Path
from seatrial.model.value import Value
from seatrial.parsers.hcl import Attribute, Block, Document, parse

__all__ = ["add_block", "append", "set_value"]


def set_value(
    text: str, at: tuple[int, int], path: Path, value: Value, *, maps: frozenset[Path] = NO_MAPS
) -> tuple[Edit, ...]:
    """Return the edits after which a path has a value; none where it has it already.

    Raises CannotEditError, and NotLiteralError where the value comes through a reference.
    """
    return _edits(text, at, path, Goal(value), maps)


def append(
    text: str, at: tuple[int, int], path: Path, value: Value, *, maps: frozenset[Path] = NO_MAPS
) -> tuple[Edit, ...]:
    """Return the edits after which the list at a path has an element; none where it has it already.

    A mapping is appended to nested blocks as one of them.  Raises as `set_value` does.
    """
    return _edits(text, at, path, Goal(value, appends=True), maps)


def add_block(text: str, after: tuple[int, int], source: str) -> tuple[Edit, ...]:
    """Return the edits that put the source of a block, between blank lines, after the top-level block at a place."""
    document = _read(text)
    content = document.text.content
    block = _find(document, after)
    if not isinstance(block, Block) or block not in document.body.blocks:
        raise CannotEditError("no top-level block begins at this place")
    added = parse(source.encode(errors="replace"))
    if added.problems() or not added.body.blocks:
        raise CannotEditError("what is to be added is no block of HCL")
    newline = line_break(content, block.end)
    at = line_end(content, block.end)
    body = source.strip().replace("\r\n", "\n").replace("\n", newline)
    following = content[at + len(newline) :].split("\n", 1)[0].strip()
    added_text = 2 * newline + body + newline * bool(following)
    return moved(len(text) - len(content), lambda: (Edit(at, at, added_text),))


def _edits(text: str, at: tuple[int, int], path: Path, goal: Goal, maps: frozenset[Path]) -> tuple[Edit, ...]:
    document = _read(text)
    content = document.text.content
    found = _find(document, at)
    walk = Walk(content, goal, maps)

    def make() -> tuple[Edit, ...]:
        if isinstance(found, Attribute):
            return walk.into_expression(found.expression(), path)
        return walk.into_block(found, (), path)

    try:
        return moved(len(text) - len(content), make)
    except ParseError as error:
        raise CannotEditError(f"what stands there cannot be read: {error.message}") from error


@lru_cache(maxsize=4)
def _read(text: str) -> Document:
    try:
        return parse(text.encode())
    except UnicodeEncodeError as error:
        raise CannotEditError("the text holds characters that no file can") from error


def _find(document: Document, at: tuple[int, int]) -> Block | Attribute:
    """The block or attribute that begins at a place."""
    pending = [document.body]
    while pending:
        body = pending.pop()
        items: list[Block | Attribute] = [*body.blocks, *body.attributes.values()]
        for item in items:
            if document.text.position(item.start) == at:
                return item
        pending.extend(block.body for block in body.blocks)
    raise CannotEditError(f"no block begins in line {at[0]}, column {at[1]}")
