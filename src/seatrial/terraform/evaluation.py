"""From a root module to raw blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from seatrial.errors import LimitError, ParseError
from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.note import Note
from seatrial.model.raw import Obstacle, Raw, Spot
from seatrial.model.value import Unknown, Value
from seatrial.parsers.hcl import Block, Body
from seatrial.parsers.notes import hcl_notes
from seatrial.terraform.blocks import Attributes, Contents
from seatrial.terraform.data_sources import computed_names
from seatrial.terraform.evaluator import Evaluator, Inputs
from seatrial.terraform.limits import Limits
from seatrial.terraform.module import Module
from seatrial.terraform.places import deepest
from seatrial.terraform.providers import effective_tags, has_effective_tags
from seatrial.terraform.resources import Instance, Resource
from seatrial.terraform.scope import Scope
from seatrial.terraform.sources import Local, ModuleFiles, Placed, alias_of
from seatrial.terraform.spots import spot_in

Extra = Mapping[str, Callable[[], Value]]


class Evaluation:
    """A root module: its blocks and those of all modules that it calls.

    ``gaps`` are those found so far: values are evaluated when they are asked for, and a value that needs itself or
    meets a limit is found only then.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._root = Module(evaluator, evaluator.library.module(evaluator.directory))
        self._children: set[str] = set()

    @cached_property
    def raws(self) -> tuple[Raw, ...]:
        found: list[Raw] = []
        try:
            for raw in self._blocks(self._root):
                self._evaluator.budget.block()
                found.append(raw)
        except LimitError as error:
            self._evaluator.gap(Location(self._shown, 1), error.message, error.bound)
        return tuple(sorted(found, key=lambda raw: (raw.address, raw.kind)))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        _ = self.raws
        return tuple(sorted(self._evaluator.every_gap()))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the files of all modules say to a scanner.  JSON has no comments."""
        _ = self.raws
        files = (file for source in self._evaluator.library.modules() for file in source.files)
        native = (file for file in files if not file.path.endswith(".json"))
        return tuple(note for file in native for note in hcl_notes(file.document, file.shown))

    @property
    def children(self) -> frozenset[str]:
        """The directories of the modules that were called."""
        _ = self.raws
        return frozenset(self._children)

    @property
    def _shown(self) -> str:
        return self._evaluator.files.shown(self._evaluator.directory)

    def _blocks(self, module: Module) -> Iterator[Raw]:
        """Yield the blocks of a module and of those that it calls."""
        self._gaps_of(module)
        pending = [module]
        while pending:
            module = pending.pop()
            yield from _values(module)
            yield from _providers(module)
            yield from _resources(module)
            for name in module.source.calls:
                call = module.module_call(name)
                if call is None:
                    continue
                expansion = call.expansion()
                for key, child in expansion.instances.items():
                    exists = module.exists if expansion.unknown is None else expansion.unknown
                    yield _raw(module, call.contents(key), "module", name, exists=exists)
                    if isinstance(child, Module):
                        self._children.add(child.source.directory)
                        self._gaps_of(child)
                        pending.append(child)

    def _gaps_of(self, module: Module) -> None:
        for gap in module.source.gaps:
            self._evaluator.gaps[gap] = None
        for cycle in module.source.local_cycles:
            local = module.source.locals[cycle[0]]
            way = " -> ".join(f"local.{name}" for name in (*cycle, cycle[0]))
            place = local.file.location(local.attribute.start, local.attribute.end)
            self._evaluator.gap(place, f"`local.{cycle[0]}` depends on itself: {way}")


def evaluate(
    directory: str, files: ModuleFiles, inputs: Inputs | None = None, limits: Limits | None = None
) -> Evaluation:
    """Evaluate the root module in a directory.  Never raises for what is read; what cannot be read is a gap."""
    return Evaluation(Evaluator(directory, files, inputs or Inputs(), limits or Limits()))


def _raw(
    module: Module,
    contents: Contents,
    kind: str,
    type_: str,
    *,
    exists: bool | Unknown = True,
    extra: Extra | None = None,
    locate: Callable[[Path], Location] | None = None,
) -> Raw:
    return Raw(
        source="terraform",
        type=type_,
        kind=kind,
        address=contents.title,
        attributes=Attributes(contents, extra),
        locate=locate or contents.locate,
        spot=lambda path: _spot(contents, path, extra or {}),
        exists=exists,
        calls=module.calls,
    )


def _spot(contents: Contents, path: Path, extra: Extra) -> Spot | Obstacle:
    """What the platform adds is written nowhere."""
    if path and path[0] in extra:
        return Obstacle(reason=f"the provider computes `{path[0]}`", place=contents.head())
    return spot_in(contents, path)


def _resources(module: Module) -> Iterator[Raw]:
    resources = [module.resource(name) for name in module.source.resources]
    seen: dict[tuple[str, str, str], int] = {}
    for name, placed in module.source.repeated:
        seen[name] = seen.get(name, 1) + 1
        resources.append(Resource(module, name, placed, nth=seen[name]))
    for resource in resources:
        if resource is None:
            continue
        expansion = resource.expansion()
        exists = module.exists if expansion.unknown is None else expansion.unknown
        for instance in expansion.instances.values():
            yield _resource(module, instance, exists)


def _resource(module: Module, instance: Instance, exists: bool | Unknown) -> Raw:
    mode, type_, _ = instance.resource.name
    extra: dict[str, Callable[[], Value]] = {}
    if has_effective_tags(instance):
        extra["tags_all"] = lambda: effective_tags(instance)
    extra.update((name, _computed(instance, name)) for name in computed_names(type_, mode))
    return _raw(module, instance.contents, mode, type_, exists=exists, extra=extra, locate=_locating(instance, extra))


def _computed(instance: Instance, name: str) -> Callable[[], Value]:
    return lambda: instance.attribute(name)


def _locating(instance: Instance, extra: Extra) -> Callable[[Path], Location] | None:
    """What the platform adds has no place of its own: tags point to the tags, the rest to the head of the block."""
    if not extra:
        return None
    contents = instance.contents

    def locate(path: Path) -> Location:
        if path and path[0] == "tags_all" and contents.has("tags"):
            return contents.locate(("tags", *path[1:]))
        return contents.locate(path)

    return locate


def _values(module: Module) -> Iterator[Raw]:
    for name, placed in module.source.variables.items():
        contents = _contents(module, placed, f"{module.prefix}var.{name}")
        yield _raw(module, contents, "variable", name, exists=module.exists, extra={"value": _variable(module, name)})
    for name, placed in module.source.outputs.items():
        contents = _contents(module, placed, f"{module.prefix}output.{name}")
        extra = {"value": _output(module, name)} if contents.has("value") else {}
        yield _raw(module, contents, "output", name, exists=module.exists, extra=extra)
    for name, local in module.source.locals.items():
        yield _local(module, name, local)


def _variable(module: Module, name: str) -> Callable[[], Value]:
    return lambda: module.variable(name)


def _output(module: Module, name: str) -> Callable[[], Value]:
    return lambda: module.attribute(name)


def _contents(module: Module, placed: Placed, title: str) -> Contents:
    return Contents(placed.block, placed, Scope(module), module.evaluator, title)


def _local(module: Module, name: str, local: Local) -> Raw:
    # A local is an attribute of a block that is shared; its raw is a block with one attribute.
    attribute = local.attribute
    block = Block(attribute.text, "locals", (), Body(), attribute.start, attribute.end, attribute.end)
    contents = _contents(module, Placed(block, local.file), f"{module.prefix}local.{name}")

    def locate(path: Path) -> Location:
        span = None
        if len(path) > 1 and not isinstance(attribute.parsed, ParseError):
            span = deepest(attribute.expression(), path[1:], attribute.text)
        return local.file.location(*(span or (attribute.start, attribute.end)))

    return _raw(
        module,
        contents,
        "local",
        name,
        exists=module.exists,
        extra={"value": lambda: module.local(name)},
        locate=locate,
    )


def _providers(module: Module) -> Iterator[Raw]:
    for placed in module.source.providers:
        name = placed.block.labels[0]
        alias = alias_of(placed)
        title = f"{module.prefix}provider.{name}" + (f".{alias}" if alias else "")
        yield _raw(module, _contents(module, placed, title), "provider", name, exists=module.exists)
