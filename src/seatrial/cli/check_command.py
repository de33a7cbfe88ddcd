"""``seatrial check``: write, test and lint checks; the shipped ones and a repository's own."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seatrial.cli import candidates
from seatrial.cli.options import quiet_option
from seatrial.errors import UsageError
from seatrial.model.words import did_you_mean

if TYPE_CHECKING:
    from seatrial.library import Library
    from seatrial.model.check import Check

_names = click.argument("names", nargs=-1, metavar="[ID|FOLDER]...", shell_complete=candidates.checks_and_folders)
_quiet = quiet_option("Flaws only.")


@click.group("check")
def command() -> None:
    """Write, test and lint checks."""


@command.command("test")
@_names
@_quiet
def test(names: tuple[str, ...], quiet: bool) -> int:
    """Prove checks on the files beside them.

    Without a name: this repository's own checks if it has any, else the whole library.
    """
    from seatrial.prove import prove

    started = time.monotonic()
    library, folders = _content()
    chosen = _chosen(names, library, folders)
    flaws = 0
    for _, found in prove(chosen, library, folders):
        flaws += len(found)
        for flaw in found:
            click.echo(str(flaw))
    if not quiet:
        click.echo(f"{len(chosen)} checks, {flaws} flaws, {time.monotonic() - started:.1f} s", err=True)
    return 1 if flaws else 0


@command.command("lint")
@_names
@_quiet
def lint_(names: tuple[str, ...], quiet: bool) -> int:
    """Compile checks without proving them."""
    from seatrial.prove import lint

    library, folders = _content()
    chosen = _chosen(names, library, folders)
    flaws = [*lint(chosen, library, folders)]
    for flaw in flaws:
        click.echo(str(flaw))
    if not quiet:
        click.echo(f"{len(chosen)} checks, {len(flaws)} flaws", err=True)
    return 1 if flaws else 0


@command.command("new")
@click.argument("path", shell_complete=candidates.folders)
def new(path: str) -> int:
    """Write the files of a new check at PATH: .seatrial/aws/s3/bucket-is-named."""
    folder = Path(path)
    if folder.exists():
        raise UsageError(f"{path} is there already")
    folder.mkdir(parents=True)
    (folder / "check.yaml").write_text(_TEMPLATE, encoding="utf-8")
    click.echo(f"{path}/check.yaml is written; add fail.<format> and pass.<format>, then: seatrial check test {path}")
    return 0


def _content() -> "tuple[Library, list[Path]]":
    from seatrial.config import content_for
    from seatrial.library import load
    from seatrial.library.pack import folder as shipped_folder

    own = content_for(Path.cwd())
    return load(own), [shipped_folder(), *own]


def _chosen(names: tuple[str, ...], library: "Library", folders: list[Path]) -> "list[Check]":
    if not names:
        own = [check for check in library.checks.values() if _is_below(check, folders[1:])]
        return own or list(library.checks.values())
    return [check for name in names for check in _named(name, library, folders)]


def _named(name: str, library: "Library", folders: list[Path]) -> "list[Check]":
    if name in library.checks:
        return [library.checks[name]]
    wanted = Path(name).resolve()
    found = [
        check
        for check in library.checks.values()
        for folder in folders
        if (folder.parent / check.file).resolve().is_relative_to(wanted)
    ]
    if not found:
        raise UsageError(f"there is no check or folder of checks {name!r}{did_you_mean(name, library.checks)}")
    return found


def _is_below(check: "Check", folders: list[Path]) -> bool:
    return any((folder.parent / check.file).is_file() for folder in folders)


_TEMPLATE = """\
title: What is right, as a statement
severity: medium                  # critical, high, medium, low
resource: aws.s3.bucket           # seatrial list resources
expects: resource.versioning_enabled
message: "`{resource.name}` is not what it should be"
why: |
  What an attacker does or what breaks, and when it does not matter.
fix:
  set: {versioning_enabled: true}
likelihood: conditional           # direct, conditional, depth: how far it is from an attack
references: []
aliases: []
"""
