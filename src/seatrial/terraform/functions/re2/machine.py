"""The machine that runs programs: it keeps all places in the program at once, in the order of preference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seatrial.errors import LimitError
from seatrial.terraform.functions.re2.classes import is_word
from seatrial.terraform.functions.re2.program import Accept, Check, Fork, Instruction, Jump, Save, Take

MAX_STEPS = 3_000_000

_Slots = tuple[int, ...]
_Thread = tuple[int, _Slots]


@dataclass(frozen=True, slots=True)
class Match:
    text: str
    slots: _Slots

    @property
    def start(self) -> int:
        return self.slots[0]

    @property
    def end(self) -> int:
        return self.slots[1]

    def group(self, index: int) -> str | None:
        """The text of a group, 0 being the whole match; None if the group had no part in it."""
        start, end = self.slots[2 * index], self.slots[2 * index + 1]
        return None if start < 0 or end < 0 else self.text[start:end]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """``names`` are the numbers of the named groups; ``groups`` counts all groups."""

    program: Sequence[Instruction]
    names: Mapping[str, int]
    groups: int

    def matches(self, text: str) -> Iterator[Match]:
        """Yield the matches from left to right.  An empty one does not touch the one before it."""
        machine = _Machine(self.program, text, self.groups)
        position, previous_end = 0, -1
        while position <= len(text):
            slots = machine.search(position)
            if slots is None:
                return
            start, end = slots[0], slots[1]
            if start < end or start != previous_end:
                yield Match(text, slots)
            previous_end = end
            position = end + 1 if start == end else end


class _Machine:
    __slots__ = ("_program", "_steps", "_text", "_unset")

    def __init__(self, program: Sequence[Instruction], text: str, groups: int) -> None:
        self._program = program
        self._text = text
        self._unset: _Slots = (-1,) * (2 * groups + 2)
        self._steps = MAX_STEPS

    def search(self, position: int) -> _Slots | None:
        """The slots of the first match at or after a position."""
        found: _Slots | None = None
        threads: list[_Thread] = []
        while True:
            waiting = [*threads] if found is not None else [*threads, (0, self._unset)]
            threads, accepted = self._advance(waiting, position)
            found = accepted or found
            position += 1
            if position > len(self._text) or (found is not None and not threads):
                return found

    def _advance(self, waiting: list[_Thread], position: int) -> tuple[list[_Thread], _Slots | None]:
        """Run the threads over the character at a position.

        Returns the threads that wait after it, best first, and the slots of a match that ends before it.
        """
        character = self._text[position] if position < len(self._text) else None
        following: list[_Thread] = []
        seen: set[int] = set()
        todo = waiting[::-1]
        program = self._program
        while todo:
            place, slots = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            instruction = program[place]
            if isinstance(instruction, Take):
                if character is not None and instruction.test(character):
                    following.append((place + 1, slots))
            elif isinstance(instruction, Fork):
                todo.append((instruction.second, slots))
                todo.append((instruction.first, slots))
            elif isinstance(instruction, Jump):
                todo.append((instruction.target, slots))
            elif isinstance(instruction, Save):
                slot = instruction.slot
                todo.append((place + 1, (*slots[:slot], position, *slots[slot + 1 :])))
            elif isinstance(instruction, Check):
                if self._is(instruction.kind, position):
                    todo.append((place + 1, slots))
            elif isinstance(instruction, Accept):
                # What is left to do is preferred less than this match.
                self._count(seen)
                return following, slots
        self._count(seen)
        return following, None

    def _count(self, seen: set[int]) -> None:
        self._steps -= len(seen)
        if self._steps < 0:
            raise LimitError(f"a regular expression takes more than {MAX_STEPS} steps", bound=f"{MAX_STEPS} steps")

    def _is(self, kind: str, position: int) -> bool:
        text = self._text
        match kind:
            case "text start":
                return position == 0
            case "text end":
                return position == len(text)
            case "line start":
                return position == 0 or text[position - 1] == "\n"
            case "line end":
                return position == len(text) or text[position] == "\n"
            case _:
                before = position > 0 and is_word(text[position - 1])
                after = position < len(text) and is_word(text[position])
                return (before != after) is (kind == "word boundary")
