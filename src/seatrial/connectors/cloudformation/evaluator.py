"""Evaluate nodes of a template to values, and remember where each value is said.

Reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from seatrial.connectors.cloudformation.budget import CALL, Budget
from seatrial.connectors.cloudformation.nodes import LOOP, NO_VALUE, Node, Placed, call_in
from seatrial.model.location import Path
from seatrial.model.value import Unknown, Value

_SCALARS = frozenset({bool, int, float, type(None)})

Places = dict[Path, tuple[Path, bool]]
"""Where parts of a value are said, for those that are not said where their path would have it.

From a path into the value to a path into the template, and whether that place stands for all that is below it
(the result of a function) or goes on step by step (the branch of an ``Fn::If``).
"""


@dataclass(frozen=True, slots=True)
class MaybeAbsent:
    """A value that is unknown, and of which it is not even known whether it is there.

    `Evaluator.evaluate` returns it, containers take it in; nobody else meets it.
    """

    unknown: Unknown


@dataclass(slots=True, kw_only=True)
class Scope:
    """What the nodes of a template can refer to.

    ``choices``  the values that a parameter without a value may take, by the identity of its Unknown.
    ``aliases``  what SAM lets a template call a resource that it makes: ``MyFunction.Version``.
    """

    parameters: dict[str, Value] = field(default_factory=dict)
    choices: dict[int, frozenset[str]] = field(default_factory=dict)
    mappings: Node = None
    conditions: dict[str, tuple[Node, Path]] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)


Function = Callable[["Evaluator", Node, Path, Path | None], Value]
"""A function of the template language: evaluator, argument, the argument's place, the place in the result."""


class Evaluator:
    """Evaluates nodes.

    ``places``    fills up while a value is evaluated at a path; put an empty one in its place before the next resource.
    ``verdicts``  the conditions that have been evaluated; ``pending`` those that are being so.
    ``circles``   the conditions that depend on themselves.
    """

    def __init__(self, scope: Scope, budget: Budget, functions: Mapping[str, Function]) -> None:
        self.scope = scope
        self.budget = budget
        self.places: Places = {}
        self.verdicts: dict[str, bool | Unknown] = {}
        self.pending: set[str] = set()
        self.circles: set[str] = set()
        self._functions = functions

    def value(self, node: Node, path: Path, at: Path | None = None) -> Value:
        """The value of a node; an absent one is None.  Raises LimitError."""
        value = self.evaluate(node, path, at)
        if value is NO_VALUE:
            return None
        return value.unknown if type(value) is MaybeAbsent else value

    def evaluate(self, node: Node, path: Path, at: Path | None = None) -> Value:
        """The value of a node, NO_VALUE or MaybeAbsent.

        ``path`` is where the node stands in the template, ``at`` where the value goes in the result; places are
        remembered only where ``at`` is given.  Raises LimitError.
        """
        self.budget.step()
        if type(node) is str:
            return node if "{{resolve:" not in node else self._functions["{{resolve}}"](self, node, path, at)
        if type(node) in _SCALARS:
            return node
        self.budget.descend()
        try:
            return self._nested(node, path, at)
        finally:
            self.budget.ascend()

    def _nested(self, node: Node, path: Path, at: Path | None) -> Value:
        if type(node) is Placed:
            if at is not None:
                self.places[at] = (node.path, False)
            return self.evaluate(node.node, node.path, at)
        if type(node) is list:
            return self._list(node, path, at)
        call = call_in(node)
        if call is not None:
            return self._call(*call, (*path, call[0]), at)
        if type(node) is dict:
            return self._mapping(node, path, at)
        return node  # an Unknown that a loop or an expansion has put there

    def _call(self, name: str, argument: Node, path: Path, at: Path | None) -> Value:
        function = self._functions.get(name)
        if at is not None:
            self.places[at] = (path[:-1], True)
        if function is None:
            return Unknown(f"Seatrial does not know the function {name}")
        if type(argument) is Placed:
            argument, path = argument.node, argument.path
        self.budget.descend(CALL)
        try:
            return function(self, argument, path, at)
        finally:
            self.budget.ascend(CALL)

    def _mapping(self, node: dict[str, Node], path: Path, at: Path | None) -> Value:
        result: dict[str, Value] = {}
        for key, item in node.items():
            if type(key) is str and key[:4] == "Fn::":
                unknown = self._spread(key, item, (*path, key), at, result)
                if unknown is not None:
                    return unknown
                continue
            value = self.evaluate(item, (*path, key), None if at is None else (*at, key))
            if value is not NO_VALUE:
                result[str(key)] = value.unknown if type(value) is MaybeAbsent else value
        return result

    def _spread(self, key: str, item: Node, path: Path, at: Path | None, result: dict[str, Value]) -> Unknown | None:
        """Take in what a function beside other keys adds to their mapping; return why the mapping is unknown."""
        if not key.startswith(LOOP):
            return Unknown(f"what {key} adds here is known only when the stack is made", is_set=True)
        rounds = self._functions[LOOP](self, item, path, at)
        if type(rounds) is Unknown:
            return rounds
        for name, placed in rounds:
            value = self.evaluate(placed, path, None if at is None else (*at, name))
            if value is not NO_VALUE:
                result[name] = value.unknown if type(value) is MaybeAbsent else value
        return None

    def _list(self, node: list[Node], path: Path, at: Path | None) -> Value:
        result: list[Value] = []
        doubtful: Unknown | None = None
        certain = False
        for index, item in enumerate(node):
            place = None if at is None else (*at, len(result))
            if place is not None and len(result) != index:
                self.places[place] = ((*path, index), False)
            value = self.evaluate(item, (*path, index), place)
            if value is NO_VALUE:
                continue
            if type(value) is MaybeAbsent:
                value = doubtful = value.unknown
            else:
                certain = True
            result.append(value)
        # With one element that is there, a list of which others may be missing still says that it is not empty.
        if doubtful is None or certain:
            return result
        return Unknown(doubtful.reason, is_set=True)
