"""What several commands have in common: options, and the way from the command line to a `Request`.

A command's module imports what it works with when it works: help and completion import the options alone.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from seatrial import connectors
from seatrial.cli import candidates
from seatrial.errors import UsageError
from seatrial.model.words import did_you_mean

if TYPE_CHECKING:
    from seatrial.config import Config
    from seatrial.scan import Request

_F = TypeVar("_F", bound=Callable[..., Any])


def quiet_option(help: str) -> Callable[[_F], _F]:
    """``-q``: less, the same letters everywhere; each command says what is left."""
    return click.option("-q", "--quiet", is_flag=True, help=help)


def verbose_option(help: str) -> Callable[[_F], _F]:
    """``-v``: more, the same letters everywhere; each command says what is added."""
    return click.option("-v", "--verbose", count=True, help=help)


def scope_options(function: _F) -> _F:
    """Targets, configuration, policies, and the options that connectors declare."""
    for option in (o for connector in connectors.every() for o in connector.options):
        offer = candidates.folders if option.metavar == "DIR" else candidates.files
        function = click.option(
            option.flag, multiple=option.many, metavar=option.metavar, help=option.help, shell_complete=offer
        )(function)
    function = click.option(
        "--config",
        "config_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Read this file, not the seatrial.yaml that is found.",
    )(function)
    function = click.option(
        "--only",
        multiple=True,
        metavar="CONNECTOR",
        help="Read with this connector only; repeatable.",
        shell_complete=candidates.connector_names,
    )(function)
    function = click.option(
        "--exclude", multiple=True, metavar="PATTERN", help="Leave out what matches, as in .gitignore; repeatable."
    )(function)
    return click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=candidates.files)(function)


def request_from(targets: tuple[str, ...], config: "Config", given: dict[str, Any], **more: Any) -> "Request":
    """The request that the command line and the configuration make together; the command line wins."""
    from seatrial.config import own_content
    from seatrial.scan import Request

    names = connectors.names()
    for name in given["only"]:
        if name not in names:
            raise UsageError(f"there is no connector {name!r}{did_you_mean(name, names)}")
    return Request(
        targets=targets or (".",),
        options=config.options | _connector_options(given),
        exclude=(*config.exclude, *given["exclude"]),
        content=own_content(folder_of(targets), config),
        only=tuple(given["only"]),
        **more,
    )


def config_for(targets: tuple[str, ...], named: Path | None) -> "Config":
    from seatrial.config import load_config

    return load_config(folder_of(targets), named)


def folder_of(targets: tuple[str, ...]) -> Path:
    """The folder in which the configuration is looked for: the first target's."""
    path = Path(targets[0] if targets else ".").absolute()
    return path if path.is_dir() else path.parent


def _connector_options(given: dict[str, Any]) -> dict[str, Any]:
    flags = [option.flag.removeprefix("--").replace("-", "_") for c in connectors.every() for option in c.options]
    return {name: given[name] for name in flags if given.get(name)}
