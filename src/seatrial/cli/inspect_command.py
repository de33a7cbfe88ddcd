"""``seatrial inspect``: what Seatrial sees, where each value was said, and what is unknown and why."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from seatrial.bench import Bench
from seatrial.cli.options import config_for, request_from, scope_options
from seatrial.connectors import load as connector
from seatrial.engine.evidence import plain
from seatrial.model.asset import Collected
from seatrial.model.location import Location
from seatrial.model.raw import Raw
from seatrial.model.resource import Resource
from seatrial.model.value import Unknown, Value
from seatrial.reports._words import as_json, clean
from seatrial.scan import demand_sound, find_assets


@click.command("inspect")
@scope_options
@click.option("--raw", is_flag=True, help="Blocks and objects as their platform has them.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only this resource or raw type; repeatable.")
@click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="Text, or one JSON object a line."
)
def command(
    targets: tuple[str, ...], config_file: Path | None, raw: bool, types: tuple[str, ...], output: str, **given: Any
) -> int:
    """Show what Seatrial sees: resources, their values, where each was said, what is unknown and why."""
    request = request_from(targets, config_for(targets, config_file), given, policies=("strict",))
    bench = Bench.for_request(request)
    demand_sound(bench.library, request.content)
    assets, gaps = find_assets(request)
    show = _as_json if output == "json" else _as_text
    for asset in assets:
        collected = bench.collect(asset)
        for thing in _raws(collected, types) if raw else _resources(collected, bench, types):
            click.echo(show(asset.key, thing))
        gaps.extend(collected.gaps)
    for gap in gaps:
        click.echo(clean(f"gap: {gap.location}: {gap.reason}"), err=True)
    return 3 if gaps else 0


class _Thing:
    """What is shown: a raw block or a resource."""

    def __init__(self, type_: str, raw: Raw, attributes: Mapping[str, Value], resource: Resource | None) -> None:
        self.type = type_
        self.raw = raw
        self.attributes = attributes
        self.resource = resource

    def location_of(self, name: str) -> Location:
        if self.resource is not None:
            return self.resource.origin_at((name,)).location()
        return self.raw.locate((name,))


def _raws(collected: Collected, types: tuple[str, ...]) -> Iterator[_Thing]:
    for raw in collected.raws:
        name = connector(raw.source).raw
        if not types or name in types or raw.type in types:
            yield _Thing(name, raw, raw.attributes, None)


def _resources(collected: Collected, bench: Bench, types: tuple[str, ...]) -> Iterator[_Thing]:
    resources = bench.resources(collected)
    for type_ in sorted(bench.library.definitions):
        whole = "*" in [t for source in bench.library.definitions[type_].sources.values() for t in source.types]
        if (types and type_ not in types) or (whole and type_ not in types):
            continue
        for resource in resources.of(type_):
            yield _Thing(type_, resource.raw, resource, resource)


def _as_json(asset: str, thing: _Thing) -> str:
    head = thing.raw.locate(())
    row = {
        "asset": asset,
        "type": thing.type,
        "address": thing.raw.address,
        "attributes": plain(thing.attributes, depth=40, width=100_000, text=1_000_000),
        "file": head.file,
        "line": head.line,
    }
    return as_json(row)


def _as_text(asset: str, thing: _Thing) -> str:
    head = thing.raw.locate(())
    lines = [f"{thing.type}  {thing.raw.address}  {head}"]
    if type(thing.raw.exists) is Unknown:
        lines.append(f"  exists only perhaps: {thing.raw.exists.reason}")
    for name in thing.attributes:
        lines.append(f"  {name} = {_said(thing, name)}")
    return "\n".join(map(clean, lines)) + "\n"


def _said(thing: _Thing, name: str) -> str:
    value = thing.attributes[name]
    place = thing.location_of(name)
    if type(value) is Unknown:
        target = f" -> {value.ref}" if value.ref else ""
        return f"unknown{target}  ({value.reason})  {place.file}:{place.line}"
    text = as_json(plain({name: value})[name])
    how = str(thing.resource.how(name)) if thing.resource is not None else "explicit"
    return f"{text}  {place.file}:{place.line}" if how == "explicit" else f"{text}  ({how})"
