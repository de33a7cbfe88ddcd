"""The page of the text report: how a line, a note, a frame and a list are laid out on a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from seatrial.engine.evidence import HIDDEN
from seatrial.model.location import Location
from seatrial.model.result import Result
from seatrial.reports import Canvas
from seatrial.reports._frame import frame
from seatrial.reports._words import clean, cut

MOST_TEXT = 300
COLORS = {"critical": "1;97;41", "high": "1;31", "medium": "1;33", "low": "1;36"}
_MOST_LISTED = 5
_NARROWEST = 40


class Page:
    """One page; remembers the place that it has shown last."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.width = max(_NARROWEST, canvas.width)
        self.shown: Location | None = None

    def framed(self, results: Sequence[Result]) -> Iterator[str]:
        place = results[0].location
        again = "  (as above)" if place == self.shown and place.line else ""
        yield f"{self.style('  --> ', '34')}{clean(told_place(place))}{again}"
        if again:
            return
        self.shown = place
        lines = self.canvas.lines(place.file)
        gutter = len(str(min(len(lines), place.line + 1)))
        hidden = any(e.value == HIDDEN and e.location == place for result in results for e in result.evidence)
        room = max(10, self.width - gutter - 3)
        for row in frame(lines, place, room, unicode=self.canvas.unicode, hidden=hidden):
            bar = self.style(f"{row.number or '':>{gutter}} |", "34")
            text = self.style(row.text, "1;31") if row.is_mark else row.text
            yield f"{bar} {text}" if text else bar

    def note(self, name: str, text: str) -> Iterator[str]:
        head = f"   = {name}: "
        first, *rest = self.wrapped(cut(text, 4 * MOST_TEXT), indent=len(head))
        yield f"{self.style('   =', '34')} {self.style(name + ':', '1')} {first[len(head) :]}"
        yield from rest

    def wrapped(self, text: str, *, indent: int = 0, more: int = 0) -> list[str]:
        """The text in lines that are indented, the second and later ones by `more`; a long word stays whole."""
        margin, hanging = " " * indent, " " * (indent + more)
        text = clean(text)
        if indent + len(text) <= self.width:
            return [margin + text.rstrip()]
        wrapper = textwrap.TextWrapper(
            self.width, initial_indent=margin, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
        )
        return wrapper.wrap(text) or [margin]

    def listed(self, lines: Sequence[str]) -> Iterator[str]:
        most = len(lines) if self.canvas.verbose else _MOST_LISTED
        for line in lines[:most]:
            yield from self.wrapped(cut(line, 2 * MOST_TEXT), indent=2, more=2)
        if len(lines) > most:
            yield f"  and {len(lines) - most} more; -v lists them"

    def style(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.canvas.color and text else text


def told_place(place: Location, *, column: bool = True) -> str:
    """``file:line:column``; the file alone where no line is known."""
    file = cut(place.file, MOST_TEXT)
    if not place.line:
        return file
    return f"{file}:{place.line}:{place.column}" if column and place.column else f"{file}:{place.line}"
