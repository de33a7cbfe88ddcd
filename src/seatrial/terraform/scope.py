"""Where an expression stands: what its names mean, and the error that it may end in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from seatrial.errors import SeatrialError
from seatrial.model.value import Value
from seatrial.parsers.hcl.syntax import Step
from seatrial.terraform.limits import Budget

if TYPE_CHECKING:
    from seatrial.terraform.functions.registry import Context


class EvaluationError(SeatrialError):
    """An expression that Terraform refuses.  ``try`` and ``can`` catch it."""


class Node(Protocol):
    """Something whose attributes are evaluated one by one: an instance of a resource or of a module."""

    def attribute(self, name: str) -> Value:
        """The value of an attribute.  Raises EvaluationError where there can be none."""
        ...

    def whole(self) -> Value:
        """All of it as one value."""
        ...


class World(Protocol):
    """Whoever knows what references mean: a module."""

    @property
    def budget(self) -> Budget: ...

    @property
    def context(self) -> Context: ...

    def refer(self, root: str, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
        """The value that a reference's first word and steps lead to, and how many steps that took."""
        ...


class Scope:
    """``names`` are the variables of ``for``; ``each`` is key and value, ``count`` the index, where there are any."""

    __slots__ = ("count", "each", "names", "self_node", "world")

    def __init__(
        self,
        world: World,
        *,
        names: Mapping[str, Value] | None = None,
        each: tuple[Value, Value] | None = None,
        count: Value = None,
        self_node: Node | None = None,
    ) -> None:
        self.world = world
        self.names: Mapping[str, Value] = {} if names is None else names
        self.each = each
        self.count = count
        self.self_node = self_node

    def with_names(self, names: Mapping[str, Value]) -> Scope:
        """The scope inside, where these names hide the outer ones.  The mapping is kept, not copied."""
        return Scope(self.world, names=names, each=self.each, count=self.count, self_node=self.self_node)
