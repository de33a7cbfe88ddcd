"""``seatrial init``: what a repository needs to be scanned from now on."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seatrial.cli.options import quiet_option
from seatrial.errors import UsageError

if TYPE_CHECKING:
    from seatrial.cli.starters import Step


@click.command("init")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@click.option("--hook", is_flag=True, help="Write a hook of git too, which scans before each commit.")
@quiet_option("Only what is left to do by hand.")
def command(folder: Path, dry_run: bool, hook: bool, quiet: bool) -> int:
    """Write a commented seatrial.yaml, and a workflow for the build service that the repository uses.

    GitHub Actions and GitLab get a file; for Jenkins, Azure Pipelines, CircleCI, Bitbucket and the program pre-commit
    it is printed what to add. What is there already stays as it is.
    """
    from seatrial.cli.starters import Deed, steps
    from seatrial.files import repository_of

    top = repository_of(folder.absolute()) or folder.absolute()
    for step in steps(top, hook=hook):
        if step.deed is Deed.WRITE and not dry_run:
            _write(top, step)
        if step.deed is Deed.ADD or not quiet:
            _say(step, dry_run=dry_run)
    if not quiet:
        click.echo("Next: seatrial scan, and seatrial doctor if something seems odd")
    return 0


def _say(step: "Step", *, dry_run: bool) -> None:
    from seatrial.cli.starters import Deed

    match step.deed:
        case Deed.WRITE if not dry_run:
            click.echo(f"written: {step.file}")
        case Deed.WRITE:
            click.echo(f"would be written: {step.file}\n\n{_indented(step.text)}\n")
        case Deed.THERE:
            click.echo(f"there already, and left as it is: {step.file}")
        case Deed.ADD:
            click.echo(f"to be added by hand to {step.file}, {step.note}:\n\n{_indented(step.text)}\n")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().split("\n"))


def _write(top: Path, step: "Step") -> None:
    """Write a file that is not there.  Raises UsageError where that cannot be, or would lead out of the repository."""
    path = top / step.file
    if not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(top)):
        raise UsageError(f"{step.file} leads out of {top}, and is not written")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Never over a file, nor through a link, that somebody has put there meanwhile.
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(step.text)
        if step.executable:
            path.chmod(0o755)
    except OSError as error:
        raise UsageError(f"{step.file} cannot be written: {error.strerror}") from error
