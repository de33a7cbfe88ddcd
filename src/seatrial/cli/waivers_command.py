"""``seatrial waivers``: the accepted findings, what is wrong with them, and which nobody needs any more."""

import difflib
import os.path
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seatrial.cli.options import config_for, policies_option, quiet_option, request_from, scope_options
from seatrial.cli.output import write_file
from seatrial.model.waiver import Means, WaiverState, WaiverUse
from seatrial.parsers.yaml import parse_yaml
from seatrial.reports._words import as_json, clean, plural

if TYPE_CHECKING:
    from seatrial.config import Config
    from seatrial.model.report import Report

_OVER = (WaiverState.EXPIRED, WaiverState.UNUSED)
_SIGNS = ("#", "//", "/*")


@click.group("waivers")
def command() -> None:
    """The findings that are accepted: list them, check them, take out what nobody needs."""


@command.command("list")
@scope_options
@policies_option
@click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="Text, or one JSON object a line."
)
@quiet_option("Places only, in text.")
def list_(targets: tuple[str, ...], output: str, quiet: bool, **given: Any) -> int:
    """Every waiver, with its state, what it covers, its reason and its end."""
    from seatrial.reports._data import waiver_data

    _, report = _scanned(targets, given, quiet=quiet)
    for use in report.waivers:
        text = _place(use) if quiet else _line(use)
        click.echo(as_json(waiver_data(use)) if output == "json" else text)
    for flaw in report.flaws:
        click.echo(f"error: {clean(str(flaw.location))}: {clean(flaw.message)}", err=True)
    return 2 if report.flaws else 0


@command.command("lint")
@scope_options
@policies_option
@quiet_option("What is wrong only.")
def lint(targets: tuple[str, ...], quiet: bool, **given: Any) -> int:
    """What is wrong with waivers: 2 where one cannot be followed, 1 where one has expired or covers nothing."""
    _, report = _scanned(targets, given, quiet=quiet)
    over = [use for use in report.waivers if use.state in _OVER]
    for flaw in report.flaws:
        click.echo(f"{clean(str(flaw.location))}: {clean(flaw.message)}")
    for use in over:
        click.echo(_line(use))
    if not quiet:
        click.echo(
            f"{plural(len(report.waivers) + len(report.flaws), 'waiver')}, {len(report.flaws) + len(over)} wrong",
            err=True,
        )
    return 2 if report.flaws else int(bool(over))


@command.command("prune")
@scope_options
@policies_option
@click.option("--write", is_flag=True, help="Change the files; without it the change is only shown.")
@quiet_option("Changes, and what is left to do by hand, only.")
def prune(targets: tuple[str, ...], write: bool, quiet: bool, **given: Any) -> int:
    """Take out the waivers that have expired or cover nothing; other tools' are left alone."""
    config, report = _scanned(targets, given, quiet=quiet)
    files: dict[Path, list[WaiverUse]] = defaultdict(list)
    for use in report.waivers:
        if use.state in _OVER and not use.waiver.tool:
            is_entry = use.waiver.means is Means.CONFIGURATION
            files[Path(os.path.relpath(config.file)) if is_entry else Path(use.waiver.location.file)].append(use)
    left = 0
    for path, uses in files.items():
        before = path.read_bytes().decode("utf-8", "surrogateescape")
        after, kept = without(before, uses)
        left += len(kept)
        for use in kept:
            click.echo(f"by hand: {_line(use)}", err=True)
        click.echo("".join(_diff(before, after, clean(path.as_posix()))), nl=False)
        if write and after != before:
            write_file(path, after)
    gone = sum(map(len, files.values())) - left
    if not quiet:
        click.echo(f"{plural(gone, 'waiver')} {'taken out' if write else 'to take out: --write does it'}", err=True)
    return 0


def _scanned(targets: tuple[str, ...], given: dict[str, Any], *, quiet: bool) -> "tuple[Config, Report]":
    from seatrial.cli.progress import progress
    from seatrial.scan import scan

    config = config_for(targets, given["config_file"])
    policies = given["policies"] or config.policies or ("default",)
    request = request_from(targets, config, given, policies=policies, params=config.params)
    with progress(sys.stderr, quiet=quiet) as watch:
        return config, scan(request, watch)


def _place(use: WaiverUse) -> str:
    return clean(f"{use.waiver.location.file}:{use.waiver.location.line}")


def _line(use: WaiverUse) -> str:
    waiver = use.waiver
    end = f", until {waiver.until}" if waiver.until else ""
    owner = f" ({waiver.owner})" if waiver.owner else ""
    tool = f" [{waiver.tool}]" if waiver.tool else ""
    covers = f"{use.state}, {plural(use.count, 'finding')}"
    return clean(f"{_place(use)}: {', '.join(waiver.checks)}{tool}: {covers}: {waiver.reason}{owner}{end}")


def without(text: str, uses: Sequence[WaiverUse]) -> tuple[str, list[WaiverUse]]:
    """A text without some waivers, and those that only a person can take out of it."""
    lines = text.splitlines(keepends=True)
    kept: list[WaiverUse] = []
    # From the end on, so that what is still to come stays where it is.
    for use in sorted(uses, key=lambda use: -use.waiver.location.line):
        index = use.waiver.location.line - 1
        match use.waiver.means:
            case Means.CONFIGURATION:
                done = _without_entry(lines, index)
            case Means.COMMENT:
                done = _without_comment(lines, index, use.waiver.location.column - 1)
            case _:
                done = False
        if not done:
            kept.append(use)
    return "".join(lines), kept


def _without_entry(lines: list[str], index: int) -> bool:
    """Take an entry of a list in block style out; the list stays, if only as an empty one."""
    if not lines[index].lstrip().startswith("- "):
        return False
    documents = parse_yaml("".join(lines))
    accepted = documents[0].value["waivers"]["accepted"]
    spans = [documents[0].span(("waivers", "accepted", number)) for number in range(len(accepted))]
    number = next(number for number, span in enumerate(spans) if span[0] == index + 1)
    last = spans[number][2]
    if len(accepted) == 1:
        head = next(at for at in range(index - 1, -1, -1) if lines[at].lstrip().startswith("accepted:"))
        lines[head] = lines[head].replace("accepted:", "accepted: []", 1)
    del lines[index:last]
    return True


def _without_comment(lines: list[str], index: int, column: int) -> bool:
    """Take a comment out: the line where it stands alone, else what begins with its sign."""
    line = lines[index]
    before = line[:column].rstrip()
    sign = next((sign for sign in _SIGNS if before.endswith(sign)), "")
    if not sign or (sign == "/*" and not line.rstrip().endswith("*/")):
        return False
    code = before.removesuffix(sign).rstrip()
    if not code:
        del lines[index]
    else:
        lines[index] = code + line[len(line.rstrip("\r\n")) :]
    return True


def _diff(before: str, after: str, name: str) -> Iterator[str]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
        yield clean(line.rstrip("\r\n")) + "\n"
