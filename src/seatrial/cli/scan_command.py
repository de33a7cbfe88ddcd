"""``seatrial scan``: everything below the targets, judged."""

import sys
from typing import TYPE_CHECKING, Any

import click

from seatrial.cli import candidates
from seatrial.cli.options import config_for, quiet_option, request_from, scope_options, verbose_option
from seatrial.errors import UsageError
from seatrial.model.check import Severity
from seatrial.model.words import did_you_mean

if TYPE_CHECKING:
    from seatrial.config import Config
    from seatrial.model.report import Report
    from seatrial.scan import Request

LEVELS = (*(str(severity) for severity in Severity), "never")


@click.command("scan")
@scope_options
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="NAME",
    help="Ask the checks of this policy; repeatable.",
    shell_complete=candidates.policies,
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="Write this report; repeatable.",
    shell_complete=candidates.report_names,
)
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 1 from this severity on.  [default: low]")
@click.option("--all-verdicts", is_flag=True, help="List passes and skips too.")
@click.option("--allow-incomplete", is_flag=True, help="Do not exit with 3 where something could not be read.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes at most.  [default: as many as pay]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Color on a terminal.")
@quiet_option("Findings only.")
@verbose_option("Unknown verdicts and gaps in full.")
def command(
    targets: tuple[str, ...], outputs: tuple[str, ...], quiet: bool, verbose: int, color: str, **given: Any
) -> int:
    """Scan files and folders: Terraform, CloudFormation, Kubernetes, Dockerfiles."""
    from seatrial.cli.output import Manners, outputs_from, write_all
    from seatrial.cli.progress import progress
    from seatrial.scan import scan

    config = config_for(targets, given["config_file"])
    fail_on = fail_on_of(given, config)
    writers = outputs_from(outputs)
    request = scan_request(targets, config, given)
    with progress(sys.stderr, quiet=quiet) as watch:
        report = scan(request, watch)
    write_all(writers, report, Manners(color=color, quiet=quiet, verbose=verbose))
    return exit_code(report, fail_on, allow_incomplete=given["allow_incomplete"] or config.allow_incomplete)


def fail_on_of(given: dict[str, Any], config: "Config") -> str:
    """The severity from which on a finding fails the run.  Raises UsageError where the configuration names none."""
    fail_on: str = given["fail_on"] or config.fail_on or "low"
    if fail_on not in LEVELS:
        near = did_you_mean(fail_on, LEVELS)
        raise UsageError(f"{config.file}: `fail_on` is one of {', '.join(LEVELS)}, and not {fail_on!r}{near}")
    return fail_on


def scan_request(targets: tuple[str, ...], config: "Config", given: dict[str, Any]) -> "Request":
    """What a scan is asked, of what the command line says and what the configuration says."""
    return request_from(
        targets,
        config,
        given,
        policies=given["policies"] or config.policies or ("default",),
        params=config.params,
        all_verdicts=given["all_verdicts"],
        jobs=given["jobs"],
    )


def exit_code(report: "Report", fail_on: str, *, allow_incomplete: bool) -> int:
    """1 for a finding at or above the severity, else 3 for a gap, else 0."""
    from seatrial.model.result import Verdict

    least = Severity(fail_on).rank if fail_on != "never" else 5
    for _, result in report.every_result():
        if result.verdict is Verdict.FAIL and report.checks[result.check].severity.rank >= least:
            return 1
    incomplete = any(True for _ in report.every_gap())
    return 3 if incomplete and not allow_incomplete else 0
