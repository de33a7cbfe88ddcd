"""Ties a plan to the source that it was made from: places, and what the plan does not keep of an expression."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath

from seatrial.connectors.terraform.address import without_keys
from seatrial.connectors.terraform.documents import Lazy, Page, mapping, sequence, text
from seatrial.connectors.terraform.tree import Tree
from seatrial.files import repository_of
from seatrial.model.location import Location, Path
from seatrial.model.raw import Obstacle, Raw
from seatrial.model.value import Unknown, Value
from seatrial.terraform import Inputs, evaluate


def with_source(raws: Sequence[Raw], page: Page, directory: str, boundary: FilePath) -> tuple[Raw, ...]:
    """The blocks of a plan, each with the places of the block in the source that it comes from.

    Blocks that the source does not have keep their places in the plan.
    """
    written = _blocks(page, directory, boundary)
    unknown = _unknown(page)
    tied = []
    for raw in raws:
        source = written.get(raw.address) or written.get(without_keys(raw.address))
        is_same = source is not None and (source.kind, source.type) == (raw.kind, raw.type)
        tied.append(_tied(raw, source, unknown.get(raw.address, frozenset())) if source and is_same else raw)
    return tuple(tied)


def _blocks(page: Page, directory: str, boundary: FilePath) -> Mapping[str, Raw]:
    """The blocks of the source by address, and by address without keys, evaluated with the variables of the plan."""
    top = FilePath(os.path.normpath(FilePath(directory).absolute()))
    if not top.is_relative_to(boundary):
        boundary = repository_of(top) or top
    variables = mapping(page.top.get("variables"))
    values = {name: mapping(body).get("value") for name, body in variables.items()}
    given = {f"TF_VAR_{name}": _text(value) for name, value in values.items() if value is not None}
    below = top.relative_to(boundary).as_posix()
    tree = Tree(boundary, directory=below, shown=FilePath(directory).as_posix())
    evaluation = evaluate(below, tree, Inputs(environment=given))
    found: dict[str, Raw] = {}
    for raw in evaluation.raws:
        found.setdefault(without_keys(raw.address), raw)
        found[raw.address] = raw
    page.gaps.extend(evaluation.gaps)
    page.notes.extend(evaluation.notes)
    return found


def _text(value: Value) -> str:
    """A value as an environment variable gives it to Terraform: JSON is Terraform's syntax but for its templates."""
    if isinstance(value, str):
        return value
    return json.dumps(value).replace("${", "$${").replace("%{", "%%{")


def _unknown(page: Page) -> Mapping[str, frozenset[str]]:
    """The attributes of each block that the plan does not know at all."""
    found: dict[str, frozenset[str]] = {}
    for change in map(mapping, sequence(page.top.get("resource_changes"))):
        unknown = mapping(mapping(change.get("change")).get("after_unknown"))
        found[text(change.get("address"))] = frozenset(key for key, value in unknown.items() if value is True)
    return found


def _tied(raw: Raw, source: Raw, unknown: frozenset[str]) -> Raw:
    if raw.kind == "provider":
        # A plan keeps of a provider's settings only what is constant.
        return source
    attributes = Lazy(lambda: _completed(raw.attributes, source.attributes, unknown))
    locate = _places(attributes, source)
    reason = "a plan is not written to; change its source, and plan again"
    return replace(
        raw,
        attributes=attributes,
        locate=locate,
        calls=source.calls,
        spot=lambda path: Obstacle(reason=reason, place=locate(path)),
    )


def _completed(
    planned: Mapping[str, Value], written: Mapping[str, Value], unknown: frozenset[str]
) -> Mapping[str, Value]:
    """The plan's values.  For what it does not know the source may say more: what it points to, or parts of a text."""
    completed = dict(planned)
    for key in sorted(unknown & set(written)):
        known, said = completed.get(key), written[key]
        is_told = type(known) is not Unknown or known.ref or known.parts
        # Absent and yet written, it comes from a dynamic block, which a plan's configuration leaves out.
        if type(said) is Unknown and (key not in completed or ((said.ref or said.parts) and not is_told)):
            completed[key] = said
    return completed


def _places(attributes: Mapping[str, Value], source: Raw) -> Callable[[Path], Location]:
    return lambda path: source.locate(_aligned(path, attributes, source.attributes))


def _aligned(path: Path, planned: Value, written: Value) -> Path:
    """The path in the source to what a path in the plan leads to: a plan has sets in an order of its own."""
    aligned: list[str | int] = []
    for step in path:
        planned = _below(planned, step)
        if isinstance(step, int) and isinstance(written, list | tuple):
            found = _index_of(planned, step, written)
            if found is None:
                break
            step = found
        aligned.append(step)
        written = _below(written, step)
    return tuple(aligned)


def _below(value: Value, step: str | int) -> Value:
    if isinstance(step, str):
        return value.get(step) if isinstance(value, Mapping) else None
    return value[step] if isinstance(value, list | tuple) and 0 <= step < len(value) else None


def _index_of(wanted: Value, index: int, items: Sequence[Value]) -> int | None:
    """Where the source has an element of the plan: the one that agrees best; of equals the one at the same index."""
    scores = [(_agreement(wanted, item), position == index, -position) for position, item in enumerate(items)]
    best = max(scores, default=(-1, False, 0))
    return -best[2] if best[0] >= 0 else None


def _agreement(planned: Value, written: Value) -> int:
    """How much two values have in common; negative where they contradict each other."""
    if type(planned) is Unknown or type(written) is Unknown:
        return 0
    if isinstance(planned, Mapping) and isinstance(written, Mapping):
        return sum(_agreement(planned[key], written[key]) for key in written if key in planned)
    if isinstance(planned, list | tuple) and isinstance(written, list | tuple):
        return len(_scalars(planned) & _scalars(written))
    if isinstance(planned, Mapping | list | tuple) or isinstance(written, Mapping | list | tuple):
        return 0
    # Providers turn "80" into 80.
    return 1 if str(planned).lower() == str(written).lower() else -1


def _scalars(values: Sequence[Value]) -> set[str]:
    return {str(value).lower() for value in values if isinstance(value, str | int | float)}
