"""Notes for a scanner in comments: text with positions -> what a comment says, and what it is about.

A comment is about the largest thing that begins on its line; one that stands alone is about the next line that is no
comment.  What looks like a comment and stands in a string or a heredoc is none.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from seatrial.errors import ParseError
from seatrial.model.location import Location
from seatrial.model.note import Note
from seatrial.parsers.dockerfile import Dockerfile, Instruction
from seatrial.parsers.document import Document
from seatrial.parsers.hcl import Attribute, Block
from seatrial.parsers.hcl import Document as HclDocument
from seatrial.parsers.hcl.lexer import tokens

MARKS = ("seatrial:", "checkov:skip", "trivy:ignore", "tfsec:ignore", "kics-scan ", "hadolint ")
"""What a comment for a scanner begins with."""

MOST_NOTES = 10_000
"""Of one file: nobody writes more, and each is held against each finding of the file."""

Lines = tuple[int, int]
"""The first and the last line of something, from 1; (0, 0) is nothing."""

_NOTHING: Lines = (0, 0)


def holds_notes(text: str) -> bool:
    """Whether a text may hold a note: cheap, and no for nearly every file."""
    return any(mark in text for mark in MARKS)


def hcl_notes(document: HclDocument, file: str) -> Iterator[Note]:
    """Yield the notes of a file in HCL's native syntax."""
    text = document.text.content
    if not holds_notes(text):
        return
    page = _Page(text)
    blocks = document.body.blocks
    around = [page.lines(block.start, block.end) for block in blocks]
    attributes = [*document.body.attributes.values()]
    pending = [*blocks]
    while pending:
        block = pending.pop()
        page.add(block.start, block.end)
        attributes.extend(block.body.attributes.values())
        pending.extend(block.body.blocks)
    for attribute in attributes:
        page.add(attribute.start, attribute.end)
    taken = _Taken(attributes, blocks)
    yield from page.notes(file, lambda offset: not taken.has(offset), ("#", "//"), around)


def yaml_notes(documents: Sequence[Document], text: str, file: str, around: Iterable[Lines]) -> Iterator[Note]:
    """Yield the notes of a YAML file; ``around`` are the lines of its objects or resources."""
    if not holds_notes(text):
        return
    page = _Page(text)
    quoted: list[tuple[int, int]] = []
    for document in documents:
        for start, end, is_scalar in document.entries():
            page.add(start, end)
            if is_scalar and holds_notes(text[start:end]):
                quoted.append((start, end))
    yield from page.notes(file, lambda offset: _is_yaml_comment(text, offset, quoted), ("#",), [*around])


def line_notes(text: str, file: str) -> Iterator[Note]:
    """Yield the notes of a list of packages: ``#`` or ``//`` at the beginning of a line, or behind white space.

    JSON has no comments, and so no notes.
    """
    if not holds_notes(text):
        return
    page = _Page(text)
    signs = ("#", "//")

    def is_comment(offset: int) -> bool:
        before = page.line_text(offset)[: offset - text.rfind("\n", 0, offset) - 1].rstrip()
        return before in signs or (before.endswith(signs) and before.rstrip("#/")[-1:].isspace())

    yield from page.notes(file, is_comment, signs, [])


def dockerfile_notes(dockerfile: Dockerfile, text: str, file: str) -> Iterator[Note]:
    """Yield the notes of a Dockerfile, where a comment is a line of its own; they stand inside of the whole file."""
    if not holds_notes(text):
        return
    page = _Page(text)
    heredocs = [(h.offset, h.end) for i in dockerfile.instructions for h in _with_trigger(i).heredocs]
    spans = [page.lines(*instruction.span) for instruction in dockerfile.instructions]
    for first, last in spans:
        # A comment between the lines of a continued instruction is about the instruction.
        page.things.update(dict.fromkeys(range(first, last + 1), (first, last)))

    def is_comment(offset: int) -> bool:
        return page.line_text(offset).lstrip().startswith("#") and not any(a <= offset < b for a, b in heredocs)

    yield from page.notes(file, is_comment, ("#",), [(1, page.count)])


def _with_trigger(instruction: Instruction) -> Instruction:
    return instruction.trigger or instruction


class _Page:
    """A text by lines, and the largest thing that begins on each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.things: dict[int, Lines] = {}
        self._starts = [0]
        at = text.find("\n") + 1
        while at:
            self._starts.append(at)
            at = text.find("\n", at) + 1
        self.count = len(self._starts)

    def line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def lines(self, start: int, end: int) -> Lines:
        """The lines of a span; white space at its end is no part of it."""
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return self.line(start), self.line(max(start, end - 1))

    def add(self, start: int, end: int) -> None:
        first, last = self.lines(start, end)
        if self.things.get(first, _NOTHING)[1] < last:
            self.things[first] = (first, last)

    def line_text(self, offset: int) -> str:
        start = self._starts[self.line(offset) - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def notes(
        self, file: str, is_comment: Callable[[int], bool], signs: tuple[str, ...], around: Sequence[Lines]
    ) -> Iterator[Note]:
        for count, offset in enumerate(self._marks()):
            if count == MOST_NOTES:
                return
            if not is_comment(offset):
                continue
            line = self.line(offset)
            column = offset - self._starts[line - 1]
            said = self.line_text(offset)
            alone = said.lstrip().startswith((*signs, "/*", "*"))
            yield Note(
                location=Location(file, line, column + 1, line, len(said.rstrip()) + 1),
                text=said[column:].strip().removesuffix("*/").rstrip(),
                lines=self._following(line, signs) if alone else self.things.get(line, (line, line)),
                around=next((lines for lines in around if lines[0] <= line <= lines[1]), _NOTHING),
            )

    def _marks(self) -> Iterator[int]:
        """The offset of the first mark of each line that has one."""
        for start, following in pairwise((*self._starts, len(self.text) + 1)):
            if ":" in (said := self.text[start:following]) or "-scan " in said or "hadolint " in said:
                found = [at for mark in MARKS if (at := said.find(mark)) >= 0]
                if found:
                    yield start + min(found)

    def _following(self, line: int, signs: tuple[str, ...]) -> Lines:
        """The lines of the thing that begins on the next line that is no comment and not empty.

        At the end of a block that is the line that closes it, on which the block itself ends.
        """
        for number in range(line + 1, self.count + 1):
            said = self.line_text(self._starts[number - 1]).strip()
            if said and not said.startswith(signs):
                return self.things.get(number) or self._closed(number, said)
        return _NOTHING

    def _closed(self, line: int, said: str) -> Lines:
        if not said.startswith("}"):
            return line, line
        ending = [lines for lines in self.things.values() if lines[1] == line]
        return max(ending, default=(line, line))


class _Taken:
    """The spans of a file that are no comments: the heads of blocks, and the tokens of expressions."""

    def __init__(self, attributes: Iterable[Attribute], blocks: Iterable[Block]) -> None:
        self._attributes = sorted(attributes, key=lambda attribute: attribute.start)
        self._starts = [attribute.start for attribute in self._attributes]
        self._heads = [*_heads(blocks)]
        self._tokens: dict[int, list[tuple[int, int]]] = {}

    def has(self, offset: int) -> bool:
        if any(start <= offset < end for start, end in self._heads):
            return True
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or offset >= self._attributes[at].end:
            return False
        return any(start <= offset < end for start, end in self._spans(at))

    def _spans(self, at: int) -> list[tuple[int, int]]:
        if at not in self._tokens:
            attribute = self._attributes[at]
            try:
                found, _ = tokens(attribute.text, attribute.value_start, attribute.end)
                spans = [(token.start, token.end) for token in found if token.kind != "newline"]
            except ParseError:
                # What cannot be read as code is not read as a comment either.
                spans = [(attribute.start, attribute.end)]
            self._tokens[at] = [(attribute.start, attribute.value_start), *spans]
        return self._tokens[at]


def _heads(blocks: Iterable[Block]) -> Iterator[tuple[int, int]]:
    pending = [*blocks]
    while pending:
        block = pending.pop()
        yield block.start, block.head_end
        pending.extend(block.body.blocks)


def _is_yaml_comment(text: str, offset: int, scalars: Iterable[tuple[int, int]]) -> bool:
    """Whether a comment's sign stands before an offset, outside of the scalars whose text holds it."""
    sign = text.rfind("#", text.rfind("\n", 0, offset) + 1, offset)
    if sign < 0 or (sign > 0 and not text[sign - 1].isspace()):
        return False
    return not any(start <= offset < end and _reaches(text, start, end, sign) for start, end in scalars)


def _reaches(text: str, start: int, end: int, sign: int) -> bool:
    """Whether a scalar's entry really holds what stands at an offset: a block scalar ends where the indent does."""
    value = text[start:end]
    header = next((line for line in value.split("\n") if line.rstrip().endswith(_BLOCK_HEADERS)), None)
    if header is None:
        return True
    below = start + value.index(header) + len(header) + 1
    content = next((line for line in text[below:end].split("\n") if line.strip()), "")
    indent = len(content) - len(content.lstrip())
    return sign - (text.rfind("\n", 0, sign) + 1) >= indent


_BLOCK_HEADERS = tuple(style + chomp for style in "|>" for chomp in ("", "-", "+"))
