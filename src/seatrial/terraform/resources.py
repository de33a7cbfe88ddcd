"""Resources and data sources: their instances, and what a reference to one of their attributes gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.model.value import Unknown, Value
from seatrial.terraform.blocks import Contents
from seatrial.terraform.data_sources import computed_names
from seatrial.terraform.expansion import UNKNOWN_KEY, Expansion, Key, NodeObject, Repetition, expand, key_text
from seatrial.terraform.providers import effective_tags, has_effective_tags
from seatrial.terraform.scope import Scope
from seatrial.terraform.sources import Placed, ResourceName

if TYPE_CHECKING:
    from seatrial.terraform.module import Module


# What Terraform itself reads; it is no part of the resource's value.
_META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"})


# What the platform chooses where it is null.
_CHOSEN = frozenset({"arn", "bucket", "id", "identifier", "name"})


class Instance:
    """One instance of a resource.  Its attributes are what is configured; the rest only the platform knows."""

    __slots__ = ("_computed", "_whole", "address", "contents", "key", "resource")

    contents: Contents

    def __init__(self, resource: Resource, repetition: Repetition) -> None:
        module = resource.module
        self.resource = resource
        self.key: Key = repetition.key
        self.address = f"{resource.address}{key_text(repetition.key)}"
        scope = Scope(module, each=repetition.each, count=repetition.count, self_node=self)
        placed, evaluator = resource.placed, module.evaluator
        self.contents = Contents(placed.block, placed, scope, evaluator, self.address, owner=self.address)
        self._whole: NodeObject | None = None
        self._computed: dict[str, Value] = {}

    def attribute(self, name: str) -> Value:
        if not self.contents.has(name):
            if name == "tags_all" and has_effective_tags(self):
                return effective_tags(self)
            return self._pure(name) if name in computed_names(self.type, self.resource.name[0]) else self.computed(name)
        value = self.contents.get(name)
        if type(value) is Unknown:
            return value if value.ref else _pointing(value, self.address, name)
        if value is None:
            if name in _CHOSEN or self.contents.has(f"{name}_prefix"):
                return self.computed(name)
            # Whether null stays null or the platform chooses a value is the provider's secret.
            return Unknown(f"`{self.address}.{name}` is null, so the platform may choose it")
        return value

    @property
    def type(self) -> str:
        return self.resource.name[1]

    def _pure(self, name: str) -> Value:
        """What the configuration alone decides, though the provider computes it."""
        compute = computed_names(self.type, self.resource.name[0])[name]
        evaluator = self.resource.module.evaluator
        what = f"`{self.address}.{name}`"
        return evaluator.once(self._computed, name, lambda: compute(self), what, self.contents.placed)

    def computed(self, name: str) -> Unknown:
        """What is not configured."""
        mode = self.resource.name[0]
        when = "is known only after apply" if mode == "resource" else "is read only when Terraform runs"
        return Unknown(f"`{self.address}.{name}` {when}", ref=self.address, attribute=name, is_set=True)

    def whole(self) -> Value:
        if self._whole is None:
            names = [name for name in self.contents.names() if name not in _META]
            self._whole = NodeObject({name: self.contents.get(name) for name in names}, self)
        return self._whole


def _pointing(value: Unknown, address: str, attribute: str) -> Unknown:
    """A configured but unknown value: unknown for its own reason, and an attribute of this resource."""
    return Unknown(value.reason, ref=address, attribute=attribute, is_set=value.is_set, parts=value.parts)


class Resource:
    """A ``resource`` or ``data`` block."""

    def __init__(self, module: Module, name: ResourceName, placed: Placed, *, nth: int = 1) -> None:
        mode, type_, label = name
        self.module = module
        self.name = name
        self.placed = placed
        own = f"{type_}.{label}" if mode == "resource" else f"{mode}.{type_}.{label}"
        # A second declaration of one name is an error in Terraform; here each is judged.
        self.address = f"{module.prefix}{own}" + (f"#{nth}" if nth > 1 else "")
        self._memo: dict[str, Value] = {}

    def expansion(self) -> Expansion[Instance]:
        evaluator = self.module.evaluator
        found = evaluator.once(self._memo, "expansion", self._expand, f"`{self.address}`", self.placed)
        if isinstance(found, Unknown):
            return Expansion("unknown", {UNKNOWN_KEY: Instance(self, Repetition(UNKNOWN_KEY, count=found))}, found)
        assert isinstance(found, Expansion)  # noqa: S101 - nothing else is made
        return found

    def _expand(self) -> Value:
        module = self.module

        def make(repetition: Repetition) -> Instance:
            return Instance(self, repetition)

        return expand(self.placed, module.scope, module.evaluator, self.address, make)
