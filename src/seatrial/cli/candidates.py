"""What completion offers for a word.

Names come from the folders that they are kept in: reading the library would be felt at every press of the key.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from seatrial import connectors, reports

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Candidates: TypeAlias = "list[CompletionItem[str]]"
Offer = Callable[[click.Context, click.Parameter, str], Candidates]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""A file's name may hold anything; no shell gets to see more than this."""


def checks(ctx: click.Context, param: click.Parameter, incomplete: str) -> Candidates:
    """The ids of the shipped checks and of the repository's own: an id is the path of its folder."""
    return _starting(incomplete, (name for folder in _content() for name in _ids(folder)))


def checks_and_aliases(ctx: click.Context, param: click.Parameter, incomplete: str) -> Candidates:
    """As `checks`; for a word that begins with a capital, the ids that other tools have for the shipped checks."""
    if not incomplete[:1].isupper():
        return checks(ctx, param, incomplete)
    from seatrial.library.pack import packed

    return _starting(incomplete, (alias for check in packed().checks.values() for alias in check.aliases))


def checks_and_folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Candidates:
    # bash forgets what came before a word for folders.
    return [*folders(ctx, param, incomplete), *checks(ctx, param, incomplete)]


def policies(ctx: click.Context, param: click.Parameter, incomplete: str) -> Candidates:
    names = (path.stem for folder in _content() for path in folder.glob("policies/*.yaml"))
    return _starting(incomplete, names)


def connector_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> Candidates:
    return _starting(incomplete, connectors.names())


def report_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> Candidates:
    return _starting(incomplete, reports.names())


def one_of(words: Iterable[str]) -> Offer:
    """Offer some words that are known beforehand, for an option that takes others too."""
    return lambda ctx, param, incomplete: _starting(incomplete, words)


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> Candidates:
    """Leave it to the shell, which knows files and folders."""
    return [_item(incomplete, "file")]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Candidates:
    return [_item(incomplete, "dir")]


def _starting(incomplete: str, names: Iterable[str]) -> Candidates:
    found = {name for name in names if name.startswith(incomplete) and _NAME.fullmatch(name)}
    return [_item(name, "plain") for name in sorted(found)]


def _item(value: str, kind: str) -> "CompletionItem[str]":
    from click.shell_completion import CompletionItem  # only completion needs it

    return CompletionItem(value, type=kind)


def _ids(folder: Path) -> Iterator[str]:
    for path in folder.rglob("check.yaml"):
        yield "-".join(path.parent.relative_to(folder).parts)


def _content() -> list[Path]:
    from seatrial.config import content_for
    from seatrial.errors import SeatrialError
    from seatrial.library.pack import folder

    try:
        return [folder(), *content_for(Path.cwd())]
    except SeatrialError:
        # A wrong seatrial.yaml is for the command to report; said here, it would be printed into the line being typed.
        return [folder()]
