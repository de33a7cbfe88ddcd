"""How a function declares itself, and what every call does before the function sees its arguments.

A function's parameters say which type an argument is converted to and what null and unknown arguments do, as go-cty's
function specifications do: the functions themselves see only what they can handle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from importlib import import_module
from typing import Protocol

from seatrial.errors import ConnectorError, LimitError, SeatrialError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.families import MODULES
from seatrial.terraform.types import ANY, BOOL, NUMBER, STRING, ConversionError, Type, convert
from seatrial.terraform.values import derive, first_unknown


class FunctionError(SeatrialError):
    """A call that Terraform refuses, or one past a bound, which ``bound`` then names."""

    def __init__(self, message: str, *, bound: str = "") -> None:
        super().__init__(message)
        self.bound = bound


class Files(Protocol):
    """Access to files for the file functions.

    Paths have forward slashes and are relative to the root module's directory, or absolute.  Every method raises
    ConnectorError for what it will not or cannot read (outside of the boundary, no regular file) and LimitError past
    its bounds.  ``read`` raises ConnectorError for a file that is not there.
    """

    def read(self, path: str) -> bytes: ...

    def exists(self, path: str) -> bool:
        """Whether there is a regular file."""
        ...

    def walk(self, directory: str) -> Iterable[str]:
        """The paths of all files below a directory, relative to it, with forward slashes; none if it is not there."""
        ...


class NoFiles:
    """Files of which nothing is known."""

    def read(self, path: str) -> bytes:
        raise _no_files(path)

    def exists(self, path: str) -> bool:
        raise _no_files(path)

    def walk(self, directory: str) -> Iterable[str]:
        raise _no_files(directory)


def _no_files(path: str) -> ConnectorError:
    return ConnectorError(f"`{path}` cannot be read here")


def _no_templates(text: str, variables: Mapping[str, Value]) -> Value:
    raise FunctionError("templates cannot be rendered here")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what a call may make."""

    elements: int = 100_000
    characters: int = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What functions may know of the world.

    ``base``    the root module's directory as ``abspath`` shows it; empty where it is not to be known.
    ``render``  evaluates a template with variables; it bounds templates that render each other.
    """

    files: Files = field(default_factory=NoFiles)
    base: str = ""
    render: Callable[[str, Mapping[str, Value]], Value] = _no_templates
    limits: Limits = field(default_factory=Limits)


class Unknowns(Enum):
    """What an unknown argument does: ``ANYWHERE`` in it, or the argument itself (``WHOLE``), makes the result unknown;
    ``ALLOWED`` leaves it to the function."""

    ANYWHERE = auto()
    WHOLE = auto()
    ALLOWED = auto()


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Type = ANY
    unknowns: Unknowns = Unknowns.ANYWHERE
    nullable: bool = False

    def accept(self, value: Value) -> Value:
        """Convert an argument; raises ConversionError or LimitError."""
        if value is None:
            if self.nullable:
                return None
            raise ConversionError("it must not be null")
        return value if self.type is ANY else convert(value, self.type)

    def blocking(self, value: Value) -> Unknown | None:
        """The unknown that makes the result unknown, if there is one."""
        if self.unknowns is Unknowns.ALLOWED:
            return None
        if type(value) is Unknown:
            return value
        if self.unknowns is Unknowns.WHOLE or self.type in (STRING, NUMBER, BOOL):
            return None
        return first_unknown(value)


def text(name: str) -> Parameter:
    return Parameter(name, STRING)


def amount(name: str) -> Parameter:
    return Parameter(name, NUMBER)


def whole(value: Value, name: str) -> int:
    """An argument that must be a whole number."""
    if type(value) is not int:
        raise FunctionError(f'"{name}" must be a whole number')
    return value


Body = Callable[..., Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """``set_when_unknown``  an unknown result is known not to be null; ``context`` the body's first argument is it."""

    name: str
    body: Body
    parameters: Sequence[Parameter]
    rest: Parameter | None
    context: bool
    set_when_unknown: bool

    def call(self, arguments: Sequence[Value], context: Context) -> Value:
        self._check_count(len(arguments))
        accepted: list[Value] = []
        blocking: Unknown | None = None
        for index, argument in enumerate(arguments):
            parameter = self.parameters[index] if index < len(self.parameters) else self.rest
            assert parameter is not None  # noqa: S101 - the count has been checked
            try:
                value = parameter.accept(argument)
            except ConversionError as error:
                raise FunctionError(f'{self.name}: invalid value for "{parameter.name}": {error}') from error
            accepted.append(value)
            if blocking is None:
                blocking = parameter.blocking(value)
        if blocking is not None:
            return derive(blocking, is_set=self.set_when_unknown)
        return self.body(context, *accepted) if self.context else self.body(*accepted)

    def _check_count(self, given: int) -> None:
        wanted = len(self.parameters)
        if given < wanted or (given > wanted and self.rest is None):
            least = "at least " if self.rest else ""
            noun = "argument" if wanted == 1 else "arguments"
            raise FunctionError(f"{self.name} takes {least}{wanted} {noun}, but {given} were given")


FUNCTIONS: dict[str, Function] = {}
"""The functions whose modules have been imported."""


def function(
    *parameters: Parameter,
    rest: Parameter | None = None,
    context: bool = False,
    may_be_null: bool = False,
    name: str = "",
) -> Callable[[Body], Body]:
    """Declare a function.  Its name is the body's, without a trailing underscore."""

    def declare(body: Body) -> Body:
        own = name or body.__name__.rstrip("_")
        FUNCTIONS[own] = Function(
            name=own,
            body=body,
            parameters=parameters,
            rest=rest,
            context=context,
            set_when_unknown=not may_be_null,
        )
        return body

    return declare


def call(name: str, arguments: Sequence[Value], context: Context) -> Value:
    """Call a function.  Raises FunctionError, also for a name that there is not and for arguments past a bound."""
    found = FUNCTIONS.get(name) or _found(name)
    if isinstance(found, Unknown):
        return found
    try:
        return found.call(arguments, context)
    except LimitError as error:
        raise FunctionError(f"{found.name}: {error.message}", bound=error.bound) from error
    except ConversionError as error:
        raise FunctionError(f"{found.name}: {error}") from error
    except RecursionError as error:
        raise FunctionError(f"{found.name}: a value is nested too deep", bound="depth of the stack") from error


def _found(name: str) -> Function | Unknown:
    """A function that has not been called before, or the unknown that a call of it gives."""
    if name.startswith("provider::"):
        return Unknown(f"`{name}` is a function of a provider, which is not run")
    plain = name.removeprefix("core::")
    if plain in MODULES:
        import_module(MODULES[plain])
        return FUNCTIONS[plain]
    from difflib import get_close_matches

    near = get_close_matches(plain[:40], MODULES, 1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    raise FunctionError(f"there is no function named `{name}`{hint}")
