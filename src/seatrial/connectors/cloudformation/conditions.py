"""Conditions, in three-valued logic: true, false, or unknown with the reason."""

from collections.abc import Callable, Iterator

from seatrial.connectors.cloudformation.budget import CALL
from seatrial.connectors.cloudformation.evaluator import Evaluator
from seatrial.connectors.cloudformation.nodes import Node, bare, call_in
from seatrial.connectors.cloudformation.text import piece_of, text_of
from seatrial.model.location import Path
from seatrial.model.value import Unknown, Value

Truth = bool | Unknown


def named(ev: Evaluator, name: Node) -> Truth:
    """The value of a condition of the template by its name, evaluated once.  Raises LimitError."""
    if not isinstance(name, str):
        return Unknown("a condition is named by something that is no text")
    if name not in ev.scope.conditions:
        return Unknown(f"the template has no condition `{name}`")
    if name not in ev.verdicts:
        if name in ev.pending:
            ev.circles.add(name)
            return Unknown(f"the condition `{name}` depends on itself")
        ev.verdicts[name] = _evaluated(ev, name)
    return ev.verdicts[name]


def _evaluated(ev: Evaluator, name: str) -> Truth:
    ev.pending.add(name)
    ev.budget.descend(CALL)
    try:
        return truth(ev, *ev.scope.conditions[name])
    finally:
        ev.budget.ascend(CALL)
        ev.pending.discard(name)


def truth(ev: Evaluator, node: Node, path: Path) -> Truth:
    """The value of a node as a condition.  Raises LimitError."""
    node, path = bare(node, path)
    if type(node) is dict and len(node) == 1 and "Condition" in node:
        return named(ev, node["Condition"])
    call = call_in(node)
    if call is not None and call[0] in _LOGIC:
        ev.budget.step()
        ev.budget.descend(CALL)
        try:
            return _LOGIC[call[0]](ev, *bare(call[1], (*path, call[0])))
        finally:
            ev.budget.ascend(CALL)
    return _as_truth(ev.value(node, path))


def _as_truth(value: Value) -> Truth:
    if type(value) is Unknown or isinstance(value, bool):
        return value
    text = text_of(value).lower() if isinstance(value, str) else ""
    if text in ("true", "false"):
        return text == "true"
    return Unknown("a condition is neither true nor false")


def _operands(ev: Evaluator, argument: Node, path: Path) -> Iterator[Truth]:
    if type(argument) is not list:
        yield Unknown("a condition function has no list of conditions")
        return
    for index, item in enumerate(argument):
        yield truth(ev, item, (*path, index))


def _and(ev: Evaluator, argument: Node, path: Path) -> Truth:
    return _decide(_operands(ev, argument, path), False)


def _or(ev: Evaluator, argument: Node, path: Path) -> Truth:
    return _decide(_operands(ev, argument, path), True)


def _decide(operands: Iterator[Truth], deciding: bool) -> Truth:
    """The deciding value if any operand has it, else unknown if any is, else the other value."""
    result: Truth = not deciding
    for operand in operands:
        if operand is deciding:
            return deciding
        if type(operand) is Unknown and type(result) is not Unknown:
            result = operand
    return result


def _not(ev: Evaluator, argument: Node, path: Path) -> Truth:
    if type(argument) is list and len(argument) == 1:
        argument, path = argument[0], (*path, 0)
    value = truth(ev, argument, path)
    return value if type(value) is Unknown else not value


def _equals(ev: Evaluator, argument: Node, path: Path) -> Truth:
    if type(argument) is not list or len(argument) != 2:
        return Unknown("Fn::Equals does not compare two values")
    left = ev.value(argument[0], (*path, 0))
    right = ev.value(argument[1], (*path, 1))
    return _same(ev, left, right)


def _same(ev: Evaluator, left: Value, right: Value) -> Truth:
    first, second = piece_of(left, ev.budget), piece_of(right, ev.budget)
    if isinstance(first, str) and isinstance(second, str):
        return first == second
    if isinstance(first, str):
        first, second = second, first
    assert isinstance(first, Unknown)  # noqa: S101 - narrows for the type checker
    if isinstance(second, str):
        choices = ev.scope.choices.get(id(first))
        if choices is not None and second not in choices:
            return False
        if not second.startswith(first.prefix):
            return False
    return first


_LOGIC: dict[str, Callable[[Evaluator, Node, Path], Truth]] = {
    "Condition": lambda ev, name, _: named(ev, name),
    "Fn::And": _and,
    "Fn::Or": _or,
    "Fn::Not": _not,
    "Fn::Equals": _equals,
}
