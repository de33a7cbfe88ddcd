"""``seatrial.yaml``: what a repository says about its own scans.  Found upwards to the repository's top."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from seatrial.files import repository_of
from seatrial.images.selection import Policy
from seatrial.library.content_file import ContentFile
from seatrial.library.pack import cache_folder
from seatrial.library.read import demand_actions
from seatrial.model.location import Location
from seatrial.model.risk import BusinessValue, Exposure
from seatrial.model.waiver import Scope
from seatrial.vulns.feeds import Feeds

if TYPE_CHECKING:
    from seatrial.engine.appraise import Told
    from seatrial.engine.waiver_words import Entry

FILE = "seatrial.yaml"
OWN_CONTENT = ".seatrial"

_ACCEPTED = ("waivers", "accepted")
_TIME = re.compile(r"([1-9]\d{0,4})([dw])")


class AcceptedFinding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of ``waivers: {accepted: [...]}``: which findings, why, until when (`model.waiver.Scope`)."""

    check: str | tuple[str, ...] = ()
    reason: str = ""
    until: str = ""
    owner: str = ""
    path: str = ""
    asset: str = ""
    resource: str = ""
    tag: dict[str, str] = field(default_factory=dict)
    finding: str = ""
    package: str = ""
    justification: str = ""


class WaiverSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is demanded of waivers, and those that stand in the file; ``longest`` reads 180d or 26w."""

    require_until: bool = False
    longest: str = ""
    foreign: bool = True
    accepted: tuple[AcceptedFinding, ...] = ()

    @property
    def most_days(self) -> int:
        """``longest`` in days; 0 where nothing is said."""
        found = _TIME.fullmatch(self.longest)
        return int(found[1]) * {"d": 1, "w": 7}[found[2]] if found else 0


class ValueTold(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"level": "is"}):
    """What some resources are worth."""

    level: BusinessValue
    path: str = ""
    asset: str = ""
    resource: str = ""
    tag: dict[str, str] = field(default_factory=dict)


class ExposureTold(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"level": "is"}):
    """From where some resources can be reached."""

    level: Exposure
    path: str = ""
    asset: str = ""
    resource: str = ""
    tag: dict[str, str] = field(default_factory=dict)


class RiskSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What nobody can derive; of several entries that fit the first decides.  ``actions`` replaces the table."""

    value: tuple[ValueTold, ...] = ()
    exposure: tuple[ExposureTold, ...] = ()
    actions: dict[str, list[str]] = field(default_factory=dict)

    def values(self) -> "tuple[Told, ...]":
        return tuple(map(_told, self.value))

    def exposures(self) -> "tuple[Told, ...]":
        return tuple(map(_told, self.exposure))


class DatabaseSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """The advisory database: its folder (relative to the file), which ecosystems it has, and where its feeds are.

    ``source``  written ``from``: the repository that has it ready built, ``oci://HOST/REPOSITORY``; no feed is asked.
    ``key``     the public key, in a file relative to this one, that must have signed what is there.
    """

    folder: str = ""
    ecosystems: tuple[str, ...] = ()
    feeds: Feeds = Feeds()
    source: str = ""
    key: str = ""


class RegistrySettings(Policy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which images of a registry are scanned; the settings are `images.selection.Policy`'s."""


def _told(entry: ValueTold | ExposureTold) -> "Told":
    # Completion reads the configuration and appraises nothing.
    from seatrial.engine.appraise import Told

    said = asdict(entry)
    return Told(tags=tuple(said.pop("tag").items()), **(said | {"level": str(entry.level)}))


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration.

    ``policies``  names of policies, "default" if none is said.      ``params``   by check id or pattern.
    ``fail_on``   a severity, an action, a score or never.           ``exclude``  patterns as in .gitignore.
    ``options``   the connectors' options, without dashes: ``{var_file: [...]}``.
    ``content``   folders with own content, beside ``.seatrial``; relative to the file.
    ``allow_incomplete``  gaps do not change the exit code.
    ``waivers``   accepted findings.   ``risk``  what things are worth and how exposed they are.
    ``registry``  which images of `registry:HOST/PREFIX` are scanned.
    ``images``    which of the images that code names are scanned: never, local or always.
    ``database``  of advisories: where it is and what it is made from.
    ``vex``       files with statements of VEX, relative to the file.
    ``file``      where all that is said, empty without a file; ``lines``  where each accepted finding is.
    """

    policies: tuple[str, ...] = ()
    params: dict[str, dict[str, Any]] = field(default_factory=dict)
    fail_on: str = ""
    exclude: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    content: tuple[str, ...] = ()
    allow_incomplete: bool = False
    waivers: WaiverSettings = WaiverSettings()
    risk: RiskSettings = RiskSettings()
    registry: RegistrySettings = RegistrySettings()
    images: Literal["", "never", "local", "always"] = ""
    database: DatabaseSettings = DatabaseSettings()
    vex: tuple[str, ...] = ()
    file: str = ""
    lines: tuple[int, ...] = ()

    @property
    def home(self) -> str:
        """The folder, absolute, from which its paths are seen; empty without a file."""
        return str(Path(self.file).absolute().parent) if self.file else ""

    @property
    def advisories(self) -> Path:
        """The folder of the database of advisories: the configured one, or one in the user's cache."""
        folder = self.database.folder
        return Path(self.home) / folder if folder else cache_folder() / "advisories"

    @property
    def vex_files(self) -> tuple[Path, ...]:
        """The files of ``vex``, absolute."""
        return tuple(Path(self.home) / file for file in self.vex)

    def entries(self) -> "Iterator[Entry]":
        """Yield the waivers that stand in the file, each with its place."""
        from seatrial.engine.waiver_words import Entry

        for accepted, line in zip(self.waivers.accepted, self.lines, strict=True):
            said = asdict(accepted)
            names = ("path", "asset", "resource", "finding", "package")
            scope = Scope(tags=tuple(accepted.tag.items()), **{name: said[name] for name in names})
            until = accepted.until or None
            yield Entry(said=said | {"until": until}, scope=scope, location=Location(Path(self.file).name, line))


def load_config(start: Path, named: Path | None = None) -> Config:
    """The configuration that holds at a folder, or of the file named outright.  Raises ContentError, UsageError."""
    path = named or _find(start)
    if path is None:
        return Config()
    # `seatrial init` writes a file in which everything is a comment.
    file = ContentFile(path, path.name, may_be_empty=True)
    config: Config = file.as_struct(Config, file=str(path))
    if config.waivers.longest and not config.waivers.most_days:
        file.fail(("waivers", "longest"), f"{config.waivers.longest!r} is no time; write it as 180d or 26w")
    if config.risk.actions:
        demand_actions(file, ("risk", "actions"), config.risk.actions)
    lines = tuple(file.document.span((*_ACCEPTED, index))[0] for index in range(len(config.waivers.accepted)))
    return replace(config, lines=lines)


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
