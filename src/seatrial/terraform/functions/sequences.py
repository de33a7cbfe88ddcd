"""Functions on lists, tuples and whatever has elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.graphemes import grapheme_count
from seatrial.terraform.functions.registry import (
    Context,
    FunctionError,
    Parameter,
    Unknowns,
    amount,
    function,
    whole,
)
from seatrial.terraform.types import ANY, BOOL, NUMBER, STRING, ConversionError, ListOf, convert, unify_values
from seatrial.terraform.values import MAX_DEPTH, Number, Set, add, derive, equal, first_unknown, too_deep

_MAX_RANGE = 1024
_END = object()

_LIST = Parameter("list", unknowns=Unknowns.WHOLE)
_LIST_OF_ANY = Parameter("list", ListOf(ANY), unknowns=Unknowns.WHOLE)
_ANYTHING = Parameter("value", unknowns=Unknowns.ALLOWED, nullable=True)


def elements_of(value: Value, name: str) -> list[Value]:
    """The elements of a list, tuple or set; refuses everything else."""
    if not isinstance(value, list):
        raise FunctionError(f'{name}: "list" must be a list, set, or tuple')
    return value


def listed(value: Value, name: str) -> list[Value]:
    """The elements of a list or tuple, where Terraform takes no set."""
    if isinstance(value, Set) or not isinstance(value, list):
        raise FunctionError(f"{name}: all arguments must be lists or tuples")
    return value


@function(Parameter("value", unknowns=Unknowns.WHOLE))
def length(value: Value) -> Value:
    if isinstance(value, str):
        return grapheme_count(value)
    if isinstance(value, list | Mapping):
        return len(value)
    raise FunctionError("length: argument must be a string, a collection type, or a structural type")


@function(rest=Parameter("seqs", unknowns=Unknowns.WHOLE))
def concat(*lists: Value) -> Value:
    if not lists:
        raise FunctionError("concat: at least one argument is required")
    return [element for one in lists for element in listed(one, "concat")]


@function(_LIST, amount("index"), may_be_null=True)
def element(values: Value, index: Number) -> Value:
    items = listed(values, "element")
    position = whole(index, "index")
    if not items:
        raise FunctionError("element: cannot use element function with an empty list")
    return items[position % len(items)]


@function(_LIST, Parameter("value", unknowns=Unknowns.ALLOWED))
def contains(values: Value, wanted: Value) -> Value:
    return found(elements_of(values, "contains"), wanted)


def found(values: list[Value], wanted: Value) -> bool | Unknown:
    """Whether a value is among others, by three-valued logic."""
    undecided: Unknown | None = None
    for value in values:
        same = equal(value, wanted)
        if same is True:
            return True
        if isinstance(same, Unknown) and undecided is None:
            undecided = same
    return False if undecided is None else undecided


@function(_LIST, Parameter("value", unknowns=Unknowns.ALLOWED))
def index(values: Value, wanted: Value) -> Value:
    for position, value in enumerate(listed(values, "index")):
        same = equal(value, wanted)
        if isinstance(same, Unknown):
            return same
        if same:
            return position
    raise FunctionError("index: item not found")


@function(Parameter("list", ListOf(ANY)))
def distinct(values: list[Value]) -> Value:
    kept: list[Value] = []
    texts: set[str] = set()
    for value in values:
        # Texts, the common case, need no comparing of each with each.
        if isinstance(value, str):
            if value in texts:
                continue
            texts.add(value)
        elif any(equal(value, other) is True for other in kept):
            continue
        kept.append(value)
    return kept


@function(Parameter("list", ListOf(STRING), unknowns=Unknowns.WHOLE))
def compact(values: list[Value]) -> Value:
    unknown = next((value for value in values if type(value) is Unknown and not _kept(value)), None)
    if unknown is not None:
        return derive(unknown)
    return [value for value in values if type(value) is Unknown or (value is not None and value != "")]


def _kept(unknown: Unknown) -> bool:
    """Whether an unknown text is known not to be empty."""
    return any(isinstance(part, str) for part in unknown.parts)


@function(_LIST, context=True)
def flatten(context: Context, values: Value) -> Value:
    flat: list[Value] = []
    # One iterator for each list that is open; a list may hold another many times over, so steps are counted.
    open_lists = [iter(elements_of(values, "flatten"))]
    for _ in range(2 * context.limits.elements):
        value = next(open_lists[-1], _END)
        if value is _END:
            open_lists.pop()
            if not open_lists:
                return flat
        elif isinstance(value, list):
            if len(open_lists) >= MAX_DEPTH:
                raise too_deep()
            open_lists.append(iter(value))
        elif type(value) is Unknown and not value.parts and value.attribute is None:
            # It may be a list, whose elements nobody knows.
            return derive(value)
        else:
            flat.append(value)
    bound = f"{context.limits.elements} elements"
    raise FunctionError(f"flatten: more than {bound}", bound=bound)


@function(_LIST)
def reverse(values: Value) -> Value:
    return list(reversed(elements_of(values, "reverse")))


@function(_LIST, amount("start_index"), amount("end_index"))
def slice_(values: Value, start: Number, end: Number) -> Value:
    items = listed(values, "slice")
    first, last = whole(start, "start_index"), whole(end, "end_index")
    if not 0 <= first <= last:
        raise FunctionError("slice: start index must not be negative or greater than the end index")
    if last > len(items):
        raise FunctionError("slice: end index must not be greater than the length of the list")
    return items[first:last]


@function(Parameter("list", ListOf(STRING)))
def sort(values: list[Value]) -> Value:
    if any(value is None for value in values):
        raise FunctionError("sort: given list element is null; a null string cannot be sorted")
    # Code points and UTF-8 bytes sort alike.
    return sorted(values)


@function(_LIST_OF_ANY, amount("size"))
def chunklist(values: list[Value], size: Number) -> Value:
    step = whole(size, "size")
    if step < 0:
        raise FunctionError("chunklist: the size argument must not be negative")
    if not step:
        return [values] if values else []
    return [values[start : start + step] for start in range(0, len(values), step)]


@function(rest=Parameter("limits", NUMBER), name="range")
def range_(*limits: Number) -> Value:
    start, end, step = _range_limits(limits)
    if step > 0 and end < start:
        raise FunctionError("range: end must be greater than start when step is positive")
    if step < 0 and end > start:
        raise FunctionError("range: end must be less than start when step is negative")
    numbers: list[Value] = []
    current = start
    while current > end if step < 0 else current < end:
        if len(numbers) >= _MAX_RANGE:
            raise FunctionError(f"range: more than {_MAX_RANGE} values were generated")
        numbers.append(current)
        current = add(current, step)
    return numbers


def _range_limits(limits: tuple[Number, ...]) -> tuple[Number, Number, Number]:
    match limits:
        case (end,):
            return 0, end, -1 if end < 0 else 1
        case (start, end):
            return start, end, -1 if end < start else 1
        case (start, end, step):
            return start, end, step
        case _:
            raise FunctionError("range: must have one, two, or three arguments")


@function(Parameter("list", unknowns=Unknowns.ANYWHERE))
def sum_(values: Value) -> Value:
    items = elements_of(values, "sum")
    if not items:
        raise FunctionError("sum: cannot sum an empty list")
    total: Number = 0
    for item in items:
        if item is None:
            raise FunctionError("sum: argument must be list, set, or tuple of number values")
        total = add(total, convert(item, NUMBER))
    return total


@function(_LIST, may_be_null=True)
def one(values: Value) -> Value:
    items = elements_of(values, "one")
    if len(items) > 1:
        raise FunctionError("one: must be a list, set, or tuple value with either zero or one elements")
    return items[0] if items else None


@function(Parameter("list", ListOf(BOOL), unknowns=Unknowns.WHOLE))
def alltrue(values: list[Value]) -> Value:
    if any(value is None or value is False for value in values):
        return False
    unknown = first_unknown(values)
    return True if unknown is None else derive(unknown)


@function(Parameter("list", ListOf(BOOL), unknowns=Unknowns.WHOLE))
def anytrue(values: list[Value]) -> Value:
    if any(value is True for value in values):
        return True
    unknown = first_unknown(values)
    return False if unknown is None else derive(unknown)


@function(rest=_ANYTHING, may_be_null=True)
def coalesce(*values: Value) -> Value:
    for position, value in enumerate(_unified(values)):
        if type(value) is Unknown:
            later = any(other is not None and type(other) is not Unknown for other in values[position + 1 :])
            return derive(value) if later and not value.is_set else value
        if value is not None and value != "":
            return value
    raise FunctionError("coalesce: no non-null, non-empty-string arguments")


def _unified(values: tuple[Value, ...]) -> Sequence[Value]:
    if not values:
        raise FunctionError("coalesce: at least one argument is required")
    try:
        return unify_values(values)
    except ConversionError:
        # A null or an unknown is of any type, and then go-cty lets the others differ.
        if any(value is None or type(value) is Unknown for value in values):
            return values
        raise


@function(rest=_ANYTHING)
def coalescelist(*values: Value) -> Value:
    if not values:
        raise FunctionError("coalescelist: at least one argument is required")
    for value in values:
        if type(value) is Unknown:
            return derive(value)
        if not isinstance(value, list):
            raise FunctionError("coalescelist: arguments must be lists or tuples")
        if value:
            return value
    raise FunctionError("coalescelist: no non-null, non-empty arguments")


@function(_LIST_OF_ANY, _LIST_OF_ANY, _LIST_OF_ANY)
def matchkeys(values: list[Value], keys: list[Value], wanted: list[Value]) -> Value:
    if len(values) != len(keys):
        raise FunctionError("matchkeys: length of keys and values should be equal")
    shared = unify_values([*keys, *wanted])
    kept: list[Value] = []
    for value, key in zip(values, shared, strict=False):
        among = found(shared[len(keys) :], key)
        if isinstance(among, Unknown):
            return among
        if among:
            kept.append(value)
    return kept
