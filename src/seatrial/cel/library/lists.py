"""Lists: the extensions of the reference implementations and of Kubernetes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from seatrial.cel.equality import equal
from seatrial.cel.errors import EvaluationError
from seatrial.cel.functions import Library
from seatrial.cel.meter import Meter
from seatrial.cel.operations import add, comparable, greater, less, no_overload
from seatrial.cel.sorting import sort_by
from seatrial.cel.values import NONE, Duration, Optional, Uint
from seatrial.model.value import Unknown, UnknownTouchedError, Value

LIBRARY = Library()
_ORDERED = ("int", "uint", "double", "bool", "string", "bytes", "duration", "timestamp")


@LIBRARY.function("lists.range", "int -> list(int)", metered=True)
def range_(meter: Meter, count: int) -> list[int]:
    if count < 0:
        raise EvaluationError("lists.range takes no negative number")
    meter.listed(count)
    return list(range(count))


@LIBRARY.method("slice", "list(T), int, int -> list(T)", metered=True)
def slice_(meter: Meter, items: Sequence[Value], start: int, end: int) -> list[Value]:
    if not 0 <= start <= end <= len(items):
        raise EvaluationError(f"a list of {len(items)} has no slice from {start} to {end}")
    meter.listed(end - start)
    return list(items[start:end])


@LIBRARY.method("reverse", "list(T) -> list(T)", metered=True)
def reverse(meter: Meter, items: Sequence[Value]) -> list[Value]:
    meter.listed(len(items))
    return list(items[::-1])


@LIBRARY.method(
    "flatten", "list(list(T)) -> list(T)", "list(dyn) -> list(dyn)", "list(dyn), int -> list(dyn)", metered=True
)
def flatten(meter: Meter, items: Sequence[Value], depth: int = 1) -> list[Value]:
    if depth < 0:
        raise EvaluationError("flatten takes no negative depth")
    flat = list(items)
    for _ in range(depth):
        if not any(isinstance(item, list | tuple) for item in flat):
            break
        size = sum(len(item) if isinstance(item, list | tuple) else 1 for item in flat)
        meter.listed(size)
        flat = [inner for item in flat for inner in (item if isinstance(item, list | tuple) else (item,))]
    # What is unknown might be a list, and its elements would then be elements of the result.
    _known(flat)
    return flat


@LIBRARY.method("sort", *(f"list({name}) -> list({name})" for name in _ORDERED), metered=True)
def sort(meter: Meter, items: Sequence[Value]) -> list[Value]:
    meter.listed(len(items))
    return sort_by(items, items)


@LIBRARY.method("distinct", "list(T) -> list(T)", metered=True)
def distinct(meter: Meter, items: Sequence[Value]) -> list[Value]:
    if len(items) > 1:
        _known(items)
    seen: set[Value] = set()
    kept: list[Value] = []
    others: list[Value] = []
    for item in items:
        if type(item) is str:
            if item not in seen:
                seen.add(item)
                kept.append(item)
        elif not any(_same(item, other, meter) for other in others):
            others.append(item)
            kept.append(item)
    meter.listed(len(items))
    return kept


@LIBRARY.method("first", "list(T) -> optional(T)")
def first(items: Sequence[Value]) -> Optional:
    return Optional(items[0]) if items else NONE


@LIBRARY.method("last", "list(T) -> optional(T)")
def last(items: Sequence[Value]) -> Optional:
    return Optional(items[-1]) if items else NONE


@LIBRARY.method("isSorted", *(f"list({name}) -> bool" for name in _ORDERED))
def is_sorted(items: Sequence[Value]) -> bool:
    return not any(greater(items[position], items[position + 1]) for position in range(len(items) - 1))


@LIBRARY.method("sum", *(f"list({name}) -> {name}" for name in ("int", "uint", "double", "duration")), metered=True)
def sum_(meter: Meter, items: Sequence[Value]) -> Value:
    if not items:
        return 0
    _known(items)
    if type(items[0]) not in (int, Uint, float, Duration):
        raise no_overload("sum", items[0])
    total = items[0]
    for item in items[1:]:
        total = add(total, item, meter)
    return total


@LIBRARY.method("min", *(f"list({name}) -> {name}" for name in _ORDERED))
def min_(items: Sequence[Value]) -> Value:
    return _best(items, less)


@LIBRARY.method("max", *(f"list({name}) -> {name}" for name in _ORDERED))
def max_(items: Sequence[Value]) -> Value:
    return _best(items, greater)


@LIBRARY.method("indexOf", "list(T), T -> int", metered=True)
def index_of(meter: Meter, items: Sequence[Value], wanted: Value) -> int:
    return next((position for position, item in enumerate(items) if _same(item, wanted, meter)), -1)


@LIBRARY.method("lastIndexOf", "list(T), T -> int", metered=True)
def last_index_of(meter: Meter, items: Sequence[Value], wanted: Value) -> int:
    return next((at for at in range(len(items) - 1, -1, -1) if _same(items[at], wanted, meter)), -1)


def _known(items: Sequence[Value]) -> None:
    for item in items:
        if type(item) is Unknown:
            raise UnknownTouchedError(item)


def _best(items: Sequence[Value], beats: Callable[[Value, Value], bool]) -> Value:
    if not items:
        raise EvaluationError("an empty list has no least and no greatest element")
    best = _ordered(items[0])
    for item in items:
        if beats(item, best):
            best = item
    return best


def _ordered(item: Value) -> Value:
    comparable("<", item, item)
    return item


def _same(item: Value, other: Value, meter: Meter) -> bool:
    meter.take(1)
    answer = equal(item, other, meter)
    if isinstance(answer, Unknown):
        raise UnknownTouchedError(answer)
    return answer
