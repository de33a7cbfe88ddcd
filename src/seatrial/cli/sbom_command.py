"""``seatrial sbom``: what a target is made of, as a document for others."""

import os
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from seatrial.cli import candidates
from seatrial.cli.options import config_option, quiet_option
from seatrial.errors import ConnectorError, ParseError

if TYPE_CHECKING:
    from seatrial.sbom.bill import Bill

FORMATS: Final = ("cyclonedx", "spdx", "table")
_INCOMPLETE = 3


@click.command("sbom")
@click.argument("target", default=".", metavar="[TARGET]", shell_complete=candidates.files)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="Write cyclonedx (1.6, JSON), spdx (2.3, JSON) or table; repeatable.  [default: cyclonedx]",
    shell_complete=candidates.one_of(FORMATS),
)
@click.option("--dev", "development", is_flag=True, help="Also what is needed to build and to test only.")
@click.option(
    "--exclude", multiple=True, metavar="PATTERN", help="Leave out what matches, as in .gitignore; repeatable."
)
@click.option("--platform", default="", metavar="OS/ARCH", help="Which image of several.  [default: this machine's]")
@click.option("--insecure", is_flag=True, help="Take images from registries whose certificate does not count.")
@click.option("--timestamp", is_flag=True, help="Say when it was made; SOURCE_DATE_EPOCH, if set, is that time.")
@click.option("--allow-incomplete", is_flag=True, help="Do not exit with 3 where something could not be read.")
@config_option
@quiet_option("Gaps only.")
def command(target: str, outputs: tuple[str, ...], quiet: bool, **given: Any) -> int:
    """Write a bill of materials: the packages of a target.

    TARGET is a folder or a file with lock files, image:REFERENCE, rootfs:FOLDER, or sbom:FILE, a bill to be written in
    another format. The same target gives the same bytes. Exits with 3 if something could not be read.
    """
    from seatrial.cli.options import config_for
    from seatrial.cli.output import outputs_from
    from seatrial.sbom.gather import Gathering, gather

    writers = outputs_from(outputs, usual="cyclonedx", known=FORMATS)
    created = _created(os.environ.get("SOURCE_DATE_EPOCH", ""), wanted=given["timestamp"])
    # Path's would raise on the name of an image that is too long for a file's.
    config = config_for((target,) if os.path.exists(target) else (), given["config_file"])  # noqa: PTH110
    options = Gathering(
        development=given["development"],
        exclude=(*config.exclude, *given["exclude"]),
        platform=given["platform"],
        insecure=given["insecure"],
    )
    try:
        bill = gather(target, options)
    except (ConnectorError, ParseError) as error:
        _tell(f"{target} cannot be read: {error}")
        return _INCOMPLETE
    for writer in sorted(writers, key=lambda writer: writer.file is None):
        _write(bill, writer.name, writer.file, created)
    for gap in bill.gaps:
        _tell(f"gap: {gap}")
    if not quiet:
        _tell(_summary(bill))
    return _INCOMPLETE if bill.gaps and not (given["allow_incomplete"] or config.allow_incomplete) else 0


def _created(epoch: str, *, wanted: bool) -> datetime | None:
    """The time that a document says; none where nobody asks for it (https://reproducible-builds.org/specs/)."""
    from seatrial.cli.output import time_of_epoch

    return time_of_epoch(epoch) or (datetime.now(UTC) if wanted else None)


def _write(bill: "Bill", name: str, file: Path | None, created: datetime | None) -> None:
    from seatrial.cli.output import print_whole, write_file

    text = import_module(f"seatrial.sbom.{name}").write(bill, created)
    if file is None:
        print_whole(text)
    else:
        write_file(file, text)


def _summary(bill: "Bill") -> str:
    from seatrial.reports._words import plural

    unknown = bill.unknown()
    parts = [plural(len(bill.packages), "package")]
    parts += [f"{count} without a known {what}" for what, count in sorted(unknown.items())]
    return ", ".join([*parts, plural(len(bill.gaps), "gap")])


def _tell(text: str) -> None:
    from seatrial.reports._words import clean

    click.echo(clean(text), err=True)
