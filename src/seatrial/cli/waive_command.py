"""``seatrial waive``: accept a finding, with a reason and an end, in ``seatrial.yaml``."""

import os.path
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seatrial.cli import candidates
from seatrial.cli.options import config_for, policies_option, request_from, scope_options
from seatrial.cli.output import write_file
from seatrial.config import FILE
from seatrial.engine.waiver_words import CheckNames, Entry, Reading, waivers_of
from seatrial.errors import UsageError
from seatrial.files import repository_of
from seatrial.fix import yaml
from seatrial.fix.edit import CannotEditError, apply
from seatrial.model.location import Location
from seatrial.model.result import Result
from seatrial.model.vex import Justification
from seatrial.model.waiver import Scope, WaiverFlaw
from seatrial.parsers.yaml import parse_yaml
from seatrial.reports._words import clean, plural

if TYPE_CHECKING:
    from seatrial.model.report import Report
    from seatrial.request import Request

_LETTERS = 12
"""How much of a fingerprint stands in an entry: enough for a billion findings."""

_FINGERPRINT = re.compile(r"[0-9a-f]{6,64}")
_MOST_TOLD = 8


@click.command("waive")
@click.argument("finding")
@scope_options
@policies_option
@click.option("--reason", required=True, help="Why it is accepted.")
@click.option("--until", metavar="YYYY-MM-DD", help="The last day on which it is.")
@click.option("--owner", default="", help="Who answers for it.")
@click.option(
    "--justification",
    metavar="LABEL",
    help="Why a flaw of a package does no harm, in VEX's words.",
    shell_complete=candidates.one_of([*Justification]),
)
def command(finding: str, targets: tuple[str, ...], **given: Any) -> int:
    """Accept a FINDING: `check@file:line`, `file:line`, a check, or the beginning of a fingerprint.

    The targets are scanned for it, and an entry is added to seatrial.yaml, which is made where there is none.
    """
    from seatrial.cli.progress import progress
    from seatrial.scan import scan

    config = config_for(targets, given["config_file"])
    policies = given["policies"] or config.policies or ("default",)
    request = request_from(targets, config, given, policies=policies, params=config.params)
    with progress(sys.stderr, quiet=False) as watch:
        report = scan(request, watch)
    result = _the_one(finding, report)
    said = {"check": result.check, "resource": result.address, "finding": result.fingerprint[:_LETTERS]}
    said |= {key: given[key] for key in ("until", "owner", "justification") if given[key]} | {"reason": given["reason"]}
    _demand_followed(said, request)
    path = Path(config.file) if config.file else (repository_of(Path.cwd()) or Path.cwd()) / FILE
    _add(path, said)
    click.echo(f"{clean(os.path.relpath(path))}: {result.check} at {clean(str(result.location))} is accepted")
    return 0


def _the_one(finding: str, report: "Report") -> Result:
    """The finding that is meant.  Raises UsageError where none is, or more than one."""
    found = [result for _, result in report.every_result() if result.risk is not None and _is_meant(finding, result)]
    counting = [result for result in found if result.waiver is None]
    if found and not counting:
        raise UsageError(f"{finding!r} is waived already, at {found[0].waiver and found[0].waiver.location}")
    if not counting:
        raise UsageError(f"no finding is {finding!r}; `seatrial scan -o json` lists them with their fingerprints")
    if len(counting) > 1:
        raise UsageError(f"{finding!r} could be {plural(len(counting), 'finding')}:\n" + "\n".join(_told(counting)))
    return counting[0]


def _is_meant(finding: str, result: Result) -> bool:
    if _FINGERPRINT.fullmatch(finding) and result.fingerprint.startswith(finding):
        return True
    check, at, place = finding.rpartition("@")
    if not at and finding == result.check:
        return True
    file, colon, line = place.rpartition(":")
    if not colon or not line.isdigit():
        return False
    location = result.location
    return (location.file, str(location.line)) == (Path(file).as_posix(), line) and check in ("", result.check)


def _told(results: list[Result]) -> Iterator[str]:
    for result in results[:_MOST_TOLD]:
        place = f"{result.check}@{result.location.file}:{result.location.line}"
        yield f"  {result.fingerprint[:_LETTERS]}  {place}  {result.address}"
    if len(results) > _MOST_TOLD:
        yield f"  and {len(results) - _MOST_TOLD} more"


def _demand_followed(said: dict[str, str], request: "Request") -> None:
    """Raise UsageError for an entry that the next scan could not follow."""
    from seatrial.library import load

    reading = Reading(names=CheckNames(load(request.content).checks.values()), rules=request.rules, today=request.today)
    for found in waivers_of([Entry(said=said, scope=Scope(), location=Location(FILE, 0))], reading):
        if isinstance(found, WaiverFlaw):
            raise UsageError(f"this could not be followed: {found.message}")
        if found.until is not None and found.until < request.today:
            raise UsageError(f"it would have ended on {found.until} already")


def _add(path: Path, said: dict[str, str]) -> None:
    """Add an entry to the file; nothing else in it changes.  Raises UsageError where that cannot be done."""
    before = path.read_bytes().decode() if path.is_file() else ""
    try:
        after = with_entry(before, said)
    except CannotEditError as error:
        raise UsageError(f"{path} cannot be changed by a program: {error}") from error
    write_file(path, after)


def with_entry(text: str, said: dict[str, str]) -> str:
    """The text of a ``seatrial.yaml`` with one more accepted finding.  Raises CannotEditError."""
    documents = parse_yaml(text)
    if not documents:
        text += ("\n" if text and not text.endswith("\n") else "") + "waivers:\n  require_until: false\n"
        documents = parse_yaml(text)
    line, column, *_ = documents[0].span((next(iter(documents[0].value)),))
    return apply(text, yaml.append(text, (line, column), ("waivers", "accepted"), said))
