"""The strict form of a program: three-valued, absorbing errors, and able to say which reads decided.

Each node of the checked tree becomes a function of a frame.  It returns a value or an Unknown, and raises
EvaluationError.  While it traces, it appends to the frame's reads those that its result hangs on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seatrial.cel import operations, tree
from seatrial.cel.equality import contains, equal
from seatrial.cel.errors import BudgetError, EvaluationError, NoSuchKeyError
from seatrial.cel.folds import compile_fold
from seatrial.cel.frame import Frame, Raised, Run, decide
from seatrial.cel.functions import dispatch
from seatrial.cel.paths import locator
from seatrial.cel.unknowns import call_result, derived
from seatrial.cel.values import Optional
from seatrial.model.value import Unknown, UnknownTouchedError, Value

Apply = Callable[[Value, Value, Frame], Value]


def compile_strict(root: tree.Typed, *, step_into: bool) -> Run:
    """The function of a checked tree."""
    return _Compiler(step_into).compile(root)


class _Compiler:
    def __init__(self, step_into: bool) -> None:
        self.step_into = step_into

    def compile(self, node: tree.Typed) -> Run:
        run: Run = _COMPILERS[type(node)](self, node)
        return run

    def all(self, nodes: tuple[tree.Typed, ...]) -> tuple[Run, ...]:
        return tuple(map(self.compile, nodes))

    def constant(self, node: tree.Constant) -> Run:
        value = node.value
        return lambda _: value

    def failure(self, node: tree.Failure) -> Run:
        def run(_: Frame) -> Value:
            raise EvaluationError(node.message)

        return run

    def chain(self, node: tree.Typed) -> Run:
        locate = locator(node, self.compile, step_into=self.step_into)

        def run(frame: Frame) -> Value:
            value, path = locate(frame)
            frame.record(path, value)
            return value

        return run

    def presence(self, node: tree.Presence) -> Run:
        locate = locator(node.operand, self.compile, step_into=self.step_into)
        field, step_into = node.field, self.step_into

        def run(frame: Frame) -> Value:
            value, path = locate(frame)
            if step_into:
                whole = value
                value, is_first = operations.stepped_into(whole)
                if value is operations.MISSING:
                    frame.record(path, whole)
                    return False
                if is_first and path is not None:
                    path = (*path, 0)
            answer: Value = operations.has(value, field)
            held = operations.select(value, field) if answer is True else None
            frame.record(path if path is None or type(value) is Unknown else (*path, field), held)
            return answer if answer is not True or not node.declared else _is_set(held)

        return run

    def logic(self, node: tree.Logic) -> Run:
        operands, decisive = self.all(node.operands), node.decisive

        def run(frame: Frame) -> Value:
            return decide(frame, operands, decisive)

        return run

    def negated(self, node: tree.Not) -> Run:
        operand = self.compile(node.operand)

        def run(frame: Frame) -> Value:
            value = operand(frame)
            return derived(value) if type(value) is Unknown else not operations.truth(value)

        return run

    def negation(self, node: tree.Negation) -> Run:
        operand = self.compile(node.operand)

        def run(frame: Frame) -> Value:
            value = operand(frame)
            return derived(value) if type(value) is Unknown else operations.negate(value)

        return run

    def operation(self, node: tree.Operation) -> Run:
        innermost, chain = tree.left_spine(node)
        first = self.compile(innermost)
        links = [(_operator(link.operator), self.compile(link.right)) for link in chain]

        def run(frame: Frame) -> Value:
            value = first(frame)
            for apply, right in links:
                other = right(frame) if type(value) is not Unknown else _second(value, right, frame)
                value = apply(value, other, frame)
            return value

        return run

    def choice(self, node: tree.Choice) -> Run:
        condition, yes, no = self.compile(node.condition), self.compile(node.yes), self.compile(node.no)

        def run(frame: Frame) -> Value:
            value = condition(frame)
            if type(value) is Unknown:
                return _either(frame, value, yes, no)
            return yes(frame) if operations.truth(value) else no(frame)

        return run

    def library_call(self, node: tree.LibraryCall) -> Run:
        arguments, name = self.all(node.arguments), node.name
        call = dispatch(name, node.overloads)
        transparent = any(overload.transparent for overload in node.overloads)

        def run(frame: Frame) -> Value:
            values = _arguments(arguments, frame)
            if not transparent and Unknown in map(type, values):
                return call_result(name, values)
            try:
                return call(frame.meter, *values)
            except UnknownTouchedError as touched:
                return derived(touched.unknown)

        return run

    def host_call(self, node: tree.HostCall) -> Run:
        arguments, function = self.all(node.arguments), node.function

        def run(frame: Frame) -> Value:
            values = _arguments(arguments, frame)
            for value in values:
                if type(value) is Unknown:
                    return derived(value)
            call = frame.runtime[function.name] if function.runtime else function.call
            assert call is not None  # noqa: S101 - a function that is not given at run time has one
            return call(*values)

        return run

    def list_of(self, node: tree.ListOf) -> Run:
        optional = node.optional
        elements = [(self.compile(element), at in optional) for at, element in enumerate(node.elements)]
        lacking = self._lacking()

        def run(frame: Frame) -> Value:
            built: list[Value] = []
            absent: NoSuchKeyError | None = None
            for element, is_optional in elements:
                try:
                    value = element(frame)
                except lacking as error:
                    absent = error
                    continue
                if is_optional:
                    if type(value) is Unknown:
                        return derived(value)
                    if not _present(value):
                        continue
                    value = value.value
                built.append(value)
            if absent is not None and not built:
                raise absent
            return built

        return run

    def map_of(self, node: tree.MapOf) -> Run:
        entries = [(self.compile(key), self.compile(value), optional) for key, value, optional in node.entries]
        lacking = self._lacking()

        def run(frame: Frame) -> Value:
            pairs: list[tuple[Value, Value]] = []
            absent: NoSuchKeyError | None = None
            for key_of, value_of, optional in entries:
                try:
                    key, value = key_of(frame), value_of(frame)
                except lacking as error:
                    absent = error
                    continue
                if type(key) is Unknown:
                    return derived(key)
                if optional:
                    if type(value) is Unknown:
                        return derived(value)
                    if not _present(value):
                        continue
                    value = value.value
                pairs.append((key, value))
            if absent is not None and not pairs:
                raise absent
            return operations.build_map(pairs)

        return run

    def _lacking(self) -> tuple[type[NoSuchKeyError], ...]:
        """What makes a literal leave out an element: that its field is lacking, where lists are stepped into."""
        return (NoSuchKeyError,) if self.step_into else ()

    def fold(self, node: tree.Fold) -> Run:
        range_of = locator(node.operand, self.compile, step_into=self.step_into)
        condition = None if node.condition is None else self.compile(node.condition)
        return compile_fold(node, range_of, condition, self.compile(node.body))

    def let(self, node: tree.Let) -> Run:
        locate = locator(node.value, self.compile, step_into=self.step_into)
        body, slot = self.compile(node.body), node.slot

        def run(frame: Frame) -> Value:
            path = None

            def value_of(inner: Frame) -> Value:
                nonlocal path
                value, path = locate(inner)
                return value

            value, reads = frame.attempt(value_of)
            frame.locals[slot] = Raised(value) if isinstance(value, EvaluationError) else value
            frame.origins[slot] = path if path is not None else list(reads)
            return body(frame)

        return run


def _arguments(arguments: tuple[Run, ...], frame: Frame) -> tuple[Value, ...]:
    """The values of arguments.  After an unknown one, one that fails is of no account."""
    values: list[Value] = []
    unknown: Value = None
    for argument in arguments:
        values.append(argument(frame) if unknown is None else _second(unknown, argument, frame))
        if type(values[-1]) is Unknown and unknown is None:
            unknown = values[-1]
    return tuple(values)


def _second(first: Value, run: Run, frame: Frame) -> Value:
    if type(first) is not Unknown:
        return run(frame)
    try:
        return run(frame)
    except BudgetError:
        raise
    except EvaluationError:
        return first


def _either(frame: Frame, condition: Unknown, yes: Run, no: Run) -> Value:
    """A choice by an unknown condition: unknown, unless it does not matter."""
    one, reads = frame.attempt(yes)
    other, more = frame.attempt(no)
    if isinstance(one, Unknown | EvaluationError) or isinstance(other, Unknown | EvaluationError):
        return derived(condition)
    if type(one) is not type(other) or equal(one, other, frame.meter) is not True:
        return derived(condition)
    frame.keep(reads)
    frame.keep(more)
    return one


def _is_set(value: Value) -> bool | Unknown:
    if type(value) is Unknown:
        return True if value.is_set else derived(value)
    return value is not None


def _present(value: Value) -> bool:
    if type(value) is not Optional:
        raise operations.no_overload("?", value)
    return value.present


def _equal(first: Value, second: Value, frame: Frame) -> Value:
    answer = equal(first, second, frame.meter)
    return derived(answer) if isinstance(answer, Unknown) else answer


def _unequal(first: Value, second: Value, frame: Frame) -> Value:
    answer = equal(first, second, frame.meter)
    return derived(answer) if isinstance(answer, Unknown) else not answer


def _member(first: Value, second: Value, frame: Frame) -> Value:
    answer = contains(second, first, frame.meter)
    return derived(answer) if isinstance(answer, Unknown) else answer


def _add(first: Value, second: Value, frame: Frame) -> Value:
    for value in (first, second):
        if type(value) is Unknown:
            return derived(value)
    return operations.add(first, second, frame.meter)


def _operator(operator: str) -> Apply:
    if operator in _SPECIAL:
        return _SPECIAL[operator]
    compute: Callable[[Any, Any], Any] = operations.BINARY[operator]

    def apply(first: Value, second: Value, _: Frame) -> Value:
        for value in (first, second):
            if type(value) is Unknown:
                return derived(value)
        return compute(first, second)

    return apply


_SPECIAL: dict[str, Apply] = {"==": _equal, "!=": _unequal, "in": _member, "+": _add}
_COMPILERS: dict[type, Callable[[_Compiler, Any], Run]] = {
    tree.Constant: _Compiler.constant,
    tree.Variable: _Compiler.chain,
    tree.Local: _Compiler.chain,
    tree.Field: _Compiler.chain,
    tree.Item: _Compiler.chain,
    tree.Presence: _Compiler.presence,
    tree.Logic: _Compiler.logic,
    tree.Not: _Compiler.negated,
    tree.Negation: _Compiler.negation,
    tree.Operation: _Compiler.operation,
    tree.Choice: _Compiler.choice,
    tree.LibraryCall: _Compiler.library_call,
    tree.HostCall: _Compiler.host_call,
    tree.ListOf: _Compiler.list_of,
    tree.MapOf: _Compiler.map_of,
    tree.Fold: _Compiler.fold,
    tree.Let: _Compiler.let,
    tree.Failure: _Compiler.failure,
}
