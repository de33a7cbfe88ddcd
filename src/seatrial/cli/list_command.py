"""``seatrial list``: what there is."""

from pathlib import Path
from typing import Any

import click

from seatrial import connectors, reports
from seatrial.config import content_for
from seatrial.library import Library, load
from seatrial.reports._words import as_json, clean

_output = click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="As a table or JSON."
)


@click.group("list")
def command() -> None:
    """List what there is."""


@command.command("checks")
@click.option("--policy", default="strict", metavar="NAME", help="The checks of this policy.  [default: strict]")
@_output
def checks(policy: str, output: str) -> int:
    """The checks, by id."""
    library = _library()
    rows = [
        {
            "id": check.id,
            "severity": str(check.severity),
            "resource": check.resource,
            "title": check.title,
            "opt_in": check.opt_in,
            "aliases": list(check.aliases),
        }
        for check in library.choose([policy], {}).checks.values()
    ]
    return _print(rows, output, ("id", "severity", "resource", "title"))


@command.command("resources")
@_output
def resources(output: str) -> int:
    """The resource types and their properties."""
    rows = [
        {
            "type": definition.type,
            "title": definition.title,
            "sources": {name: list(source.types) for name, source in definition.sources.items()},
            "properties": {name: prop.type for name, prop in definition.properties.items()},
        }
        for definition in sorted(_library().definitions.values(), key=lambda d: d.type)
    ]
    return _print(rows, output, ("type", "sources", "title"))


@command.command("connectors")
@_output
def connectors_(output: str) -> int:
    """The connectors: where assets come from."""
    rows = [{"name": c.name, "summary": c.summary, "raw": c.raw} for c in connectors.every()]
    return _print(rows, output, ("name", "summary"))


@command.command("reports")
@_output
def reports_(output: str) -> int:
    """The reports: what --output takes."""
    rows = [{"name": name, "summary": reports.module(name).SUMMARY} for name in reports.names()]
    return _print(rows, output, ("name", "summary"))


@command.command("policies")
@_output
def policies(output: str) -> int:
    """The policies: what --policy takes."""
    library = _library()
    rows = [
        {"name": p.name, "title": p.title, "checks": len(library.choose([p.name], {}).checks)}
        for p in sorted(library.policies.values(), key=lambda p: p.name)
    ]
    return _print(rows, output, ("name", "checks", "title"))


def _library() -> Library:
    return load(content_for(Path.cwd()))


def _print(rows: list[dict[str, Any]], output: str, columns: tuple[str, ...]) -> int:
    if output == "json":
        click.echo(as_json(rows, indent=2))
        return 0
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    widths = [max((len(line[i]) for line in cells), default=0) for i in range(len(columns))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return 0


def _cell(value: Any) -> str:
    return clean(" ".join(value) if isinstance(value, dict) else str(value))
