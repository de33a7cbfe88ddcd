"""Evaluating expressions, as hclsyntax does, with unknown values that know why they are unknown.

https://developer.hashicorp.com/terraform/language/expressions
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from seatrial.errors import LimitError
from seatrial.model.value import Unknown, Value
from seatrial.parsers.hcl.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Each,
    Expression,
    For,
    Join,
    Literal,
    Name,
    ObjectOf,
    Parentheses,
    Step,
    Template,
    TupleOf,
    Unary,
)
from seatrial.terraform.operators import as_bool, as_number, as_text, operate
from seatrial.terraform.scope import EvaluationError, Scope
from seatrial.terraform.types import ConversionError, unify_values
from seatrial.terraform.values import Set, derive


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression.  Raises EvaluationError, LimitError."""
    return _EVALUATE[expression.__class__](expression, scope)


def _literal(node: Literal, scope: Scope) -> Value:
    return node.value


def _parentheses(node: Parentheses, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _name(node: Name, scope: Scope) -> Value:
    if node.name in scope.names:
        return scope.names[node.name]
    value, _ = scope.world.refer(node.name, (), scope)
    return value


def _access(node: Access, scope: Scope) -> Value:
    target = node.target
    if target.__class__ is not Name:
        return follow(evaluate(target, scope), node.steps, scope)
    name = target.name
    if name in scope.names:
        return follow(scope.names[name], node.steps, scope)
    value, taken = scope.world.refer(name, node.steps, scope)
    return follow(value, node.steps[taken:], scope) if taken < len(node.steps) else value


def follow(value: Value, steps: Sequence[Step], scope: Scope) -> Value:
    """Take steps into a value: attributes, indices, splats."""
    for at, step in enumerate(steps):
        if type(value) is Unknown:
            return _beyond(value, steps[at:])
        if isinstance(step, str):
            value = _attribute(value, step)
        elif isinstance(step, Each):
            value = _splat(value, step, scope)
        else:
            value = index(value, evaluate(step, scope))
    return value


def _attribute(value: Value, name: str) -> Value:
    if isinstance(value, dict):
        if name in value:
            return value[name]
        node = getattr(value, "node", None)
        if node is not None:
            return node.attribute(name)
        raise EvaluationError(f"the object has no attribute `{name}`")
    if value is None:
        raise EvaluationError(f"null has no attribute `{name}`")
    raise EvaluationError(f"`{name}` is asked of a value that has no attributes")


def index(value: Value, key: Value) -> Value:
    """An element of a list or a mapping.  Raises EvaluationError where there is none."""
    if type(key) is Unknown:
        return derive(key, is_set=False)
    if type(value) is Unknown:
        return _beyond(value, ())
    if key is None:
        raise EvaluationError("an index is null")
    if isinstance(value, dict):
        text = as_text(key)
        assert isinstance(text, str)  # noqa: S101 - the key is known
        if text not in value and (node := getattr(value, "node", None)) is not None:
            return node.attribute(text)
        if text not in value:
            raise EvaluationError(f"there is no element `{text[:100]}`")
        return value[text]
    if isinstance(value, list) and not isinstance(value, Set):
        number = as_number(key)
        if not isinstance(number, int) or not 0 <= number < len(value):
            raise EvaluationError(f"there is no element {key} in a list of {len(value)}")
        return value[number]
    raise EvaluationError("an index is asked of a value that has no elements" if value is not None else "null has none")


def _beyond(unknown: Unknown, steps: Sequence[Step]) -> Unknown:
    """What lies behind an unknown: it still points to the resource."""
    attribute = unknown.attribute
    if attribute is not None and len(attribute) < 200:
        for step in steps:
            if isinstance(step, str):
                attribute += f".{step}"
            elif isinstance(step, Literal):
                attribute += f"[{step.value}]"
            else:
                attribute += "[*]"
                break
    return Unknown(unknown.reason, ref=unknown.ref, attribute=attribute)


def _splat(value: Value, step: Each, scope: Scope) -> Value:
    if value is None:
        return []
    if not isinstance(value, list):
        value = [value]
    scope.world.budget.step(len(value))
    return [follow(item, step.steps, scope) for item in value] if step.steps else list(value)


def _call(node: Call, scope: Scope) -> Value:
    if node.name in ("try", "can"):
        return _attempt(node, scope)
    world = scope.world
    world.budget.step()
    arguments: list[Value] = [evaluate(argument, scope) for argument in node.arguments]
    if node.expand:
        last = arguments.pop()
        if type(last) is Unknown:
            return derive(last, is_set=False)
        if not isinstance(last, list):
            raise EvaluationError(f"{node.name}: what is followed by `...` must be a list")
        arguments.extend(last)
    for value in arguments:
        world.budget.measure(value)
    from seatrial.terraform.functions.registry import FunctionError, call

    try:
        return call(node.name, arguments, world.context)
    except FunctionError as error:
        if error.bound:
            raise LimitError(str(error), bound=error.bound) from error
        raise EvaluationError(str(error)) from error


def _attempt(node: Call, scope: Scope) -> Value:
    """``try``: the first argument that evaluates; ``can``: whether its argument does."""
    last = EvaluationError(f"{node.name} needs an argument")
    for argument in node.arguments:
        try:
            value = evaluate(argument, scope)
        except (EvaluationError, ConversionError) as error:
            last = EvaluationError(str(error))
            continue
        if node.name == "can":
            return derive(value) if type(value) is Unknown else True
        return value
    if node.name == "can" and node.arguments:
        return False
    raise last


def _tuple(node: TupleOf, scope: Scope) -> Value:
    return [evaluate(item, scope) for item in node.items]


def _object(node: ObjectOf, scope: Scope) -> Value:
    result: dict[str, Value] = {}
    unknown_keys: list[tuple[Unknown, Value]] = []
    for key_node, value_node in node.items:
        key = evaluate(key_node, scope)
        value = evaluate(value_node, scope)
        if type(key) is Unknown:
            unknown_keys.append((key, value))
        elif key is None:
            raise EvaluationError("a key of an object is null")
        else:
            result[key if type(key) is str else _key(key)] = value
    if not unknown_keys:
        return result
    key = unknown_keys[-1][0]
    return Unknown(key.reason, ref=key.ref, members=(*result.items(), *unknown_keys))


def _key(key: Value) -> str:
    text = as_text(key)
    assert isinstance(text, str)  # noqa: S101 - the caller has dealt with unknown keys
    return text


def _unary(node: Unary, scope: Scope) -> Value:
    value = evaluate(node.operand, scope)
    if node.operator == "!":
        truth = as_bool(value)
        return truth if isinstance(truth, Unknown) else not truth
    number = as_number(value)
    return number if isinstance(number, Unknown) else -number


def _binary(node: Binary, scope: Scope) -> Value:
    # A chain leans to the left and may be thousands long.
    chain: list[Binary] = []
    first: Expression = node
    while isinstance(first, Binary):
        chain.append(first)
        first = first.left
    value = evaluate(first, scope)
    scope.world.budget.step(len(chain))
    for link in reversed(chain):
        value = _link(link, value, scope)
    return value


def _link(node: Binary, left: Value, scope: Scope) -> Value:
    if node.operator not in ("&&", "||"):
        right = evaluate(node.right, scope)
        if node.operator in ("==", "!="):
            scope.world.budget.measure(left)
            scope.world.budget.measure(right)
        return operate(node.operator, left, right)
    decisive = node.operator == "||"
    truth = as_bool(left)
    if truth is decisive:
        return decisive
    other = as_bool(evaluate(node.right, scope))
    if other is decisive:
        return decisive
    return truth if isinstance(truth, Unknown) else other


def _conditional(node: Conditional, scope: Scope) -> Value:
    condition = as_bool(evaluate(node.condition, scope))
    if isinstance(condition, Unknown):
        return _undecided(node, condition, scope)
    chosen, other = (node.yes, node.no) if condition else (node.no, node.yes)
    value = evaluate(chosen, scope)
    # The results share one type.  A text, null and what is empty are the same in any type that they can share.
    if value is None or type(value) is str or type(value) is Unknown or _is_empty(value):
        return value
    if isinstance(other, Literal) and other.value is None:
        return value
    try:
        shared = unify_values([value, evaluate(other, scope)])
    except (EvaluationError, ConversionError):
        return value
    # Converting drops what an object of a resource knows of its own.
    return value if shared[0] == value and type(shared[0]) is type(value) else _kept(value, shared[0])


def _is_empty(value: Value) -> bool:
    return isinstance(value, (list, dict)) and not value


def _kept(value: Value, converted: Value) -> Value:
    return value if getattr(value, "node", None) is not None else converted


def _undecided(node: Conditional, condition: Unknown, scope: Scope) -> Value:
    """Neither result is chosen; where neither is null, that much is known.  Terraform does not compare them."""
    try:
        yes, no = evaluate(node.yes, scope), evaluate(node.no, scope)
    except EvaluationError:
        return Unknown(condition.reason)
    return Unknown(condition.reason, is_set=_is_set(yes) and _is_set(no))


def _is_set(value: Value) -> bool:
    return value.is_set if type(value) is Unknown else value is not None


def elements(collection: Value, scope: Scope) -> Iterator[tuple[Value, Value]]:
    """Key and value of each element, in Terraform's order.  Raises EvaluationError for what has none."""
    scope.world.budget.step(len(collection) if isinstance(collection, (list, dict)) else 1)
    if isinstance(collection, Set):
        return ((item, item) for item in collection)
    if isinstance(collection, list):
        return iter(enumerate(collection))
    if isinstance(collection, dict):
        return ((key, collection[key]) for key in sorted(collection))
    raise EvaluationError("null cannot be iterated over" if collection is None else "this cannot be iterated over")


def _for(node: For, scope: Scope) -> Value:
    collection = evaluate(node.collection, scope)
    if type(collection) is Unknown:
        return derive(collection)
    names: dict[str, Value] = dict(scope.names)
    inner = scope.with_names(names)
    items: list[tuple[Value, Value]] = []
    unknown: Unknown | None = None
    for key, value in elements(collection, scope):
        names[node.value] = value
        if node.key:
            names[node.key] = key
        if node.condition is not None:
            wanted = as_bool(evaluate(node.condition, inner))
            if isinstance(wanted, Unknown):
                unknown = wanted
                continue
            if not wanted:
                continue
        scope.world.budget.elements(len(items))
        own = None if node.key_body is None else evaluate(node.key_body, inner)
        if type(own) is Unknown:
            unknown = own
            continue
        items.append((own, evaluate(node.body, inner)))
    if unknown is not None:
        return derive(unknown)
    if node.key_body is None:
        return [value for _, value in items]
    return _grouped(items) if node.group else _unique(items)


def _unique(items: Sequence[tuple[Value, Value]]) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for key, value in items:
        if key is None:
            raise EvaluationError("a key of a for expression is null")
        text = _key(key)
        if text in result:
            raise EvaluationError(f"two elements of a for expression have the key `{text[:100]}`")
        result[text] = value
    return result


def _grouped(items: Sequence[tuple[Value, Value]]) -> dict[str, Value]:
    groups: dict[str, Value] = {}
    for key, value in items:
        if key is None:
            raise EvaluationError("a key of a for expression is null")
        groups.setdefault(_key(key), []).append(value)
    return groups


def _template(node: Template, scope: Scope) -> Value:
    if node.wraps:
        return evaluate(node.parts[0], scope)
    return scope.world.budget.text([as_text(evaluate(part, scope)) for part in node.parts])


def _join(node: Join, scope: Scope) -> Value:
    collection = evaluate(node.collection, scope)
    if type(collection) is Unknown:
        return derive(collection)
    names: dict[str, Value] = dict(scope.names)
    inner = scope.with_names(names)
    pieces: list[str | Unknown] = []
    for key, value in elements(collection, scope):
        names[node.value] = value
        if node.key:
            names[node.key] = key
        pieces.append(as_text(evaluate(node.body, inner)))
    return scope.world.budget.text(pieces)


_EVALUATE: Mapping[type[Expression], Callable[[Any, Scope], Value]] = {
    Access: _access,
    Binary: _binary,
    Call: _call,
    Conditional: _conditional,
    For: _for,
    Join: _join,
    Literal: _literal,
    Name: _name,
    ObjectOf: _object,
    Parentheses: _parentheses,
    Template: _template,
    TupleOf: _tuple,
    Unary: _unary,
}
