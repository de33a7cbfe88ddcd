"""Variables in Dockerfiles: what ``$name`` and ``${name:-word}`` become.

Follows https://docs.docker.com/reference/dockerfile/#environment-replacement.  The shell of a RUN instruction replaces
its own variables; this is about what the builder replaces before.
"""

from collections.abc import Callable, Iterator, Sequence

from seatrial.connectors.dockerfile.glob import replaced, without_prefix, without_suffix
from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Unknown

MAX_LENGTH = 64 * 1024
MAX_DEPTH = 40
_MAX_PARTS = 64

Text = str | Unknown
Lookup = Callable[[str], Text | None]
"""The value of a variable, None where it is not set."""


def expand(text: str, lookup: Lookup, escape: str = "\\") -> Text:
    """Take off quotes and replace variables.  Raises ParseError, and LimitError for a result past 64 KiB."""
    return joined(_Expansion(text, lookup, escape).read("", 0))


def joined(parts: Sequence[Text]) -> Text:
    """One text of many; unknown, but with its known pieces, where one of them is."""
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is None:
        return "".join(str(part) for part in parts)
    pieces = tuple(_merged(parts))
    return Unknown(unknown.reason, ref=unknown.ref, is_set=True, parts=pieces if 1 < len(pieces) <= _MAX_PARTS else ())


def _merged(parts: Sequence[Text]) -> Iterator[Text]:
    """The pieces of all parts, neighbouring texts made one."""
    texts: list[str] = []
    for part in parts:
        for piece in part.parts or (part,) if isinstance(part, Unknown) else (part,):
            if isinstance(piece, str):
                texts.append(piece)
                continue
            if text := "".join(texts):
                yield text
            texts.clear()
            yield piece
    if text := "".join(texts):
        yield text


class _Expansion:
    """Goes through a text once; calls itself for the word in ``${name:-word}``."""

    def __init__(self, text: str, lookup: Lookup, escape: str) -> None:
        self.text = text
        self.lookup = lookup
        self.escape = escape
        self.position = 0
        self.length = 0

    @property
    def next(self) -> str:
        return self.text[self.position : self.position + 1]

    def read(self, stop: str, depth: int) -> list[Text]:
        """Read up to the stop character and over it, or to the end."""
        if depth > MAX_DEPTH:
            raise LimitError("variables nest too deeply", bound=f"depth {MAX_DEPTH}")
        parts: list[Text] = []
        while self.next:
            character = self.next
            self.position += 1
            if character == stop:
                return parts
            if character == "'":
                self._add(parts, self._single_quotes())
            elif character == '"':
                self._double_quotes(parts, depth)
            elif character == "$":
                self._dollar(parts, depth)
            elif character == self.escape:
                self._add(parts, self.next)
                self.position += 1
            else:
                self._add(parts, character)
        if stop:
            raise ParseError("`${` is not closed")
        return parts

    def _add(self, parts: list[Text], part: Text) -> None:
        self.length += len(part) if isinstance(part, str) else 1
        if self.length > MAX_LENGTH:
            raise LimitError("a value grows past 64 KiB when its variables are replaced", bound="64 KiB")
        parts.append(part)

    def _single_quotes(self) -> str:
        end = self.text.find("'", self.position)
        if end < 0:
            raise ParseError("a single quote is not closed")
        start, self.position = self.position, end + 1
        return self.text[start:end]

    def _double_quotes(self, parts: list[Text], depth: int) -> None:
        while self.next:
            character = self.next
            self.position += 1
            if character == '"':
                return
            if character == "$":
                self._dollar(parts, depth)
            elif character == self.escape and self.next and self.next in '"$' + self.escape:
                self._add(parts, self.next)
                self.position += 1
            else:
                self._add(parts, character)
        raise ParseError("a double quote is not closed")

    def _dollar(self, parts: list[Text], depth: int) -> None:
        if self.next == "{":
            self.position += 1
            self._braces(parts, depth)
            return
        name = self._name()
        if name:
            self._add(parts, self._value(name))
        else:
            self._add(parts, "$")

    def _name(self) -> str:
        start = self.position
        if self.next and (self.next.isdigit() or self.next in "@*#?-$!"):
            self.position += 1
        else:
            while self.next and (self.next.isalnum() or self.next == "_"):
                self.position += 1
        return self.text[start : self.position]

    def _value(self, name: str) -> Text:
        value = self.lookup(name)
        return "" if value is None else value

    def _braces(self, parts: list[Text], depth: int) -> None:
        name = self._name()
        if not name:
            raise ParseError("`${` has no name")
        if self.next == "}":
            self.position += 1
            self._add(parts, self._value(name))
            return
        for operator in (":-", ":+", ":?", "##", "%%", "//", "-", "+", "?", "#", "%", "/"):
            if self.text.startswith(operator, self.position):
                self.position += len(operator)
                self._operation(parts, name, operator, depth)
                return
        raise ParseError(f"`${{{name}{self.next}` is no form that Docker knows")

    def _operation(self, parts: list[Text], name: str, operator: str, depth: int) -> None:
        value = self.lookup(name)
        if operator in ("/", "//"):
            self._replace(parts, value or "" if isinstance(value, str) or value is None else value, operator, depth)
            return
        length = self.length
        word = self.read("}", depth + 1)
        if isinstance(value, Unknown):
            self._add(parts, Unknown(value.reason, is_set=True))
            return
        is_set = value is not None and (not operator.startswith(":") or value != "")
        if operator in (":-", "-", ":+", "+"):
            is_word = is_set == operator.endswith("+")
            otherwise = value if value is not None and operator.endswith("-") else ""
            self.length = length
            for part in word if is_word else [otherwise]:
                self._add(parts, part)
        elif operator in (":?", "?"):
            if not is_set:
                raise ParseError(f"`{name}` must be set: {joined(word)}")
            self._add(parts, value or "")
        else:
            self._add(parts, _trimmed(value or "", operator, joined(word)))

    def _replace(self, parts: list[Text], value: Text, operator: str, depth: int) -> None:
        """``${name/pattern/replacement}``; two slashes replace all."""
        pattern = joined(self.read("/", depth + 1))
        replacement = joined(self.read("}", depth + 1))
        for part in (value, pattern, replacement):
            if isinstance(part, Unknown):
                self._add(parts, Unknown(part.reason, is_set=True))
                return
        self._add(parts, replaced(str(value), str(pattern), str(replacement), every=operator == "//"))


def _trimmed(value: str, operator: str, pattern: Text) -> Text:
    if isinstance(pattern, Unknown):
        return Unknown(pattern.reason, is_set=True)
    cut = without_prefix if operator.startswith("#") else without_suffix
    return cut(value, pattern, longest=len(operator) == 2)
