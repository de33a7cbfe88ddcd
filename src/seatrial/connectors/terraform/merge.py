"""One value of a plan or a state out of its three trees: what is known, what is unknown, what is sensitive."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from seatrial.connectors.terraform.documents import Json, mapping, sequence
from seatrial.connectors.terraform.expressions import Expressions
from seatrial.model.value import Unknown, Value

MAX_DEPTH = 100

_OWN = frozenset(("id", "arn"))
"""What every resource will have, so that it is unknown, and never absent, before it exists."""

_EMPTY: tuple[Json, ...] = ("", [], {})
"""What providers put where nothing was written."""


class Pointing(Protocol):
    """Finds what an unknown value points to."""

    def unknown(self, references: Sequence[str]) -> Value: ...

    def unknowns(self, references: Sequence[str], count: int) -> Sequence[Value]: ...

    def own(self, attribute: str) -> Unknown: ...


@dataclass(frozen=True, slots=True)
class Merger:
    """Builds the attributes of one resource.  ``hidden`` says what stands for a value that nobody may see."""

    pointing: Pointing
    hidden: Callable[[], Unknown]

    def attributes(self, known: Json, unknown: Json, sensitive: Json, said: Expressions) -> dict[str, Value]:
        merged = self._mapping(mapping(known), mapping(unknown), sensitive, said, MAX_DEPTH)
        for key in _OWN:
            if mapping(unknown).get(key) is True and not (said.known and said.configures(key)):
                merged[key] = self.pointing.own(key)
        return merged

    def _mapping(
        self, known: Mapping[str, Json], unknown: Mapping[str, Json], sensitive: Json, said: Expressions, depth: int
    ) -> dict[str, Value]:
        merged: dict[str, Value] = {}
        for key in (*known, *(key for key in unknown if key not in known)):
            value, doubt = known.get(key), unknown.get(key)
            if value is None and not doubt:
                continue
            if doubt is True:
                # What was not written and is not there yet is the provider's to fill in: the platform's default.
                if said.configures(key):
                    merged[key] = self.pointing.unknown(said.references(key))
            elif doubt or value not in _EMPTY or said.writes(key):
                merged[key] = self._value(value, doubt, _below(sensitive, key), (said, key), depth)
        return merged

    def _value(self, known: Json, unknown: Json, sensitive: Json, place: tuple[Expressions, str], depth: int) -> Value:
        if not depth:
            return Unknown(f"it is nested deeper than {MAX_DEPTH} levels")
        if isinstance(known, dict) or (known is None and isinstance(unknown, dict)):
            said, key = place
            return self._mapping(mapping(known), mapping(unknown), sensitive, said.below(key), depth - 1)
        if isinstance(known, list) or (known is None and isinstance(unknown, list)):
            return self._list(sequence(known), sequence(unknown), sensitive, place, depth)
        if sensitive is True and known is not None and not isinstance(known, bool):
            return self.hidden()
        return known

    def _list(
        self,
        known: Sequence[Json],
        unknown: Sequence[Json],
        sensitive: Json,
        place: tuple[Expressions, str],
        depth: int,
    ) -> list[Value]:
        said, key = place
        length = max(len(known), len(unknown))
        doubts = [_item(unknown, index) for index in range(length)]
        pointers = iter(self.pointing.unknowns(said.references(key), sum(doubt is True for doubt in doubts)))
        nested = said.below(key)
        merged: list[Value] = []
        for index, doubt in enumerate(doubts):
            value, secret = _item(known, index), _below(sensitive, index)
            if doubt is True:
                merged.append(next(pointers))
            elif isinstance(value, dict) or (value is None and isinstance(doubt, dict)):
                element = mapping(value)
                which = nested.matching(index, length, element)
                merged.append(self._mapping(element, mapping(doubt), secret, which, depth - 1))
            else:
                merged.append(self._value(value, doubt, secret, place, depth - 1))
        return merged


def _item(values: Sequence[Json], index: int) -> Json:
    return values[index] if index < len(values) else None


def _below(sensitive: Json, step: str | int) -> Json:
    if sensitive is True:
        return True
    if isinstance(sensitive, dict):
        return sensitive.get(step)
    return _item(sequence(sensitive), step) if isinstance(step, int) else None
