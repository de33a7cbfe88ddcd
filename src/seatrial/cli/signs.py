"""What the doctor looks at, each a sign: what is there, whether that is well, and what to do if not.

Nothing that is found is executed, and nothing outside this computer is asked.
"""

import os
import platform
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from importlib import metadata
from pathlib import Path

import msgspec

from seatrial import __version__
from seatrial.cli.options import config_for
from seatrial.cli.output import wants_color
from seatrial.cli.scan_command import command as scan_command
from seatrial.cli.scan_command import scan_request, threshold_of
from seatrial.config import Config, own_content
from seatrial.errors import SeatrialError
from seatrial.files import exclusions, repository_of
from seatrial.library import Library, load, pack
from seatrial.library.lint import path_of
from seatrial.model.words import did_you_mean
from seatrial.request import Request
from seatrial.scan import demand_sound

_TOOLS = {
    "git": "keeps the repository; a scan reads without it",
    "terraform": "makes plans, which know more than source: terraform show -json plan > plan.json",
    "tofu": "makes plans, which know more than source: tofu show -json plan > plan.json",
    "helm": "renders charts, which are not scanned themselves: helm template",
    "kustomize": "renders overlays: kustomize build",
}


_OLD = 7
"""Days after which advisories are told to be old."""


class State(StrEnum):
    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Sign:
    """One line.  ``advice`` says what to do; empty where nothing need be done."""

    topic: str
    text: str
    state: State = State.OK
    advice: str = ""


def signs(folder: Path) -> Iterator[Sign]:
    """Look at everything that a scan of a folder, an absolute path, depends on."""
    yield from _installation()
    yield _python()
    library = _library()
    yield library
    yield from _configuration(folder, is_library_sound=library.state is not State.PROBLEM)
    yield _repository(folder)
    yield _terminal()
    yield from (_tool(name, what) for name, what in _TOOLS.items())


def _installation() -> Iterator[Sign]:
    where = f"seatrial {__version__}, {Path(__file__).parents[1]}"
    try:
        installed = metadata.version("seatrial")
    except metadata.PackageNotFoundError:
        yield Sign("version", where, State.NOTE, "it runs from a folder and is not installed: pip install seatrial")
        return
    if installed != __version__:
        advice = "install it anew, for the two are mixed: pip install --force-reinstall seatrial"
        yield Sign("version", f"{where}, but {installed} is installed", State.PROBLEM, advice)
    else:
        yield Sign("version", where)
    yield _command(Path(sysconfig.get_path("scripts")))


def _command(scripts: Path) -> Sign:
    """Whether the shell finds this installation."""
    found = shutil.which("seatrial")
    if found is None:
        return Sign("command", "a shell does not find `seatrial`", State.NOTE, f"add {scripts} to PATH")
    if not Path(found).resolve().is_relative_to(scripts.resolve()):
        advice = f"put {scripts} first in PATH, or remove the other one"
        return Sign("command", f"`seatrial` is {found}, which is another installation", State.NOTE, advice)
    return Sign("command", found)


def _python() -> Sign:
    text = f"{platform.python_implementation()} {platform.python_version()}, {sys.executable}"
    if sys.version_info.releaselevel != "final":
        return Sign("python", text, State.NOTE, "use a released Python: nothing is tested with this one")
    return Sign("python", text)


def _library() -> Sign:
    """Where the library that comes with Seatrial is, and whether it can be read."""
    source = pack.SHIPPED if pack.SHIPPED.is_file() else pack.folder()
    try:
        content = pack.packed()
    except (OSError, SeatrialError, msgspec.DecodeError) as error:
        advice = "install Seatrial anew: pip install --force-reinstall seatrial"
        return Sign("library", f"{source} cannot be read: {error}", State.PROBLEM, advice)
    text = f"{len(content.checks)} checks, {len(content.definitions)} resource types, {source}"
    if not content.checks:
        return Sign("library", text, State.PROBLEM, "install Seatrial anew: pip install --force-reinstall seatrial")
    if source != pack.SHIPPED and not os.access(_nearest(pack.cache_folder()), os.W_OK):
        advice = f"every run reads it anew and takes a second longer, until {pack.cache_folder()} can be written"
        return Sign("library", text, State.NOTE, advice)
    return Sign("library", text)


def _nearest(folder: Path) -> Path:
    return next(above for above in (folder, *folder.parents) if above.exists())


def _configuration(folder: Path, *, is_library_sound: bool) -> Iterator[Sign]:
    """The configuration that holds at a folder, and the repository's own content."""
    advice = "mend the file; docs: Using Seatrial, Configuration"
    try:
        config = config_for((str(folder),), None)
        own = own_content(folder, config)
        with scan_command.make_context("scan", [str(folder)]) as context:
            threshold_of(context.params, config)
            request = scan_request((str(folder),), config, context.params)
        exclusions(config.exclude)
    except SeatrialError as error:
        yield Sign("configuration", str(error), State.PROBLEM, advice)
        return
    if not is_library_sound:
        return
    try:
        library = load(own)
        demand_sound(library, own)
    except (SeatrialError, OSError) as error:
        yield Sign("content", str(error), State.PROBLEM, "mend it, and see what else there is: seatrial check lint")
        return
    yield _configured(config, request, library)
    yield _advisories(config.advisories)
    yield from _params(config, library)
    yield _own(own, library)


def _configured(config: Config, request: Request, library: Library) -> Sign:
    try:
        chosen = library.choose(request.policies, request.params)
    except SeatrialError as error:
        return Sign("configuration", f"{config.file}: {error}", State.PROBLEM, "seatrial list policies")
    asks = f"{len(chosen.checks)} checks of {', '.join(request.policies)}"
    if not config.file:
        return Sign("configuration", f"there is no seatrial.yaml, and the defaults hold: {asks}")
    return Sign("configuration", f"{config.file}: {asks}")


def _advisories(folder: Path) -> Sign:
    """The databases by which packages are judged."""
    from seatrial.vulns.status import statuses

    found = [*statuses(folder)]
    if not found:
        text = f"there are none in {folder}, and so the built-in sample is asked, which knows next to nothing"
        return Sign("advisories", text, State.NOTE, "seatrial db update --for . gets those that the packages here need")
    broken = [one for one in found if one.flaw]
    if broken:
        return Sign("advisories", broken[0].flaw, State.PROBLEM, "seatrial db update builds it anew")
    oldest = min(one.built for one in found if one.built)
    days = (datetime.now(UTC) - oldest).days
    text = f"{len(found)} databases, the oldest of {oldest:%Y-%m-%d}, {folder}"
    if days > _OLD:
        return Sign(
            "advisories", text, State.NOTE, f"seatrial db update: what came out in {days} days is not known here"
        )
    return Sign("advisories", text)


def _params(config: Config, library: Library) -> Iterator[Sign]:
    """Parameters that no check will ever read."""
    for pattern, values in config.params.items():
        checks = [check for id_, check in library.checks.items() if fnmatchcase(id_, pattern)]
        if not checks:
            text = f"{config.file}: `params`: {pattern!r} is no check{did_you_mean(pattern, library.checks)}"
            yield Sign("configuration", text, State.PROBLEM, "seatrial list checks")
        known = {name for check in checks for name in check.params}
        for name in [name for name in values if checks and name not in known]:
            text = f"{config.file}: `params`: {pattern!r} has no parameter {name!r}{did_you_mean(name, known)}"
            yield Sign("configuration", text, State.PROBLEM, f"seatrial explain {checks[0].id}")


def _own(folders: tuple[Path, ...], library: Library) -> Sign:
    if not folders:
        return Sign("content", "no checks of your own: there is no .seatrial")
    count = sum(path_of(check.file, folders) is not None for check in library.checks.values())
    return Sign("content", f"{count} checks of your own in {', '.join(map(str, folders))}")


def _repository(folder: Path) -> Sign:
    top = repository_of(folder)
    if top is None:
        advice = "scan the top of what belongs together: modules and files outside of the target are not read"
        return Sign("repository", f"{folder} is in no git repository", State.NOTE, advice)
    return Sign("repository", str(top))


def _terminal() -> Sign:
    encoding = sys.stdout.encoding or "ascii"
    size = shutil.get_terminal_size((100, 24)).columns
    color = "color" if wants_color("auto") else "no color"
    kind = "a terminal" if sys.stdout.isatty() else "no terminal"
    text = f"standard output is {kind}: {size} columns, {color}, {encoding}"
    if "utf" not in encoding.lower():
        return Sign("terminal", text, State.NOTE, "reports are written in ASCII; for more set LANG=C.UTF-8")
    return Sign("terminal", text)


def _tool(name: str, what: str) -> Sign:
    found = shutil.which(name)
    return Sign(name, found if found else f"not here, and not needed; {what}")
