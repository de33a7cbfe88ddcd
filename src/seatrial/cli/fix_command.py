"""``seatrial fix``: patches for what a scan finds, proven in memory, and written when somebody says so."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from seatrial.cli import candidates
from seatrial.cli.options import config_for, policies_option, quiet_option, request_from, scope_options
from seatrial.errors import UsageError

if TYPE_CHECKING:
    from seatrial.library import Library
    from seatrial.repair.run import Repairs

_FLAW = re.compile(r"(?:[A-Z]{2,}|openSUSE)-")


@click.command("fix")
@scope_options
@policies_option
@click.option(
    "--check",
    "checks",
    multiple=True,
    metavar="CHECK",
    help="Only what this check finds, only this flaw, or only flaws of this package; repeatable.",
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
@click.option(
    "--unsafe", is_flag=True, help="Also what adds resources, or may break what no scan sees: major versions."
)
@click.option("--write", "writes", is_flag=True, help="Change the files.  [default: print a patch]")
@click.option("-o", "--output", type=click.Choice(["diff", "json", "markdown"]), default="diff", help="What to print.")
@click.option("--allow-incomplete", is_flag=True, help="Do not exit with 3 where something could not be read.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes at most.  [default: as many as pay]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Color on a terminal.")
@quiet_option("The patch only.")
def command(targets: tuple[str, ...], writes: bool, output: str, color: str, quiet: bool, **given: Any) -> int:
    """Fix findings in Terraform, Kubernetes, CloudFormation and Dockerfiles, and update packages that have flaws.

    Prints a patch that `git apply` and `patch -p1` take.  A fix is shown only when a scan of the changed files, in
    memory, shows that its finding is gone and no other has come.
    """
    from seatrial.cli.fix_markdown import write_markdown
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
    checks, names = _sorted_out(given["checks"], library)
    wanted = Wanted(checks=checks, names=frozenset(map(str.lower, names)), paths=given["paths"], unsafe=given["unsafe"])
    repairs = repair(request, wanted)
    _demand_known((name for name in names if name.lower() not in repairs.named), library)
    unwritten = _write(repairs) if writes else {}
    repairs = repairs.without(unwritten)
    shown = Shown(color=color, quiet=quiet, written=writes, unwritten=unwritten)
    if output == "json":
        write_json(repairs, shown)
    elif output == "markdown":
        write_markdown(repairs, shown)
        summary(repairs, shown)
    else:
        write_patch(repairs, shown)
        summary(repairs, shown)
    left = [fix for fix in repairs.fixes if not writes or fix.outcome is not Outcome.FIXED]
    return _exit_code(repairs, bool(left), given["allow_incomplete"] or config.allow_incomplete)


def _sorted_out(asked: tuple[str, ...], library: "Library") -> tuple[frozenset[str], frozenset[str]]:
    """The ids of checks, and what may be the name of a flaw or of a package."""
    checks, others = set(), set()
    for name in asked:
        try:
            checks.add(library.find_check(name).id)
        except UsageError:
            others.add(name)
    return frozenset(checks), frozenset(others)


def _demand_known(names: Iterable[str], library: "Library") -> None:
    """Raise UsageError for what is no name of a check, and of no package that was seen.

    Flaws have names that nobody can mistake: one that was not found is gone, or was never there.
    """
    for name in sorted(names):
        if not _FLAW.match(name) and not name.startswith("pkg:"):
            library.find_check(name)


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
