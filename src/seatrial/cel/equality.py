"""``==``, ``in`` and the order of values, three-valued: an answer, or the Unknown that it depends on.

Numbers of different types compare by value, a bool is no number, lists and maps compare by their elements, and values
of different types are unequal rather than an error.
"""

from collections.abc import Iterable, Mapping

from seatrial.cel.errors import EvaluationError
from seatrial.cel.meter import Meter
from seatrial.cel.values import Optional, Uint, kind_of
from seatrial.model.value import Unknown

_MAX_DEPTH = 200
_SCALAR = frozenset((str, bytes, type(None)))
_NUMBER = frozenset((int, float, Uint))


def equal(first: object, second: object, meter: Meter, depth: int = 0) -> bool | Unknown:
    """Whether two values are equal; unknown where that hangs on an unknown part of one of them."""
    kind, other = type(first), type(second)
    if kind is Unknown or other is Unknown:
        return _equal_unknown(first, second)
    if kind in _SCALAR or other in _SCALAR:
        return bool(first == second)
    if kind is bool or other is bool:
        return first is second
    if kind in _NUMBER and other in _NUMBER:
        return bool(first == second)
    if isinstance(first, list | tuple):
        return _equal_lists(first, second, meter, depth) if isinstance(second, list | tuple) else False
    if isinstance(first, Mapping):
        return _equal_maps(first, second, meter, depth) if isinstance(second, Mapping) else False
    if kind is Optional and isinstance(first, Optional) and isinstance(second, Optional):
        if first.present and second.present:
            return equal(first.value, second.value, meter, depth + 1)
        return first.present == second.present
    return bool(first == second)


def contains(items: object, wanted: object, meter: Meter) -> bool | Unknown:
    """``wanted in items``: true when it is found among what is known, whatever else is unknown."""
    if type(items) is Unknown:
        return items
    if isinstance(items, Mapping):
        if type(wanted) is Unknown:
            return wanted if items else False
        return find_key(items, wanted) is not None
    if not isinstance(items, list | tuple):
        raise EvaluationError(f"no such overload: {kind_of(wanted)} in {kind_of(items)}")
    return among(items, wanted, meter)


def among(items: Iterable[object], wanted: object, meter: Meter) -> bool | Unknown:
    """As `contains`, for the elements of a list."""
    doubt: Unknown | None = None
    for item in items:
        meter.take(1)
        answer = equal(item, wanted, meter)
        if answer is True:
            return True
        if answer is not False and doubt is None:
            doubt = answer
    return False if doubt is None else doubt


def find_key(mapping: Mapping[object, object], key: object) -> tuple[object] | None:
    """The key of a mapping that equals a key, in a tuple; None when there is none.

    Python takes True for 1; CEL does not.  So 0, 1 and the bools are compared one by one.
    """
    if isinstance(key, str):
        return (key,) if key in mapping else None
    if not isinstance(key, bool | int | float):
        return None
    if key not in mapping:
        return None
    if key not in (0, 1):
        return (key,)
    for known in mapping:
        if known == key and isinstance(known, bool) == isinstance(key, bool):
            return (known,)
    return None


def _equal_unknown(first: object, second: object) -> bool | Unknown:
    unknown, other = (first, second) if type(first) is Unknown else (second, first)
    assert type(unknown) is Unknown  # noqa: S101 - the caller has looked
    if other is None:
        return False if unknown.is_set else unknown
    if type(other) is Unknown or not unknown.parts:
        return unknown
    # An unknown with parts is a text, and begins and ends with the parts that are known.
    if not isinstance(other, str):
        return False
    return unknown if may_equal(unknown, other) else False


def may_equal(unknown: Unknown, text: str) -> bool:
    """Whether a text that is known in parts can turn out to be another text: the parts occur in it, in order."""
    position, last = 0, len(unknown.parts) - 1
    for index, part in enumerate(unknown.parts):
        if not isinstance(part, str):
            continue
        if index == 0:
            if not text.startswith(part):
                return False
            position = len(part)
        elif index == last:
            return text.endswith(part) and len(text) - len(part) >= position
        else:
            found = text.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
    return True


def _equal_lists(first: list[object] | tuple[object, ...], second: object, meter: Meter, depth: int) -> bool | Unknown:
    assert isinstance(second, list | tuple)  # noqa: S101 - the caller has looked
    if len(first) != len(second):
        return False
    _deeper(depth)
    doubt: Unknown | None = None
    for one, other in zip(first, second, strict=True):
        meter.take(1)
        answer = equal(one, other, meter, depth + 1)
        if answer is False:
            return False
        if answer is not True and doubt is None:
            doubt = answer
    return True if doubt is None else doubt


def _equal_maps(
    first: Mapping[object, object], second: Mapping[object, object], meter: Meter, depth: int
) -> bool | Unknown:
    if len(first) != len(second):
        return False
    _deeper(depth)
    doubt: Unknown | None = None
    for key in first:
        meter.take(1)
        found = find_key(second, key)
        answer = equal(first[key], second[found[0]], meter, depth + 1) if found else False
        if answer is False:
            return False
        if answer is not True and doubt is None:
            doubt = answer
    return True if doubt is None else doubt


def _deeper(depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise EvaluationError(f"values nested more than {_MAX_DEPTH} deep are not compared")
