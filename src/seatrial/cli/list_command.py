"""``seatrial list``: what there is."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seatrial import connectors, reports
from seatrial.cli import candidates
from seatrial.cli.options import quiet_option

if TYPE_CHECKING:
    from seatrial.library import Library

_output = click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="As a table or JSON."
)
_quiet = quiet_option("The names alone.")


@click.group("list")
def command() -> None:
    """List what there is."""


@command.command("checks")
@click.option(
    "--policy",
    default="strict",
    metavar="NAME",
    help="The checks of this policy.  [default: strict]",
    shell_complete=candidates.policies,
)
@_output
@_quiet
def checks(policy: str, output: str, quiet: bool) -> int:
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
    return _print(rows, output, ("id", "severity", "resource", "title"), quiet=quiet)


@command.command("resources")
@_output
@_quiet
def resources(output: str, quiet: bool) -> int:
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
    return _print(rows, output, ("type", "sources", "title"), quiet=quiet)


@command.command("connectors")
@_output
@_quiet
def connectors_(output: str, quiet: bool) -> int:
    """The connectors: where assets come from."""
    rows = [{"name": c.name, "summary": c.summary, "raw": c.raw} for c in connectors.every()]
    return _print(rows, output, ("name", "summary"), quiet=quiet)


@command.command("reports")
@_output
@_quiet
def reports_(output: str, quiet: bool) -> int:
    """The reports: what --output takes."""
    rows = [{"name": name, "summary": reports.module(name).SUMMARY} for name in reports.names()]
    return _print(rows, output, ("name", "summary"), quiet=quiet)


@command.command("policies")
@_output
@_quiet
def policies(output: str, quiet: bool) -> int:
    """The policies: what --policy takes."""
    library = _library()
    rows = [
        {"name": p.name, "title": p.title, "checks": len(library.choose([p.name], {}).checks)}
        for p in sorted(library.policies.values(), key=lambda p: p.name)
    ]
    return _print(rows, output, ("name", "checks", "title"), quiet=quiet)


def _library() -> "Library":
    from seatrial.config import content_for
    from seatrial.library import load

    return load(content_for(Path.cwd()))


def _print(rows: list[dict[str, Any]], output: str, columns: tuple[str, ...], *, quiet: bool) -> int:
    from seatrial.reports._words import as_json

    if quiet:
        columns = columns[:1]
    if output == "json":
        click.echo(as_json([row[columns[0]] for row in rows] if quiet else rows, indent=2))
        return 0
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    widths = [max((len(line[i]) for line in cells), default=0) for i in range(len(columns))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return 0


def _cell(value: Any) -> str:
    from seatrial.reports._words import clean

    return clean(" ".join(value) if isinstance(value, dict) else str(value))
