"""An instance of a module: what its variables, locals, resources and calls are, each found when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from posixpath import relpath
from typing import TYPE_CHECKING

from seatrial.model.location import Location
from seatrial.model.value import Unknown, Value
from seatrial.parsers.hcl import Attribute
from seatrial.parsers.hcl.syntax import Literal, Step
from seatrial.terraform.blocks import Contents
from seatrial.terraform.constraints import type_constraint
from seatrial.terraform.evaluator import Evaluator
from seatrial.terraform.expansion import UNKNOWN_KEY, Expansion, Key, NodeObject, Repetition, enter, expand, key_text
from seatrial.terraform.expressions import evaluate
from seatrial.terraform.limits import Budget
from seatrial.terraform.resources import Resource
from seatrial.terraform.scope import EvaluationError, Scope
from seatrial.terraform.sources import Local, ModuleSource, Placed, ResourceName
from seatrial.terraform.types import ANY, ListOf, MapOf, ObjectOf, Type, convert
from seatrial.terraform.variables import environment_value, from_environment, given_values

if TYPE_CHECKING:
    from seatrial.terraform.functions.registry import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How a module was called: by which block, in which scope of which module, with what path of call names."""

    placed: Placed
    scope: Scope
    caller: Module
    names: tuple[str, ...]


class Module:
    """It is the world of its expressions, and the node of a reference like ``module.x.out``."""

    def __init__(self, evaluator: Evaluator, source: ModuleSource, address: str = "", call: Call | None = None) -> None:
        self.evaluator = evaluator
        self.source = source
        self.address = address
        self.call = call
        self.prefix = f"{address}." if address else ""
        self.scope = Scope(self)
        self.calls: tuple[Location, ...] = () if call is None else (*call.caller.calls, call.placed.head())
        self.exists: bool | Unknown = True if call is None else call.caller.exists
        self._variables: dict[str, Value] = {}
        self._types: dict[str, Value] = {}
        self._locals: dict[str, Value] = {}
        self._outputs: dict[str, Value] = {}
        self._expansions: dict[str, Value] = {}
        self._given: dict[str, Value] | None = None
        self.providers: dict[str, Contents] | None = None

    # What the expressions' scope needs

    @property
    def budget(self) -> Budget:
        return self.evaluator.budget

    @property
    def context(self) -> Context:
        return self.evaluator.context

    def refer(self, root: str, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
        handler = _ROOTS.get(root)
        if handler is not None:
            return handler(self, steps, scope)
        return self._resource("resource", root, steps, scope)

    def _resource(self, mode: str, type_: str, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
        name = steps[0] if steps else None
        if not isinstance(name, str):
            raise EvaluationError(f"`{type_}` is no value; a resource is referred to by its type and its name")
        resource = self.resource((mode, type_, name))
        address = f"{type_}.{name}" if mode == "resource" else f"{mode}.{type_}.{name}"
        if resource is None:
            return Unknown(f"`{address}` is not declared in this module"), len(steps)
        return enter(resource.expansion(), steps[1:], scope, resource.address), len(steps)

    # Variables, locals, outputs

    def variable(self, name: str) -> Value:
        placed = self.source.variables.get(name)
        if placed is None:
            return Unknown(f"`var.{name}` is not declared in this module")
        return self.evaluator.once(
            self._variables, name, lambda: self._variable(name, placed), f"`{self.prefix}var.{name}`", placed
        )

    def _variable(self, name: str, placed: Placed) -> Value:
        attributes = placed.block.body.attributes
        wanted = self._type(name, placed)
        nullable = attributes.get("nullable")
        is_nullable = nullable is None or evaluate(nullable.expression(), self.scope) is not False
        value = self._given_value(name, wanted)
        default = attributes.get("default")
        if value is _ABSENT or (value is None and not is_nullable):
            if default is None:
                return self._without_value(name, is_nullable)
            value = evaluate(default.expression(), self.scope)
        return convert(_filled(value, wanted), wanted)

    def _without_value(self, name: str, is_nullable: bool) -> Unknown:
        if self.call is not None:
            return Unknown(f"the call of {self.address} gives `{name}` no value")
        reason = f"`var.{name}` has no value here; give a tfvars file or scan the plan"
        return Unknown(reason, is_set=not is_nullable, kept="given")

    def _given_value(self, name: str, wanted: Type) -> Value:
        if self.call is not None:
            attribute = self.call.placed.block.body.attributes.get(name)
            return _ABSENT if attribute is None else evaluate(attribute.expression(), self.call.scope)
        if self._given is None:
            self._given = given_values(self.evaluator, Scope(_Nothing(self.evaluator)))
        if name in self._given:
            return self._given[name]
        text = from_environment(self.evaluator, name)
        return _ABSENT if text is None else environment_value(text, wanted, Scope(_Nothing(self.evaluator)))

    def _type(self, name: str, placed: Placed) -> Type:
        attribute = placed.block.body.attributes.get("type")
        if attribute is None:
            return ANY
        found = self.source.types.get(name)
        if found is None:
            found = self.source.types[name] = type_constraint(attribute.expression(), self.scope)
        return found

    def local(self, name: str) -> Value:
        local = self.source.locals.get(name)
        if local is None:
            return Unknown(f"`local.{name}` is not declared in this module")
        if any(name in cycle for cycle in self.source.local_cycles):
            return Unknown(f"`{self.prefix}local.{name}` depends on itself")
        return self.evaluator.once(
            self._locals,
            name,
            lambda: evaluate(local.attribute.expression(), self.scope),
            f"`{self.prefix}local.{name}`",
            _LocalPlace(local),
        )

    def attribute(self, name: str) -> Value:
        """An output."""
        placed = self.source.outputs.get(name)
        if placed is None:
            raise EvaluationError(f"{self.address} has no output `{name}`")
        value = placed.block.body.attributes.get("value")
        if value is None:
            return None
        expression = value.expression
        return self.evaluator.once(
            self._outputs,
            name,
            lambda: evaluate(expression(), self.scope),
            f"`{self.prefix}output.{name}`",
            placed,
            value,
        )

    def whole(self) -> Value:
        return {name: self.attribute(name) for name in self.source.outputs}

    # Resources and calls

    def resource(self, name: ResourceName) -> Resource | None:
        found = self._expansions.get("/".join(name))
        if found is None:
            placed = self.source.resources.get(name)
            if placed is None:
                return None
            found = self._expansions["/".join(name)] = Resource(self, name, placed)
        assert isinstance(found, Resource)  # noqa: S101 - nothing else is kept under such a key
        return found

    def module_call(self, name: str) -> ModuleCall | None:
        found = self._expansions.get(name)
        if found is None:
            placed = self.source.calls.get(name)
            if placed is None:
                return None
            found = self._expansions[name] = ModuleCall(self, name, placed)
        assert isinstance(found, ModuleCall)  # noqa: S101 - nothing else is kept under such a key
        return found


class _Absent:
    __slots__ = ()


_ABSENT = _Absent()


class _LocalPlace:
    """A local as `Evaluator.once` asks for its place."""

    def __init__(self, local: Local) -> None:
        self._local = local

    def head(self) -> Location:
        return self.place(self._local.attribute)

    def place(self, attribute: Attribute) -> Location:
        return self._local.file.location(attribute.start, attribute.end)


class _Nothing:
    """The world of values that may refer to nothing: variable files and the environment."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.budget = evaluator.budget
        self.context = evaluator.context

    def refer(self, root: str, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
        raise EvaluationError(f"`{root}` cannot be referred to here")


class Missing:
    """A module that is called and not there: everything about it is unknown."""

    def __init__(self, reason: str) -> None:
        self.unknown = Unknown(reason)

    def attribute(self, name: str) -> Value:
        return self.unknown

    def whole(self) -> Value:
        return self.unknown


class ModuleCall:
    """A ``module`` block: where its source is, and its instances."""

    def __init__(self, caller: Module, name: str, placed: Placed) -> None:
        self.caller = caller
        self.name = name
        self.placed = placed
        self.address = f"{caller.prefix}module.{name}"
        self._memo: dict[str, Value] = {}
        self._contents: dict[Key, Contents] = {}

    def expansion(self) -> Expansion[Module | Missing]:
        evaluator = self.caller.evaluator
        found = evaluator.once(self._memo, "expansion", self._expand, f"`{self.address}`", self.placed)
        if isinstance(found, Unknown):
            return Expansion("unknown", {UNKNOWN_KEY: Missing(found.reason)}, found)
        assert isinstance(found, Expansion)  # noqa: S101 - nothing else is made
        return found

    def _expand(self) -> Value:
        from seatrial.terraform.calls import called_source

        evaluator = self.caller.evaluator
        source = called_source(self)

        def make(repetition: Repetition) -> Module | Missing:
            scope = Scope(self.caller, each=repetition.each, count=repetition.count)
            title = f"{self.address}{key_text(repetition.key)}"
            self._contents[repetition.key] = Contents(self.placed.block, self.placed, scope, evaluator, title)
            if isinstance(source, str):
                return Missing(source)
            names = (*(self.caller.call.names if self.caller.call else ()), self.name)
            call = Call(placed=self.placed, scope=scope, caller=self.caller, names=names)
            module = Module(evaluator, source, title, call)
            if repetition.key == UNKNOWN_KEY:
                module.exists = repetition.count if isinstance(repetition.count, Unknown) else module.exists
            return module

        return expand(self.placed, self.caller.scope, evaluator, self.address, make)

    def contents(self, key: Key) -> Contents:
        """The block as one instance sees it."""
        found = self._contents.get(key)
        if found is None:
            title = f"{self.address}{key_text(key)}"
            found = Contents(self.placed.block, self.placed, self.caller.scope, self.caller.evaluator, title)
        return found


def _filled(value: Value, wanted: Type) -> Value:
    """Give objects of resources the attributes that a type asks for and only the platform knows."""
    if isinstance(wanted, ObjectOf) and isinstance(value, dict):
        given = {name: _filled(value[name], type_) for name, type_ in wanted.attributes.items() if name in value}
        if isinstance(value, NodeObject):
            given.update((name, value.node.attribute(name)) for name in wanted.attributes if name not in value)
        return given
    if isinstance(wanted, MapOf) and isinstance(wanted.element, ObjectOf | MapOf | ListOf) and isinstance(value, dict):
        return {key: _filled(item, wanted.element) for key, item in value.items()}
    if isinstance(wanted, ListOf) and isinstance(wanted.element, ObjectOf | MapOf | ListOf) and type(value) is list:
        return [_filled(item, wanted.element) for item in value]
    return value


def _var(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    return module.variable(_first(steps, "var")), 1


def _local(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    return module.local(_first(steps, "local")), 1


def _data(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    value, taken = module._resource("data", _first(steps, "data"), steps[1:], scope)
    return value, taken + 1


def _ephemeral(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    value, taken = module._resource("ephemeral", _first(steps, "ephemeral"), steps[1:], scope)
    return value, taken + 1


def _module(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    name = _first(steps, "module")
    call = module.module_call(name)
    if call is None:
        return Unknown(f"`module.{name}` is not declared in this module"), len(steps)
    return enter(call.expansion(), steps[1:], scope, call.address), len(steps)


def _each(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    name = _first(steps, "each")
    if scope.each is None or name not in ("key", "value"):
        raise EvaluationError(f"`each.{name}` has no meaning here")
    return scope.each[0 if name == "key" else 1], 1


def _count(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    if scope.count is None or _first(steps, "count") != "index":
        raise EvaluationError("`count` has no meaning here")
    return scope.count, 1


def _path(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    match _first(steps, "path"):
        case "module":
            return relpath(f"/{module.source.directory}", f"/{module.evaluator.directory}"), 1
        case "root":
            return ".", 1
        case "cwd":
            return Unknown("`path.cwd` depends on where Terraform is run", is_set=True), 1
    raise EvaluationError("`path` has module, root and cwd")


def _terraform(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    name = _first(steps, "terraform")
    if name == "workspace":
        return module.evaluator.inputs.workspace, 1
    return Unknown(f"`terraform.{name}` is known when Terraform runs"), 1


def _self(module: Module, steps: Sequence[Step], scope: Scope) -> tuple[Value, int]:
    name = _first(steps, "self")
    if scope.self_node is None:
        raise EvaluationError("`self` has no meaning here")
    return scope.self_node.attribute(name), 1


def _first(steps: Sequence[Step], root: str) -> str:
    first = steps[0] if steps else None
    if isinstance(first, str):
        return first
    # `var["name"]` is not Terraform's, and means nothing else.
    if isinstance(first, Literal) and isinstance(first.value, str):
        return first.value
    raise EvaluationError(f"`{root}` must be followed by a name")


_ROOTS: Mapping[str, Callable[[Module, Sequence[Step], Scope], tuple[Value, int]]] = {
    "count": _count,
    "data": _data,
    "each": _each,
    "ephemeral": _ephemeral,
    "local": _local,
    "module": _module,
    "path": _path,
    "self": _self,
    "terraform": _terraform,
    "var": _var,
}
