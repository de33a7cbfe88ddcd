"""``seatrial inspect``: what Seatrial sees, where each value was said, and what is unknown and why."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seatrial.cli.options import config_for, quiet_option, request_from, scope_options, verbose_option
from seatrial.connectors import load as connector

if TYPE_CHECKING:
    from seatrial.bench import Bench
    from seatrial.model.asset import Collected
    from seatrial.model.location import Location
    from seatrial.model.raw import Raw
    from seatrial.model.resource import Resource
    from seatrial.model.value import Value

_WHOLE = {"depth": 40, "width": 100_000, "text": 1_000_000}
"""Bounds of a value that is shown in full."""


@click.command("inspect")
@scope_options
@click.option("--raw", is_flag=True, help="Blocks and objects as their platform has them.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only this resource or raw type; repeatable.")
@click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="Text, or one JSON object a line."
)
@quiet_option("Types, addresses and places, without values.")
@verbose_option("Long values in full.")
def command(
    targets: tuple[str, ...],
    config_file: Path | None,
    raw: bool,
    types: tuple[str, ...],
    output: str,
    quiet: bool,
    verbose: int,
    **given: Any,
) -> int:
    """Show what Seatrial sees: resources, their values, where each was said, what is unknown and why."""
    from seatrial.bench import Bench
    from seatrial.reports._words import clean
    from seatrial.scan import demand_sound, find_assets

    request = request_from(targets, config_for(targets, config_file), given, policies=("strict",))
    bench = Bench.for_request(request)
    demand_sound(bench.library, request.content)
    assets, gaps = find_assets(request)
    show = _as_json if output == "json" else _as_text
    values = _WHOLE if verbose or output == "json" else {}
    for asset in assets:
        collected = bench.collect(asset)
        for thing in _raws(collected, types) if raw else _resources(collected, bench, types):
            click.echo(show(asset.key, thing, None if quiet else values))
        gaps.extend(collected.gaps)
    for gap in gaps:
        click.echo(clean(f"gap: {gap.location}: {gap.reason}"), err=True)
    return 3 if gaps else 0


class _Thing:
    """What is shown: a raw block or a resource."""

    def __init__(self, type_: str, raw: "Raw", attributes: "Mapping[str, Value]", resource: "Resource | None") -> None:
        self.type = type_
        self.raw = raw
        self.attributes = attributes
        self.resource = resource

    def location_of(self, name: str) -> "Location":
        if self.resource is not None:
            return self.resource.origin_at((name,)).location()
        return self.raw.locate((name,))


def _raws(collected: "Collected", types: tuple[str, ...]) -> Iterator[_Thing]:
    for raw in collected.raws:
        name = connector(raw.source).raw
        if not types or name in types or raw.type in types:
            yield _Thing(name, raw, raw.attributes, None)


def _resources(collected: "Collected", bench: "Bench", types: tuple[str, ...]) -> Iterator[_Thing]:
    resources = bench.resources(collected)
    for type_ in sorted(bench.library.definitions):
        whole = "*" in [t for source in bench.library.definitions[type_].sources.values() for t in source.types]
        if (types and type_ not in types) or (whole and type_ not in types):
            continue
        for resource in resources.of(type_):
            yield _Thing(type_, resource.raw, resource, resource)


_Bounds = dict[str, int] | None
"""The arguments of `plain` that say how much of a value is shown; None shows no values at all."""


def _as_json(asset: str, thing: _Thing, bounds: _Bounds) -> str:
    from seatrial.engine.evidence import plain
    from seatrial.reports._words import as_json

    head = thing.raw.locate(())
    row: dict[str, Any] = {"asset": asset, "type": thing.type, "address": thing.raw.address}
    if bounds is not None:
        row["attributes"] = plain(thing.attributes, **bounds)
    return as_json(row | {"file": head.file, "line": head.line})


def _as_text(asset: str, thing: _Thing, bounds: _Bounds) -> str:
    from seatrial.model.value import Unknown
    from seatrial.reports._words import clean

    head = thing.raw.locate(())
    lines = [f"{thing.type}  {thing.raw.address}  {head}"]
    if bounds is None:
        return clean(lines[0])
    if type(thing.raw.exists) is Unknown:
        lines.append(f"  exists only perhaps: {thing.raw.exists.reason}")
    for name in thing.attributes:
        lines.append(f"  {name} = {_said(thing, name, bounds)}")
    return "\n".join(map(clean, lines)) + "\n"


def _said(thing: _Thing, name: str, bounds: dict[str, int]) -> str:
    from seatrial.engine.evidence import plain
    from seatrial.model.value import Unknown
    from seatrial.reports._words import as_json

    value = thing.attributes[name]
    place = thing.location_of(name)
    if type(value) is Unknown:
        target = f" -> {value.ref}" if value.ref else ""
        return f"unknown{target}  ({value.reason})  {place.file}:{place.line}"
    text = as_json(plain({name: value}, **bounds)[name])
    how = str(thing.resource.how(name)) if thing.resource is not None else "explicit"
    return f"{text}  {place.file}:{place.line}" if how == "explicit" else f"{text}  ({how})"
