"""Where a report goes: ``-o FORMAT`` to standard output, ``-o FORMAT=FILE`` to a file, several in one run."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from seatrial import reports
from seatrial.cli.sources import Sources
from seatrial.errors import UsageError
from seatrial.model.report import Report
from seatrial.model.words import did_you_mean

_WIDTH_WITHOUT_TERMINAL = 100


@dataclass(frozen=True, slots=True)
class Output:
    """One report: its format and the file that it goes to, None for standard output."""

    name: str
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the person wants it: ``color`` is auto, always or never."""

    color: str = "auto"
    quiet: bool = False
    verbose: int = 0


def outputs_from(given: Sequence[str], usual: str = "text", known: Sequence[str] = ()) -> list[Output]:
    """What ``-o`` says; the usual one where nothing does.  Raises UsageError before anything is read.

    ``known`` are the names there are, if they are not those of the reports.
    """
    outputs = [_output(text, known or reports.names()) for text in given or (usual,)]
    files = [output.file for output in outputs]
    for file in files:
        if files.count(file) > 1:
            where = f"the file {str(file)!r}" if file else "standard output; give the others a file: -o FORMAT=FILE"
            raise UsageError(f"only one report can go to {where}")
    return outputs


def _output(text: str, known: Sequence[str]) -> Output:
    name, equals, file = text.partition("=")
    if name not in known:
        raise UsageError(f"there is no report {name!r}{did_you_mean(name, known)}")
    if not equals:
        return Output(name)
    if not file:
        raise UsageError(f"-o {text} names no file: -o {name}=FILE")
    path = Path(file)
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {str(path.parent)!r} to write {path.name!r} to")
    if path.is_dir():
        raise UsageError(f"{file!r} is a folder; -o {name}=FILE wants a file")
    return Output(name, path)


def write_all(outputs: Sequence[Output], report: Report, manners: Manners) -> None:
    """Write the files first and standard output last.

    Raises UsageError for a file that cannot be written, and for a time that is none.
    """
    lines = Sources()
    started = time_of_epoch(os.environ.get("SOURCE_DATE_EPOCH", ""))
    report = replace(report, started=started) if started else report
    for output in sorted(outputs, key=lambda output: output.file is None):
        canvas = reports.Canvas(
            lines=lines,
            width=_width() if output.file is None else _WIDTH_WITHOUT_TERMINAL,
            color=output.file is None and wants_color(manners.color),
            unicode=output.file is not None or "utf" in (sys.stdout.encoding or "").lower(),
            quiet=manners.quiet,
            verbose=manners.verbose,
        )
        text = reports.module(output.name).render(report, canvas)
        if output.file is None:
            print_whole(text)
        else:
            write_file(output.file, text)


def time_of_epoch(epoch: str) -> datetime | None:
    """What SOURCE_DATE_EPOCH says (https://reproducible-builds.org/specs/); None where it is empty."""
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is a number of seconds since 1970, and not {epoch!r}") from error


def print_whole(text: str) -> None:
    """Write to standard output what its encoding can say of a text."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (`| head`); the exit code still says what was found, and the flush at exit must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_file(file: Path, text: str) -> None:
    """Write a file, or what stands for one; it is whole or it is what it was.  Raises UsageError."""
    data = text.encode("utf-8", "backslashreplace")
    target = Path(os.path.realpath(file))
    try:
        if target.exists() and not target.is_file():
            # A pipe, a terminal, /dev/stdout: nothing that could be renamed over.
            target.write_bytes(data)
            return
        _replace(target, data)
    except OSError as error:
        raise UsageError(f"{str(file)!r} cannot be written: {error.strerror}") from error


def _replace(target: Path, data: bytes) -> None:
    """Write aside and rename, so that nobody ever reads half a report."""
    aside = target.with_name(f".{target.name[:100]}.{os.getpid()}")
    try:
        with aside.open("xb") as stream:
            stream.write(data)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _width() -> int:
    return shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns


def wants_color(color: str) -> bool:
    """As https://no-color.org and the usual CLICOLOR_FORCE have it."""
    if color == "auto":
        color, _ = color_of_environment()
    if color != "auto":
        return color == "always"
    return os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def color_of_environment() -> tuple[str, str]:
    """What the environment asks for, and the variable that does; "auto" where none does."""
    if os.environ.get("NO_COLOR"):
        return "never", "NO_COLOR"
    for name in ("CLICOLOR_FORCE", "FORCE_COLOR"):
        if os.environ.get(name, "0") not in ("", "0"):
            return "always", name
    return "auto", ""
