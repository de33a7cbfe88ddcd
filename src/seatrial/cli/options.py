"""What several commands have in common: options, and the way from the command line to a `Request`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from seatrial import connectors
from seatrial.config import Config, load_config, own_content
from seatrial.errors import UsageError
from seatrial.model.waiver import WaiverRules
from seatrial.model.words import did_you_mean
from seatrial.request import Request

_F = TypeVar("_F", bound=Callable[..., Any])


def scope_options(function: _F) -> _F:
    """Targets, configuration, policies, and the options that connectors declare."""
    for option in (o for connector in connectors.every() for o in connector.options):
        function = click.option(option.flag, multiple=option.many, metavar=option.metavar, help=option.help)(function)
    function = click.option(
        "--config",
        "config_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Read this file, not the seatrial.yaml that is found.",
    )(function)
    function = click.option(
        "--only", multiple=True, metavar="CONNECTOR", help="Read with this connector only; repeatable."
    )(function)
    function = click.option(
        "--exclude", multiple=True, metavar="PATTERN", help="Leave out what matches, as in .gitignore; repeatable."
    )(function)
    function = click.option(
        "--no-foreign-waivers", is_flag=True, help="Other tools' comments and annotations accept no finding."
    )(function)
    return click.argument("targets", nargs=-1, metavar="[TARGET]...")(function)


policies_option = click.option(
    "--policy", "policies", multiple=True, metavar="NAME", help="Ask the checks of this policy; repeatable."
)


def request_from(targets: tuple[str, ...], config: Config, given: dict[str, Any], **more: Any) -> Request:
    """The request that the command line and the configuration make together; the command line wins."""
    names = connectors.names()
    for name in given["only"]:
        if name not in names:
            raise UsageError(f"there is no connector {name!r}{did_you_mean(name, names)}")
    rules = WaiverRules(
        require_until=config.waivers.require_until,
        longest=config.waivers.most_days,
        foreign=config.waivers.foreign and not given.get("no_foreign_waivers"),
    )
    return Request(
        home=config.home,
        waivers=tuple(config.entries()),
        rules=rules,
        values=config.risk.values(),
        exposures=config.risk.exposures(),
        actions=config.risk.actions,
        targets=targets or (".",),
        options=config.options | _connector_options(given),
        exclude=(*config.exclude, *given["exclude"]),
        content=own_content(folder_of(targets), config),
        only=tuple(given["only"]),
        **more,
    )


def config_for(targets: tuple[str, ...], named: Path | None) -> Config:
    return load_config(folder_of(targets), named)


def folder_of(targets: tuple[str, ...]) -> Path:
    """The folder in which the configuration is looked for: the first target's."""
    path = Path(targets[0] if targets else ".").absolute()
    return path if path.is_dir() else path.parent


def _connector_options(given: dict[str, Any]) -> dict[str, Any]:
    flags = [option.flag.removeprefix("--").replace("-", "_") for c in connectors.every() for option in c.options]
    return {name: given[name] for name in flags if given.get(name)}
