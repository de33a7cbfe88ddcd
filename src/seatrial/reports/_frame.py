"""Code frames: the line with the value that decided, underlined, and the lines around it.

A frame is drawn in cells: a tab runs to the next stop, a wide character fills two, a mark that combines fills none and
a control character is written as an escape.  So the line below stands under what it means in every terminal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category, east_asian_width

from seatrial.model.location import Location
from seatrial.reports._words import ascii_only, clean

_TAB = 4
_AROUND = 1
_HIDDEN = "(hidden)"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line's number (0 under the marked line), its text, and whether the text is the mark.

    ``marked``  the characters of the text that the mark stands under, from and to; None where it marks nothing.
    """

    number: int
    text: str
    is_mark: bool = False
    marked: tuple[int, int] | None = None


def frame(
    lines: Sequence[str], place: Location, width: int, *, unicode: bool = True, hidden: bool = False
) -> Iterator[Row]:
    """Yield the rows of a place; none where the file does not have the line.

    ``width``   cells that a row may fill.   ``hidden``  the marked text is a secret and is not shown.
    """
    if not 0 < place.line <= len(lines):
        return
    # What follows the last line end is no line that anybody sees.
    end = len(lines) if lines[-1] or place.line == len(lines) else len(lines) - 1
    first, last = max(1, place.line - _AROUND), min(end, place.line + _AROUND)
    for number in range(first, last + 1):
        line = lines[number - 1].rstrip("\r\n")
        if number != place.line:
            inside = place.line < number <= place.end_line
            text = _HIDDEN if hidden and inside else _Drawn(line, 0, 0, width, unicode=unicode).text
            yield Row(number, text.rstrip())
            continue
        start, end = _marked(line, place)
        if hidden and end > start:
            line, end = line[:start] + _HIDDEN + line[end:], start + len(_HIDDEN)
        drawn = _Drawn(line, start, end, width, unicode=unicode)
        yield Row(number, drawn.text.rstrip(), marked=drawn.marked)
        if drawn.mark:
            yield Row(0, drawn.mark, is_mark=True)


def _marked(line: str, place: Location) -> tuple[int, int]:
    """The characters that are meant; the rest of the line where the place ends on a later one; none past its end."""
    length = len(line.rstrip())
    start = max(0, place.column - 1)
    end = place.end_column - 1 if place.end_line == place.line and place.end_column else length
    return (start, max(start, min(end, length))) if start < length else (0, 0)


class _Drawn:
    """A line in cells, cut so that the marked characters can be seen, and the mark below it."""

    def __init__(self, line: str, start: int, end: int, width: int, *, unicode: bool) -> None:
        self.dots = "…" if unicode else "..."
        if len(line) <= width and line.isascii() and line.isprintable():
            # Most lines fit, and each of their characters is a cell.
            length = max(0, min(end, len(line)) - start)
            self.text = line
            self.mark = " " * start + "^" * length if length else ""
            self.marked = (start, start + length) if length else None
            return
        # What is further away than the width can never be seen; a line may have millions of characters.
        skipped = max(0, start - width)
        cells = _cells(line[skipped : max(start, skipped) + 2 * width + 1], unicode=unicode)
        sizes = [_size(cell) for cell in cells]
        start, end = start - skipped, min(end - skipped, len(cells))
        first = self._first(sizes, start, end, width, skipped > 0)
        is_cut_left = skipped > 0 or first > 0
        room = width - (len(self.dots) if is_cut_left else 0)
        last = _fitting(sizes, first, room)
        if last < len(cells):
            last = _fitting(sizes, first, room - len(self.dots))
        left = self.dots if is_cut_left else ""
        self.text = left + "".join(cells[first:last]) + (self.dots if last < len(cells) else "")
        margin = len(left) + sum(sizes[first:start])
        length = sum(sizes[start : min(end, last)])
        self.mark = " " * margin + "^" * length if length > 0 else ""
        begin = len(left) + sum(map(len, cells[first:start]))
        self.marked = (begin, begin + sum(map(len, cells[start : min(end, last)]))) if length > 0 else None

    def _first(self, sizes: Sequence[int], start: int, end: int, width: int, skipped: bool) -> int:
        """The first character to show: the line's own, or a third of the width before the mark."""
        wanted = min(sum(sizes[start:end]), width // 2)
        if not skipped and sum(sizes[:start]) + wanted <= width - len(self.dots):
            return 0
        first, room = start, max(0, min(width // 3, width - wanted - 2 * len(self.dots)))
        while first > 0 and sizes[first - 1] <= room:
            first -= 1
            room -= sizes[first]
        return first


def _fitting(sizes: Sequence[int], first: int, room: int) -> int:
    """The end of the characters that fit into the room."""
    last = first
    while last < len(sizes) and sizes[last] <= room:
        room -= sizes[last]
        last += 1
    return last


def _cells(line: str, *, unicode: bool) -> list[str]:
    """What each character is drawn as."""
    if line.isascii() and line.isprintable():
        return list(line)
    drawn, column = [], 0
    for character in line:
        text = " " * (_TAB - column % _TAB) if character == "\t" else clean(character)
        text = text if unicode else ascii_only(text)
        drawn.append(text)
        column += _size(text)
    return drawn


def _size(cell: str) -> int:
    """How many columns a terminal gives to it."""
    if cell.isascii():
        return len(cell)
    return sum(0 if category(c) in ("Mn", "Me", "Cf") else 2 if east_asian_width(c) in "WF" else 1 for c in cell)
