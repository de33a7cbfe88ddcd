"""Expressions followed backwards: what must be written where, so that an expression gives a value.

``status == "Enabled"`` gives true where ``status`` is written as ``"Enabled"``.  Paths, literals, comparisons with
literals, ``!``, ``&&``, ``||``, ``?:``, ``in`` and ``exists`` over pairs have a way back; nothing else has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from seatrial import cel
from seatrial.cel import ast
from seatrial.errors import SeatrialError
from seatrial.model.value import Value


class NoWayBackError(SeatrialError):
    """Nothing that could be written gives the value; the message is a sentence that says why."""


class Key(str):
    """A step that is a key of a map, and not the name of an attribute or a nested block."""

    __slots__ = ()


Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be written at a path that begins with an attribute, with the name of a join, with ``block`` or ``raw``.

    ``adds``   the value is an element that the list there must have.
    ``pair``   the value is a mapping; of the list there, the element that agrees with it in this key becomes like it.
    ``other``  nothing is written: what is there must be something else than the value.
    """

    steps: Steps
    value: Value
    adds: bool = False
    pair: str = ""
    other: bool = False


Way = tuple[Demand, ...]

MAX_WAYS = 16


def ways_back(expression: str, wanted: Value) -> list[Way]:
    """The ways to make an expression give the value that is wanted, the simplest first.  Raises NoWayBackError."""
    return list(islice(_back(cel.parse(expression), wanted), MAX_WAYS))


def element_way(expression: str, element: Value) -> list[Way]:
    """What makes a list have an element: a path, or ``path.map(e, e.Field)``.  Raises NoWayBackError."""
    node = cel.parse(expression)
    if not isinstance(node, ast.Comprehension):
        return [(Demand(_path(node), element, adds=True),)]
    variable, *steps = _path(node.arguments[-1]) if node.macro == "map" and len(node.arguments) == 1 else ("",)
    if variable != node.variables[0] or len(steps) != 1:
        raise NoWayBackError("it is computed")
    field = str(steps[0])
    return [(Demand(_path(node.operand), {field: element}, pair=field),)]


def _back(node: ast.Expression, wanted: Value) -> Iterator[Way]:
    """Yield at least one way, or raise."""
    match node:
        case ast.Ident() | ast.Select() | ast.Index():
            yield (Demand(_path(node), wanted),)
        case ast.Literal(value=value):
            if not _same(value, wanted):
                raise NoWayBackError(f"it is always {value!r}")
            yield ()
        case ast.Unary(operator="!", operand=operand) if isinstance(wanted, bool):
            yield from _back(operand, not wanted)
        case ast.And(operands=operands) | ast.Or(operands=operands) if isinstance(wanted, bool):
            is_whole = isinstance(node, ast.And) is wanted
            ways = [(operand, wanted) for operand in operands]
            yield from _together(ways) if is_whole else _either([[way] for way in ways])
        case ast.Conditional(condition=condition, yes=yes, no=no):
            yield from _either([[(yes, wanted), (condition, True)], [(no, wanted), (condition, False)]])
        case ast.Binary() if isinstance(wanted, bool):
            yield (_compared(node, wanted),)
        case ast.Comprehension(macro="exists") if wanted is True:
            yield (_paired(node),)
        case _:
            raise NoWayBackError("it is computed")


def _same(one: Value, other: Value) -> bool:
    """Equality that tells true from 1."""
    return type(one) is type(other) and bool(one == other)


_Goals = list[tuple[ast.Expression, Value]]


def _together(goals: _Goals) -> Iterator[Way]:
    """Ways in which all expressions have their values."""
    for ways in product(*(list(islice(_back(node, wanted), MAX_WAYS)) for node, wanted in goals)):
        yield tuple(demand for way in ways for demand in way)


def _either(choices: list[_Goals]) -> Iterator[Way]:
    failed = []
    for goals in choices:
        try:
            yield from _together(goals)
        except NoWayBackError as error:
            failed.append(error)
    if len(failed) == len(choices):
        raise failed[-1]


def _compared(node: ast.Binary, wanted: bool) -> Demand:
    """``path == "x"``, ``path != true``, ``path in ["x", "y"]`` and ``"x" in path``."""
    left, right = node.left, node.right
    if node.operator == "in":
        if wanted and isinstance(left, ast.Literal):
            return Demand(_path(right), left.value, adds=True)
        if wanted and isinstance(right, ast.ListLiteral) and right.elements:
            return Demand(_path(left), _literal(right.elements[0]))
        raise NoWayBackError("something would have to be taken away")
    if node.operator not in ("==", "!="):
        raise NoWayBackError("it is a comparison of sizes")
    path, literal = (right, left) if isinstance(left, ast.Literal) else (left, right)
    value = _literal(literal)
    if wanted is (node.operator == "=="):
        if value is None:
            raise NoWayBackError("something would have to be taken away")
        return Demand(_path(path), value)
    if isinstance(value, bool):
        return Demand(_path(path), not value)
    return Demand(_path(path), value, other=True)


def _paired(node: ast.Comprehension) -> Demand:
    """``attributes.exists(a, a.Key == "x" && a.Value == "true")``: the list has an element with these entries."""
    (predicate,) = node.arguments
    operands = predicate.operands if isinstance(predicate, ast.And) else (predicate,)
    pairs: dict[str, Value] = {}
    for operand in operands:
        demand = _compared(operand, wanted=True) if isinstance(operand, ast.Binary) else None
        if demand is None or demand.adds or demand.other or demand.steps[0] != node.variables[0]:
            raise NoWayBackError("it is computed")
        if len(demand.steps) != 2:
            raise NoWayBackError("it is computed")
        pairs[str(demand.steps[1])] = demand.value
    return Demand(_path(node.operand), pairs, pair=next(iter(pairs)))


def _literal(node: ast.Expression) -> Value:
    if not isinstance(node, ast.Literal):
        raise NoWayBackError("it is compared with something that is computed")
    return node.value


def _path(node: ast.Expression) -> Steps:
    steps: list[str | int] = []
    while not isinstance(node, ast.Ident):
        match node:
            case ast.Select(operand=operand, field=field):
                steps.append(field)
                node = operand
            case ast.Index(operand=operand, index=ast.Literal(value=str(key))):
                steps.append(Key(key))
                node = operand
            case ast.Index(operand=operand, index=ast.Literal(value=int(key))):
                steps.append(key)
                node = operand
            case _:
                raise NoWayBackError("it is computed")
    return (node.name, *reversed(steps))
