"""Stanzas of fields, as Debian's control files and Python's metadata have them (deb822(5), RFC 822).

``Name: value``; lines that begin with a space continue the value; an empty line ends the stanza.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from seatrial.parsers.packages.text import numbered


@dataclass(slots=True, kw_only=True)
class Stanza:
    """``fields``: of each name in lower case the lines of each of its values.  ``line`` is the first of the stanza."""

    line: int
    fields: dict[str, list[list[str]]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The first value of a field, with its continuations; empty for none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every value of a field, in order."""
        return ["\n".join(lines) for lines in self.fields.get(name, ())]

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)


def stanzas(text: str) -> Iterator[Stanza]:
    """Yield the stanzas of a text.  A line that is neither a field nor continues one is left out."""
    stanza = Stanza(line=1)
    values: list[str] | None = None
    for number, line in numbered(text):
        if not line.strip():
            if stanza.fields:
                yield stanza
            stanza, values = Stanza(line=number + 1), None
        elif line[0] in " \t":
            if values is not None:
                values.append(line)
        else:
            values = _field(stanza, line, number)
    if stanza.fields:
        yield stanza


def _field(stanza: Stanza, line: str, number: int) -> list[str] | None:
    name, colon, value = line.partition(":")
    if not colon or " " in name:
        return None
    name = name.lower()
    if not stanza.fields:
        stanza.line = number
    lines = [value.strip()]
    stanza.fields.setdefault(name, []).append(lines)
    stanza.lines.setdefault(name, number)
    return lines
