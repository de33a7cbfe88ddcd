"""Regular expressions in RE2's syntax, with RE2's promise: no pattern takes more than linear time.

Python's engine is used where a bound shows that it cannot spend much (`backtracking`), and an automaton of our own
elsewhere (`automaton`).  Both count against the evaluation's steps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

from seatrial.cel.meter import Meter
from seatrial.cel.regex.automaton import Automaton, Spans
from seatrial.cel.regex.backtracking import search_cost, to_python
from seatrial.cel.regex.syntax import parse

MAX_COST = 1_000_000
"""The steps of Python's engine, for one search, beyond which the automaton is used."""
_COST_PER_STEP = 100
_STEPS_A_CHARACTER = 1024
_LONG = 1 << 20


class Regex:
    """A compiled pattern.

    ``quick``  where Python's engine is cheap on any text: its ``search``, to be called without further ado.
    """

    def __init__(self, pattern: str) -> None:
        self.node, self.groups = parse(pattern)
        python = to_python(self.node)
        self.python = None if python is None else re.compile(python)
        self._costs: dict[int, float] = {}
        cheap = self.python is not None and self._cost(_LONG) <= 16 * _LONG
        self.quick: Callable[[str], re.Match[str] | None] | None = (
            self.python.search if cheap and self.python is not None else None
        )

    @cached_property
    def automaton(self) -> Automaton:
        return Automaton(self.node, self.groups)

    def found_in(self, text: str, meter: Meter) -> bool:
        """Whether the pattern matches anywhere in a text."""
        engine = self._engine(text, meter)
        return self.automaton.occurs(text, meter) if engine is None else engine.search(text) is not None

    def matches(self, text: str, meter: Meter) -> Iterator[Spans]:
        """The matches in a text, from left to right, none overlapping; as Go, none empty right after another."""
        position, last_end = 0, -1
        while position <= len(text):
            found = self._search(text, position, meter)
            if found is None:
                return
            start, end = found[0], found[1]
            if end > start or start != last_end:
                yield found
                last_end = end
            position = end if end > position else position + 1
            if end == start:
                position = end + 1

    def _search(self, text: str, start: int, meter: Meter) -> Spans | None:
        engine = self._engine(text, meter)
        if engine is None:
            return self.automaton.search(text, start, meter)
        found = engine.search(text, start)
        if found is None:
            return None
        return tuple(place for group in range(self.groups + 1) for place in found.span(group))

    def _engine(self, text: str, meter: Meter) -> re.Pattern[str] | None:
        """Python's engine, if it is sure to be done with the text soon."""
        if self.python is None:
            return None
        cost = self._cost(1 << len(text).bit_length())
        # Where the bound is so many steps a character, Python's engine at its worst is no slower than the automaton.
        if cost > max(MAX_COST, _STEPS_A_CHARACTER * len(text)) and self.quick is None:
            return None
        meter.take(1 + int(cost) // _COST_PER_STEP)
        return self.python

    def _cost(self, length: int) -> float:
        cost = self._costs.get(length)
        if cost is None:
            cost = self._costs[length] = search_cost(self.node, length)
        return cost


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Regex:
    """Raises EvaluationError for a pattern that RE2 does not take."""
    return Regex(pattern)
