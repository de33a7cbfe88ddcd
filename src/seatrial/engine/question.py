"""A check, compiled: its expressions as programs, its parameters as values, its message as a template."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatrial import cel
from seatrial.cel.ast import Comprehension
from seatrial.cel.types import NullableType
from seatrial.model.check import Check
from seatrial.model.definition import Definition, Property
from seatrial.model.location import Path
from seatrial.model.value import Unknown, Value
from seatrial.model.words import did_you_mean

ASSET = cel.ObjectType(
    "asset",
    {
        "kind": cel.STRING,
        "name": cel.STRING,
        "complete": cel.BOOL,
        "today": cel.TIMESTAMP,
        "release_ended": cel.BOOL,
        "release_ends": cel.STRING,
    },
)
"""What a check can ask of the asset: see `seatrial.engine.evaluate.AssetFacts`."""

_SCALARS = {"bool": cel.BOOL, "int": cel.INT, "double": cel.DOUBLE, "string": cel.STRING}
_FIELD = re.compile(r"\{([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\}")


class QuestionError(Exception):
    """A check's expression is wrong.  ``key`` is the key of the check that has it: ``expects``."""

    def __init__(self, key: str, cause: Exception) -> None:
        super().__init__(str(cause))
        self.key = key
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Filtered:
    """``resource.list.filter(x, where)`` taken apart: one element of which it is not known hides none of the others."""

    of: cel.Program
    where: cel.Program


@dataclass(frozen=True, slots=True)
class Question:
    """A compiled check.

    ``sources``  the sources in which every property that the check reads can be read; elsewhere it is not asked.
    ``missing``  the parameter that no policy gives a value to; such a check asks nothing.
    ``filtered`` the elements once more, where they are those of a list that a condition is true of.
    """

    check: Check
    params: Mapping[str, Value]
    missing: str
    sources: frozenset[str]
    when: cel.Program | None
    elements: cel.Program | None
    filtered: Filtered | None
    elements_path: Path
    expects: cel.Program

    def message(self, variables: Mapping[str, Value], address: str) -> str:
        """The check's message with its paths filled in; a resource without a known name is called by its address."""
        return filled(self.check.message, variables, address)


def filled(template: str, variables: Mapping[str, Value], address: str) -> str:
    """A template with the paths in its braces replaced by their values."""
    return _FIELD.sub(lambda match: _shown(match[1].split("."), variables, address), template)


def compile_check(check: Check, definitions: Mapping[str, Definition], given: Mapping[str, Value]) -> Question:
    """Compile a check with the parameters that the policies give.  Raises QuestionError."""
    compiler = _Compiler(check, definitions)
    when = compiler.program("when", check.when) if check.when else None
    elements = compiler.program("each", check.elements) if check.each else None
    if elements is not None:
        compiler.declare_element(elements.type)
    expects = compiler.program("expects", check.expects)
    programs = [program for program in (when, elements, expects) if program is not None]
    params = {name: given.get(name, parameter.default) for name, parameter in check.params.items()}
    return Question(
        check=check,
        params=params,
        missing=next((name for name, value in params.items() if value is None), ""),
        sources=sources_of(definitions[check.resource], programs, check.variable, elements),
        when=when,
        elements=elements,
        filtered=compiler.filtered(check.elements) if check.each else None,
        elements_path=_whole_path(check.elements),
        expects=expects,
    )


def resources_function(definitions: Mapping[str, Definition]) -> cel.Function:
    """``resources("aws.ec2.subnet")``: the asset's resources of a type, whose definition types them."""

    def result_of(literals: Sequence[Any]) -> cel.Type:
        name = str(literals[0])
        if name not in definitions:
            raise cel.CelError(f"there is no resource type {name!r}{did_you_mean(name, definitions)}")
        return cel.ListType(object_type(name, definitions[name].properties))

    return cel.Function("resources", (cel.STRING,), cel.DYN, result_of=result_of, runtime=True)


class _Compiler:
    """Compiles the expressions of one check with its variables declared."""

    def __init__(self, check: Check, definitions: Mapping[str, Definition]) -> None:
        self.check = check
        self.variables: dict[str, cel.Type] = {
            "resource": object_type(check.resource, definitions[check.resource].properties),
            "params": cel.ObjectType("params", {name: cel_type(p.type) for name, p in check.params.items()}),
            "asset": ASSET,
        }
        self.functions = (resources_function(definitions),)

    def declare_element(self, list_type: cel.Type) -> None:
        given = without_null(list_type)
        element = given.element if isinstance(given, cel.ListType) else cel.DYN
        self.variables[self.check.variable] = element

    def filtered(self, text: str) -> Filtered | None:
        """The parts of a filter of a property; None for any other expression.  The types of the whole are checked."""
        tree = cel.parse(text)
        if not isinstance(tree, Comprehension) or tree.macro != "filter" or isinstance(tree.operand, Comprehension):
            return None
        whole = {name: type_ for name, type_ in self.variables.items() if name != self.check.variable}
        of = cel.compile(tree.operand, variables=whole, functions=self.functions)
        given = without_null(of.type)
        element = given.element if isinstance(given, cel.ListType) else cel.DYN
        where = cel.compile(
            tree.arguments[0], variables={**whole, tree.variables[0]: element}, functions=self.functions
        )
        return Filtered(of, where)

    def program(self, key: str, text: str) -> cel.Program:
        try:
            program = cel.compile(text, variables=self.variables, functions=self.functions)
        except cel.CelError as error:
            raise QuestionError(key, error) from error
        given = without_null(program.type)
        if given is not cel.DYN and not (isinstance(given, cel.ListType) if key == "each" else given is cel.BOOL):
            wanted = "a list" if key == "each" else "true or false"
            raise QuestionError(key, cel.CelError(f"it must give {wanted}, and gives {program.type}"))
        return program


def without_null(type_: cel.Type) -> cel.Type:
    """A property may be null where nothing is said: the type that it has otherwise."""
    return type_.inner if isinstance(type_, NullableType) else type_


def cel_type(type_: str) -> cel.Type:
    """The CEL type of a declared one without nested properties."""
    if type_.startswith("list("):
        return cel.ListType(cel_type(type_[5:-1]))
    if type_.startswith("map("):
        return cel.MapType(cel.STRING, cel_type(type_[4:-1]))
    return _SCALARS.get(type_, cel.DYN)


def object_type(name: str, properties: Mapping[str, Property]) -> cel.Type:
    """The CEL type of a resource, or of an object inside one."""
    return cel.ObjectType(name, {p.name: _property_type(name, p) for p in properties.values()})


def _property_type(owner: str, property_: Property) -> cel.Type:
    if not property_.properties:
        return cel_type(property_.type)
    inner = object_type(f"{owner}.{property_.name}", property_.properties)
    return cel.ListType(inner) if property_.type.startswith("list(") else inner


def _whole_path(text: str) -> Path:
    """The path of ``resource.ingress`` and of ``resource.ingress.filter(...)``; empty for anything else."""
    found = re.match(r"resource((?:\.[A-Za-z_]\w*)+?)(?:\.filter\(.*)?$", text, re.DOTALL)
    return tuple(found[1].split(".")[1:]) if found else ()


def sources_of(
    definition: Definition, programs: Sequence[cel.Program], variable: str = "", elements: cel.Program | None = None
) -> frozenset[str]:
    """The sources in which every property read has a fact or a default of that source."""
    reads = {read[1:] for program in programs for read in program.reads if read[0] == "resource" and len(read) > 1}
    prefix = next((read[1:] for read in elements.reads if read[0] == "resource"), ()) if elements else ()
    reads |= {prefix + read[1:] for program in programs for read in program.reads if variable and read[0] == variable}
    return frozenset(
        source
        for source in definition.sources
        if all(_is_readable(definition.properties, [str(step) for step in read], source) for read in reads)
    )


def _is_readable(properties: Mapping[str, Property], path: Sequence[str], source: str) -> bool:
    for step in path:
        property_ = properties.get(step)
        if property_ is None:
            return True
        if source not in property_.facts and source not in property_.defaults:
            return False
        properties = property_.properties
    return True


def _shown(path: Sequence[str], variables: Mapping[str, Value], address: str) -> str:
    value: Value = variables.get(path[0])
    for step in path[1:]:
        value = _below(value, step)
    if path == ["resource", "name"] and (value is None or (type(value) is Unknown and not value.parts)):
        return address
    return shown(value)


def _below(value: Value, step: str) -> Value:
    """What is below a value; of a list what is below each of its elements."""
    if isinstance(value, list):
        return [_below(item, step) for item in value]
    return value.get(step) if isinstance(value, Mapping) else value


def shown(value: Value) -> str:
    """A value as a message has it: short, on one line."""
    if type(value) is Unknown:
        return "(unknown)" if not value.parts else "".join(p if isinstance(p, str) else "…" for p in value.parts)[:80]
    if value is None:
        return "(none)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value[:5]) + (", …" if len(value) > 5 else "")
    return str(value)[:200]
