"""The checked tree: names resolved, macros told apart, every node with its type.

The checker builds it, and both forms of a program and the static reads are made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.cel.functions import Function, Overload
from seatrial.cel.types import Type


@dataclass(slots=True, eq=False)
class Typed:
    """What all nodes have.  The type is final once checking has ended."""

    type: Type

    def children(self) -> tuple[Typed, ...]:
        return ()


@dataclass(slots=True, eq=False)
class Constant(Typed):
    value: object


@dataclass(slots=True, eq=False)
class Variable(Typed):
    """One of the values that an evaluation is given."""

    name: str
    slot: int


@dataclass(slots=True, eq=False)
class Local(Typed):
    """A variable of a macro."""

    name: str
    slot: int


@dataclass(slots=True, eq=False)
class Field(Typed):
    """``operand.field``.  ``declared`` where the operand is a declared object, which has the field."""

    operand: Typed
    field: str
    optional: bool
    declared: bool

    def children(self) -> tuple[Typed, ...]:
        return (self.operand,)


@dataclass(slots=True, eq=False)
class Presence(Typed):
    """``has(operand.field)``."""

    operand: Typed
    field: str
    declared: bool

    def children(self) -> tuple[Typed, ...]:
        return (self.operand,)


@dataclass(slots=True, eq=False)
class Item(Typed):
    """``operand[key]``."""

    operand: Typed
    key: Typed
    optional: bool

    def children(self) -> tuple[Typed, ...]:
        return (self.operand, self.key)


@dataclass(slots=True, eq=False)
class Logic(Typed):
    """A chain of ``&&`` or of ``||``.  ``decisive`` is the operand's value that decides: false for ``&&``."""

    decisive: bool
    operands: tuple[Typed, ...]

    def children(self) -> tuple[Typed, ...]:
        return self.operands


@dataclass(slots=True, eq=False)
class Not(Typed):
    operand: Typed

    def children(self) -> tuple[Typed, ...]:
        return (self.operand,)


@dataclass(slots=True, eq=False)
class Negation(Typed):
    operand: Typed

    def children(self) -> tuple[Typed, ...]:
        return (self.operand,)


@dataclass(slots=True, eq=False)
class Operation(Typed):
    """Arithmetic, a comparison or ``in``.  Chains lean to the left and may be long."""

    operator: str
    left: Typed
    right: Typed

    def children(self) -> tuple[Typed, ...]:
        return (self.left, self.right)


@dataclass(slots=True, eq=False)
class Choice(Typed):
    condition: Typed
    yes: Typed
    no: Typed

    def children(self) -> tuple[Typed, ...]:
        return (self.condition, self.yes, self.no)


@dataclass(slots=True, eq=False)
class LibraryCall(Typed):
    """A library function with the overloads that the types leave possible."""

    name: str
    overloads: tuple[Overload, ...]
    arguments: tuple[Typed, ...]

    def children(self) -> tuple[Typed, ...]:
        return self.arguments


@dataclass(slots=True, eq=False)
class HostCall(Typed):
    """A function that the host gave."""

    function: Function
    arguments: tuple[Typed, ...]

    def children(self) -> tuple[Typed, ...]:
        return self.arguments


@dataclass(slots=True, eq=False)
class ListOf(Typed):
    elements: tuple[Typed, ...]
    optional: frozenset[int]

    def children(self) -> tuple[Typed, ...]:
        return self.elements


@dataclass(slots=True, eq=False)
class MapOf(Typed):
    """Keys, values, and whether the entry is left out when the value is an absent optional."""

    entries: tuple[tuple[Typed, Typed, bool], ...]

    def children(self) -> tuple[Typed, ...]:
        return tuple(part for key, value, _ in self.entries for part in (key, value))


@dataclass(slots=True, eq=False)
class Fold(Typed):
    """A macro over a list or a map.  ``slots`` are its variables; ``weight`` the steps that one turn counts as."""

    macro: str
    operand: Typed
    slots: tuple[int, ...]
    condition: Typed | None
    body: Typed
    weight: int

    def children(self) -> tuple[Typed, ...]:
        return (self.operand, self.body) if self.condition is None else (self.operand, self.condition, self.body)


@dataclass(slots=True, eq=False)
class Let(Typed):
    """A name for a value: ``cel.bind``."""

    slot: int
    value: Typed
    body: Typed

    def children(self) -> tuple[Typed, ...]:
        return (self.value, self.body)


@dataclass(slots=True, eq=False)
class Failure(Typed):
    """What cannot be evaluated: a name that does not exist, where checking is off."""

    message: str


def walk(tree: Typed) -> Iterator[Typed]:
    """Yield the node and all nodes below it, outermost first."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children()))


def left_spine(tree: Operation) -> tuple[Typed, list[Operation]]:
    """The leftmost operand of a chain of operators, and the operators from the innermost outwards."""
    chain: list[Operation] = []
    node: Typed = tree
    while isinstance(node, Operation):
        chain.append(node)
        node = node.left
    chain.reverse()
    return node, chain
