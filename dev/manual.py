"""The manual page, seatrial(1), from the program and from the tables of the documentation.

Plain man(7) macros, as every man program reads them; ``groff -man -Tutf8 -ww`` has nothing to say about it.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from seatrial import __version__, connectors, reports

_USING = Path(__file__).parents[1] / "docs" / "using.md"

Commands = Iterable[tuple[tuple[str, ...], click.Command]]
"""Every command with the words that call it."""


def manual(commands: Commands) -> str:
    """The page as roff."""
    every = [(path, command) for path, command in commands if not isinstance(command, click.Group)]
    lines = [
        '.\\" Made by dev/reference.py from the program; edit that.',
        f'.TH SEATRIAL 1 "" "seatrial {__version__}" "User Commands"',
        *_section("NAME", ["seatrial \\- one security test for infrastructure, from the editor to production"]),
        *_section("SYNOPSIS", _synopsis(every)),
        *_section("DESCRIPTION", _description()),
        *_section("COMMANDS", (line for path, command in every for line in _command(path, command))),
        *_section("REPORTS", _items((name, reports.module(name).SUMMARY) for name in reports.names())),
        *_section("EXIT STATUS", _items(_rows("Exit codes"))),
        *_section("ENVIRONMENT", _items(_rows("Environment"))),
        *_section("FILES", _items(_rows("Files"))),
    ]
    return "\n".join(lines) + "\n"


def _section(name: str, lines: Iterable[str]) -> Iterator[str]:
    yield f".SH {_quoted(name)}"
    yield from lines


def _synopsis(every: Commands) -> Iterator[str]:
    for number, (path, command) in enumerate(every):
        if number:
            yield ".br"
        pieces = command.collect_usage_pieces(click.Context(command))
        yield f".B {_escaped(' '.join(path))}"
        yield _escaped(" ".join(pieces))


def _description() -> Iterator[str]:
    yield from _text(
        "Reads infrastructure as code and asks all of it the same questions: is it open to the internet, is it "
        "encrypted, who may do what, what runs as root. A scan needs no network, no account and no other program, and "
        "runs nothing that it reads. The connectors are:"
    )
    yield from _items((connector.name, connector.summary) for connector in connectors.every())


def _command(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=" ".join(path))
    usage = " ".join((*path, *command.collect_usage_pieces(context)))
    yield f".SS {_quoted(usage)}"
    for number, paragraph in enumerate(inspect.cleandoc(command.help or "").split("\n\n")):
        if number:
            yield ".PP"
        yield from _paragraph(paragraph)
    options = [parameter for parameter in command.get_params(context) if isinstance(parameter, click.Option)]
    records = (option.get_help_record(context) for option in options)
    yield from _items(record for record in records if record is not None)


def _paragraph(text: str) -> Iterator[str]:
    """A paragraph of a help text; one that begins with a backspace keeps its lines, as click has it."""
    if not text.startswith("\b"):
        yield from _text(text)
        return
    yield ".nf"
    yield from (_escaped(line) for line in text.removeprefix("\b\n").split("\n"))
    yield ".fi"


def _items(items: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, text in items:
        yield ".TP"
        yield f".B {_escaped(name)}"
        yield from _text(text)


def _rows(heading: str) -> Iterator[tuple[str, str]]:
    """The rows of the table below a heading of the documentation."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", _USING.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section[1] if section else "", re.MULTILINE)
    if len(rows) < 2:
        raise SystemExit(f"docs/using.md has no table below {heading!r}, and the manual page is made from it")
    return ((name.replace("`", ""), text) for name, text in rows[1:])


def _text(text: str) -> Iterator[str]:
    """A paragraph on lines of its own, code in bold."""
    yield re.sub(r"`([^`]+)`", r"\\fB\1\\fP", _escaped(" ".join(text.split())))


def _quoted(text: str) -> str:
    return '"' + _escaped(text).replace('"', "\\(dq") + '"'


def _escaped(text: str) -> str:
    """Text as roff, where a hyphen is an option's own and nothing at the start of a line is a request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
