"""``seatrial scan``: everything below the targets, judged."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from seatrial import reports
from seatrial.cli.options import config_for, request_from, scope_options
from seatrial.errors import UsageError
from seatrial.model.check import Severity
from seatrial.model.report import Report
from seatrial.model.result import Verdict
from seatrial.model.words import did_you_mean
from seatrial.scan import scan

LEVELS = (*(str(severity) for severity in Severity), "never")


@click.command("scan")
@scope_options
@click.option("--policy", "policies", multiple=True, metavar="NAME", help="Ask the checks of this policy; repeatable.")
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FORMAT[=FILE]", help="Write this report; repeatable."
)
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 1 from this severity on.  [default: low]")
@click.option("--all-verdicts", is_flag=True, help="List passes and skips too.")
@click.option("--allow-incomplete", is_flag=True, help="Do not exit with 3 where something could not be read.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes at most.  [default: as many as pay]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Color on a terminal.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only.")
@click.option("-v", "--verbose", count=True, help="Unknown verdicts and gaps in full.")
def command(
    targets: tuple[str, ...], outputs: tuple[str, ...], quiet: bool, verbose: int, color: str, **given: Any
) -> int:
    """Scan files and folders: Terraform, CloudFormation, Kubernetes, Dockerfiles."""
    config = config_for(targets, given["config_file"])
    writers = [_Output(text) for text in outputs or ("text",)]
    request = request_from(
        targets,
        config,
        given,
        policies=given["policies"] or config.policies or ("default",),
        params=config.params,
        all_verdicts=given["all_verdicts"],
        jobs=given["jobs"],
    )
    report = scan(request)
    for writer in writers:
        writer.write(report, color=color, quiet=quiet, verbose=verbose)
    fail_on = given["fail_on"] or config.fail_on or "low"
    return exit_code(report, fail_on, allow_incomplete=given["allow_incomplete"] or config.allow_incomplete)


def exit_code(report: Report, fail_on: str, *, allow_incomplete: bool) -> int:
    """1 for a finding at or above the severity, else 3 for a gap, else 0."""
    least = Severity(fail_on).rank if fail_on != "never" else 5
    for _, result in report.every_result():
        if result.verdict is Verdict.FAIL and report.checks[result.check].severity.rank >= least:
            return 1
    incomplete = any(True for _ in report.every_gap())
    return 3 if incomplete and not allow_incomplete else 0


class _Output:
    """One ``-o FORMAT[=FILE]``."""

    def __init__(self, text: str) -> None:
        self.name, _, self.file = text.partition("=")
        if self.name not in reports.names():
            raise UsageError(f"there is no report {self.name!r}{did_you_mean(self.name, reports.names())}")

    def write(self, report: Report, *, color: str, quiet: bool, verbose: int) -> None:
        canvas = reports.Canvas(
            lines=_lines_of,
            width=shutil.get_terminal_size((100, 24)).columns,
            color=not self.file and _wants_color(color),
            unicode=bool(self.file) or "utf" in (sys.stdout.encoding or "").lower(),
            quiet=quiet,
            verbose=verbose,
        )
        text = reports.module(self.name).render(report, canvas)
        if self.file:
            Path(self.file).write_text(text, encoding="utf-8", errors="backslashreplace")
        else:
            sys.stdout.write(
                text.encode(sys.stdout.encoding or "utf-8", "backslashreplace").decode(sys.stdout.encoding or "utf-8")
            )
            sys.stdout.flush()


def _wants_color(color: str) -> bool:
    """As https://no-color.org and the usual CLICOLOR_FORCE have it."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("CLICOLOR_FORCE") or os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _lines_of(file: str) -> list[str]:
    """The lines of a scanned file, for code frames; none where it has vanished."""
    path = Path(file)
    try:
        if not path.is_file() or path.stat().st_size > 4_000_000:
            return []
        return path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return []
