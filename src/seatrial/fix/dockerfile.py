"""Edits of Dockerfiles: words, flags, keywords, commands and lines.

A place is line, column, end line and end column, from 1, the end exclusive, as `Location` has them; ``at`` is the line
and column at which an instruction begins.  Each edit is read again: an instruction that it is not about must stay.
"""

import json
import re

from seatrial.errors import ParseError
from seatrial.fix.edit import CannotEditError, Edit, apply, moved
from seatrial.fix.lines import indentation, line_break, line_start, offset_of
from seatrial.parsers import shell
from seatrial.parsers.dockerfile import KEYWORDS, Dockerfile, Instruction, parse
from seatrial.parsers.document import Span

__all__ = ["add_flag", "add_line", "add_word", "extend", "remove_word", "rename", "replace"]

_BREAK = re.compile(r"[\r\n\x00]")
_REPEATED = frozenset({"mount"})


def replace(text: str, place: Span, new: str) -> tuple[Edit, ...]:
    """Return the edits that write a word in the place of another one; in the exec form as a string of JSON."""
    page = _Page(text)
    start, end = page.span(place)
    _refuse_breaks(new)
    instruction = page.around(start, end)
    word = _word_of(instruction, page.content[start:end], new)
    return page.proved((Edit(start, end, word),) if word != page.content[start:end] else (), instruction)


def add_word(text: str, place: Span, word: str) -> tuple[Edit, ...]:
    """Return the edits that put a word behind the one at a place."""
    page = _Page(text)
    start, end = page.span(place)
    _refuse_breaks(word)
    instruction = page.around(start, end)
    is_string = _is_string(instruction, page.content[start:end])
    added = f", {json.dumps(word, ensure_ascii=False)}" if is_string else f" {word}"
    return page.proved((Edit(end, end, added),), instruction)


def remove_word(text: str, place: Span) -> tuple[Edit, ...]:
    """Return the edits that take a word away, and its line with it where nothing else stands on that."""
    page = _Page(text)
    start, end = page.span(place)
    content = page.content
    instruction = page.around(start, end)
    if _is_string(instruction, content[start:end]):
        raise CannotEditError("a word of the exec form is not taken away")
    begin = line_start(content, start)
    after = content.find("\n", end) + 1
    rest = content[end : after or len(content)].strip()
    if not content[begin:start].strip() and rest == page.file.escape and after:
        return page.proved((Edit(begin, after, ""),), instruction)
    blank = len(content[:start].rstrip(" \t"))
    return page.proved((Edit(max(blank, begin), end, ""),), instruction)


def add_flag(text: str, at: tuple[int, int], flag: str) -> tuple[Edit, ...]:
    """Return the edits that give an instruction a flag (``--chown=app``), or a flag that it has another value."""
    page = _Page(text)
    instruction = page.at(at)
    _refuse_breaks(flag)
    inner = instruction.trigger or instruction
    name = flag.removeprefix("--").partition("=")[0].lower()
    for given in inner.flags:
        if inner.text[given.start : given.end] == flag:
            return ()
        if given.name == name and name not in _REPEATED:
            start, end = inner.place(given.start, given.end)
            return page.proved((Edit(start, end, flag),), instruction)
    end = inner.flags[-1].end if inner.flags else _keyword_span(instruction)[1]
    behind = inner.place(end - 1, end)[1]
    return page.proved((Edit(behind, behind, f" {flag}"),), instruction)


def rename(text: str, at: tuple[int, int], keyword: str) -> tuple[Edit, ...]:
    """Return the edits that give an instruction another keyword, in the case in which its own is written."""
    page = _Page(text)
    instruction = page.at(at)
    if keyword.upper() not in KEYWORDS:
        raise CannotEditError(f"`{keyword}` is no instruction")
    start, end = instruction.place(*_keyword_span(instruction))
    written = page.content[start:end]
    new = keyword.lower() if written.islower() else keyword.upper()
    return page.proved((Edit(start, end, new),) if new != written else (), instruction)


def extend(text: str, at: tuple[int, int], command: str) -> tuple[Edit, ...]:
    """Return the edits that let a RUN in the shell form run one more command where all before have succeeded."""
    page = _Page(text)
    instruction = page.at(at)
    inner = instruction.trigger or instruction
    _refuse_breaks(command)
    if inner.keyword != "RUN" or inner.exec_form is not None or inner.heredocs:
        raise CannotEditError("only a RUN in the shell form takes one more command")
    if inner.argument.endswith(command) and inner.argument[: -len(command)].rstrip().endswith("&&"):
        return ()
    start, end = instruction.span
    edits = (Edit(end, end, _continued(page, page.content[start:end], end, command)),)
    if _commands(f"{inner.argument} && {command}") != _commands(inner.argument) + _commands(command):
        raise CannotEditError("what follows the last command of this RUN would not run")
    return page.proved(edits, instruction)


def add_line(text: str, at: tuple[int, int], line: str, *, before: bool = False) -> tuple[Edit, ...]:
    """Return the edits that put an instruction of one line behind another one, heredocs included, or before it."""
    page = _Page(text)
    instruction = page.at(at)
    _refuse_breaks(line)
    content, (start, end) = page.content, instruction.span
    newline = line_break(content, start)
    begin = line_start(content, start)
    written = content[begin:start] + line
    if before:
        return page.proved_line((Edit(begin, begin, written + newline),), instruction, line, 0)
    stop = content.find("\n", end)
    stop = len(content) if stop < 0 else stop
    stop -= content[stop - 1 : stop] == "\r" and stop > end
    return page.proved_line((Edit(stop, stop, newline + written),), instruction, line, 1)


class _Page:
    """A Dockerfile and its instructions."""

    def __init__(self, text: str) -> None:
        self.content = text.removeprefix("\ufeff")
        self.shift = len(text) - len(self.content)
        self.file = _parse(self.content)

    def span(self, place: Span) -> tuple[int, int]:
        start, end = offset_of(self.content, place[:2]), offset_of(self.content, place[2:])
        if not 0 <= start < end <= len(self.content):
            raise CannotEditError("the place is not in the text")
        return start, end

    def at(self, at: tuple[int, int]) -> Instruction:
        """The instruction that begins at a place."""
        start = offset_of(self.content, at)
        for instruction in self.file.instructions:
            if instruction.span[0] == start and instruction.problem is None:
                return instruction
        raise CannotEditError(f"no instruction begins in line {at[0]}, column {at[1]}")

    def around(self, start: int, end: int) -> Instruction:
        """The instruction in which a span lies."""
        for instruction in self.file.instructions:
            if instruction.span[0] <= start and end <= instruction.span[1] and instruction.problem is None:
                return instruction
        raise CannotEditError("the place is in no instruction")

    def proved(self, edits: tuple[Edit, ...], changed: Instruction) -> tuple[Edit, ...]:
        """The edits, in the text itself.  Raises CannotEditError where they change another instruction."""
        wanted = [_said(instruction) for instruction in self.file.instructions]
        found = [_said(instruction) for instruction in self._after(edits)]
        index = self.file.instructions.index(changed)
        if len(found) != len(wanted) or found[:index] != wanted[:index] or found[index + 1 :] != wanted[index + 1 :]:
            raise CannotEditError("the edit would change other instructions")
        return moved(self.shift, lambda: edits)

    def proved_line(self, edits: tuple[Edit, ...], beside: Instruction, line: str, behind: int) -> tuple[Edit, ...]:
        """The edits, in the text itself.  Raises CannotEditError where they do more than add one instruction."""
        wanted = [_said(instruction) for instruction in self.file.instructions]
        index = self.file.instructions.index(beside) + behind
        wanted[index:index] = [_said(instruction) for instruction in _parse(line).instructions]
        after = self._after(edits)
        found = [_said(instruction) for instruction in after]
        if found != wanted or len(found) != len(self.file.instructions) + 1 or after[index].problem is not None:
            raise CannotEditError("the line would not be one instruction by itself")
        return moved(self.shift, lambda: edits)

    def _after(self, edits: tuple[Edit, ...]) -> tuple[Instruction, ...]:
        return _parse(apply(self.content, edits)).instructions


def _parse(content: str) -> Dockerfile:
    try:
        return parse(content)
    except ParseError as error:
        raise CannotEditError(f"the text cannot be read: {error.message}") from error


def _said(instruction: Instruction) -> tuple[str, str, tuple[str, ...]]:
    inner = instruction.trigger or instruction
    return instruction.keyword, instruction.text, tuple(heredoc.content for heredoc in inner.heredocs)


def _keyword_span(instruction: Instruction) -> tuple[int, int]:
    """Where in the instruction's text the keyword stands, inside of an ONBUILD its own."""
    start = instruction.body if instruction.trigger else 0
    keyword = (instruction.trigger or instruction).keyword
    return start, start + len(keyword)


def _is_string(instruction: Instruction, word: str) -> bool:
    return (instruction.trigger or instruction).exec_form is not None and word.startswith('"')


def _word_of(instruction: Instruction, old: str, new: str) -> str:
    return json.dumps(new, ensure_ascii=False) if _is_string(instruction, old) else new


def _refuse_breaks(words: str) -> None:
    if not words.strip() or _BREAK.search(words):
        raise CannotEditError("what is written must be something, on one line")


def _continued(page: _Page, written: str, end: int, command: str) -> str:
    """One more command, in the way in which the commands above stand on lines."""
    if "\n" not in written:
        return f" && {command}"
    escape, newline = page.file.escape, line_break(page.content, end - len(written))
    indent = indentation(page.content, end)
    trails = re.search(rf"&&[ \t]*{re.escape(escape)}[ \t]*\r?\n", written) is not None
    if trails:
        return f" && {escape}{newline}{indent}{command}"
    return f" {escape}{newline}{indent}&& {command}"


def _commands(script: str) -> int:
    try:
        return len(shell.parse(script).commands)
    except ParseError as error:
        raise CannotEditError(f"the shell text cannot be read: {error.message}") from error
