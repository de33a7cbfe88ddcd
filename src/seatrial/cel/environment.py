"""The names that an expression may use: variables, types and functions, looked up in a container."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seatrial.cel import tree
from seatrial.cel.functions import Function, Overload
from seatrial.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    UINT,
    ListType,
    MapType,
    OptionalType,
    Type,
    TypeType,
)
from seatrial.cel.values import TypeValue

_TYPES: dict[str, Type] = {
    type_.name: type_
    for type_ in (
        *(BOOL, INT, UINT, DOUBLE, STRING, BYTES, NULL, TIMESTAMP, DURATION),
        *(ListType(DYN), MapType(DYN, DYN), OptionalType(DYN), TypeType(DYN)),
        *(Type("net.IP"), Type("net.CIDR")),
    )
}


class Environment:
    """What is declared."""

    def __init__(self, variables: Mapping[str, Type], functions: Sequence[Function], container: str) -> None:
        self.variables = variables
        self.slots = {name: slot for slot, name in enumerate(variables)}
        self.container = container
        self.hosts = {(function.name, function.member): function for function in functions}
        dotted = {name.partition(".")[0] for name in (*variables, *_TYPES) if "." in name}
        self.namespaces = frozenset(dotted)

    def may_be_dotted(self, first: str) -> bool:
        """Whether fields selected from a name may together be the name of a variable or a type."""
        return bool(self.container) or first in self.namespaces

    def candidates(self, name: str, *, root: bool) -> Iterator[str]:
        """The full names that a name may stand for, in the order in which they are tried."""
        container = "" if root else self.container
        while container:
            yield f"{container}.{name}"
            container = container.rpartition(".")[0]
        yield name

    def resolve(self, name: str, *, root: bool) -> tree.Typed | None:
        """The variable or the type that a name stands for."""
        for candidate in self.candidates(name, root=root):
            slot = self.slots.get(candidate)
            if slot is not None:
                return tree.Variable(self.variables[candidate], candidate, slot)
            type_ = _TYPES.get(candidate)
            if type_ is not None:
                return tree.Constant(TypeType(type_), TypeValue(candidate))
        return None

    def function_name(self, name: str, *, root: bool, member: bool) -> str | None:
        """The full name of a function, None where there is none."""
        for candidate in self.candidates(name, root=root):
            if (candidate, member) in self.hosts or self.overloads(candidate, member=member):
                return candidate
        return None

    def host(self, name: str, *, member: bool) -> Function | None:
        return self.hosts.get((name, member))

    def overloads(self, name: str, *, member: bool) -> tuple[Overload, ...]:
        from seatrial.cel.library import overloads

        return overloads(name, member=member)

    def function_names(self, *, member: bool) -> list[str]:
        from seatrial.cel.library import names

        return [*names(member=member), *(name for name, is_member in self.hosts if is_member == member)]
