"""A compiled expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from seatrial.cel import ast, tree
from seatrial.cel.checker import Checker
from seatrial.cel.environment import Environment
from seatrial.cel.errors import BudgetError, EvaluationError, NoSuchKeyError
from seatrial.cel.fast import FALLBACK, Fast, compile_fast
from seatrial.cel.frame import Frame, Read, Run
from seatrial.cel.functions import Function
from seatrial.cel.parser import parse
from seatrial.cel.reads import StaticPath, static_reads
from seatrial.cel.strict import compile_strict
from seatrial.cel.types import Type
from seatrial.cel.unknowns import derived
from seatrial.model.value import UnknownTouchedError, Value

Runtime = Mapping[str, Callable[..., Any]]


class Trace(NamedTuple):
    """The value of an expression, and the reads that decided it, in the order in which they were read."""

    value: Value
    reads: tuple[Read, ...]


class Program:
    """A checked expression.  Calling it with the values of the variables evaluates it.

    Evaluating tries the fast form first.  Where that has no answer, because something is unknown, missing or of a
    type that an operator does not take, the strict form has the last word.
    """

    def __init__(
        self, text: str, root: tree.Typed, variables: tuple[str, ...], *, locals_: int, step_into: bool
    ) -> None:
        self.text = text
        self.type: Type = root.type
        self.variables = variables
        self._root = root
        self._locals = locals_
        self._step_into = step_into
        self._is_path = _is_plain_path(root)
        self._fast: Fast = self._prepare

    @cached_property
    def reads(self) -> frozenset[StaticPath]:
        """The paths that it can read: ``("resource", "ingress", "cidr")``."""
        return static_reads(self._root)

    def __call__(self, *values: Value, runtime: Runtime | None = None) -> Value:
        """The result: a value or an Unknown.  Raises EvaluationError.

        ``runtime`` holds the callables of functions that are declared as given at run time.
        """
        try:
            return self._fast(runtime, *values)
        except FALLBACK as failure:
            if self._is_path:
                # Of a.b.c, a missing key and an unknown value are ordinary, and need no second look.
                if isinstance(failure, KeyError):
                    raise NoSuchKeyError(failure.args[0]) from None
                if isinstance(failure, UnknownTouchedError):
                    return derived(failure.unknown)
            return self._strictly(values, runtime)

    def trace(self, *values: Value, runtime: Runtime | None = None) -> Trace:
        """The result, and the reads that decided it.  Raises EvaluationError."""
        frame = Frame(values, runtime or {}, self._locals, trace=True)
        value = self._run(frame)
        return Trace(value, tuple(_distinct(frame.reads or [])))

    def _strictly(self, values: Sequence[Value], runtime: Runtime | None) -> Value:
        if len(values) != len(self.variables):
            raise TypeError(f"the expression takes {', '.join(self.variables)}; {len(values)} values were given")
        return self._run(Frame(values, runtime or {}, self._locals, trace=False))

    def _run(self, frame: Frame) -> Value:
        try:
            return self._strict(frame)
        except UnknownTouchedError as touched:
            return derived(touched.unknown)
        except RecursionError:
            raise BudgetError("the expression and its values are nested too deep", bound="depth") from None
        except EvaluationError as error:
            raise error.alone() from None

    @cached_property
    def _strict(self) -> Run:
        return compile_strict(self._root, step_into=self._step_into)

    def _prepare(self, runtime: Runtime | None, *values: Value) -> Value:
        """Stands for the fast form until the first evaluation."""
        fast = compile_fast(self._root, len(self.variables), step_into=self._step_into)
        if fast is None:

            def fast(runtime: Runtime | None, *values: Value) -> Value:
                return self._strictly(values, runtime)

        self._fast = fast
        return fast(runtime, *values)

    def __repr__(self) -> str:
        return f"<Program {self.text!r}>"


def compile_program(
    expression: str | ast.Expression,
    *,
    variables: Mapping[str, Type],
    functions: Sequence[Function] = (),
    container: str = "",
    lists_step_into_first: bool = False,
    checked: bool = True,
) -> Program:
    """Compile an expression.  Raises CelError with the place of what is wrong.

    ``lists_step_into_first``  selecting a field from a list selects it from its first element; an empty list, and
                               null, lack every field, and literals leave out what is lacking.
    ``checked``                without it types are not checked, and what does not fit fails when it is evaluated.
    """
    text = expression if isinstance(expression, str) else ""
    parsed = parse(expression) if isinstance(expression, str) else expression
    environment = Environment(variables, functions, container)
    checker = Checker(text, environment, strict=checked, step_into=lists_step_into_first)
    root = checker.check(parsed)
    return Program(text, root, tuple(variables), locals_=checker.locals, step_into=lists_step_into_first)


def _is_plain_path(node: tree.Typed) -> bool:
    while isinstance(node, tree.Field) and not node.optional:
        node = node.operand
    return isinstance(node, tree.Variable)


def _distinct(reads: Sequence[Read]) -> list[Read]:
    seen: set[tuple[Any, ...]] = set()
    kept: list[Read] = []
    for read in reads:
        # 1 and True are one key to a set, and different steps of a path never are both.
        if read.path not in seen:
            seen.add(read.path)
            kept.append(read)
    return kept
