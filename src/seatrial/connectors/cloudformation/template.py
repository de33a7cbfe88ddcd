"""From one parsed template to its resources: scope, loops, transforms, conditions, and then every property.

Reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
"""

import re
from collections.abc import Callable, Iterator, Mapping

from seatrial.connectors.cloudformation import conditions, parameters
from seatrial.connectors.cloudformation.budget import Budget
from seatrial.connectors.cloudformation.definition import LEVEL, Definition, Locator, OpenAttributes
from seatrial.connectors.cloudformation.evaluator import Evaluator, MaybeAbsent, Scope
from seatrial.connectors.cloudformation.intrinsics import FUNCTIONS
from seatrial.connectors.cloudformation.loops import rounds
from seatrial.connectors.cloudformation.nodes import LOOP, NO_VALUE, Node, Placed, bare, call_in, entries
from seatrial.connectors.cloudformation.serverless import Application
from seatrial.errors import LimitError
from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.raw import Obstacle, Raw, Spot
from seatrial.model.value import Unknown, Value

# Transforms of AWS that are followed here, or that change nothing that a property says.
_UNDERSTOOD = frozenset(
    {
        "AWS::Serverless-2016-10-31",
        "AWS::LanguageExtensions",
        "AWS::CodeDeployBlueGreen",
        "AWS::SecretsManager-2020-07-23",
    }
)

_REFERENCE = re.compile(r"""!Ref\s+["']?(?P<short>\w+)["']?|\{?\s*["']?Ref["']?\s*:\s*["']?(?P<long>\w+)["']?\s*\}?""")


def _references(node: Node, name: str) -> int:
    """How often a template refers to a parameter, by ``Ref`` or inside of a text."""
    pending, count = [node], 0
    pattern = re.compile(rf"\$\{{{re.escape(name)}\}}")
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            count += len(pattern.findall(item))
        elif isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, dict):
            count += call_in(item) == ("Ref", name)
            pending.extend(item.values())
    return count


class Template:
    """A template being read.  ``gaps`` fills up while `raws` is gone through."""

    def __init__(self, value: Node, locate: Callable[[Path], Location], given: parameters.Given) -> None:
        self.gaps: list[Gap] = []
        self._value = value
        self._locate = locate
        self._budget = Budget()
        self._exhausted: set[str] = set()
        self._scope = Scope()
        self._ev = Evaluator(self._scope, self._budget, FUNCTIONS)
        self._given = given

    def raws(self) -> Iterator[Raw]:
        """Yield the resources that the stack would have, those of a transform after what they are made for."""
        if not isinstance(self._value, dict) or not isinstance(self._value.get("Resources"), dict):
            self._gap((), "it is no template: it has no Resources")
            return
        self._fill_scope()
        for definition in self._definitions():
            raw = self._raw(definition)
            if raw is not None:
                yield raw
        for name in sorted(self._ev.circles):
            self._gap(self._scope.conditions[name][1], f"the condition `{name}` depends on itself")

    def _fill_scope(self) -> None:
        parameters.declare(self._scope, self._value.get("Parameters"), self._given)
        self._scope.mappings = self._value.get("Mappings")
        for name, node, path in self._unrolled("Conditions"):
            self._scope.conditions[name] = (node, path)
        for name, path in self._macros():
            if name not in _UNDERSTOOD:
                self._gap(path, f"the macro `{name}` changes the template when the stack is made; it is not followed")

    def _macros(self) -> Iterator[tuple[str, Path]]:
        transform = self._value.get("Transform")
        for index, item in enumerate(transform if isinstance(transform, list) else [transform]):
            path: Path = ("Transform", index) if isinstance(transform, list) else ("Transform",)
            name = item.get("Name") if isinstance(item, dict) else item
            if isinstance(name, str):
                yield name, path

    def _unrolled(self, section: str) -> Iterator[tuple[str, Node, Path]]:
        """The entries of a section, with its loops written out; a loop that cannot be is a gap."""
        for name, node, path in entries(self._value.get(section), (section,)):
            if not name.startswith(LOOP):
                yield name, node, path
                continue
            try:
                made = rounds(self._ev, node, path, None)
            except LimitError as error:
                self._limit(path, error)
                continue
            if type(made) is Unknown:
                self._gap(path, f"what {name} makes is not known: {made.reason}")
                continue
            for key, placed in made:
                yield key, *bare(placed, path)

    def _definitions(self) -> list[Definition]:
        declared = [found for entry in self._unrolled("Resources") if (found := self._definition(*entry)) is not None]
        self._scope.addresses.update(definition.address for definition in declared)
        if not any(definition.type.startswith("AWS::Serverless::") for definition in declared):
            return declared
        definitions = self._expanded(declared)
        self._scope.addresses.update(definition.address for definition in definitions)
        return definitions

    def _expanded(self, declared: list[Definition]) -> list[Definition]:
        """The resources with what SAM makes; only those of the template where that would go past a bound."""
        try:
            application = Application(declared, self._value.get("Globals"), self._known)
            self._scope.aliases.update(application.aliases)
            return [*application.definitions()]
        except LimitError as error:
            self._limit(("Resources",), error)
            return declared

    def _known(self, placed: Placed) -> Value:
        return self._ev.value(placed.node, placed.path)

    def _definition(self, name: str, body: Node, path: Path) -> Definition | None:
        if name == "Fn::Transform":
            self._gap(path, "a macro adds resources when the stack is made; they are not known here")
            return None
        if not isinstance(body, dict):
            self._gap(path, f"the resource `{name}` is no mapping")
            return None
        type_, type_path = bare(body.get("Type"), (*path, "Type"))
        if not isinstance(type_, str) or not type_:
            self._gap(path if "Type" not in body else type_path, f"the resource `{name}` has no type")
            return None
        if type_.endswith("::MODULE"):
            self._gap(path, f"the module `{type_}` lies in a registry; what `{name}` makes is not known here")
            return None
        return Definition(address=name, type=type_, body=body, path=path)

    def _raw(self, definition: Definition) -> Raw | None:
        exists = self._exists(definition)
        if exists is False:
            return None
        self._ev.places = {}
        attributes = self._attributes(definition)
        locator = Locator(definition, attributes, self._ev.places, self._locate)
        return Raw(
            source="cloudformation",
            type=definition.type,
            address=definition.address,
            attributes=attributes,
            locate=locator,
            spot=lambda path: locator.spot(path, self._followed),
            exists=exists,
        )

    def _exists(self, definition: Definition) -> bool | Unknown:
        condition = definition.body.get("Condition")
        if condition is None:
            return True
        try:
            if isinstance(condition, str):
                return conditions.named(self._ev, condition)
            return conditions.truth(self._ev, condition, definition.place("Condition"))
        except LimitError as error:
            self._limit(definition.path, error)
            return Unknown(error.message)

    def _attributes(self, definition: Definition) -> Mapping[str, Value]:
        result: dict[str, Value] = {}
        rest = self._properties(definition, result)
        for key in LEVEL:
            if key in definition.body and key not in result:
                self._ev.places[(key,)] = (definition.place(key), False)
                self._put(result, key, definition.body[key], definition.place(key))
        return result if rest is None else OpenAttributes(result, rest)

    def _properties(self, definition: Definition, result: dict[str, Value]) -> Unknown | None:
        """Put a resource's properties into the result; return why there may be others, or None."""
        node, path = bare(definition.body.get("Properties"), definition.place("Properties"))
        if node is None:
            return None
        if not isinstance(node, dict) or call_in(node) is not None:
            return self._computed(definition, node, path, result)
        rest: Unknown | None = None
        for key, item, place in self._spread(node, path):
            if item is None and key.startswith("Fn::"):
                rest = Unknown(f"what {key} adds to `{definition.address}` is known only when the stack is made")
            else:
                self._put(result, key, item, place)
        return rest

    def _spread(self, node: dict[str, Node], path: Path) -> Iterator[tuple[str, Node, Path]]:
        """The properties with loops written out; a key with the name of a function and None for what is not known."""
        for key, item in node.items():
            place = (*path, key)
            if not str(key).startswith("Fn::"):
                yield str(key), item, place
                continue
            made: Value = None
            if key.startswith(LOOP):
                try:
                    made = rounds(self._ev, item, place, None)
                except LimitError as error:
                    self._limit(place, error)
            if isinstance(made, list):
                yield from ((name, placed, place) for name, placed in made)
            else:
                yield key, None, place

    def _computed(self, definition: Definition, node: Node, path: Path, result: dict[str, Value]) -> Unknown | None:
        """Properties that are not written out but come from a function as a whole."""
        found: dict[str, Value] = {}
        self._put(found, "Properties", Placed(node, path), path)
        value = found.get("Properties")
        self._ev.places = {
            at[1:]: place for at, place in self._ev.places.items() if len(at) > 1 and at[0] == "Properties"
        }
        if isinstance(value, Mapping):
            result.update(value)
            return None
        if type(value) is Unknown:
            return value
        self._gap(path, f"the Properties of `{definition.address}` are no mapping")
        return Unknown(f"the Properties of `{definition.address}` are no mapping")

    def _put(self, result: dict[str, Value], key: str, node: Node, path: Path) -> None:
        try:
            value = self._ev.evaluate(node, path, (key,))
        except LimitError as error:
            self._limit(path, error)
            value = Unknown(error.message)
        if value is not NO_VALUE:
            result[key] = value.unknown if isinstance(value, MaybeAbsent) else value

    def _followed(self, expression: str) -> Spot | Obstacle:
        """Where a value that comes through a parameter is written: the parameter's default."""
        match = _REFERENCE.fullmatch(expression.strip())
        name = match["short"] or match["long"] if match else ""
        parameters_ = self._value.get("Parameters")
        if not isinstance(parameters_, dict) or not isinstance(parameters_.get(name), dict):
            return Obstacle(reason=f"its value is computed: `{expression.strip()[:60]}`")
        path: Path = ("Parameters", name)
        if name in self._given:
            return Obstacle(reason=f"a parameter file gives `{name}` its value", place=self._locate(path))
        if "Default" not in parameters_[name]:
            return Obstacle(reason=f"the parameter `{name}` has no default", place=self._locate(path))
        count = _references(self._value, name)
        shared = "" if count == 1 else f"the parameter `{name}` is used {count} times"
        return Spot(head=self._locate(path), path=("Default",), shared=shared)

    def _limit(self, path: Path, error: LimitError) -> None:
        """One gap for each bound: past one that holds for the whole template, nothing else can be evaluated either."""
        if error.bound not in self._exhausted:
            self._exhausted.add(error.bound)
            self._gap(path, error.message, bound=error.bound)

    def _gap(self, path: Path, reason: str, *, bound: str = "") -> None:
        self.gaps.append(Gap(location=self._locate(path), reason=reason, bound=bound))
