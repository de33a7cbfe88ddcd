"""``seatrial scan``: everything below the targets, judged."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seatrial.cli import candidates
from seatrial.cli.options import (
    config_for,
    policies_option,
    quiet_option,
    request_from,
    scope_options,
    verbose_option,
)
from seatrial.cli.threshold import LEVELS, Threshold
from seatrial.errors import UsageError

if TYPE_CHECKING:
    from seatrial.config import Config
    from seatrial.model.report import Report
    from seatrial.request import Request
    from seatrial.scan import Watch


@click.command("scan")
@scope_options
@policies_option
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="Write this report; repeatable.",
    shell_complete=candidates.report_names,
)
@click.option(
    "--fail-on",
    metavar="LEVEL",
    help=f"Exit with 1 from this severity, action or score (0 to 100) on: {', '.join(LEVELS)}.  [default: low]",
    shell_complete=candidates.one_of(LEVELS),
)
@click.option(
    "--offers",
    is_flag=True,
    help="Ask registries which tags could be taken instead of images with flaws, and scan those, too.",
)
@click.option(
    "--diff",
    "diff",
    metavar="BASE",
    help="Hold the findings against where HEAD has left this revision: only new ones fail the run.",
)
@click.option("--diff-exact", is_flag=True, help="Hold them against the revision itself.")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Hold the findings against those of an earlier JSON report: only new ones fail the run.",
)
@click.option("--all-verdicts", is_flag=True, help="List passes and skips too.")
@click.option("--allow-incomplete", is_flag=True, help="Do not exit with 3 where something could not be read.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes at most.  [default: as many as pay]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Color on a terminal.")
@quiet_option("Findings only.")
@verbose_option("Unknown verdicts and gaps in full.")
def command(
    targets: tuple[str, ...], outputs: tuple[str, ...], quiet: bool, verbose: int, color: str, **given: Any
) -> int:
    """Scan files and folders, images, registries and bills.

    A TARGET is a path, image:REFERENCE, rootfs:FOLDER, registry:HOST/PREFIX or sbom:FILE; everything below the current
    folder if none is named. Below a folder Terraform, CloudFormation, Kubernetes manifests, compose files, Dockerfiles
    and lock files are found by themselves.
    """
    from seatrial.cli.output import Manners, outputs_from, write_all
    from seatrial.cli.progress import progress

    config = config_for(targets, given["config_file"])
    fail_on = threshold_of(given, config)
    writers = outputs_from(outputs)
    request = scan_request(targets, config, given)
    with progress(sys.stderr, quiet=quiet) as watch:
        report = _scanned(request, given, watch)
    write_all(writers, report, Manners(color=color, quiet=quiet, verbose=verbose))
    return exit_code(report, fail_on, allow_incomplete=given["allow_incomplete"] or config.allow_incomplete)


def _scanned(request: "Request", given: dict[str, Any], watch: "Watch | None") -> "Report":
    """The report, held against an earlier state where one is named.  Raises UsageError where two are."""
    base, baseline = given["diff"], given["baseline"]
    if given["diff_exact"] and not base:
        raise UsageError("--diff-exact says what --diff BASE means; name BASE, too")
    if base and baseline:
        raise UsageError("--diff and --baseline are two answers to one question; take one of them")
    if base:
        from seatrial.revision.compare import scan_against

        return scan_against(request, base, watch, exact=given["diff_exact"])
    from seatrial.scan import scan

    if baseline is None:
        return scan(request, watch)
    from seatrial.engine.difference import compared
    from seatrial.revision.baseline import load_baseline

    earlier = load_baseline(baseline)
    return compared(scan(request, watch), earlier)


def fail_on_of(given: dict[str, Any], config: "Config") -> str:
    """From where on a finding fails the run, as it was said."""
    return given["fail_on"] or config.fail_on or "low"


def threshold_of(given: dict[str, Any], config: "Config") -> Threshold:
    """The same, read.  Raises UsageError for what is none."""
    return Threshold.of(fail_on_of(given, config), "--fail-on" if given["fail_on"] else f"{config.file}: `fail_on`")


def scan_request(targets: tuple[str, ...], config: "Config", given: dict[str, Any]) -> "Request":
    """What a scan is asked, of what the command line says and what the configuration says."""
    return request_from(
        targets,
        config,
        given,
        policies=given["policies"] or config.policies or ("default",),
        params=config.params,
        all_verdicts=given["all_verdicts"],
        offers=given["offers"],
        jobs=given["jobs"],
    )


def exit_code(report: "Report", fail_on: Threshold, *, allow_incomplete: bool) -> int:
    """1 for a finding from the threshold on that is new and that nobody has accepted, else 2 for a waiver that cannot
    be followed, else 3 for a gap, else 0."""
    if any(fail_on.is_met(result, report.about(result).severity) for _, result in report.every_new()):
        return 1
    if report.flaws:
        return 2
    incomplete = any(True for _ in report.every_gap())
    return 3 if incomplete and not allow_incomplete else 0
