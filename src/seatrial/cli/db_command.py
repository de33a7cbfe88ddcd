"""``seatrial db``: the database of advisories: getting it, what is in it, carrying it to where there is no network."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from seatrial.cli.options import age_of, config_option, databases_option, quiet_option, verbose_option
from seatrial.errors import DatabaseError, ParseError, UsageError

if TYPE_CHECKING:
    from seatrial.config import Config
    from seatrial.vulns.build import Updated
    from seatrial.vulns.status import Status

_F = TypeVar("_F", bound=Callable[..., Any])
_INCOMPLETE = 3


@click.group("db")
def command() -> None:
    """The database of advisories, by which packages are judged without a network."""


def _folder_options(function: _F) -> _F:
    return databases_option("folder")(config_option(function))


def _key_options(key: str, unsigned: str) -> Callable[[_F], _F]:
    def add(function: _F) -> _F:
        path = click.Path(dir_okay=False, path_type=Path)
        function = click.option("--insecure", is_flag=True, help="Also a registry whose certificate does not count.")(
            function
        )
        function = click.option("--unsigned", is_flag=True, help=unsigned)(function)
        return click.option("--key", type=path, metavar="FILE", help=key)(function)

    return add


@command.command("update")
@click.argument("ecosystems", nargs=-1, metavar="[ECOSYSTEM]...")
@_folder_options
@click.option(
    "--feed",
    "given_feeds",
    multiple=True,
    metavar="NAME=ADDRESS",
    help="Get a feed (osv, debian, alpine, ubuntu, redhat, kev, ...) from this mirror: https, http or a folder; "
    "repeatable. Without an ADDRESS it is not asked.",
)
@click.option(
    "--from",
    "source",
    metavar="oci://HOST/REPOSITORY",
    help="Take databases that `db push` has put there, and ask no feed; without a name, all that are there. "
    "[default: `database: {from: ...}`]",
)
@_key_options("The public key that must have signed them: PEM, as cosign.pub.", "Take them without a signature.")
@click.option(
    "--for",
    "targets",
    multiple=True,
    metavar="TARGET",
    help="The ecosystems that the packages of these targets are of; repeatable.",
)
@click.option("--anew", is_flag=True, help="Build everything anew, also where an update would do; take an older one.")
@quiet_option("Failures only.")
@verbose_option("Every record that could not be used.")
def update(
    ecosystems: tuple[str, ...], folder: Path | None, anew: bool, quiet: bool, verbose: int, **given: Any
) -> int:
    """Build the databases of ecosystems, or get what has changed.

    ECOSYSTEM is a name of OSV's: Debian, PyPI, npm. Without one, those that are configured; else those that are there;
    else the usual ones. Whatever happens meanwhile, a database is the old one or the new one. Exits with 3 if a feed
    cannot be had; what was there stays.
    """
    from seatrial.cli import artifacts
    from seatrial.cli.feeds import needed

    if given["targets"]:
        ecosystems = (*ecosystems, *needed(given["targets"]))
        if not ecosystems:
            _tell(f"there are no packages in {', '.join(given['targets'])}, and so nothing is needed")
            return 0
    config = _config(given["config_file"])
    where = folder or config.advisories
    address = config.database.source if given["source"] is None else given["source"]
    if not address or (given["given_feeds"] and given["source"] is None):
        if given["key"] or given["unsigned"]:
            raise UsageError("--key and --unsigned are about --from oci://HOST/REPOSITORY")
        return _from_feeds(config, where, ecosystems, given["given_feeds"], anew=anew, quiet=quiet, verbose=verbose)
    if given["given_feeds"]:
        raise UsageError("what comes --from a registry is built already, so that --feed would say nothing")
    verify = artifacts.verifier(config, given["key"], unsigned=given["unsigned"])
    depot = artifacts.depot_at(address, insecure=given["insecure"])
    return artifacts.take(depot, ecosystems, config, where, verify, _tell, anew=anew, quiet=quiet)


def _from_feeds(
    config: "Config",
    where: Path,
    ecosystems: tuple[str, ...],
    given_feeds: tuple[str, ...],
    *,
    anew: bool,
    quiet: bool,
    verbose: int,
) -> int:
    from seatrial.cli.feeds import chosen, feeds_from
    from seatrial.vulns import build

    feeds = feeds_from(config, given_feeds)
    now = datetime.now(UTC)
    names, missing = chosen(ecosystems, config, where, feeds)
    for name in missing:
        _tell(f"{name}: failed: {feeds.osv} has no such ecosystem")
    failed = bool(missing)
    tasks: list[tuple[str, Callable[[], Updated]]] = [
        (name, lambda name=name: build.update(where, name, feeds, now, anew=anew))  # type: ignore[misc]
        for name in names
    ]
    if feeds.kev or feeds.epss:
        tasks.append(("exploits", lambda: build.update_exploits(where, feeds, now)))
    if feeds.endoflife:
        tasks.append(("lifecycles", lambda: build.update_lifecycles(where, feeds, now)))
    for name, task in tasks:
        try:
            done = task()
        except (DatabaseError, ParseError) as error:
            failed = True
            _tell(f"{name}: failed: {error}")
            continue
        if not quiet:
            _tell_done(done, verbose)
        if done.failed:
            failed = True
            _tell(f"{name}: failed: {done.failed}; what that feed said before is kept")
    return _INCOMPLETE if failed else 0


@command.command("status")
@_folder_options
@click.option("--max-age", metavar="AGE", help="Exit with 3 if a database is older than this: 12h, 7d, 2w.")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="A line for each, or JSON.")
@quiet_option("What cannot be read or is too old only.")
def status(folder: Path | None, max_age: str | None, output: str, quiet: bool, config_file: Path | None) -> int:
    """What databases there are, how old each is, and what is in it.

    Exits with 3 if one cannot be read, if one is too old, or if there is none.
    """
    from seatrial.reports._words import as_json, clean
    from seatrial.vulns.status import statuses

    oldest = age_of(max_age)
    where = folder or _config(config_file).advisories
    now = datetime.now(UTC)
    found = [*statuses(where)]
    wrong = [one for one in found if one.flaw or (oldest and one.built and now - one.built > oldest)]
    shown = wrong if quiet else found
    if output == "json":
        click.echo(as_json([_row(one, now) for one in shown], indent=2))
    else:
        for one in shown:
            click.echo(clean(_line(one, now)))
    if not found:
        _tell(f"there are no databases in {where}; `seatrial db update` makes them")
    return _INCOMPLETE if wrong or not found else 0


@command.command("verify")
@_folder_options
@quiet_option("What is wrong only.")
def verify(folder: Path | None, quiet: bool, config_file: Path | None) -> int:
    """Read every database to its end and compare it with its digest. Exits with 3 if one is damaged."""
    from seatrial.vulns.bundle import files_of, schema_of
    from seatrial.vulns.seal import verify

    where = folder or _config(config_file).advisories
    paths = files_of(where)
    damaged = False
    for path in paths:
        try:
            verify(path, schema_of(path.name))
        except DatabaseError as error:
            damaged = True
            _tell(str(error))
        else:
            if not quiet:
                _tell(f"{path.stem}: whole")
    if not paths:
        _tell(f"there are no databases in {where}; `seatrial db update` makes them")
    return _INCOMPLETE if damaged or not paths else 0


@command.command("push")
@click.argument("address", metavar="oci://HOST/REPOSITORY")
@click.argument("ecosystems", nargs=-1, metavar="[ECOSYSTEM]...")
@_folder_options
@_key_options(
    "The private key to sign with: PEM, ECDSA on P-256 or Ed25519; SEATRIAL_KEY_PASSWORD opens it.",
    "Push without a signature, to be signed by cosign.",
)
@quiet_option("Failures only.")
def push(address: str, ecosystems: tuple[str, ...], folder: Path | None, quiet: bool, **given: Any) -> int:
    """Put databases into a registry, from which `db update --from` takes them.

    Each is an OCI artifact with a tag of its own, signed as cosign signs. The credentials are docker's or podman's.
    Exits with 3 if one cannot be pushed.
    """
    from seatrial.cli import artifacts

    where = folder or _config(given["config_file"]).advisories
    signer = artifacts.signer(given["key"], unsigned=given["unsigned"])
    depot = artifacts.depot_at(address, insecure=given["insecure"], push=True)
    return artifacts.put(depot, ecosystems, where, signer, _tell, quiet=quiet)


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_folder_options
@quiet_option("Nothing.")
def export(file: Path, folder: Path | None, quiet: bool, config_file: Path | None) -> int:
    """Write all databases to one FILE, to be imported where there is no network."""
    from seatrial.vulns.bundle import export

    names = export(folder or _config(config_file).advisories, file)
    if not quiet:
        _tell(f"{_count(len(names), 'database')} written to {file}")
    return 0


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_folder_options
@quiet_option("Nothing.")
def import_(file: Path, folder: Path | None, quiet: bool, config_file: Path | None) -> int:
    """Take the databases of an exported FILE. All are verified before the first takes the place of another."""
    from seatrial.vulns.bundle import import_

    names = import_(file, folder or _config(config_file).advisories)
    if not quiet:
        _tell(f"{_count(len(names), 'database')} taken from {file}")
    return 0


def _config(named: Path | None) -> "Config":
    from seatrial.config import load_config

    return load_config(Path.cwd(), named)


def _tell(text: str) -> None:
    from seatrial.reports._words import clean

    click.echo(clean(text), err=True)


def _tell_done(done: "Updated", verbose: int) -> None:
    gone = f", {done.gone} gone" if done.gone else ""
    skipped = f", {len(done.gaps)} could not be used" if done.gaps else ""
    is_news = done.how == "built" or done.changed or done.gone
    what = f"{done.how}, {_count(done.changed, 'record')} read{gone}" if is_news else "up to date"
    _tell(f"{done.name}: {what}{skipped}")
    for gap in done.gaps if verbose else ():
        _tell(f"  {gap.location.file}: {gap.reason}")


def _line(one: "Status", now: datetime) -> str:
    if one.flaw or not one.built:
        return f"{one.name}: {one.flaw}"
    said = ", ".join(_count(count, name) for name, count in one.counts.items() if count)
    skipped = f", {one.skipped} not used" if one.skipped else ""
    return f"{one.name:<16} {_old(now - one.built):>8} old  {one.bytes / 1e6:6.1f} MB  {said}{skipped}"


def _row(one: "Status", now: datetime) -> dict[str, object]:
    return {
        "name": one.name,
        "built": one.built.isoformat() if one.built else None,
        "age_hours": round((now - one.built).total_seconds() / 3600, 1) if one.built else None,
        "bytes": one.bytes,
        "counts": one.counts,
        "skipped": one.skipped,
        "error": one.flaw or None,
    }


def _old(age: timedelta) -> str:
    hours = max(0, int(age.total_seconds() // 3600))
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def _count(number: int, noun: str) -> str:
    from seatrial.reports._words import plural

    return plural(number, noun)
