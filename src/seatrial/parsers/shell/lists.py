"""Lists of a shell script: commands, pipelines, and the compounds around them."""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from seatrial.errors import LimitError
from seatrial.parsers.shell.syntax import Command, Pipeline, Reader, Redirect, Word
from seatrial.parsers.shell.words import read_word

MAX_COMPOUNDS = 100
_OPERATOR = re.compile(r"&&|\|\||;;&|;&|;;|\|&|&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[;&|<>()\n]")
_DESCRIPTOR = re.compile(r"\d+(?=[<>])")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=")
_REDIRECTIONS = frozenset({"<", ">", ">>", "<&", ">&", "<>", ">|", "&>", "&>>", "<<<", "<<", "<<-"})
_PROCESS_SUBSTITUTIONS = ("<", ">")
_OPENING = {"if": "if", "while": "loop", "until": "loop", "{": "{"}
_CLOSING = {"fi": "if", "done": "loop", "}": "{", "esac": "case"}
_SILENT = frozenset({"then", "else", "elif", "do", "!", "time"})


def read_list(reader: Reader, closing: str, depth: int) -> None:
    """Read commands up to the character that closes a substitution, and over it; or to the end of the text."""
    reader.check_depth(depth)
    _List(reader, closing, depth).read()


@dataclass(slots=True)
class _Frame:
    """A compound that is open: its kind, its first command, and the pipeline that is being read in it."""

    kind: str
    first: int
    members: list[range] = field(default_factory=list)
    member: range | None = None


class _List:
    def __init__(self, reader: Reader, closing: str, depth: int) -> None:
        self.reader = reader
        self.closing = closing
        self.depth = depth
        self.frames = [_Frame("list", len(reader.commands))]
        self.command: Command | None = None
        self.first = 0

    def read(self) -> None:
        reader = self.reader
        while True:
            reader.skip_blank()
            if reader.at_end:
                break
            if self.closing and reader.next == self.closing and self.frames[-1].kind not in ("(", "pattern"):
                break
            self._step()
        self._end_pipeline()
        if reader.at_end and self.closing:
            raise reader.error(f"a substitution lacks its `{self.closing}`", reader.position)
        if len(self.frames) > 1:
            raise reader.error(f"`{self.frames[-1].kind}` is opened and not closed", reader.position)
        reader.position += len(self.closing)

    def _step(self) -> None:
        reader = self.reader
        start = reader.position
        if self.frames[-1].kind == "pattern":
            self._skip_pattern()
            return
        descriptor = _DESCRIPTOR.match(reader.text, start, reader.limit)
        at = descriptor.end() if descriptor else start
        match = _OPERATOR.match(reader.text, at, reader.limit)
        if not match or (match.group() in _PROCESS_SUBSTITUTIONS and reader.sees("(", match.end() - start)):
            self._word()
            return
        reader.position = match.end()
        self._operator(match.group(), start)

    def _read_word(self) -> Word:
        return read_word(self.reader, self.depth, read_list)

    def _operator(self, operator: str, start: int) -> None:
        if self._in_condition() and operator != "\n":
            assert self.command is not None  # noqa: S101 - which is what the question was
            self.command.words.append(Word(operator, start, self.reader.position, (operator,)))
        elif operator in _REDIRECTIONS:
            self._redirect(operator, start)
        elif operator in ("|", "|&"):
            self._end_member()
        elif operator == "(":
            self._open_parenthesis(start)
        elif operator == ")":
            self._close("(", start)
        else:
            self._end_pipeline()
            if operator == "\n":
                self.reader.read_heredocs()
            elif operator.startswith(";") and operator != ";" and self.frames[-1].kind == "case":
                self.frames[-1].kind = "pattern"

    def _in_condition(self) -> bool:
        """Inside of ``[[ ]]`` operators compare and group."""
        words = self.command.words if self.command else []
        return bool(words) and words[0].text == "[[" and words[-1].text != "]]"

    def _redirect(self, operator: str, start: int) -> None:
        reader = self.reader
        first = len(reader.commands)
        reader.skip_blank()
        if reader.at_end or reader.next in "\n;":
            raise reader.error(f"`{operator}` has no target", start)
        target = self._read_word()
        command = self._begin(start, first)
        command.end = target.end
        if operator in ("<<", "<<-"):
            reader.heredocs.append((command, operator, target))
        else:
            command.redirects.append(Redirect(operator, target))

    def _open_parenthesis(self, start: int) -> None:
        reader = self.reader
        if self.command is None:
            # (( arithmetic )) runs no command.
            if not (reader.next == "(" and reader.jump_over("))")):
                self._open("(")
            return
        reader.skip_blank()
        if len(self.command.words) == 1 and reader.next == ")":
            # In name() { ... } the name is no command; those of the body are.
            reader.position += 1
            self.command = None
        elif self.command.words or not reader.jump_over(")"):  # an array: name=( ... )
            raise reader.error("`(` stands where no command can begin", start)

    def _word(self) -> None:
        first = len(self.reader.commands)
        word = self._read_word()
        if self.command is None and not word.quoted and self._reserved(word):
            return
        command = self._begin(word.start, first)
        command.end = word.end
        head = word.parts[0] if word.parts else ""
        match = _ASSIGNMENT.match(head) if isinstance(head, str) and not command.words else None
        if match and isinstance(head, str):
            command.assignments.append((match[1], _value(word, head, match.end())))
        else:
            command.words.append(word)

    def _begin(self, start: int, first: int) -> Command:
        if self.command is None:
            self.command = Command(start, start, self.depth)
            self.first = first
        return self.command

    def _reserved(self, word: Word) -> bool:
        """Handle a reserved word where a command may begin; whether it was one."""
        text = word.text
        if text in _OPENING:
            self._open(_OPENING[text])
        elif text in _CLOSING:
            self._close(_CLOSING[text], word.start)
        elif text in ("for", "select"):
            self._open_for()
        elif text == "case":
            self._open("pattern")
            self._skip_to((), ("in",))
        elif text == "function":
            self.reader.skip_blank()
            self._read_word()
            self.reader.skip_blank()
            self.reader.position += 2 if self.reader.sees("()") else 0
        else:
            return text in _SILENT
        return True

    def _open_for(self) -> None:
        self._open("loop")
        self.reader.skip_blank()
        if self.reader.sees("(("):
            self.reader.jump_over("))")
        else:
            self._skip_to(("\n", ";"), ("do",))

    def _skip_to(self, operators: Container[str], words: Container[str]) -> None:
        """Pass over words, listing what the substitutions in them run, to one of the operators or words."""
        reader = self.reader
        while True:
            reader.skip_blank()
            if reader.at_end:
                raise reader.error("a loop or a case has no end", reader.position)
            match = _OPERATOR.match(reader.text, reader.position, reader.limit)
            if match:
                reader.position = match.end()
                if match.group() in operators:
                    return
            elif self._read_word().text in words:
                return

    def _skip_pattern(self) -> None:
        """Pass over a piece of a case's pattern: its parenthesis ends it, and ``esac`` the case."""
        reader = self.reader
        match = _OPERATOR.match(reader.text, reader.position, reader.limit)
        if match:
            reader.position = match.end()
            if match.group() == ")":
                self.frames[-1].kind = "case"
            return
        word = self._read_word()
        if word.text == "esac" and not word.quoted:
            self.frames[-1].kind = "case"
            self._close("case", word.start)

    def _end_member(self) -> None:
        frame = self.frames[-1]
        if self.command is not None:
            self.reader.add(self.command)
            # What follows a compound, as in `{ a; } > file`, belongs to it.
            first = frame.member.start if frame.member is not None else self.first
            frame.member = range(first, len(self.reader.commands))
            self.command = None
        if frame.member is not None:
            frame.members.append(frame.member)
            frame.member = None

    def _end_pipeline(self) -> None:
        self._end_member()
        frame = self.frames[-1]
        if len(frame.members) > 1:
            self.reader.pipelines.append(Pipeline(tuple(frame.members)))
        frame.members = []

    def _close(self, kind: str, start: int) -> None:
        self._end_pipeline()
        if self.frames[-1].kind != kind:
            raise self.reader.error(f"this closes a `{kind}` that is not open", start)
        frame = self.frames.pop()
        # To the pipeline around it the whole compound is one member.
        found = range(frame.first, len(self.reader.commands))
        self.frames[-1].member = found if found else None

    def _open(self, kind: str) -> None:
        if len(self.frames) >= MAX_COMPOUNDS:
            bound = f"{MAX_COMPOUNDS} compounds"
            column = self.reader.position + 1
            raise LimitError("the shell text nests too deeply", bound=bound, column=column)
        self.frames.append(_Frame(kind, len(self.reader.commands)))


def _value(word: Word, head: str, cut: int) -> Word:
    """The part of an assignment's word that follows the equals sign."""
    parts = (head[cut:], *word.parts[1:]) if head[cut:] else word.parts[1:]
    return Word(word.text[cut:], word.start, word.end, parts, word.quoted, word.inner)
