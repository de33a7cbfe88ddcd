"""Lists taken as sets."""

from __future__ import annotations

from collections.abc import Sequence

from seatrial.cel.equality import among
from seatrial.cel.functions import Library
from seatrial.cel.meter import Meter
from seatrial.model.value import Unknown, UnknownTouchedError, Value

LIBRARY = Library()


@LIBRARY.function("sets.contains", "list(T), list(T) -> bool", metered=True)
def contains(meter: Meter, items: Sequence[Value], wanted: Sequence[Value]) -> bool:
    """Whether all of ``wanted`` are in ``items``."""
    return _every([among(items, one, meter) for one in wanted])


@LIBRARY.function("sets.equivalent", "list(T), list(T) -> bool", metered=True)
def equivalent(meter: Meter, items: Sequence[Value], others: Sequence[Value]) -> bool:
    answers = [among(items, one, meter) for one in others] + [among(others, one, meter) for one in items]
    return _every(answers)


@LIBRARY.function("sets.intersects", "list(T), list(T) -> bool", metered=True)
def intersects(meter: Meter, items: Sequence[Value], others: Sequence[Value]) -> bool:
    doubt: Unknown | None = None
    for one in others:
        answer = among(items, one, meter)
        if answer is True:
            return True
        if isinstance(answer, Unknown):
            doubt = doubt if doubt is not None else answer
    if doubt is not None:
        raise UnknownTouchedError(doubt)
    return False


def _every(answers: Sequence[bool | Unknown]) -> bool:
    if any(answer is False for answer in answers):
        return False
    for answer in answers:
        if isinstance(answer, Unknown):
            raise UnknownTouchedError(answer)
    return True
