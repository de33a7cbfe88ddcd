"""``seatrial.yaml``: what a repository says about its own scans.  Found upwards to the repository's top."""

from pathlib import Path
from typing import Any

from msgspec import Struct, field

from seatrial.files import repository_of
from seatrial.library.content_file import ContentFile

FILE = "seatrial.yaml"
OWN_CONTENT = ".seatrial"


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration.

    ``policies``  names of policies, "default" if none is said.      ``params``   by check id or pattern.
    ``fail_on``   critical, high, medium, low or never.              ``exclude``  patterns as in .gitignore.
    ``options``   the connectors' options, without dashes: ``{var_file: [...]}``.
    ``content``   folders with own content, beside ``.seatrial``; relative to the file.
    ``allow_incomplete``  gaps do not change the exit code.
    """

    policies: tuple[str, ...] = ()
    params: dict[str, dict[str, Any]] = field(default_factory=dict)
    fail_on: str = ""
    exclude: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    content: tuple[str, ...] = ()
    allow_incomplete: bool = False
    file: str = ""


def load_config(start: Path, named: Path | None = None) -> Config:
    """The configuration that holds at a folder, or of the file named outright.  Raises ContentError, UsageError."""
    path = named or _find(start)
    if path is None:
        return Config()
    # `seatrial init` writes a file in which everything is a comment.
    return ContentFile(path, path.name, may_be_empty=True).as_struct(Config, file=str(path))


def own_content(start: Path, config: Config) -> tuple[Path, ...]:
    """The repository's own content folders: ``.seatrial`` at or above a folder, then those that the file names.

    Raises ContentError for one that is not there: without its checks a scan would say less than it seems to.
    """
    top = repository_of(start) or start
    steps = [folder for folder in (start, *start.parents) if folder.is_relative_to(top)]
    hidden = [folder / OWN_CONTENT for folder in reversed(steps) if (folder / OWN_CONTENT).is_dir()]
    named = [Path(config.file).parent / folder for folder in config.content]
    for index, folder in enumerate(named):
        if not folder.is_dir():
            path = Path(config.file)
            message = f"there is no folder {config.content[index]!r} beside this file"
            ContentFile(path, path.name).fail(("content", index), message)
    return (*hidden, *named)


def _find(start: Path) -> Path | None:
    top = repository_of(start) or start
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
        if folder == top:
            return None
    return None


def content_for(folder: Path) -> tuple[Path, ...]:
    """The own content folders that hold at a folder."""
    return own_content(folder, load_config(folder))
