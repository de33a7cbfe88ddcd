"""``count`` and ``for_each``: how many instances of a block there are, and how references lead into them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from seatrial.errors import LimitError
from seatrial.model.value import Unknown, Value
from seatrial.parsers.hcl.syntax import Each, Step
from seatrial.terraform.evaluator import Evaluator
from seatrial.terraform.expressions import evaluate, follow
from seatrial.terraform.operators import as_number, as_text
from seatrial.terraform.scope import EvaluationError, Node, Scope
from seatrial.terraform.sources import Placed
from seatrial.terraform.values import derive, first_unknown

Key = int | str | None
UNKNOWN_KEY = "\0"
"""The key of the one instance that stands for all where they are not known; Terraform allows no such key."""
N = TypeVar("N", bound=Node)


class NodeObject(dict[str, Value]):
    """An instance of a resource as a value: what is configured, and by way of ``node`` what is not."""

    __slots__ = ("node",)

    def __init__(self, values: Mapping[str, Value], node: Node) -> None:
        super().__init__(values)
        self.node = node


@dataclass(frozen=True, slots=True)
class Expansion(Generic[N]):
    """``kind`` is single, list, map or unknown; an unknown one has a single instance, which may not exist."""

    kind: str
    instances: Mapping[Key, N]
    unknown: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Repetition:
    """What an instance's expressions see of ``count`` and ``for_each``."""

    key: Key
    each: tuple[Value, Value] | None = None
    count: Value = None


def key_text(key: Key) -> str:
    """An instance's key as its address has it."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    return "[?]" if key == UNKNOWN_KEY else f"[{quoted(key)}]"


def quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return escaped.replace("${", "$${").replace("%{", "%%{")


def expand(
    placed: Placed, scope: Scope, evaluator: Evaluator, title: str, make: Callable[[Repetition], N]
) -> Expansion[N]:
    """Make the instances of a block.  Never raises."""
    attributes = placed.block.body.attributes
    memo: dict[str, Value] = {}
    repetitions: Sequence[Repetition]
    for name, repeat in (("count", _by_count), ("for_each", _by_for_each)):
        attribute = attributes.get(name)
        if attribute is None:
            continue

        def repeated(repeat: Any = repeat, attribute: Any = attribute) -> Value:
            return repeat(evaluate(attribute.expression(), scope), evaluator)

        what = f"{name} of {title}"
        found = evaluator.once(memo, name, repeated, what, placed, attribute)
        if isinstance(found, Unknown):
            instance = make(Repetition(UNKNOWN_KEY, each=(Unknown(found.reason), Unknown(found.reason)), count=found))
            return Expansion("unknown", {UNKNOWN_KEY: instance}, found)
        repetitions = found
        kind = "list" if name == "count" else "map"
        return Expansion(kind, {repetition.key: make(repetition) for repetition in repetitions})
    return Expansion("single", {None: make(Repetition(None))})


def _by_count(value: Value, evaluator: Evaluator) -> Value:
    count = as_number(value)
    if isinstance(count, Unknown):
        return count
    if not isinstance(count, int) or count < 0:
        raise EvaluationError("it is not a whole number")
    _within_limit(count, evaluator)
    return [Repetition(index, count=index) for index in range(count)]


def _by_for_each(value: Value, evaluator: Evaluator) -> Value:
    if type(value) is Unknown:
        return derive(value)
    if isinstance(value, Mapping):
        _within_limit(len(value), evaluator)
        return [Repetition(key, each=(key, value[key])) for key in sorted(value)]
    if isinstance(value, list):
        # Terraform wants a set; of a list it would say so.  Which instances are meant is plain all the same.
        unknown = first_unknown(value)
        if unknown is not None:
            return derive(unknown)
        _within_limit(len(value), evaluator)
        keys = sorted({str(as_text(item)) for item in value})
        return [Repetition(key, each=(key, key)) for key in keys]
    raise EvaluationError("it is neither a map nor a set")


def _within_limit(count: int, evaluator: Evaluator) -> None:
    limit = evaluator.budget.limits.instances
    if count > limit:
        raise LimitError(f"{count} instances are too many", bound=f"{limit} instances")
    evaluator.budget.step(count)


def enter(expansion: Expansion[N], steps: Sequence[Step], scope: Scope, address: str) -> Value:
    """The value that steps lead to which start at a block: ``[0].id``, ``["a"]``, ``[*].arn``, ``.id`` or nothing."""
    first = steps[0] if steps else None
    if expansion.kind == "single":
        node = expansion.instances[None]
        return _into(node, steps, scope, address)
    if expansion.kind == "unknown":
        return _enter_unknown(expansion, steps, scope, address)
    if first is None:
        return _all(expansion)
    if isinstance(first, Each):
        if expansion.kind == "map":
            return [follow(_all(expansion), first.steps, scope)]
        return [_into(node, first.steps, scope) for node in expansion.instances.values()]
    if isinstance(first, str):
        # `aws_x.y.name` of a resource with for_each is an instance by its key only where it is one.
        raise EvaluationError(f"{address} has `count` or `for_each`: which instance is meant must be said")
    key = evaluate(first, scope)
    if type(key) is Unknown:
        return derive(key)
    wanted = _key(expansion.kind, key)
    if wanted not in expansion.instances:
        raise EvaluationError(f"{address} has no instance {wanted!r}")
    return _into(expansion.instances[wanted], steps[1:], scope)


def _key(kind: str, key: Value) -> Key:
    if key is None:
        raise EvaluationError("an index is null")
    if kind == "map":
        return str(as_text(key))
    number = as_number(key)
    return number if isinstance(number, int) else None


def _enter_unknown(expansion: Expansion[N], steps: Sequence[Step], scope: Scope, address: str) -> Value:
    unknown = expansion.unknown
    assert unknown is not None  # noqa: S101 - the kind says so
    first = steps[0] if steps else None
    if first is None or isinstance(first, str | Each):
        return Unknown(unknown.reason, ref=None if first is None else f"{address}[?]")
    # One instance stands for all of them: what does not depend on its key holds for each.
    return _into(expansion.instances[UNKNOWN_KEY], steps[1:], scope)


def _into(node: Node, steps: Sequence[Step], scope: Scope, address: str = "") -> Value:
    if not steps:
        return node.whole()
    first = steps[0]
    if isinstance(first, str):
        return follow(node.attribute(first), steps[1:], scope)
    if isinstance(first, Each):
        return [_into(node, first.steps, scope)]
    key = evaluate(first, scope)
    if isinstance(key, str):
        return follow(node.attribute(key), steps[1:], scope)
    if type(key) is Unknown:
        return derive(key)
    raise EvaluationError(f"{address or 'an instance'} has no instances to choose from: it is a single one")


def _all(expansion: Expansion[N]) -> Value:
    if expansion.kind == "list":
        return [node.whole() for node in expansion.instances.values()]
    return {str(key): node.whole() for key, node in expansion.instances.items()}
