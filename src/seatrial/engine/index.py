"""The raw blocks of one asset, by type, by address, and by whom they name."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value

# What other blocks call a block by, where they do not refer to it: a state and a literal have only these.
_NAMES = ("id", "arn", "name", "bucket", "identifier", "cluster_identifier", "key_id")
_OWN = ("resource", "object")
"""The kinds of what an asset defines itself."""

_INSTANCE_KEY = re.compile(r"\[[^\]]*\]")

_Made = TypeVar("_Made")


class Index:
    """Looks up raw blocks.  Built lazily: an asset whose checks join nothing pays for nothing."""

    def __init__(self, raws: Sequence[Raw]) -> None:
        self.raws = raws
        self._types: dict[str, tuple[Raw, ...]] | None = None
        self._addresses: dict[str, Raw] | None = None
        self._naming: dict[tuple[str, str], _Naming] = {}
        self._names: dict[tuple[str, tuple[str, ...]], Mapping[str, Sequence[Raw]]] = {}
        self._made: dict[Callable[[Index], Any], Any] = {}

    def of_type(self, type_: str) -> tuple[Raw, ...]:
        """The blocks of a raw type, in the asset's order; data sources and the like are not among them."""
        if self._types is None:
            types: dict[str, list[Raw]] = defaultdict(list)
            for raw in self.raws:
                if raw.kind in _OWN:
                    types[raw.type].append(raw)
            self._types = {name: tuple(raws) for name, raws in types.items()}
        return self._types.get(type_, ())

    def at(self, address: str) -> Raw | None:
        """The block at an address; where it is one of an unknown number, the block that stands for all of them."""
        if self._addresses is None:
            self._addresses = {raw.address: raw for raw in self.raws}
        found = self._addresses.get(address)
        if found is None and "[" in address:
            wanted = _INSTANCE_KEY.sub("[?]", address)
            found = self._addresses.get(wanted)
        return found

    def naming(self, raw: Raw, type_: str, by: str) -> tuple[Raw, ...]:
        """The blocks of a type whose attribute ``by`` names the given block, by reference or by its id or name."""
        return self._naming_of(type_, by).find(raw)

    def unresolved(self, type_: str, by: str) -> tuple[Raw, ...]:
        """The blocks of a type of which nobody can say whom ``by`` names."""
        return tuple(self._naming_of(type_, by).unresolved)

    def named(self, value: Value, type_: str, *more: str) -> Iterator[Raw]:
        """Yield the blocks of a type that a value, or each item of a list, names; data sources are not among them.

        ``more`` are attributes that may name such a block, beside those that name any.
        """
        for item in value if isinstance(value, list) else (value,):
            if type(item) is Unknown:
                found = self.at(item.ref) if item.ref else None
                if found is not None and found.type == type_ and found.kind in _OWN:
                    yield found
            elif isinstance(item, str):
                yield from self._called(type_, more).get(item, ())

    def once(self, make: "Callable[[Index], _Made]") -> _Made:
        """What a function makes of all blocks; made once, for facts that look it up for one block after the other."""
        if make not in self._made:
            self._made[make] = make(self)
        made: _Made = self._made[make]
        return made

    def _called(self, type_: str, more: tuple[str, ...]) -> Mapping[str, Sequence[Raw]]:
        """The blocks of a type by each of their names."""
        key = (type_, more)
        if key not in self._names:
            found: dict[str, list[Raw]] = defaultdict(list)
            for raw in self.of_type(type_):
                for name in dict.fromkeys(_names_of(raw, *more)):
                    found[name].append(raw)
            self._names[key] = found
        return self._names[key]

    def _naming_of(self, type_: str, by: str) -> "_Naming":
        key = (type_, by)
        if key not in self._naming:
            self._naming[key] = _Naming(self.of_type(type_), by)
        return self._naming[key]


class _Naming:
    """Whom the blocks of one type name with one attribute."""

    def __init__(self, raws: Iterable[Raw], by: str) -> None:
        self.references: dict[str, list[Raw]] = defaultdict(list)
        self.literals: dict[str, list[Raw]] = defaultdict(list)
        self.unresolved: list[Raw] = []
        self.by = by.rpartition(".")[2]
        for raw in raws:
            for value in values_at(raw.attributes, by.split(".")):
                self._enter(raw, value)

    def _enter(self, raw: Raw, value: Value) -> None:
        if type(value) is Unknown:
            if value.ref:
                self.references[value.ref].append(raw)
                if "[" in value.ref:
                    self.references[_INSTANCE_KEY.sub("[?]", value.ref)].append(raw)
            else:
                self.unresolved.append(raw)
        elif isinstance(value, str):
            self.literals[value].append(raw)

    def find(self, target: Raw) -> tuple[Raw, ...]:
        found = list(self.references.get(target.address, ()))
        # A policy of a function calls it `function_name`, as the function itself does.
        for name in _names_of(target, self.by) if self.literals else ():
            found.extend(raw for raw in self.literals.get(name, ()) if raw not in found)
        return tuple(found)


def _names_of(raw: Raw, *more: str) -> Iterator[str]:
    for name in (*_NAMES, *more):
        value = raw.attributes.get(name)
        if type(value) is str:
            yield value
    if raw.source == "cloudformation":
        for key, value in raw.attributes.items():
            if key.endswith(("Name", "Identifier")) and type(value) is str:
                yield value


def values_at(value: Value, steps: Sequence[str]) -> Iterator[Value]:
    """Yield the values at a path, nulls left out; lists on the way are gone through."""
    if type(value) is Unknown:
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from values_at(item, steps)
    elif not steps:
        yield value
    elif isinstance(value, Mapping):
        found = value.get(steps[0])
        if found is not None:
            yield from values_at(found, steps[1:])
