"""Where values of a block are written: in the block, or where the variable or the local that they come from is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seatrial.errors import ConnectorError, LimitError
from seatrial.model.location import Path
from seatrial.model.raw import Obstacle, Spot
from seatrial.parsers.hcl import Document
from seatrial.terraform.blocks import Contents, nested_name
from seatrial.terraform.calls import is_local, local_directory
from seatrial.terraform.module import Module
from seatrial.terraform.sources import File, ModuleSource, Placed, document_of, literal
from seatrial.terraform.variables import from_environment, variable_files

_REFERENCE = re.compile(r"\s*(var|local)\.([A-Za-z_][\w-]*)\s*")


def spot_in(contents: Contents, path: Path) -> Spot | Obstacle:
    """Where a path into a block's attributes is written."""
    return _obstacle(contents, path) or Spot(
        head=contents.head(), path=path, follow=lambda expression: _followed(contents, expression)
    )


def _obstacle(contents: Contents, path: Path) -> Obstacle | None:
    """What stands in the way: a file that overrides, blocks that an expression makes."""
    file = contents.placed.file_of(contents.block)
    while path:
        name, rest = str(path[0]), path[1:]
        parts = [contents.body.attributes.get(name), *contents.body.blocks]
        for part in parts:
            if part is not None and contents.placed.file_of(part) is not file and _named(part) == name:
                return Obstacle(reason="an override file says it", place=contents.locate(path))
        if name in contents.body.attributes or not contents.has(name):
            return None
        items = contents.nested(name)
        item = items[rest[0]] if rest and isinstance(rest[0], int) and rest[0] < len(items) else None
        if any(block.type == "dynamic" for block in contents.body.blocks if nested_name(block) == name):
            return Obstacle(reason=f"a dynamic block makes `{name}`", place=contents.locate(path[:1]))
        if not isinstance(item, Contents):
            return None
        contents, path = item, rest[1:]
    return None


def _named(part: object) -> str:
    name = getattr(part, "name", None)
    return name if isinstance(name, str) else nested_name(part)  # type: ignore[arg-type]


def _followed(contents: Contents, expression: str) -> Spot | Obstacle:
    world = contents.scope.world
    match = _REFERENCE.fullmatch(expression)
    if match is None or not isinstance(world, Module):
        return Obstacle(reason=f"its value is computed: `{_short(expression)}`")
    kind, name = match.groups()
    return _local(world, name) if kind == "local" else _variable(world, name)


def _short(expression: str) -> str:
    text = " ".join(expression.split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def _local(module: Module, name: str) -> Spot | Obstacle:
    local = module.source.locals.get(name)
    if local is None:
        return Obstacle(reason=f"`local.{name}` is not declared")
    place = local.file.location(local.attribute.start, local.attribute.end)
    return Spot(
        head=place,
        path=(),
        follow=lambda expression: _in_module(module, expression),
        shared=_used_more(module.source, "local", name),
    )


def _in_module(module: Module, expression: str) -> Spot | Obstacle:
    match = _REFERENCE.fullmatch(expression)
    if match is None:
        return Obstacle(reason=f"its value is computed: `{_short(expression)}`")
    kind, name = match.groups()
    return _local(module, name) if kind == "local" else _variable(module, name)


def _variable(module: Module, name: str) -> Spot | Obstacle:
    placed = module.source.variables.get(name)
    if placed is None:
        return Obstacle(reason=f"`var.{name}` is not declared")
    used = _used_more(module.source, "var", name)
    call = module.call
    if call is not None and name in call.placed.block.body.attributes:
        attributes = call.placed.block.body.attributes
        many = "" if not {"count", "for_each"} & attributes.keys() else f"{module.address} is one of several"
        return _given(call.placed, (name,), call.caller, used or many)
    if call is None and (given := _outside(module, name)) is not None:
        return given
    if "default" not in placed.block.body.attributes:
        return Obstacle(reason=f"`var.{name}` has no value here", place=placed.head())
    return _given(placed, ("default",), module, used or _called_more(module))


def _given(placed: Placed, path: Path, module: Module, shared: str) -> Spot | Obstacle:
    if placed.elsewhere:
        return Obstacle(reason="an override file has a part in it", place=placed.head())
    return Spot(head=placed.head(), path=path, follow=lambda expression: _in_module(module, expression), shared=shared)


def _outside(module: Module, name: str) -> Spot | Obstacle | None:
    """Where a variable file, or the environment, gives a root module's variable its value."""
    evaluator = module.evaluator
    found: Spot | Obstacle | None = None
    if from_environment(evaluator, name) is not None:
        found = Obstacle(reason=f"its value comes from the environment, TF_VAR_{name}")
    for path in variable_files(evaluator):
        document = _variable_file(module, path)
        attribute = document.body.attributes.get(name) if document else None
        if document is not None and attribute is not None:
            place = File(path, evaluator.files.shown(path), document).location(attribute.start, attribute.end)
            if path.endswith(".json"):
                found = Obstacle(reason=f"its value comes from {place.file}", place=place)
            else:
                found = Spot(head=place, path=(), shared=_used_more(module.source, "var", name))
    return found


def _variable_file(module: Module, path: str) -> Document | None:
    """A variable file; None for one that cannot be read, which is a gap already."""
    try:
        return document_of(module.evaluator.files.read(path), path)
    except (ConnectorError, LimitError):
        return None


def _used_more(source: ModuleSource, kind: str, name: str) -> str:
    """Why writing it changes more than one thing; empty where only one refers to it."""
    pattern = re.compile(rf"(?<![\w.\-]){kind}\.{re.escape(name)}(?![\w-])")
    count = sum(len(pattern.findall(file.document.text.content)) for file in _files(source))
    return "" if count == 1 else f"`{kind}.{name}` is used {count} times"


def _files(source: ModuleSource) -> list[File]:
    placed = [*source.variables.values(), *source.outputs.values(), *source.calls.values(), *source.others]
    placed += [*source.resources.values(), *source.providers, *(found for _, found in source.repeated)]
    files = [*(item.file for item in placed), *(local.file for local in source.locals.values())]
    files += [file for item in placed for file in item.elsewhere.values()]
    return list({file.path: file for file in files}.values())


def _called_more(module: Module) -> str:
    count = sum(1 for directory in _called(module) if directory == module.source.directory)
    return "" if count <= 1 else f"{count} calls share the module"


def _called(module: Module) -> Iterator[str | None]:
    for source in module.evaluator.library.modules():
        for call in source.calls.values():
            where = literal(call.block.body.attributes.get("source"))
            if isinstance(where, str) and is_local(where):
                yield local_directory(source.directory, where)
