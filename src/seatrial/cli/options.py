"""What several commands have in common: options, and the way from the command line to a `Request`.

A command's module imports what it works with when it works: help and completion import the options alone.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from seatrial import connectors
from seatrial.cli import candidates
from seatrial.errors import UsageError
from seatrial.model.words import did_you_mean

if TYPE_CHECKING:
    from seatrial.config import Config
    from seatrial.request import Request

_F = TypeVar("_F", bound=Callable[..., Any])
_AGE = re.compile(r"([1-9]\d{0,4})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def quiet_option(help: str) -> Callable[[_F], _F]:
    """``-q``: less, the same letters everywhere; each command says what is left."""
    return click.option("-q", "--quiet", is_flag=True, help=help)


def verbose_option(help: str) -> Callable[[_F], _F]:
    """``-v``: more, the same letters everywhere; each command says what is added."""
    return click.option("-v", "--verbose", count=True, help=help)


config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read this file, not the seatrial.yaml that is found.",
)


def databases_option(name: str) -> Callable[[_F], _F]:
    """``--db``: where the advisories are, under the name that the command has for it."""
    return click.option(
        "--db",
        name,
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="The folder of the advisory databases, if not the configured one.",
    )


def scope_options(function: _F) -> _F:
    """Targets, configuration, policies, and the options that connectors declare."""
    for option in (o for connector in connectors.every() for o in connector.options):
        if option.is_switch:
            function = click.option(option.flag, is_flag=True, help=option.help)(function)
            continue
        offer = candidates.folders if option.metavar == "DIR" else candidates.files
        function = click.option(
            option.flag, multiple=option.many, metavar=option.metavar, help=option.help, shell_complete=offer
        )(function)
    function = config_option(function)
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
    function = databases_option("db")(function)
    function = click.option(
        "--max-db-age", metavar="AGE", help="Advisories that are older are a gap, and so exit code 3: 12h, 7d, 2w."
    )(function)
    function = click.option(
        "--vex",
        "vex",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Count no finding that this says does no harm: OpenVEX, CycloneDX or CSAF; repeatable.",
    )(function)
    function = click.option(
        "--images",
        type=click.Choice(["never", "local", "always"]),
        help="Which of the images that code names are scanned, too.  [default: never]",
    )(function)
    function = click.option("--no-packages", is_flag=True, help="Look no packages up: misconfigurations only.")(
        function
    )
    function = click.option(
        "--no-foreign-waivers", is_flag=True, help="Other tools' comments and annotations accept no finding."
    )(function)
    return click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=candidates.files)(function)


policies_option = click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="NAME",
    help="Ask the checks of this policy; repeatable.",
    shell_complete=candidates.policies,
)


def request_from(targets: tuple[str, ...], config: "Config", given: dict[str, Any], **more: Any) -> "Request":
    """The request that the command line and the configuration make together; the command line wins."""
    from seatrial.cli.statements import statements_in
    from seatrial.config import own_content
    from seatrial.library.pack import cache_folder
    from seatrial.model.waiver import WaiverRules
    from seatrial.request import Images, Request

    names = connectors.names()
    for name in given["only"]:
        if name not in names:
            raise UsageError(f"there is no connector {name!r}{did_you_mean(name, names)}")
    rules = WaiverRules(
        require_until=config.waivers.require_until,
        longest=config.waivers.most_days,
        foreign=config.waivers.foreign and not given.get("no_foreign_waivers"),
    )
    said = statements_in((*config.vex_files, *given.get("vex", ())))
    return Request(
        home=config.home,
        statements=said.statements,
        flawed=said.flaws,
        waivers=tuple(config.entries()),
        rules=rules,
        values=config.risk.values(),
        exposures=config.risk.exposures(),
        actions=config.risk.actions,
        targets=targets or (".",),
        options=_configured(config) | _given(given) | {"registry": config.registry},
        exclude=(*config.exclude, *given["exclude"]),
        content=own_content(folder_of(targets), config),
        only=tuple(given["only"]),
        images=Images(given.get("images") or config.images or Images.NEVER),
        packages=not given.get("no_packages"),
        advisories=given.get("db") or config.advisories,
        cache=None if given.get("db") else cache_folder(),
        oldest=datetime.now(UTC) - age if (age := age_of(given.get("max_db_age"))) else None,
        **more,
    )


def config_for(targets: tuple[str, ...], named: Path | None) -> "Config":
    from seatrial.config import load_config

    return load_config(folder_of(targets), named)


def folder_of(targets: tuple[str, ...]) -> Path:
    """The folder in which the configuration is looked for: the first target's, or the current one for no path."""
    path = Path(next((target for target in targets if not connectors.scheme_of(target)), ".")).absolute()
    return path if path.is_dir() else path.parent


def age_of(text: str | None) -> timedelta | None:
    """``12h``, ``7d``, ``2w`` as a time; None where nothing is said.  Raises UsageError."""
    if text is None:
        return None
    found = _AGE.fullmatch(text)
    if not found:
        raise UsageError(f"{text!r} is no age; write it as 12h, 7d or 2w")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def connector_options() -> dict[str, connectors.Option]:
    """What the connectors declare, by the names that `seatrial.yaml` has for them: ``var_file``."""
    return {
        option.flag.removeprefix("--").replace("-", "_"): option
        for connector in connectors.every()
        for option in connector.options
    }


def _configured(config: "Config") -> dict[str, Any]:
    """The configuration's options.  Raises ContentError for one that no connector has, or of another shape."""
    known = connector_options()
    for name, value in config.options.items():
        if name not in known:
            _refuse(config, name, f"{name!r} is no option of a connector{did_you_mean(name, known)}")
        if known[name].many and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            _refuse(config, name, f"{name!r} is a list: [{known[name].metavar}, ...]")
        if known[name].is_switch:
            if not isinstance(value, bool):
                _refuse(config, name, f"{name!r} is true or false")
            continue
        if not known[name].many and not isinstance(value, str):
            _refuse(config, name, f"{name!r} is one {known[name].metavar}")
    return config.options


def _refuse(config: "Config", name: str, message: str) -> NoReturn:
    from seatrial.library.content_file import ContentFile

    path = Path(config.file)
    ContentFile(path, path.name).fail(("options", name), message)


def _given(given: dict[str, Any]) -> dict[str, Any]:
    from seatrial.library.pack import cache_folder

    said = {name: given[name] for name in connector_options() if given.get(name)}
    # Where a connector may keep what it can make again.
    return said | {"cache": str(cache_folder() / "images")}
