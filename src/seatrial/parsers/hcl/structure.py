"""Blocks and attributes: the frame of a file.  Expressions are found here, and read when somebody asks.

A syntax error costs the block that it stands in: reading goes on at the next line that looks like a block's head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seatrial.errors import LimitError, ParseError
from seatrial.parsers.hcl.expressions import parse_expression
from seatrial.parsers.hcl.lexer import IDENTIFIER, PLAIN_STRING, skip_expression
from seatrial.parsers.hcl.syntax import Expression
from seatrial.parsers.hcl.templates import unescape
from seatrial.parsers.hcl.text import MAX_BYTES, MAX_DEPTH, Text, decode

_BLANK = re.compile(r"(?:[ \t\r\n\f\v]+|\#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/)*")
_LABELS = rf"(?:[ \t]*+(?:{PLAIN_STRING}|{IDENTIFIER}))*+"
_ITEM = re.compile(rf"({IDENTIFIER})[ \t]*(?:=(?!=)|({_LABELS})[ \t\r]*\{{)")
_LABEL = re.compile(rf"({PLAIN_STRING})|({IDENTIFIER})")
_HEAD = re.compile(rf"^{IDENTIFIER}{_LABELS}[ \t\r]*\{{", re.MULTILINE)
# Most values end with their line and hold nothing that could hide the end.
_PLAIN_VALUE = re.compile(rf'(?:[^"\n{{}}\[\]()#/<]|{PLAIN_STRING})*(?=\n)')
_MAX_ERRORS = 50


@dataclass(slots=True)
class Attribute:
    """``name = expression``; ``start`` is the name's, ``value_start`` and ``end`` the expression's.

    ``parsed`` is the expression, or why it is none, once somebody has asked for it.
    """

    text: Text
    name: str
    start: int
    value_start: int
    end: int
    parsed: Expression | ParseError | None = None

    def expression(self) -> Expression:
        """The expression; parsed once.  Raises ParseError, LimitError."""
        found = self.parsed
        if found is None:
            try:
                found = parse_expression(self.text, self.value_start, self.end)
            except ParseError as error:
                found = error
            self.parsed = found
        if isinstance(found, ParseError):
            raise found
        return found


@dataclass(slots=True)
class Body:
    """What stands between a block's braces, or in a file.  ``repeated`` are attributes that were there before."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    repeated: list[Attribute] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """``type "label" { body }``; ``head_end`` is where the opening brace ends."""

    text: Text
    type: str
    labels: tuple[str, ...]
    body: Body
    start: int
    head_end: int
    end: int


@dataclass(slots=True)
class Document:
    """A file: its body, and the errors of the blocks that were left out."""

    text: Text
    body: Body
    errors: tuple[ParseError, ...]
    _problems: tuple[ParseError, ...] | None = None

    def problems(self) -> tuple[ParseError, ...]:
        """The errors, and those of all expressions, which this parses."""
        if self._problems is None:
            self._problems = (*self.errors, *self._broken_expressions())
        return self._problems

    def _broken_expressions(self) -> Iterator[ParseError]:
        pending = [self.body]
        while pending:
            body = pending.pop()
            for attribute in body.attributes.values():
                try:
                    attribute.expression()
                except ParseError as error:
                    yield error
            pending.extend(block.body for block in body.blocks)


def parse(content: bytes) -> Document:
    """Read a file.  Never raises: what is wrong is in ``errors``."""
    if len(content) > MAX_BYTES:
        bound = f"{MAX_BYTES // 1024 // 1024} MiB"
        error = LimitError("this file is too large to be configuration", bound=bound)
        return Document(Text(""), Body(), (error,))
    characters, wrong = decode(content)
    text = Text(characters)
    body = Body()
    errors = [wrong] if wrong else []
    at = 0
    while at < len(characters):
        try:
            at = _Reader(text).items(body, at)
        except _BrokenError as broken:
            following = _next_head(characters, broken.start)
            if following < len(characters) and text.position(following)[0] <= broken.error.line:
                # Reading on from there meets the error again if it is one.
                broken.error = text.error("this block has no closing brace before the next one begins", broken.start)
            errors.append(broken.error)
            if len(errors) >= _MAX_ERRORS:
                reason = f"the rest of this file was left out after {_MAX_ERRORS} errors"
                line, column = text.position(broken.start)
                bound = f"{_MAX_ERRORS} errors"
                errors.append(LimitError(reason, bound=bound, line=line, column=column))
                break
            at = following
    return Document(text, body, tuple(errors))


class _BrokenError(Exception):
    """A top-level item that cannot be read; it starts at ``start``."""

    def __init__(self, error: ParseError, start: int) -> None:
        super().__init__(str(error))
        self.error = error
        self.start = start


def _next_head(content: str, start: int) -> int:
    line_end = content.find("\n", start)
    if line_end < 0:
        return len(content)
    hit = _HEAD.search(content, line_end + 1)
    return hit.start() if hit else len(content)


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.content = text.content
        self.end = len(text.content)

    def items(self, body: Body, at: int) -> int:
        """Read the top level into a body; return the end."""
        while True:
            at = self.blank(at)
            if at >= self.end:
                return at
            start = at
            try:
                at = self.item(body, at, 0)
            except ParseError as error:
                raise _BrokenError(error, start) from error

    def blank(self, at: int) -> int:
        hit = _BLANK.match(self.content, at)
        return hit.end() if hit else at

    def item(self, body: Body, at: int, depth: int) -> int:
        """Read an attribute or a block into a body; return where to go on."""
        hit = _ITEM.match(self.content, at)
        if hit is None:
            raise self.text.error(self.complaint(at), at)
        if hit[2] is None:
            return self.attribute(body, hit)
        if depth >= MAX_DEPTH:
            raise self.text.too_deep(at)
        inner = Body()
        end = self.body(inner, hit.end(), at, depth + 1)
        body.blocks.append(Block(self.text, hit[1], self.labels(hit), inner, at, hit.end(), end))
        return end

    def complaint(self, at: int) -> str:
        if self.content.startswith("/*", at):
            return "this comment is never closed"
        if self.content.startswith("}", at):
            return "this `}` closes nothing"
        return "an attribute or a block was expected here"

    def labels(self, hit: re.Match[str]) -> tuple[str, ...]:
        if not hit[2]:
            return ()
        found = []
        for label in _LABEL.finditer(self.content, *hit.span(2)):
            quoted = label.span(1)
            found.append(label[2] or unescape(self.text, quoted[0] + 1, quoted[1] - 1))
        return tuple(found)

    def body(self, body: Body, at: int, head: int, depth: int) -> int:
        while True:
            at = self.blank(at)
            if at >= self.end:
                raise self.text.error("this block has no closing brace", head)
            if self.content[at] == "}":
                return at + 1
            at = self.item(body, at, depth)

    def attribute(self, body: Body, hit: re.Match[str]) -> int:
        at = hit.end()
        plain = _PLAIN_VALUE.match(self.content, at)
        if plain is not None:
            end, following = plain.end(), plain.end() + 1
        else:
            end, following = skip_expression(self.text, at, self.end)
        start = self.first(at, end)
        if start == end:
            raise self.text.error(f"`{hit[1]}` has no value", hit.start())
        attribute = Attribute(self.text, hit[1], hit.start(), start, start + len(self.content[start:end].rstrip()))
        if hit[1] in body.attributes:
            body.repeated.append(attribute)
        else:
            body.attributes[hit[1]] = attribute
        return following

    def first(self, at: int, end: int) -> int:
        while at < end and self.content[at] in " \t\r":
            at += 1
        return at
