"""Where things are: offsets of a file to lines and columns, and values beside the places that say them."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from seatrial.model.location import Location, Path
from seatrial.model.value import Value
from seatrial.parsers.dockerfile import Span


class Lines:
    """Turns the spans of a text into locations."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._starts = [0]
        at = text.find("\n") + 1
        while at:
            self._starts.append(at)
            at = text.find("\n", at) + 1

    def location(self, span: Span) -> Location:
        line, column = self._position(span[0])
        end_line, end_column = self._position(span[1])
        return Location(self.name, line, column, end_line, end_column)

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class Sheet:
    """The attributes of a raw object as they are gathered, and for each path that has one its place."""

    def __init__(self, head: Span) -> None:
        self.head = head
        self.values: dict[str, Value] = {}
        self.places: dict[Path, Span] = {}

    def put(self, name: str, value: Value, span: Span | None = None) -> None:
        self.values[name] = value
        if span is not None:
            self.places[(name,)] = span

    def put_items(self, name: str, items: Sequence[tuple[Value, Span]], span: Span | None = None) -> None:
        """Put a list; each of its items has a place of its own."""
        self.put(name, [value for value, _ in items], span)
        for index, (_, place) in enumerate(items):
            self.places[(name, index)] = place

    def locator(self, lines: Lines) -> Callable[[Path], Location]:
        """The ``locate`` of a `Raw`."""
        places, head = self.places, self.head

        def locate(path: Path) -> Location:
            for length in range(len(path), 0, -1):
                span = places.get(path[:length])
                if span is not None:
                    return lines.location(span)
            return lines.location(head)

        return locate
