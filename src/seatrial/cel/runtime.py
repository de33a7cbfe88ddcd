"""What the generated source of the fast form calls, where plain Python does not say what CEL means.

Each function gives the answer where everything that it looks at is known, and otherwise raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NoReturn

from seatrial.cel import operations
from seatrial.cel.equality import contains
from seatrial.cel.errors import EvaluationError
from seatrial.cel.meter import Meter
from seatrial.cel.operations import truth
from seatrial.cel.sorting import sort_by
from seatrial.cel.values import NONE, Optional
from seatrial.model.value import Unknown, UnknownTouchedError, Value

COMPARISONS: Final = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


_LACKING: Final[Mapping[str, Value]] = {}
"""Lacks every field, as an empty list of blocks does."""


def _first(value: Value) -> Value:
    if type(value) is list:
        return value[0] if value else _LACKING
    return _LACKING if value is None else value


def _select_optional(value: Value, field: str, declared: bool, step_into: bool) -> Value:
    if step_into:
        value, _ = operations.stepped_into(value)
        if value is operations.MISSING:
            return NONE
    found = operations.select_optional(value, field)
    return operations.or_none(found) if declared else found


def _has(value: Value, field: str, step_into: bool) -> bool:
    if step_into:
        value, _ = operations.stepped_into(value)
        if value is operations.MISSING:
            return False
    if type(value) is dict:
        return field in value
    answer = operations.has(value, field)
    if type(answer) is Unknown:
        raise UnknownTouchedError(answer)
    return bool(answer)


def _items(value: Value, meter: Meter, weight: int) -> Iterable[Value]:
    if not isinstance(value, list | tuple | Mapping):
        _no_range(value)
    meter.take(weight * len(value))
    return value


def _pairs(value: Value, meter: Meter, weight: int) -> Iterable[tuple[Value, Value]]:
    if not isinstance(value, list | tuple | Mapping):
        _no_range(value)
    meter.take(weight * len(value))
    return value.items() if isinstance(value, Mapping) else enumerate(value)


def _no_range(value: Value) -> NoReturn:
    if type(value) is Unknown:
        raise UnknownTouchedError(value)
    raise operations.no_overload("in", value)


def _member(container: Value, item: Value, meter: Meter) -> bool:
    answer = contains(container, item, meter)
    if answer is True or answer is False:
        return answer
    raise UnknownTouchedError(answer)


def _known(value: Value) -> Value:
    if type(value) is Unknown:
        raise UnknownTouchedError(value)
    return value


def _present(value: Value) -> Sequence[Value]:
    if type(value) is not Optional:
        raise TypeError
    return (value.value,) if value.present else ()


def _present_pair(key: Value, value: Value) -> Sequence[tuple[Value, Value]]:
    return [(key, inner) for inner in _present(value)]


def _opt_map(value: Value, body: Callable[[Value], Value]) -> Value:
    return Optional(body(value.value)) if _present(value) else NONE


def _opt_flat_map(value: Value, body: Callable[[Value], Value]) -> Value:
    if not _present(value):
        return NONE
    result = body(value.value)
    _present(result)
    return result


def _merge(entries: Sequence[Value]) -> Mapping[Value, Value]:
    return operations.build_map([pair for entry in entries for pair in entry.items()])


def _sort_pairs(pairs: Sequence[tuple[Value, Value]]) -> list[Value]:
    return sort_by([item for item, _ in pairs], [key for _, key in pairs])


def _fail(message: str) -> NoReturn:
    raise EvaluationError(message)


HELPERS: dict[str, Any] = {
    "__builtins__": {},
    "N": {True: False, False: True},
    "T": {True: True, False: False},
    "Meter": Meter,
    "add": operations.add,
    "all": all,
    "any": any,
    "build_map": operations.build_map,
    "divide": operations.divide,
    "fail": _fail,
    "first": _first,
    "has": _has,
    "index": operations.index,
    "index_optional": operations.index_optional,
    "items": _items,
    "known": _known,
    "len": len,
    "member": _member,
    "merge": _merge,
    "multiply": operations.multiply,
    "negate": operations.negate,
    "opt_flat_map": _opt_flat_map,
    "opt_map": _opt_map,
    "pairs": _pairs,
    "present": _present,
    "present_pair": _present_pair,
    "remainder": operations.remainder,
    "same": operations.same,
    "select_optional": _select_optional,
    "sort_pairs": _sort_pairs,
    "subtract": operations.subtract,
    "truth": truth,
    **{name: operations.BINARY[operator] for operator, name in COMPARISONS.items()},
}
