"""What the references in a plan's configuration point to: blocks, through variables and outputs of modules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seatrial.connectors.terraform.address import (
    Key,
    ModulePath,
    Step,
    bracketed,
    in_module,
    key_of,
    tokens,
)
from seatrial.connectors.terraform.documents import Json, mapping, sequence
from seatrial.connectors.terraform.expressions import references_of
from seatrial.connectors.terraform.policies import Documents
from seatrial.model.value import Unknown, Value

MAX_STEPS = 1000
"""Of one search.  Real ones take fewer than fifty; a configuration may have been written to take for ever."""

MAX_TARGETS = 256

_APPLY = "known after apply"

_NOT_BLOCKS = frozenset(("local", "path", "terraform", "self", "count", "each", "ephemeral"))

Tokens = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A block that an expression refers to, and which of its attributes; None where that cannot be told."""

    address: str
    attribute: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands.

    ``module``  the module that it is written in.
    ``key``     the instance key of the block that it belongs to: what ``each.key`` and ``count.index`` are.
    ``each``    what the block's ``for_each`` refers to.
    """

    module: ModulePath
    key: Key = None
    each: tuple[str, ...] = ()


class Configuration:
    """The configuration of a plan.  ``instances`` are the keys of each block's instances, by address without key."""

    def __init__(self, configuration: Json, instances: Mapping[str, Sequence[Key]]) -> None:
        self._root = mapping(mapping(configuration).get("root_module"))
        self._instances = instances
        self._resources: dict[int, dict[str, Mapping[str, Json]]] = {}

    def resource(self, module: ModulePath, address: str) -> Mapping[str, Json] | None:
        """The configuration of a block, by its address in its module without key; None where there is none."""
        body = self._module(module)
        known = self._resources.get(id(body))
        if known is None:
            blocks = map(mapping, sequence(body.get("resources")))
            known = {
                f"{'data.' if block.get('mode') == 'data' else ''}{block.get('type')}.{block.get('name')}": block
                for block in blocks
            }
            self._resources[id(body)] = known
        return known.get(address)

    def targets(self, references: Sequence[str], scope: Scope) -> tuple[Target, ...]:
        """The blocks that references point to, each once, in the order of the text."""
        found: dict[Target, None] = {}
        pending = _errands(references, scope)
        seen: set[_Errand] = set()
        while pending and len(seen) < MAX_STEPS and len(found) < MAX_TARGETS:
            errand = pending.pop()
            if errand in seen:
                continue
            seen.add(errand)
            more, targets = self._follow(errand)
            pending.extend(more)
            found.update(dict.fromkeys(targets))
        return tuple(found)

    def _follow(self, errand: "_Errand") -> tuple[list["_Errand"], list[Target]]:
        match errand.tokens:
            case ("var", str(name), *rest):
                return self._variable(errand, name, (*rest, *errand.rest)), []
            case ("each", "value", *rest):
                return _errands(errand.scope.each, errand.scope, rest=(*rest, *errand.rest), indexed=True), []
            case ("module", str(name), *rest):
                return self._outputs(errand, name, rest), []
            case ("data", str(type_), str(name), *rest):
                return [], self._blocks(errand, f"data.{type_}.{name}", rest)
            case (str(type_), str(name), *rest) if type_ not in _NOT_BLOCKS:
                return [], self._blocks(errand, f"{type_}.{name}", rest)
        return [], []

    def _variable(self, errand: "_Errand", name: str, rest: Tokens) -> list["_Errand"]:
        *above, step = errand.scope.module or (None,)
        if step is None:
            return []
        parent = tuple(above)
        call = mapping(mapping(self._module(parent).get("module_calls")).get(step.name))
        scope = Scope(parent, step.key, references_of(call.get("for_each_expression")))
        return _errands(references_of(mapping(call.get("expressions")).get(name)), scope, rest=rest)

    def _outputs(self, errand: "_Errand", name: str, rest: Sequence[str | int]) -> list["_Errand"]:
        key, below = _split(rest)
        if not below or not isinstance(output := below[0], str):
            return []
        module = errand.scope.module
        errands: list[_Errand] = []
        for each in self._keys(in_module(module, f"module.{name}"), key, errand):
            child = (*module, Step(name, each))
            said = mapping(mapping(mapping(self._module(child).get("outputs")).get(output)).get("expression"))
            errands += _errands(references_of(said), Scope(child), rest=(*below[1:], *errand.rest))
        return errands

    def _blocks(self, errand: "_Errand", address: str, rest: Sequence[str | int]) -> list[Target]:
        base = in_module(errand.scope.module, address)
        key, below = _split(rest)
        attribute = next(
            (token for token in (*below, *errand.rest) if isinstance(token, str) and key_of(token) is None), None
        )
        return [Target(base + bracketed(each), attribute) for each in self._keys(base, key, errand)]

    def _keys(self, base: str, key: Key, errand: "_Errand") -> Sequence[Key]:
        """The instances that a reference may mean: one where it says which, else all."""
        if key is not None:
            return (key,)
        keys = self._instances.get(base, (None,))
        # `aws_x.y[count.index]` refers to `aws_x.y` and to `count.index`; the plan does not say how they go together.
        if errand.indexed and len(keys) > 1 and errand.scope.key in keys:
            return (errand.scope.key,)
        return keys

    def _module(self, path: ModulePath) -> Mapping[str, Json]:
        body = self._root
        for step in path:
            body = mapping(mapping(mapping(body.get("module_calls")).get(step.name)).get("module"))
        return body


@dataclass(frozen=True, slots=True)
class Pointer:
    """Finds what the unknown values of one block point to."""

    configuration: Configuration
    scope: Scope
    address: str
    documents: Documents

    def unknown(self, references: Sequence[str]) -> Value:
        targets = self.configuration.targets(references, self.scope) if references else ()
        addresses = {target.address for target in targets}
        if len(addresses) != 1:
            # Of a template or a condition over two blocks nobody can say which one it will be.
            return Unknown(_APPLY)
        return self._at(targets[0] if len(targets) == 1 else Target(targets[0].address, None))

    def unknowns(self, references: Sequence[str], count: int) -> Sequence[Value]:
        """The unknown items of a list, of which the configuration has one expression for all."""
        if not count:
            return ()
        targets = self.configuration.targets(references, self.scope) if references else ()
        if len(targets) == count:
            return tuple(map(self._at, targets))
        return (self.unknown(references),) * count

    def own(self, attribute: str) -> Unknown:
        return Unknown(_APPLY, ref=self.address, attribute=attribute)

    def _at(self, target: Target) -> Value:
        text = self.documents.text(target.address, target.attribute)
        return Unknown(_APPLY, ref=target.address, attribute=target.attribute) if text is None else text


@dataclass(frozen=True, slots=True)
class _Errand:
    """A reference to follow.  ``rest`` is asked of the block that it leads to, where it names no attribute itself."""

    tokens: Tokens
    scope: Scope
    rest: Tokens = ()
    indexed: bool = False


def _errands(references: Sequence[str], scope: Scope, *, rest: Tokens = (), indexed: bool = False) -> list[_Errand]:
    """The references to follow, the last first: they are taken from the end."""
    told = [tokens(reference) for reference in references]
    indexed = indexed or any(each[:1] in (("count",), ("each",)) for each in told)
    # `aws_x.y.id` is listed as `aws_x.y.id` and `aws_x.y`: the shorter ones say nothing of their own.
    prefixes = {each[:length] for each in told for length in range(1, len(each))}
    wanted = [each for each in dict.fromkeys(told) if each and each not in prefixes]
    return [_Errand(each, scope, rest, indexed) for each in reversed(wanted)]


def _split(rest: Sequence[str | int]) -> tuple[Key, Sequence[str | int]]:
    """A key, where there is one, and what follows it."""
    key = key_of(rest[0]) if rest else None
    return (None, rest) if key is None else (key, rest[1:])
