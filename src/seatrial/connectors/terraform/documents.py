"""Reading documents of which nobody can say who wrote them: what is not of the shape that it should be is empty."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.note import Note
from seatrial.model.value import Value
from seatrial.parsers.document import Document

Json = Any
"""Whatever a JSON document may hold."""


def mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def sequence(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else ()


def text(value: Json) -> str:
    return value if isinstance(value, str) else ""


class Lazy(Mapping[str, Value]):
    """A mapping that is built when somebody first asks for something in it."""

    def __init__(self, build: Callable[[], Mapping[str, Value]]) -> None:
        self._build = build

    @cached_property
    def _built(self) -> Mapping[str, Value]:
        return self._build()

    def __getitem__(self, key: str) -> Value:
        return self._built[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._built)

    def __len__(self) -> int:
        return len(self._built)


class Page:
    """A JSON document that is being read: its top, where its values stand, and what could not be read of it.

    ``notes`` are those of the source that a plan was made from.
    """

    def __init__(self, document: Document, shown: str) -> None:
        self.top = mapping(document.value)
        self.gaps: list[Gap] = []
        self.notes: list[Note] = []
        self._document = document
        self._shown = shown

    def at(self, path: Path) -> Json:
        """The value at a path; None where there is none."""
        value: Json = self.top
        for step in path:
            value = _below(value, step)
        return value

    def gap(self, path: Path, reason: str) -> None:
        self.gaps.append(Gap(location=self.location(path), reason=reason))

    def locating(self, head: Path, base: Path) -> Callable[[Path], Location]:
        """Return the ``locate`` of a block: its head stands at ``head``, its attributes are the value at ``base``."""
        return lambda path: self.location(self._deepest(base, path) or head)

    def location(self, path: Path) -> Location:
        return Location(self._shown, *self._document.span(path))

    def _deepest(self, base: Path, path: Path) -> Path:
        """The longest beginning of the path that the text has; empty where it has none of it."""
        value = self.at(base)
        found: Path = ()
        for count, step in enumerate(path, start=1):
            value = _below(value, step)
            if value is None:
                break
            found = (*base, *path[:count])
        return found


def _below(value: Json, step: str | int) -> Json:
    if isinstance(step, str):
        return value.get(step) if isinstance(value, dict) else None
    return value[step] if isinstance(value, list) and 0 <= step < len(value) else None
