"""The order of a list by keys that all have the same order."""

from __future__ import annotations

from collections.abc import Sequence

from seatrial.cel.errors import EvaluationError
from seatrial.cel.operations import comparable
from seatrial.model.value import Value


def sort_by(items: Sequence[Value], keys: Sequence[Value]) -> list[Value]:
    """The items in the order of their keys, those of equal keys as they were.  Raises EvaluationError."""
    for key in keys:
        if type(key) is not type(keys[0]):
            raise EvaluationError("a list is sorted by values of one type only")
        comparable("<", key, key)
    order = sorted(range(len(items)), key=keys.__getitem__)
    return [items[position] for position in order]
