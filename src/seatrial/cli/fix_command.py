"""``seatrial fix``: patches for what a scan finds, proven in memory, and written when somebody says so."""

from typing import TYPE_CHECKING, Any

import click

from seatrial.cli import candidates
from seatrial.cli.options import config_for, policies_option, quiet_option, request_from, scope_options

if TYPE_CHECKING:
    from seatrial.library import Library
    from seatrial.repair.run import Repairs


@click.command("fix")
@scope_options
@policies_option
@click.option(
    "--check",
    "checks",
    multiple=True,
    metavar="CHECK",
    help="Only what this check finds; repeatable.",
    shell_complete=candidates.checks,
)
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="PATH",
    help="Only findings at or below this; repeatable.",
    shell_complete=candidates.files,
)
@click.option("--unsafe", is_flag=True, help="Also what adds resources, or may break what no scan sees.")
@click.option("--write", "writes", is_flag=True, help="Change the files.  [default: print a patch]")
@click.option("-o", "--output", type=click.Choice(["diff", "json"]), default="diff", help="What to print.")
@click.option("--allow-incomplete", is_flag=True, help="Do not exit with 3 where something could not be read.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes at most.  [default: as many as pay]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Color on a terminal.")
@quiet_option("The patch only.")
def command(targets: tuple[str, ...], writes: bool, output: str, color: str, quiet: bool, **given: Any) -> int:
    """Fix findings in Terraform, Kubernetes, CloudFormation and Dockerfiles.

    Prints a patch that `git apply` and `patch -p1` take.  A fix is shown only when a scan of the changed files, in
    memory, shows that its finding is gone and no other has come.
    """
    from seatrial.cli.fix_output import Shown, summary, write_json, write_patch
    from seatrial.library import load
    from seatrial.repair.nouns import Outcome
    from seatrial.repair.run import Wanted, repair

    config = config_for(targets, given["config_file"])
    request = request_from(
        targets,
        config,
        given,
        policies=given["policies"] or config.policies or ("default",),
        params=config.params,
        jobs=given["jobs"],
    )
    library = load(request.content)
    wanted = Wanted(checks=_ids(given["checks"], library), paths=given["paths"], unsafe=given["unsafe"])
    repairs = repair(request, wanted)
    unwritten = _write(repairs) if writes else {}
    shown = Shown(color=color, quiet=quiet, written=writes, unwritten=unwritten)
    if output == "json":
        write_json(repairs, shown)
    else:
        write_patch(repairs, shown)
        summary(repairs, shown)
    left = [fix for fix in repairs.fixes if not writes or fix.outcome is not Outcome.FIXED]
    return _exit_code(repairs, bool(left or unwritten), given["allow_incomplete"] or config.allow_incomplete)


def _ids(names: tuple[str, ...], library: "Library") -> frozenset[str]:
    return frozenset(library.find_check(name).id for name in names)


def _write(repairs: "Repairs") -> dict[str, str]:
    """Write the files; say of each that was left alone why."""
    from seatrial.repair.write import NotWrittenError, write

    unwritten = {}
    for patched in repairs.files:
        try:
            write(patched)
        except NotWrittenError as error:
            unwritten[patched.file] = str(error)
    return unwritten


def _exit_code(repairs: "Repairs", is_left: bool, allow_incomplete: bool) -> int:
    if is_left:
        return 1
    return 3 if repairs.gaps and not allow_incomplete else 0
