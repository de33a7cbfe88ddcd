"""Characters for private use that stand for unknown pieces of a text while another program reads or writes it."""

from __future__ import annotations

from collections.abc import Mapping

from seatrial.errors import LimitError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.values import text_of

_PRIVATE_USE = range(0xE000, 0xF8FF)


class Marks:
    """Stand-ins for unknowns in texts that come from a value, or from the parts of a text."""

    def __init__(self, value: Value) -> None:
        self.unknowns: list[Unknown] = []
        self._mark = _unused_character(value)

    def stand_in(self, unknown: Unknown) -> str:
        """The text that stands for an unknown."""
        self.unknowns.append(unknown)
        return f"{self._mark}{len(self.unknowns) - 1}{self._mark}"

    def occur_in(self, text: str) -> bool:
        return self._mark in text

    def begin_a_line(self, text: str) -> bool:
        """Whether a line of a text begins with an unknown."""
        return any(line.lstrip(" ").startswith(self._mark) for line in text.split("\n"))

    def restored(self, text: str) -> str | Unknown:
        """A text with the unknowns in their places again."""
        pieces = text.split(self._mark)
        return text_of(self.unknowns[int(piece)] if position % 2 else piece for position, piece in enumerate(pieces))


def _unused_character(value: Value) -> str:
    """A character that occurs nowhere in a value."""
    used: set[str] = set()
    todo: list[Value] = [value]
    seen: dict[int, Value] = {}
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            used.update(() if item.isascii() else item)
        elif isinstance(item, list | Mapping) and id(item) not in seen:
            seen[id(item)] = item
            todo.extend(item)
            todo.extend(item.values() if isinstance(item, Mapping) else ())
        elif type(item) is Unknown:
            todo.extend(part for part in item.parts if isinstance(part, str))
    mark = next((chr(code) for code in _PRIVATE_USE if chr(code) not in used), None)
    if mark is None:
        bound = f"{len(_PRIVATE_USE)} characters for private use"
        raise LimitError("every character for private use is in use", bound=bound)
    return mark
