"""Scan a working tree and hold it against a commit: two scans, of which the second reads only what the change reaches.

Both ask the same: the configuration, the checks of the repository, the day and the databases are those of today.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from msgspec.structs import replace as altered

from seatrial import connectors
from seatrial.connectors import Connector
from seatrial.engine.difference import compared, earlier_of
from seatrial.errors import UsageError
from seatrial.files import repository_of
from seatrial.model.asset import Asset
from seatrial.model.difference import Earlier, Past
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report
from seatrial.request import Request
from seatrial.revision.changes import SUBMODULE, Changes
from seatrial.revision.git import Entry, Git
from seatrial.revision.mirror import ALWAYS, Mirror, sound
from seatrial.scan import Watch, is_wanted, scan

_FETCHED = ".terraform"


def scan_against(request: Request, base: str, watch: Watch | None = None, *, exact: bool = False) -> Report:
    """Scan the targets, and say of each finding whether it was there before.

    ``base``   a revision; what counts is where HEAD has left its history, as a pull request has it.
    ``exact``  it counts itself.
    Raises UsageError for a revision that is not there, and for targets that are not of one repository.
    """
    git = Git(_repository(request))
    named = git.commit_of(base)
    commit = named if exact else git.merge_base(named, base)
    assets: dict[tuple[str, str], Asset] = {}
    report = scan(replace(request, track=True), watch, lambda asset: assets.update({_key(asset): asset}))
    earlier = _earlier(request, git, commit, _Head(report, assets))
    told = compared(report, altered(earlier, told=base, commit=commit))
    return altered(told, assets=tuple(altered(asset, looked=()) for asset in told.assets))


def _repository(request: Request) -> Path:
    """The top of the one repository that all targets are in."""
    targets = [target for target in request.targets if not connectors.scheme_of(target)]
    if not targets:
        raise UsageError("--diff compares files; what is named otherwise has no revisions")
    tops = {target: repository_of(Path.cwd() / os.path.normpath(target)) for target in targets}
    for target, top in tops.items():
        if top is None:
            raise UsageError(f"{target!r} is in no git repository; --baseline FILE compares without one")
    found = {top for top in tops.values() if top is not None}
    if len(found) > 1:
        raise UsageError(f"--diff compares one repository; the targets are in {len(found)}")
    return Path(os.path.realpath(found.pop()))


class _Head:
    """What the first scan has found, and read on the way."""

    def __init__(self, report: Report, assets: dict[tuple[str, str], Asset]) -> None:
        self.reports = {(asset.connector, asset.key): asset for asset in report.assets}
        self.assets = assets


def _key(asset: Asset) -> tuple[str, str]:
    return (asset.connector, asset.key)


def _earlier(request: Request, git: Git, commit: str, head: _Head) -> Earlier:
    """Scan a commit."""
    files, changes = _files_and_changes(git, commit)
    kept = frozenset(path for path, entry in files.items() if entry.mode == SUBMODULE and not changes.is_changed(path))
    touched = _touched(request, changes)
    with Mirror(git, files, kept) as mirror:
        mirror.write(lambda name: any(connector.claims(name) for connector in touched))
        base = _request_for(request, mirror, tuple(connector.name for connector in touched))
        # A connector of whose files none has changed would find the same again.
        known = [
            _moved_asset(asset, mirror)
            for asset in head.assets.values()
            if asset.paths and all(asset.connector != connector.name for connector in touched)
        ]
        named = [head.reports[key] for key, asset in head.assets.items() if not asset.paths and not asset.uses]
        with _working_in(mirror.at(Path.cwd())):
            report = scan(base, None, _Reuse(mirror, changes, head), known)
        # What was named on the command line and is no file is what it is on both sides.
        report = altered(report, assets=(*report.assets, *named), scope=request.scope)
        earlier = earlier_of(report, "", commit)
        findings = tuple(_told(past, mirror) for past in earlier.findings)
        return altered(earlier, findings=findings, gaps=(*mirror.gaps, *earlier.gaps))


def _touched(request: Request, changes: Changes) -> list[Connector]:
    """The connectors that may find other assets: of whose files, or of what steers a walk, something has changed."""
    wanted = [connector for connector in connectors.every() if is_wanted(connector, request)]
    paths = {*changes.then, *changes.now}
    if any(path.rpartition("/")[2] in ALWAYS and changes.is_changed(path) for path in paths) or changes.has_unlisted:
        return wanted
    return [
        connector for connector in wanted if any(connector.claims(path) and changes.is_changed(path) for path in paths)
    ]


def _moved_asset(asset: Asset, mirror: Mirror) -> Asset:
    """An asset of the working tree, in the mirror."""
    return replace(asset, paths=tuple(map(mirror.at, asset.paths)), boundary=mirror.at(asset.boundary))


def _files_and_changes(git: Git, commit: str) -> tuple[dict[str, Entry], Changes]:
    files = dict(sound(git.tree(commit)))
    now = []
    for tag, raw in git.present():
        path = os.fsdecode(raw)
        if tag == "S":
            # What a sparse checkout leaves out is in neither scan.
            files.pop(path, None)
        elif path in files or _FETCHED not in path.split("/"):
            now.append(path)
    modules = {os.fsdecode(path): oid for path, oid in git.links_to_submodules().items()}
    kept = frozenset(path for path, oid in modules.items() if path in files and files[path].oid == oid)
    return files, Changes(git.root, files, now, kept)


class _Reuse:
    """Gives the first scan's report of what the change does not reach."""

    def __init__(self, mirror: Mirror, changes: Changes, head: _Head) -> None:
        self._mirror = mirror
        self._changes = changes
        self._head = head

    def __call__(self, asset: Asset) -> AssetReport | None:
        report = self._head.reports.get(_key(asset))
        same = self._head.assets.get(_key(asset))
        if report is not None and same is not None and self._is_same(asset, same, report.looked):
            return report
        self._mirror.complete()
        return None

    def _is_same(self, then: Asset, now: Asset, looked: Sequence[str]) -> bool:
        """Whether an asset is made of the same files, and none of those that its results hang on has changed."""
        if not now.paths:
            return True
        paths = [[*map(str, now.paths)], [self._mirror.told(str(path)) for path in then.paths]]
        names = [[*now.names], [self._mirror.told(name) for name in then.names]]
        if paths[0] != paths[1] or names[0] != names[1] or then.kind != now.kind:
            return False
        return not self._changes.reaches(looked)


def _request_for(request: Request, mirror: Mirror, only: tuple[str, ...]) -> Request:
    """What is asked of the earlier state: the same, of the same files where they are there.

    ``only``  the connectors that have something to find.
    """
    cwd = Path.cwd()
    here = mirror.at(cwd)
    targets = [_moved(target, mirror) for target in request.targets if not connectors.scheme_of(target)]
    return replace(
        request,
        only=only,
        # Nothing to find is no target: no connector would be every one.
        targets=tuple(target for target in targets if only and os.path.lexists(os.path.normpath(here / target))),
        options={name: _option(value, mirror) for name, value in request.options.items()},
        home=str(mirror.at(Path(request.home or cwd))),
        advisories=request.advisories.absolute(),
        track=False,
    )


def _moved(path: str, mirror: Mirror) -> str:
    """A path in the mirror, as it was typed where that can be."""
    here = Path(os.path.normpath(Path.cwd() / path))
    if not here.is_relative_to(mirror.git.root):
        return str(mirror.at(Path(os.path.realpath(here))))
    return str(mirror.at(here)) if Path(path).is_absolute() else path


def _option(value: object, mirror: Mirror) -> object:
    """The files that an option names: the commit's, or those outside the repository; none that came later."""
    if isinstance(value, str):
        return next(iter(_files([value], mirror)), None)
    return tuple(_files(value, mirror)) if isinstance(value, list | tuple) else value


def _files(paths: Sequence[str], mirror: Mirror) -> Iterator[str]:
    for path in paths:
        here = Path(os.path.normpath(Path.cwd() / path))
        if not here.is_relative_to(mirror.git.root):
            yield str(here)
        elif os.path.lexists(mirror.at(here)) or _copied(here, mirror):
            yield _moved(path, mirror)


def _copied(here: Path, mirror: Mirror) -> bool:
    """Whether an option's file that no connector claims by its name could be had."""
    path = here.relative_to(mirror.git.root).as_posix()
    mirror.write(lambda name: name == path)
    return os.path.lexists(mirror.at(here))


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    """Work in a folder: names are relative to it, and so they are the same as elsewhere."""
    before = Path.cwd()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _told(past: Past, mirror: Mirror) -> Past:
    place = past.location
    return altered(past, location=Location(mirror.told(place.file), place.line, place.column))
