"""Names of images: another tag or digest at a place that names one, in whatever language, and not a byte besides.

A name that is put together of variables is solved: which value of which variable gives the name that is wanted.  Known
are ``ARG`` with a default before the first ``FROM``, and defaults that stand in the name: ``${TAG:-1.27}``.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from msgspec import Struct

from seatrial.fix.edit import CannotEditError, Edit
from seatrial.model.location import Location
from seatrial.parsers.document import Text

_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(:?-[^}$]*)?\}|([A-Za-z_]\w*))")
_OF_NAMES = r"A-Za-z0-9._/:@-"
_FROM = re.compile(r"^[ \t]*FROM\s", re.MULTILINE | re.IGNORECASE)
_ARGUMENT = re.compile(r"^[ \t]*ARG[ \t](.*)$", re.MULTILINE | re.IGNORECASE)
_DEFAULT = re.compile(r"(?<![^ \t])([A-Za-z_]\w*)=(\"[^\"$\\]*\"|'[^'$\\]*'|[^\s\"'$\\]*)(?![^\s])")
_MOST_VARIABLES = 6


class Swap(Struct, frozen=True, kw_only=True):
    """A name of an image as it is written where variables are filled in, and the name that shall stand there."""

    old: str
    new: str


def renamed(reference: str, tag: str, digest: str) -> str:
    """A name as it is written, with another tag; where a digest stands behind it, with that of the tag.

    Raises CannotEditError where that is not known.
    """
    name, at, _ = reference.partition("@")
    if at and not digest:
        raise CannotEditError(f"the digest of {tag} is not known")
    colon = name.find(":", name.rfind("/") + 1)
    path = name[:colon] if colon >= 0 else name
    return f"{path}:{tag}@{digest}" if at else f"{path}:{tag}"


def is_written_at(text: str, place: Location, name: str) -> bool:
    """Whether a name stands at a place as it is, once."""
    start, end = _span(text, place)
    return len([*_found(text[start:end], name)]) == 1


def swap(text: str, place: Location, names: Swap) -> tuple[Edit, ...]:
    """The edits that make a place name another image.  Raises CannotEditError."""
    start, end = _span(text, place)
    said = text[start:end]
    if names.old == names.new:
        return ()
    spans = [*_found(said, names.old)]
    if len(spans) == 1:
        return (Edit(start + spans[0], start + spans[0] + len(names.old), names.new),)
    template = next((found for found in _words(said) if "$" in found[1]), None)
    if spans or template is None:
        raise CannotEditError(f"{names.old} does not stand there as it is")
    at, word = template
    return _Solution(text, start + at, word, names).edits()


def _span(text: str, place: Location) -> tuple[int, int]:
    lines = Text(text)
    start = lines.offset(place.line, place.column)
    if place.end_line:
        return start, lines.offset(place.end_line, place.end_column)
    end = text.find("\n", start)
    return start, len(text) if end < 0 else end


def _found(said: str, name: str) -> Iterator[int]:
    for match in re.finditer(rf"(?<![{_OF_NAMES}]){re.escape(name)}(?![{_OF_NAMES}])", said):
        yield match.start()


def _words(said: str) -> Iterator[tuple[int, str]]:
    """Words without what a language puts around them, each with where it begins."""
    for match in re.finditer(r"(?:\$\{[^}\s]*\}|[^\s\"'{},\[\]])+", said):
        yield match.start(), match[0]


class _Value(Struct, frozen=True):
    """What a variable is, and where that is written."""

    text: str
    start: int


class _Solution:
    """One name with variables in it, and the edits that make it another one."""

    def __init__(self, text: str, start: int, word: str, names: Swap) -> None:
        self.start = start
        self.word = word
        self.names = names
        self.matches = [*_VARIABLE.finditer(word)]
        self.values = self._values(text)
        if self._filled(word, {}) != names.old:
            raise CannotEditError(f"nobody can see how `{word[:60]}` becomes {names.old}")

    def _values(self, text: str) -> dict[str, _Value]:
        defaults = _arguments(text, self.start)
        found: dict[str, _Value] = {}
        for match in self.matches:
            name = match[1] or match[3]
            if name in defaults:
                found[name] = defaults[name]
            elif match[2]:
                sign = 2 if match[2].startswith(":") else 1
                found[name] = _Value(match[2][sign:], self.start + match.start(2) + sign)
            else:
                raise CannotEditError(f"the value of `{name}` is not written in this file")
        return found

    def _filled(self, word: str, others: Mapping[str, str]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1] or match[3]
            return others.get(name, self.values[name].text)

        return _VARIABLE.sub(value, word)

    def edits(self) -> tuple[Edit, ...]:
        names = list(self.values)
        for count in (1, 2):
            for free in combinations(names[:_MOST_VARIABLES], count):
                values = self._solved(free)
                if values:
                    return tuple(self._edit(name, new) for name, new in values.items())
        literal = self._in_the_word()
        if literal is None:
            raise CannotEditError(f"no value of a variable makes `{self.word[:60]}` {self.names.new}")
        return (literal,)

    def _edit(self, name: str, new: str) -> Edit:
        value = self.values[name]
        return Edit(value.start, value.start + len(value.text), new)

    def _solved(self, free: tuple[str, ...]) -> dict[str, str]:
        """The values of these variables that give the new name, while the others stay."""
        pattern, at, seen = "", 0, set[str]()
        for match in self.matches:
            name = match[1] or match[3]
            pattern += re.escape(self.word[at : match.start()])
            if name not in free:
                pattern += re.escape(self.values[name].text)
            elif name in seen:
                pattern += f"(?P={name})"
            else:
                pattern += f"(?P<{name}>[{_OF_NAMES}]+)"
                seen.add(name)
            at = match.end()
        found = re.fullmatch(pattern + re.escape(self.word[at:]), self.names.new)
        values = found.groupdict() if found else {}
        changed = {name: new for name, new in values.items() if new != self.values[name].text}
        return changed if self._filled(self.word, changed) == self.names.new else {}

    def _in_the_word(self) -> Edit | None:
        """The edit of what stands in the name itself, behind its variables: a tag and a digest."""
        for sign in ("/", ":", "@"):
            old, new = (sign + name.rpartition(sign)[2] for name in (self.names.old, self.names.new))
            at = self.word.find(old)
            word = self.word[:at] + new + self.word[at + len(old) :]
            if at >= 0 and self._filled(word, {}) == self.names.new:
                return Edit(self.start + at, self.start + at + len(old), new)
        return None


def _arguments(text: str, before: int) -> dict[str, _Value]:
    """The defaults of the arguments before the first ``FROM`` of a Dockerfile; of one that is said twice the last."""
    first = _FROM.search(text)
    found: dict[str, _Value] = {}
    if first is None or first.start() > before:
        return found
    for line in _ARGUMENT.finditer(text, 0, first.start()):
        for default in _DEFAULT.finditer(text, line.start(1), line.end(1)):
            quoted = default[2][:1] in ("'", '"')
            value = default[2][1:-1] if quoted else default[2]
            found[default[1]] = _Value(value, default.start(2) + quoted)
    return found
