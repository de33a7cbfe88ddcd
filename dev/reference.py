"""Writes docs/reference/ from the program itself; with ``--check`` says whether what lies there is true.

python dev/reference.py [--check]
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from manual import manual

from seatrial import connectors, reports
from seatrial.bench import fact_function
from seatrial.cli import group
from seatrial.engine.normalise import Shapes
from seatrial.engine.question import compile_check
from seatrial.library import Library, load
from seatrial.model.check import Check
from seatrial.model.definition import Definition
from seatrial.model.risk import Exposure

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
_MADE = "*Made by `dev/reference.py` from the program; edit that.*\n"


def pages() -> dict[str, str]:
    """The pages by file name."""
    library = load()
    made = {
        "commands.md": _commands(),
        "resources.md": _resources(library),
        "policies.md": _policies(library),
        "exposure.md": _exposure(library),
    }
    made["seatrial.1"] = manual(_every_command(group, ("seatrial",)))
    providers: dict[str, list[Check]] = defaultdict(list)
    for check in library.checks.values():
        providers[Path(check.file).parts[1]].append(check)
    for provider, checks in providers.items():
        made[f"checks-{provider}.md"] = _checks(provider, checks, library)
    return made


def _checks(provider: str, checks: Sequence[Check], library: Library) -> str:
    lines = [f"# Checks: {provider}", "", _MADE, "| check | severity | what is right | sources | also known as |"]
    lines.append("|---|---|---|---|---|")
    for check in sorted(checks, key=lambda check: check.id):
        sources = ", ".join(sorted(compile_check(check, library.definitions, {}).sources))
        name = f"`{check.id}`" + (" (opt-in)" if check.opt_in else "")
        lines.append(f"| {name} | {check.severity} | {check.title} | {sources} | {', '.join(check.aliases)} |")
    return "\n".join(lines) + "\n"


def _resources(library: Library) -> str:
    lines = ["# Resource types", "", _MADE]
    Shapes(library.definitions.values(), fact_function)
    for definition in sorted(library.definitions.values(), key=lambda definition: definition.type):
        lines += ["", f"## {definition.type}", "", f"{definition.title}.", "", *_types(definition), ""]
        lines += ["| property | type | default | read from | |", "|---|---|---|---|---|", *_properties(definition)]
    return "\n".join(lines) + "\n"


def _types(definition: Definition) -> Iterator[str]:
    for name, source in definition.sources.items():
        yield f"- {name}: " + ", ".join(f"`{type_}`" for type_ in source.types)


def _properties(definition: Definition) -> Iterator[str]:
    for name, property_ in definition.properties.items():
        default = property_.default if isinstance(property_.default, str | int | bool | list | dict) else ""
        sources = ", ".join(property_.facts)
        yield f"| `{name}` | {property_.type} | {default} | {sources} | {property_.doc.replace('|', '&#124;')} |"


def _exposure(library: Library) -> str:
    lines = ["# From where resources can be reached", "", _MADE]
    lines += ["The first that is true decides; where none is, nothing leads there from outside: `internal`.", ""]
    lines += ["| resource type | | where |", "|---|---|---|"]
    for definition in sorted(library.definitions.values(), key=lambda definition: definition.type):
        risk = definition.risk
        told = {str(level): risk.exposure[level] for level in Exposure if level in risk.exposure} if risk else {}
        if risk and risk.privileged:
            told["privileged"] = risk.privileged
        name = f"`{definition.type}`" + (", a store of data" if risk and risk.stores_data else "")
        for level, expression in told.items():
            shown = "always" if expression == "true" else f"`{_cell(' '.join(expression.split()))}`"
            lines.append(f"| {name} | {level} | {shown} |")
            name = ""
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """A text that stands in a column of a table."""
    return text.replace("|", "\\|")


def _policies(library: Library) -> str:
    lines = ["# Policies", "", _MADE, "| policy | checks | |", "|---|---|---|"]
    for policy in sorted(library.policies.values(), key=lambda policy: policy.name):
        count = len(library.choose([policy.name], {}).checks)
        lines.append(f"| `{policy.name}` | {count} | {policy.title}. {policy.description} |")
    return "\n".join(lines) + "\n"


def _commands() -> str:
    lines = ["# Commands", "", _MADE]
    for path, command in _every_command(group, ("seatrial",)):
        context = click.Context(command, info_name=" ".join(path))
        lines += ["", f"## {' '.join(path)}", "", "```", command.get_help(context), "```"]
    lines += ["", "## Connectors", "", *(f"- `{c.name}`: {c.summary}" for c in connectors.every())]
    lines += ["", "## Reports", "", *(f"- `{name}`: {reports.module(name).SUMMARY}" for name in reports.names())]
    return "\n".join(lines) + "\n"


def _every_command(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path[-1])
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _every_command(below, (*path, name))


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with --check name the files that are not true."""
    wrong = []
    for name, text in pages().items():
        path = FOLDER / name
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            wrong.append(name)
    for name in wrong:
        sys.stderr.write(f"docs/reference/{name} is not true any more; run: just reference\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
