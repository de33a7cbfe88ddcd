"""Words of a shell script: quotes, variables and substitutions."""

import re
from collections.abc import Callable

from seatrial.parsers.shell.syntax import Part, Reader, Substitution, Variable, Word

ReadList = Callable[[Reader, str, int], None]

_PLAIN = re.compile(r"[^\s'\"\\$`;&|<>()]+")
_IN_DOUBLE_QUOTES = re.compile(r"[^\"\\$`]+")
_IN_BRACES = re.compile(r"[^}'\"\\$`]+")
_DOLLAR_QUOTES = re.compile(r"'((?:[^'\\]|\\.)*+)'", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]")
_BRACED_NAME = re.compile(r"[#!]?(?:[A-Za-z_]\w*|[0-9]+|[@*#?$!-])")


def read_word(reader: Reader, depth: int, read_list: ReadList) -> Word:
    """Read the word at the reader's position; ``read_list`` reads what a substitution runs."""
    return _WordReader(reader, depth, read_list).read()


class _WordReader:
    def __init__(self, reader: Reader, depth: int, read_list: ReadList) -> None:
        self.reader = reader
        self.depth = depth
        self.read_list = read_list
        self.parts: list[Part] = []
        self.literal: list[str] = []
        self.shown: list[str] = []
        self.quoted = False

    def read(self) -> Word:
        reader = self.reader
        start, first = reader.position, len(reader.commands)
        while self._part():
            pass
        if reader.position == start:
            raise reader.error(f"`{reader.next}` stands where no word can begin", start)
        self._end_literal()
        inner = range(first, len(reader.commands))
        return Word("".join(self.shown), start, reader.position, tuple(self.parts), self.quoted, inner)

    def _part(self) -> bool:
        """Read a part of the word; False at its end."""
        reader = self.reader
        plain = _PLAIN.match(reader.text, reader.position, reader.limit)
        if plain:
            self._add(plain.group())
            reader.position = plain.end()
            return True
        match reader.next:
            case "'":
                self._single_quotes()
            case '"':
                self._double_quotes()
            case "\\":
                self._escape()
            case "$" | "`":
                self._expansion(quoted=False)
            case "<" | ">" if reader.sees("(", 1):
                self._substitution(2, quoted=False)
            case _:
                return False
        return True

    def _add(self, text: str) -> None:
        self.literal.append(text)
        self.shown.append(text)

    def _end_literal(self) -> None:
        if self.literal:
            self.parts.append("".join(self.literal))
            self.literal.clear()

    def _add_part(self, part: Part, text: str) -> None:
        self._end_literal()
        self.parts.append(part)
        self.shown.append(text)

    def _escape(self) -> None:
        reader = self.reader
        if not reader.sees("\n", 1):
            self._add(reader.text[reader.position + 1 : min(reader.position + 2, reader.limit)])
        self.quoted = True
        reader.position += 2

    def _single_quotes(self) -> None:
        reader = self.reader
        start = reader.position
        reader.position += 1
        if not reader.jump_over("'"):
            raise reader.error("a single quote is not closed", start)
        self.quoted = True
        self._add(reader.text[start + 1 : reader.position - 1])

    def _double_quotes(self) -> None:
        reader = self.reader
        start = reader.position
        self.quoted = True
        reader.position += 1
        while not reader.at_end:
            plain = _IN_DOUBLE_QUOTES.match(reader.text, reader.position, reader.limit)
            if plain:
                self._add(plain.group())
                reader.position = plain.end()
            elif reader.next == '"':
                reader.position += 1
                if not self.parts and not self.literal:
                    # An empty text is still a word.
                    self.literal.append("")
                return
            elif reader.next == "\\":
                escaped = reader.text[reader.position + 1 : reader.position + 2]
                self._add("" if escaped == "\n" else escaped if escaped in '"\\$`' else "\\" + escaped)
                reader.position += 2
            else:
                self._expansion(quoted=True)
        raise reader.error("a double quote is not closed", start)

    def _expansion(self, *, quoted: bool) -> None:
        reader = self.reader
        if reader.next == "`":
            self._backticks(quoted=quoted)
        elif reader.sees("$((") and self._arithmetic(quoted=quoted):
            pass
        elif reader.sees("$("):
            self._substitution(2, quoted=quoted)
        elif reader.sees("${"):
            self._braces(quoted=quoted)
        elif reader.sees("$'") and not quoted:
            reader.position += 1
            self._dollar_quotes()
        else:
            name = _NAME.match(reader.text, reader.position + 1, reader.limit)
            if name:
                self._add_part(Variable(name.group(), "", quoted), "$" + name.group())
                reader.position = name.end()
            else:
                self._add("$")
                reader.position += 1

    def _dollar_quotes(self) -> None:
        """``$'...'``: escapes are left as they stand, but an escaped quote does not end it."""
        reader = self.reader
        match = _DOLLAR_QUOTES.match(reader.text, reader.position, reader.limit)
        if not match:
            raise reader.error("a single quote is not closed", reader.position)
        self.quoted = True
        self._add(match[1])
        reader.position = match.end()

    def _substitution(self, opening: int, *, quoted: bool) -> None:
        reader = self.reader
        start = reader.position
        reader.position += opening
        self.read_list(reader, ")", self.depth + 1)
        text = reader.text[start : reader.position]
        self._add_part(Substitution(text, quoted), text)

    def _backticks(self, *, quoted: bool) -> None:
        reader = self.reader
        start, limit = reader.position, reader.limit
        end = start + 1
        while end < limit and reader.text[end] != "`":
            end += 2 if reader.text[end] == "\\" else 1
        if end >= limit:
            raise reader.error("a backtick is not closed", start)
        reader.position, reader.limit = start + 1, end
        self.read_list(reader, "", self.depth + 1)
        reader.position, reader.limit = end + 1, limit
        text = reader.text[start : reader.position]
        self._add_part(Substitution(text, quoted), text)

    def _arithmetic(self, *, quoted: bool) -> bool:
        """``$(( ))``, in which no command is looked for; False where it is ``$( (a) b )`` written close."""
        reader = self.reader
        start = at = reader.position
        open_ = 0
        while at < reader.limit:
            character = reader.text[at]
            open_ += (character == "(") - (character == ")")
            at += 1
            if character == ")" and not open_:
                text = reader.text[start:at]
                if text.endswith("))"):
                    reader.position = at
                    self._add_part(Substitution(text, quoted), text)
                return text.endswith("))")
        raise reader.error("`$((` is not closed", start)

    def _braces(self, *, quoted: bool) -> None:
        reader = self.reader
        start = reader.position
        name = _BRACED_NAME.match(reader.text, start + 2, reader.limit)
        if not name:
            raise reader.error("`${` has no name", start)
        reader.position = name.end()
        self._to_closing_brace(start, self.depth + 1)
        text = reader.text[start : reader.position]
        self._add_part(Variable(name.group(), reader.text[name.end() : reader.position - 1], quoted), text)

    def _to_closing_brace(self, start: int, depth: int) -> None:
        """Pass over the rest of ``${ }``; what it may run is listed, the rest stays text."""
        reader = self.reader
        reader.check_depth(depth)
        inside = _WordReader(reader, depth, self.read_list)
        while not reader.at_end:
            plain = _IN_BRACES.match(reader.text, reader.position, reader.limit)
            if plain:
                reader.position = plain.end()
            elif reader.next == "}":
                reader.position += 1
                return
            elif reader.next == "\\":
                reader.position += 2
            elif reader.next == '"':
                inside._double_quotes()
            elif reader.next == "'":
                inside._single_quotes()
            else:
                inside._expansion(quoted=True)
        raise reader.error("`${` is not closed", start)
