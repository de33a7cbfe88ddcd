"""Databases in a registry, as the commands ask for them: taking those that are wanted, putting those that are there."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.errors import ConnectorError, DatabaseError, ParseError, UsageError
from seatrial.model.words import did_you_mean

if TYPE_CHECKING:
    from seatrial.artifacts.depot import Depot
    from seatrial.artifacts.signature import Signer, Verify
    from seatrial.config import Config

PASSWORD = "SEATRIAL_KEY_PASSWORD"  # noqa: S105 - the name of a variable
_TABLES = ("exploits", "lifecycles")
_INCOMPLETE = 3

_Tell = Callable[[str], None]


def depot_at(address: str, *, insecure: bool, push: bool = False) -> "Depot":
    """A repository of a registry.  Raises UsageError."""
    from seatrial.artifacts.depot import open_depot
    from seatrial.images.http.client import Manners
    from seatrial.images.transports.registry import RegistryOptions

    actions = "pull,push" if push else "pull"
    return open_depot(address, RegistryOptions(manners=Manners(insecure=insecure), actions=actions))


def verifier(config: "Config", key: Path | None, *, unsigned: bool) -> "Verify | None":
    """The key that counts: the one that is given, else the configured one; None with --unsigned.  Raises UsageError."""
    from seatrial.artifacts.signature import load_verifier

    if key and unsigned:
        raise UsageError("--unsigned takes what nobody has signed, so that --key would say nothing; leave one out")
    if unsigned:
        return None
    configured = Path(config.home) / config.database.key if config.database.key else None
    path = key or configured
    if path is None:
        raise UsageError(
            "nothing says whose signature counts: --key cosign.pub, or `database: {key: ...}`; "
            "--unsigned takes what nobody has signed"
        )
    return load_verifier(path)


def signer(key: Path | None, *, unsigned: bool) -> "Signer | None":
    """The key to sign with; None with --unsigned.  Raises UsageError."""
    from seatrial.artifacts.signature import load_signer

    if (key is None) != unsigned:
        raise UsageError("either --key FILE signs what is pushed, or --unsigned says that nobody does")
    return None if key is None else load_signer(key, os.environ.get(PASSWORD, ""))


def take(
    depot: "Depot",
    given: tuple[str, ...],
    config: "Config",
    folder: Path,
    verify: "Verify | None",
    tell: _Tell,
    *,
    anew: bool,
    quiet: bool,
) -> int:
    """Take the databases that are wanted from a registry; returns the exit code.

    Raises UsageError, and ConnectorError or ParseError where the registry does not even say what it has.
    """
    from seatrial.artifacts.pull import pull

    names, missing = _wanted(depot, given, config, folder)
    for name in missing:
        tell(f"{name}: failed: {depot} has no such database in the format of this version")
    failed = bool(missing)
    now = datetime.now(UTC)
    for name in names:
        try:
            done = pull(depot, name, folder, verify=verify, now=now, anew=anew)
        except (ConnectorError, DatabaseError, ParseError) as error:
            failed = True
            tell(f"{name}: failed: {error}")
            continue
        if not quiet:
            built = f"{done.built:%Y-%m-%d %H:%M}"
            tell(f"{name}: taken, built {built}" if done.is_new else f"{name}: up to date, built {built}")
    return _INCOMPLETE if failed else 0


def _wanted(depot: "Depot", given: tuple[str, ...], config: "Config", folder: Path) -> tuple[list[str], list[str]]:
    """The databases to take, and those that are wanted and not there.

    What is known of attacks and of lifecycles comes with every one; that it is gone is told where there is one already.
    """
    from seatrial.vulns.bundle import files_of
    from seatrial.vulns.status import ecosystems

    offered = depot.names()
    spellings = {name.lower(): name for name in offered if name not in _TABLES}
    for name in given:
        if name.lower() not in spellings:
            raise UsageError(f"{depot} has no database {name!r}{did_you_mean(name, spellings.values())}")
    there = {path.stem for path in files_of(folder)}
    named = given or config.database.ecosystems or ecosystems(folder) or spellings.values()
    wanted = dict.fromkeys(spellings.get(name.lower(), name) for name in named)
    tables = [name for name in _TABLES if name in offered or name in there]
    every = [*wanted, *tables]
    if not every:
        raise ConnectorError(f"{depot} has no databases in the format of this version")
    return [name for name in every if name in offered], [name for name in every if name not in offered]


def put(depot: "Depot", given: tuple[str, ...], folder: Path, key: "Signer | None", tell: _Tell, *, quiet: bool) -> int:
    """Put databases of a folder into a registry.  Returns the exit code.  Raises UsageError, DatabaseError."""
    from seatrial.artifacts.push import push
    from seatrial.vulns.bundle import files_of

    paths = {path.stem: path for path in files_of(folder)}
    spellings = {name.lower(): name for name in paths}
    for name in given:
        if name.lower() not in spellings:
            raise UsageError(f"there is no database {name!r} in {folder}{did_you_mean(name, paths)}")
    if not paths:
        raise DatabaseError(f"there are no databases in {folder}; `seatrial db update` makes them")
    failed = False
    for name in dict.fromkeys(spellings[name.lower()] for name in given or paths):
        try:
            done = push(depot, paths[name], key)
        except (ConnectorError, DatabaseError, ParseError) as error:
            failed = True
            tell(f"{name}: failed: {error}")
            continue
        if not quiet:
            how = "pushed, signed" if key else "pushed, not signed"
            tell(f"{name}: {how if done.is_new else 'there already'}: {depot}@{done.digest}")
    return _INCOMPLETE if failed else 0
