"""Functions: their signatures, which of their overloads takes which values, and the libraries that hold them.

A signature is written as text: ``"list(T), int -> T"``.  A capital letter alone is a type parameter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from seatrial.cel.meter import Meter
from seatrial.cel.operations import no_overload
from seatrial.cel.types import (
    DURATION,
    DYN,
    SIMPLE,
    TIMESTAMP,
    ListType,
    MapType,
    OptionalType,
    Type,
    TypeParameter,
    TypeType,
)
from seatrial.cel.values import kind_of
from seatrial.model.value import Unknown, UnknownTouchedError

F = TypeVar("F", bound=Callable[..., Any])
LiteralArguments = tuple[object | None, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the host gives to expressions.

    ``result_of``  the result's type where it depends on the arguments: it gets the literal arguments, None for the
                   others, and raises CelError for a literal that makes no sense.
    ``runtime``    ``call`` is not used: the callable comes with each evaluation.
    ``member``     it is called on its first argument: ``x.f(y)``.

    It is never called with an unknown argument: its result is then unknown.
    """

    name: str
    parameters: tuple[Type, ...]
    result: Type
    call: Callable[..., Any] | None = None
    result_of: Callable[[LiteralArguments], Type] | None = None
    runtime: bool = False
    member: bool = False


class Overload:
    """One signature of a library function, and the Python that computes it.

    ``metered``      the callable's first argument is the evaluation's meter.
    ``transparent``  it hands its arguments on without looking at them, so they may be unknown.
    """

    __slots__ = ("call", "generic", "kinds", "member", "metered", "name", "parameters", "result", "transparent")

    def __init__(
        self, name: str, signature: str, call: Callable[..., Any], *, member: bool, metered: bool, transparent: bool
    ) -> None:
        self.name = name
        self.member = member
        self.call = call
        self.metered = metered
        self.transparent = transparent
        self.parameters, self.result = parse_signature(signature)
        self.generic = frozenset(
            part
            for type_ in (*self.parameters, self.result)
            for part in parts(type_)
            if isinstance(part, TypeParameter)
        )
        self.kinds = tuple(
            None if type_ is DYN or isinstance(type_, TypeParameter) else type_.name for type_ in self.parameters
        )

    def accepts(self, values: Sequence[object]) -> bool:
        """Whether the values are of the types that it takes; what lists and maps contain is left to the callable."""
        if len(values) != len(self.kinds):
            return False
        for kind, value in zip(self.kinds, values, strict=True):
            if type(value) is Unknown:
                if not self.transparent:
                    return False
            elif kind is not None and kind_of(value) != kind:
                return False
        return True


class Library:
    """Functions by name, with a decorator that adds one."""

    def __init__(self) -> None:
        self.overloads: dict[tuple[str, bool], tuple[Overload, ...]] = {}

    def method(self, name: str, *signatures: str, metered: bool = False, transparent: bool = False) -> Callable[[F], F]:
        """Add what is called on its first parameter: ``x.name(y)``."""
        return self._adder(name, signatures, member=True, metered=metered, transparent=transparent)

    def function(
        self, name: str, *signatures: str, metered: bool = False, transparent: bool = False
    ) -> Callable[[F], F]:
        """Add what is called by its name: ``name(x, y)``."""
        return self._adder(name, signatures, member=False, metered=metered, transparent=transparent)

    def _adder(
        self, name: str, signatures: tuple[str, ...], *, member: bool, metered: bool, transparent: bool
    ) -> Callable[[F], F]:
        def add(call: F) -> F:
            new = tuple(
                Overload(name, signature, call, member=member, metered=metered, transparent=transparent)
                for signature in signatures
            )
            self.overloads[name, member] = self.overloads.get((name, member), ()) + new
            return call

        return add


def dispatch(name: str, overloads: Sequence[Overload]) -> Callable[..., Any]:
    """A callable ``(meter, *values)`` that finds the overload for the values.  Raises EvaluationError if none fits."""

    def call(meter: Meter, *values: Any) -> Any:
        for overload in overloads:
            if overload.accepts(values):
                return overload.call(meter, *values) if overload.metered else overload.call(*values)
        for value in values:
            if type(value) is Unknown:
                raise UnknownTouchedError(value)
        raise no_overload(name, *values)

    return call


def parts(type_: Type) -> Iterator[Type]:
    """The type and all types within it."""
    yield type_
    for parameter in type_.parameters:
        yield from parts(parameter)


_SIGNATURE_TOKEN = re.compile(r"\s*([A-Za-z_.][\w.]*|->|[(),])")
_ALIASES = {"timestamp": TIMESTAMP, "duration": DURATION, **SIMPLE}
_BUILDERS: dict[str, Callable[..., Type]] = {
    "list": ListType,
    "map": MapType,
    "optional": OptionalType,
    "type": TypeType,
}


def parse_signature(signature: str) -> tuple[tuple[Type, ...], Type]:
    """``"list(T), int -> T"`` to parameters and result."""
    tokens = _SIGNATURE_TOKEN.findall(signature)
    tokens.reverse()
    parameters: list[Type] = []
    while tokens[-1] != "->":
        parameters.append(_parse_type(tokens))
        if tokens[-1] == ",":
            tokens.pop()
    tokens.pop()
    return tuple(parameters), _parse_type(tokens)


def _parse_type(tokens: list[str]) -> Type:
    name = tokens.pop()
    inner: list[Type] = []
    if tokens and tokens[-1] == "(":
        while tokens.pop() != ")":
            inner.append(_parse_type(tokens))
    if name in _BUILDERS and inner:
        return _BUILDERS[name](*inner)
    if len(name) == 1 and name.isupper():
        return TypeParameter(name)
    return _ALIASES.get(name) or Type(name, *inner)
