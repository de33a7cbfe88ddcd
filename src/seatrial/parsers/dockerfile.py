"""Dockerfiles: text in, instructions with exact positions out.

Follows BuildKit's reader (https://docs.docker.com/reference/dockerfile/): parser directives, comments, continuation,
heredocs, flags, exec and shell forms.  What one instruction gets wrong costs that instruction only.
"""

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from seatrial.errors import LimitError, ParseError
from seatrial.parsers.dockerfile_words import BLANK, Word, skip_blank, unquoted, word_end, words

MAX_INSTRUCTIONS = 20_000
MAX_HEREDOCS = 100

Span = tuple[int, int]
"""From and to, as offsets into a text; the end is exclusive."""

KEYWORDS = frozenset(
    {
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
        *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    }
)
_DIRECTIVES = frozenset({"syntax", "escape", "check"})
_WITH_FLAGS = frozenset({"FROM", "RUN", "COPY", "ADD", "HEALTHCHECK"})
_WITH_HEREDOCS = frozenset({"RUN", "COPY", "ADD"})
_WITH_EXEC_FORM = frozenset({"RUN", "CMD", "ENTRYPOINT", "SHELL", "COPY", "ADD", "VOLUME"})

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_DIRECTIVE = re.compile(r"#[ \t]*([A-Za-z][A-Za-z0-9]*)[ \t]*=[ \t]*(\S.*)")
_HEREDOC = re.compile(r"(\d*)<<(-?)([^<\s]+)")
_KEYWORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Flag:
    """``--mount=type=cache``: name ``mount``; ``value`` is empty where there is no equals sign."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A heredoc.  ``content`` is as written (``chomp``: its leading tabs do not count), ``offset`` where it starts
    in the file, ``end`` where its closing line ends; ``expand``: variables in it are replaced."""

    name: str
    content: str
    expand: bool
    chomp: bool
    offset: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One instruction.

    ``text``     its logical line: continuations joined, comments inside left out.
    ``pieces``   pairs of an offset into ``text`` and the offset into the file that it comes from, ascending.
    ``span``     from its keyword to its end in the file, heredocs included.
    ``body``     where in ``text`` that begins which follows keyword and flags.
    ``exec_form``  the strings of the JSON form; None for the shell form.
    ``trigger``  the instruction inside an ONBUILD; it has the same text.
    ``problem``  why it could not be read; then only the keyword, if that much, and the text are right.
    """

    keyword: str
    text: str
    pieces: tuple[tuple[int, int], ...]
    span: Span
    body: int
    flags: tuple[Flag, ...] = ()
    exec_form: tuple[Word, ...] | None = None
    heredocs: tuple[Heredoc, ...] = ()
    trigger: "Instruction | None" = None
    problem: "Problem | None" = None

    @property
    def argument(self) -> str:
        """What follows keyword and flags."""
        return self.text[self.body :]

    def place(self, start: int, end: int) -> Span:
        """The span in the file of a span of ``text``."""
        return _offset(self.pieces, start), _offset(self.pieces, max(end - 1, start)) + (end > start)


def _offset(pieces: tuple[tuple[int, int], ...], position: int) -> int:
    logical, source = pieces[max(bisect_right(pieces, (position, 1 << 62)) - 1, 0)]
    return source + position - logical


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an instruction or a directive, and where in the file."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """The instructions of a file in their order, also those with a problem, and its parser directives.

    ``problems``  what is wrong with the directives.
    """

    instructions: tuple[Instruction, ...]
    directives: dict[str, str]
    problems: tuple[Problem, ...]
    escape: str


def parse(text: str) -> Dockerfile:
    """Read a Dockerfile.  Raises LimitError past 20,000 instructions; what else is wrong is a problem of its place."""
    return _Reader(text).read()


class _BrokenError(Exception):
    """The instruction that is being read is wrong."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.span = (start, end)


class _Reader:
    """Goes through the lines once."""

    def __init__(self, text: str) -> None:
        start = 1 if text.startswith("\ufeff") else 0
        self.text = text
        self.lines = [(match.start(), match.group()) for match in _LINE.finditer(text, start)]
        self.next = 0
        self.escape = "\\"
        self.directives: dict[str, str] = {}
        self.instructions: list[Instruction] = []
        self.problems: list[Problem] = []

    def read(self) -> Dockerfile:
        self._read_directives()
        while self.next < len(self.lines):
            if len(self.instructions) >= MAX_INSTRUCTIONS:
                line = self.next + 1
                bound = f"{MAX_INSTRUCTIONS} instructions"
                raise LimitError(f"the Dockerfile has more than {bound}", bound=bound, line=line)
            self._read_instruction()
        return Dockerfile(tuple(self.instructions), self.directives, tuple(self.problems), self.escape)

    def _read_directives(self) -> None:
        """Parser directives stand above everything else, comments and blank lines included."""
        while self.next < len(self.lines):
            offset, line = self.lines[self.next]
            match = _DIRECTIVE.fullmatch(line.strip())
            if not match or match[1].lower() not in _DIRECTIVES:
                return
            name, value = match[1].lower(), match[2].strip()
            span = (offset, offset + len(line.rstrip()))
            if name in self.directives:
                self.problems.append(Problem(f"the parser directive `{name}` is given twice", span))
            elif name == "escape" and value not in ("\\", "`"):
                self.problems.append(Problem(f"the escape character may be \\ or `, not `{value[:20]}`", span))
            else:
                self.directives[name] = value
                self.escape = value if name == "escape" else self.escape
            self.next += 1

    def _read_instruction(self) -> None:
        offset, line = self.lines[self.next]
        self.next += 1
        indent = len(line) - len(line.lstrip(BLANK))
        if indent == len(line) or line[indent] == "#":
            return
        logical = _Logical()
        ended = self._add(logical, line[indent:], offset + indent)
        while not ended and self.next < len(self.lines):
            offset, line = self.lines[self.next]
            self.next += 1
            stripped = line.strip(BLANK)
            # Docker still takes blank lines and comments inside of a continued instruction.
            if stripped and not stripped.startswith("#"):
                ended = self._add(logical, line, offset)
        if logical.text().strip(BLANK):
            self._finish(logical)

    def _add(self, logical: "_Logical", line: str, offset: int) -> bool:
        """Add a line without its continuation character; whether the instruction ends with it."""
        body = line.rstrip("\r\n")
        bare = body.rstrip(" \t")
        if bare.endswith(self.escape) and not bare.endswith(self.escape * 2):
            logical.add(bare[:-1], offset)
            return False
        logical.add(body, offset)
        return True

    def _finish(self, logical: "_Logical") -> None:
        text = logical.text().rstrip(BLANK)
        whole = Instruction(keyword="", text=text, pieces=tuple(logical.pieces), span=(0, 0), body=0)
        whole = replace(whole, span=whole.place(0, len(text)))
        try:
            read = _read(whole, 0, self.escape)
            self.instructions.append(self._with_heredocs(read))
        except _BrokenError as error:
            problem = Problem(str(error), whole.place(*error.span))
            keyword = text.split(maxsplit=1)[0].upper()
            self.instructions.append(replace(whole, keyword=keyword, problem=problem))

    def _with_heredocs(self, read: Instruction) -> Instruction:
        inner = read.trigger or read
        if inner.keyword not in _WITH_HEREDOCS or inner.exec_form is not None or "<<" not in inner.text:
            return read
        heredocs = self._read_heredocs(inner)
        if not heredocs:
            return read
        inner = replace(inner, heredocs=heredocs, span=(read.span[0], heredocs[-1].end))
        return replace(read, trigger=inner, span=inner.span) if read.trigger else inner

    def _read_heredocs(self, instruction: Instruction) -> tuple[Heredoc, ...]:
        found: list[Heredoc] = []
        for word in words(instruction.argument):
            match = _HEREDOC.fullmatch(word.text)
            if match:
                if len(found) == MAX_HEREDOCS:
                    raise _BrokenError(f"it has more than {MAX_HEREDOCS} heredocs", 0, len(instruction.text))
                found.append(self._read_heredoc(match, instruction, word))
        return tuple(found)

    def _read_heredoc(self, match: re.Match[str], instruction: Instruction, word: Word) -> Heredoc:
        name = unquoted(match[3], self.escape)
        first = self.next
        while self.next < len(self.lines):
            offset, line = self.lines[self.next]
            self.next += 1
            bare = line.rstrip("\r\n")
            if (bare.lstrip("\t") if match[2] else bare) == name:
                start = self.lines[first][0]
                return Heredoc(
                    name=name,
                    content=self.text[start:offset],
                    expand=name == match[3],
                    chomp=bool(match[2]),
                    offset=start,
                    end=offset + len(bare),
                )
        # The rest may well be instructions; without its end nobody can tell, and Docker refuses the file.
        begin = instruction.body + word.start
        raise _BrokenError(f"the heredoc `{name}` has no end", begin, begin + len(word.text))


class _Logical:
    """A logical line under construction."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int]] = []
        self.length = 0

    def add(self, part: str, offset: int) -> None:
        if part:
            self.pieces.append((self.length, offset))
            self.parts.append(part)
            self.length += len(part)

    def text(self) -> str:
        return "".join(self.parts)


def _read(whole: Instruction, start: int, escape: str) -> Instruction:
    """Read keyword, flags and form of the instruction that begins at an offset of the text."""
    text = whole.text
    match = _KEYWORD.match(text, skip_blank(text, start))
    if not match:
        raise _BrokenError("ONBUILD needs an instruction", 0, len(text))
    keyword = match.group().upper()
    if keyword not in KEYWORDS:
        raise _BrokenError(f"`{match.group()[:40]}` is no instruction{_near(keyword)}", match.start(), match.end())
    body = skip_blank(text, match.end())
    if keyword == "ONBUILD":
        if start:
            raise _BrokenError("ONBUILD cannot stand inside ONBUILD", match.start(), match.end())
        return replace(whole, keyword=keyword, body=body, trigger=_read(whole, body, escape))
    flags: tuple[Flag, ...] = ()
    if keyword in _WITH_FLAGS:
        flags, body = _flags(text, body, escape)
    if body >= len(text):
        raise _BrokenError(f"{keyword} needs an argument", match.start(), match.end())
    exec_form = _exec_form(text, body) if keyword in _WITH_EXEC_FORM else None
    return replace(whole, keyword=keyword, body=body, flags=flags, exec_form=exec_form)


def _near(keyword: str) -> str:
    import difflib  # only an error needs it

    near = difflib.get_close_matches(keyword[:40], KEYWORDS, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _flags(text: str, position: int, escape: str) -> tuple[tuple[Flag, ...], int]:
    """Read ``--name=value`` words; they end at the first other word, or after a bare ``--``."""
    flags: list[Flag] = []
    while text.startswith("--", position):
        end = word_end(text, position, escape)
        raw = text[position:end]
        if raw == "--":
            return tuple(flags), skip_blank(text, end)
        name, _, value = raw[2:].partition("=")
        flags.append(Flag(name.lower(), unquoted(value, escape), position, end))
        position = skip_blank(text, end)
    return tuple(flags), position


_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def _exec_form(text: str, body: int) -> tuple[Word, ...] | None:
    """The strings of a JSON array; None where it is none, for then Docker reads the shell form."""
    if text[body : body + 1] != "[":
        return None
    argument = text[body:]
    try:
        values = json.loads(argument)
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(value, str) for value in values):
        raise _BrokenError("the exec form takes strings only", body, len(text))
    spans = [match.span() for match in _JSON_STRING.finditer(argument)]
    return tuple(Word(value, body + a, body + b) for value, (a, b) in zip(values, spans, strict=True))


def exec_form_of(instruction: Instruction, start: int) -> tuple[Word, ...] | None:
    """The JSON form of what stands after a word, as in ``HEALTHCHECK CMD [...]``; raises ParseError."""
    try:
        return _exec_form(instruction.text, skip_blank(instruction.text, start))
    except _BrokenError as error:
        raise ParseError(str(error)) from error


def pairs(instruction: Instruction, escape: str = "\\") -> tuple[tuple[Word, Word | None], ...]:
    """The names and values of ENV, LABEL and ARG, as written; an ARG may lack its value.  Raises ParseError.

    ``ENV name value`` is the old form: all that follows the name is its value.
    """
    found = list(words(instruction.argument, escape))
    first = found[0].text
    if instruction.keyword != "ARG" and "=" not in first:
        if len(found) < 2:
            raise ParseError(f"{instruction.keyword} `{first[:40]}` has no value")
        start = instruction.body + found[1].start
        name = Word(first, instruction.body + found[0].start, instruction.body + found[0].end)
        return ((name, Word(instruction.text[start:], start, len(instruction.text))),)
    return tuple(_pair(instruction, word) for word in found)


def _pair(instruction: Instruction, word: Word) -> tuple[Word, Word | None]:
    name, equals, value = word.text.partition("=")
    start = instruction.body + word.start
    if not equals and instruction.keyword != "ARG":
        raise ParseError(f"`{name[:40]}` has no value: {instruction.keyword} takes name=value")
    if not name:
        raise ParseError(f"{instruction.keyword} `{word.text[:40]}` has no name")
    middle = start + len(name)
    key = Word(name, start, middle)
    return key, Word(value, middle + 1, instruction.body + word.end) if equals else None
