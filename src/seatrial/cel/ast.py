"""The syntax tree of an expression, as it was written: macros are not expanded, names are not resolved.

Every node knows its span.  Nodes are frozen; `walk` visits a tree of any shape without recursion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """The characters of a text from ``offset`` to ``end``, exclusive; ``line`` and ``column`` of the first, from 1."""

    offset: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Node:
    """What all nodes have."""

    span: Span

    @property
    def offset(self) -> int:
        return self.span.offset

    @property
    def line(self) -> int:
        return self.span.line

    @property
    def column(self) -> int:
        return self.span.column

    def children(self) -> tuple[Expression, ...]:
        """The expressions directly below, in the order in which they are written."""
        return ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """``1``, ``2u``, ``"x"``, ``b"x"``, ``true``, ``null``.  A sign in front of a number is part of it."""

    value: object


@dataclass(frozen=True, slots=True)
class Ident(Node):
    """A name.  ``root`` where a leading dot says that it is looked up outside of the container and of macros."""

    name: str
    root: bool = False


@dataclass(frozen=True, slots=True)
class Select(Node):
    """``operand.field``; ``operand.?field`` where ``optional``."""

    operand: Expression
    field: str
    optional: bool
    field_span: Span

    def children(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Has(Node):
    """``has(operand.field)``."""

    select: Select

    def children(self) -> tuple[Expression, ...]:
        return (self.select,)


@dataclass(frozen=True, slots=True)
class Index(Node):
    """``operand[index]``; ``operand[?index]`` where ``optional``."""

    operand: Expression
    index: Expression
    optional: bool

    def children(self) -> tuple[Expression, ...]:
        return (self.operand, self.index)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(arguments)`` or ``target.function(arguments)``; a namespace (``math.abs(x)``) looks like a target."""

    function: str
    target: Expression | None
    arguments: tuple[Expression, ...]
    name_span: Span

    def children(self) -> tuple[Expression, ...]:
        return self.arguments if self.target is None else (self.target, *self.arguments)


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """``!operand`` or ``-operand``."""

    operator: str
    operand: Expression

    def children(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """A comparison, ``in`` or arithmetic.  Chains lean to the left and may be thousands long."""

    operator: str
    left: Expression
    right: Expression
    operator_span: Span

    def children(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class And(Node):
    """``a && b && c``: one node for the whole chain."""

    operands: tuple[Expression, ...]

    def children(self) -> tuple[Expression, ...]:
        return self.operands


@dataclass(frozen=True, slots=True)
class Or(Node):
    """``a || b || c``: one node for the whole chain."""

    operands: tuple[Expression, ...]

    def children(self) -> tuple[Expression, ...]:
        return self.operands


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """``condition ? yes : no``."""

    condition: Expression
    yes: Expression
    no: Expression

    def children(self) -> tuple[Expression, ...]:
        return (self.condition, self.yes, self.no)


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """``[a, ?b]``.  ``optional`` holds the indices of elements that are left out when they have no value."""

    elements: tuple[Expression, ...]
    optional: frozenset[int]

    def children(self) -> tuple[Expression, ...]:
        return self.elements


@dataclass(frozen=True, slots=True)
class Entry:
    """``key: value`` or ``?key: value`` of a map."""

    key: Expression
    value: Expression
    optional: bool


@dataclass(frozen=True, slots=True)
class MapLiteral(Node):
    """``{key: value}``."""

    entries: tuple[Entry, ...]

    def children(self) -> tuple[Expression, ...]:
        return tuple(part for entry in self.entries for part in (entry.key, entry.value))


@dataclass(frozen=True, slots=True)
class Struct(Node):
    """``Name{field: value}``: parsed as CEL has it; no such types exist here."""

    name: str
    fields: tuple[tuple[str, Expression], ...]

    def children(self) -> tuple[Expression, ...]:
        return tuple(value for _, value in self.fields)


@dataclass(frozen=True, slots=True)
class Comprehension(Node):
    """``operand.macro(variables, arguments)``: all exists exists_one map filter sortBy transformList optMap and kin.

    ``operand`` is what is gone through.  ``arguments`` are evaluated with ``variables`` bound: one predicate, or an
    optional filter and then what each element becomes.
    """

    macro: str
    operand: Expression
    variables: tuple[str, ...]
    arguments: tuple[Expression, ...]
    name_span: Span

    def children(self) -> tuple[Expression, ...]:
        return (self.operand, *self.arguments)


@dataclass(frozen=True, slots=True)
class Bind(Node):
    """``cel.bind(variable, value, body)``; ``cel.block`` is a nest of these, with variables ``@index0`` and on."""

    variable: str
    value: Expression
    body: Expression

    def children(self) -> tuple[Expression, ...]:
        return (self.value, self.body)


Expression = (
    Literal
    | Ident
    | Select
    | Has
    | Index
    | Call
    | Unary
    | Binary
    | And
    | Or
    | Conditional
    | ListLiteral
    | MapLiteral
    | Struct
    | Comprehension
    | Bind
)


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the node and all nodes below it, outermost first, left to right."""
    pending: list[Expression] = [expression]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children()))


def path_of(expression: Expression) -> tuple[str, ...] | None:
    """``("block", "versioning", "status")`` where the expression is such a plain path, else None."""
    steps: list[str] = []
    while isinstance(expression, Select) and not expression.optional:
        steps.append(expression.field)
        expression = expression.operand
    if not isinstance(expression, Ident):
        return None
    return (expression.name, *reversed(steps))


def left_spine(expression: Binary) -> tuple[Expression, list[Binary]]:
    """The leftmost operand of a chain of operators, and the operators from the innermost outwards."""
    chain: list[Binary] = []
    node: Expression = expression
    while isinstance(node, Binary):
        chain.append(node)
        node = node.left
    chain.reverse()
    return node, chain
