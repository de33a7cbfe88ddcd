"""``seatrial config``: which settings hold, and where each was said."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from seatrial.cli.options import config_for, connector_options
from seatrial.cli.scan_command import command as scan_command
from seatrial.cli.scan_command import fail_on_of, scan_request, threshold_of
from seatrial.cli.settings import Setting, Settings

if TYPE_CHECKING:
    from seatrial.config import Config

_MANNERS = ("outputs", "quiet", "verbose")
"""Options of a scan that say how it is told, and nothing of what is asked."""

_SHOWN = frozenset(
    {
        "config_file",
        "policies",
        "fail_on",
        "allow_incomplete",
        "exclude",
        "only",
        "images",
        "vex",
        "color",
        "no_foreign_waivers",
    }
)
"""Options that stand together with what the configuration or the environment says."""


@click.group("config")
def command() -> None:
    """Show the configuration that holds."""


@command.command("show")
@click.option("--origin", is_flag=True, help="Say where each setting was said.")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="Lines of YAML, or JSON.")
@click.pass_context
def show(ctx: click.Context, /, targets: tuple[str, ...], origin: bool, output: str, **given: Any) -> int:
    """Show every setting of a scan with these targets and options, as it would hold.

    With --origin where each was said: the command line, a line of seatrial.yaml, the environment, or nowhere, so that
    it is the default.
    """
    from seatrial.reports._words import as_json, clean

    config = config_for(targets, given["config_file"])
    settings = [*_settings(_said(ctx, config), targets, config, given)]
    if output == "json":
        rows = [{"name": s.name, "value": s.value} | ({"origin": list(s.origins)} if origin else {}) for s in settings]
        click.echo(as_json(rows, indent=2))
        return 0
    for setting in settings:
        line = f"{setting.name}: {as_json(setting.value)}"
        click.echo(clean(f"{line}  # {', '.join(setting.origins)}" if origin else line))
    return 0


show.params = [*(param for param in scan_command.params if param.name not in _MANNERS), *show.params]


def _said(ctx: click.Context, config: "Config") -> Settings:
    typed = {name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    return Settings(typed, config)


def _settings(said: Settings, targets: tuple[str, ...], config: "Config", given: dict[str, Any]) -> Iterator[Setting]:
    """The settings as a scan takes them, in the order of the documentation."""
    threshold_of(given, config)
    request = scan_request(targets, config, given)
    yield Setting("targets", list(request.targets), said.one("targets"))
    yield Setting("config", said.file or None, _file_origin(said))
    yield Setting("policies", list(request.policies), said.one("policies", bool(config.policies)))
    yield Setting("fail_on", fail_on_of(given, config), said.one("fail_on", bool(config.fail_on)))
    incomplete = given["allow_incomplete"] or config.allow_incomplete
    yield Setting("allow_incomplete", incomplete, said.one("allow_incomplete"))
    yield Setting("exclude", list(request.exclude), said.all("exclude"))
    yield Setting("only", list(request.only), said.one("only"))
    yield Setting("images", str(request.images), said.one("images", bool(config.images)))
    files = dict.fromkeys((*config.vex_files, *map(Path.absolute, given["vex"])))
    yield Setting("vex", [said.shown(file) for file in files], said.all("vex"))
    yield from _content(said, request.content, config)
    for name, option in connector_options().items():
        value = request.options.get(name, [] if option.many else None)
        yield Setting(f"options.{name}", list(value) if option.many else value, said.one(name, path=("options", name)))
    for pattern, values in config.params.items():
        for name, value in values.items():
            yield Setting(f"params.{pattern}.{name}", value, said.at("params", pattern, name))
    yield from _sections(said, config, given)
    # What a scan takes on the command line alone.
    for name in sorted({*given} - _SHOWN - {*connector_options()}):
        value = given[name]
        yield Setting(name, said.shown(value) if isinstance(value, Path) else value, said.one(name))
    yield from _environment(said, given)


def _file_origin(said: Settings) -> tuple[str]:
    if said.is_typed("config_file"):
        return ("command line",)
    return ("found",) if said.file else ("default",)


def _content(said: Settings, folders: tuple[Path, ...], config: "Config") -> Iterator[Setting]:
    found = len(folders) - len(config.content)
    shown = [said.shown(folder) for folder in folders]
    origins = (*(["found"] if found else []), *(said.at("content") if config.content else ())) or ("default",)
    yield Setting("content", shown, origins)


def _sections(said: Settings, config: "Config", given: dict[str, Any]) -> Iterator[Setting]:
    import msgspec

    for section in ("waivers", "risk", "database", "registry"):
        struct = getattr(config, section)
        for name, value in msgspec.to_builtins(struct).items():
            if name == "foreign" and given["no_foreign_waivers"]:
                yield Setting("waivers.foreign", False, said.one("no_foreign_waivers"))
            else:
                yield Setting(f"{section}.{name}", value, said.one(f"{section}.{name}", path=(section, name)))


def _environment(said: Settings, given: dict[str, Any]) -> Iterator[Setting]:
    """What the environment says or may say.  Values of variables may be secrets; their names are enough."""
    from seatrial.cli.output import color_of_environment

    color, variable = color_of_environment()
    if said.is_typed("color") or not variable:
        yield Setting("color", given["color"], said.one("color"))
    else:
        yield Setting("color", color, (f"environment: {variable}",))
    variables = sorted(name for name in os.environ if name.startswith("TF_VAR_"))
    if variables:
        yield Setting("terraform_variables", variables, ("environment",))
