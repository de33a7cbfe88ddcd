"""Functions on sets."""

from __future__ import annotations

from itertools import product
from math import prod

from seatrial.model.value import Value
from seatrial.terraform.functions.registry import Context, FunctionError, Parameter, function
from seatrial.terraform.types import ANY, SetOf, unify_values
from seatrial.terraform.values import Set, order_of

_SET = Parameter("sets", SetOf(ANY))


def _shared(sets: tuple[Set, ...]) -> list[Set]:
    """The sets with the elements of all converted to one type."""
    unified = iter(unify_values([element for one in sets for element in one]))
    return [Set([next(unified) for _ in one]) for one in sets]


@function(_SET, rest=_SET)
def setunion(*sets: Set) -> Value:
    return Set(element for one in _shared(sets) for element in one)


@function(_SET, rest=_SET)
def setintersection(*sets: Set) -> Value:
    first, *others = _shared(sets)
    known = [{order_of(element) for element in other} for other in others]
    return Set(element for element in first if all(order_of(element) in other for other in known))


@function(_SET, _SET)
def setsubtract(left: Set, right: Set) -> Value:
    first, second = _shared((left, right))
    without = {order_of(element) for element in second}
    return Set(element for element in first if order_of(element) not in without)


@function(rest=Parameter("sets"), context=True)
def setproduct(context: Context, *sets: Value) -> Value:
    if len(sets) < 2:
        raise FunctionError("setproduct: at least two arguments are required")
    if not all(isinstance(one, list) for one in sets):
        raise FunctionError("setproduct: a set or a list is required")
    bound = context.limits.elements
    if prod(len(one) for one in sets) * len(sets) > bound:
        raise FunctionError(f"setproduct: the product has more than {bound} elements", bound=f"{bound} elements")
    columns = [unify_values(one) for one in sets]
    combinations = [list(combination) for combination in product(*columns)]
    return Set(combinations) if all(isinstance(one, Set) for one in sets) else combinations
