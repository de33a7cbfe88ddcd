"""A whole repair: the findings of a request, their fixes planned, proven, and the files as they would be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from seatrial.bench import Bench
from seatrial.children import children_of, named_in
from seatrial.executor import executor_for
from seatrial.files import Reads
from seatrial.library import load
from seatrial.model.asset import Asset
from seatrial.model.check import Check
from seatrial.model.gap import Gap
from seatrial.model.result import Result
from seatrial.repair.making import Patched
from seatrial.repair.nouns import Fix, Outcome
from seatrial.repair.packages import PackagePlanner
from seatrial.repair.plan import Planner, fixes_of_checks
from seatrial.repair.planned import Planned
from seatrial.repair.proof import NAMED, Group, Proven, Prover, names_in, ranks_of
from seatrial.repair.sites import sites_of
from seatrial.repair.texts import Texts, real_path
from seatrial.request import Images, Request
from seatrial.scan import demand_sound, find_assets, sampled, seconds_of

if TYPE_CHECKING:
    from seatrial.repair.images import Imaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which findings to repair: of these checks, all where there are none, at places that a test accepts.

    ``names``   of flaws and of packages: findings of these, too.
    ``unsafe``  also by adding resources, and by versions that may break something.
    """

    checks: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    unsafe: bool = False


class Repairs(Struct, frozen=True, kw_only=True):
    """What became of the findings, and the files that would change.

    ``checks``  by the ids of the findings.   ``named``  the packages that are there, of those that were asked for.
    """

    fixes: tuple[Fix, ...]
    files: tuple[Patched, ...]
    gaps: tuple[Gap, ...]
    checks: dict[str, Check]
    named: frozenset[str] = frozenset()

    def without(self, unwritten: Mapping[str, str]) -> Repairs:
        """What is true where some files were left alone, each for a reason: their fixes are left for a person."""
        return replace(self, fixes=tuple(_unless(fix, unwritten) for fix in self.fixes))


def _unless(fix: Fix, unwritten: Mapping[str, str]) -> Fix:
    reason = next((unwritten[c.head.file] for c in fix.changes if c.head.file in unwritten), "")
    return replace(fix, outcome=Outcome.LEFT, reason=reason) if reason and fix.outcome is Outcome.FIXED else fix


def repair(request: Request, wanted: Wanted) -> Repairs:
    """Plan and prove the fixes of a request's findings; writes nothing.  Raises UsageError and ContentError."""
    library = load(request.content)
    demand_sound(library, request.content)
    chosen = library.choose(request.policies, request.params)
    assets, gaps = find_assets(request)
    seconds = [*map(seconds_of, assets)]
    executor = executor_for(seconds, request.jobs)
    planned = tuple(executor.map(_plan, assets, _prepare, (request, wanted)))
    images, more = _imaged(planned, request, wanted)
    planned = _renaming(planned, images)
    more += sampled([*(found.report for found in planned), *(image.report for image in images)])
    groups = [*grouped(planned)]
    proven = tuple(executor_for(seconds, request.jobs).map(_prove, groups, _prepare, (request, wanted)))
    done = [fix for found in proven for fix in found.fixes]
    fixes = sorted((*(fix for fix in done if fix.renamed is None), *_of_images(images, done)), key=_order)
    return Repairs(
        fixes=tuple(fixes),
        files=tuple(sorted((file for found in proven for file in found.files), key=lambda file: file.file)),
        gaps=tuple(sorted({*gaps, *more, *(gap for found in planned for gap in found.gaps)})),
        checks={fix.check: chosen.checks[fix.check] for fix in fixes if fix.match is None},
        named=frozenset(name for found in planned for name in found.named),
    )


def _imaged(planned: Sequence[Planned], request: Request, wanted: Wanted) -> tuple[tuple[Imaged, ...], list[Gap]]:
    """The images that are named, with what could be taken instead, and a gap for each name that says nothing."""
    if request.images is Images.NEVER:
        return (), []
    reports = [found.report for found in planned]
    named = named_in(reports)
    assets, beyond = children_of(named, reports, request)
    executor = executor_for(map(seconds_of, assets), request.jobs)
    images = tuple(executor.map(_plan_image, assets, _prepare, (request, wanted)))
    return images, [*named.gaps, *beyond, *(gap for image in images for gap in image.report.gaps)]


def _renaming(planned: tuple[Planned, ...], images: Sequence[Imaged]) -> tuple[Planned, ...]:
    """The assets with fixes that name other images, too."""
    if not images:
        return planned
    from seatrial.repair.images import renames

    return tuple(replace(found, fixes=(*found.fixes, *renames(found, images))) for found in planned)


def _of_images(images: Sequence[Imaged], done: Sequence[Fix]) -> Iterator[Fix]:
    if images:
        from seatrial.repair.images import fixes_of

        for image in images:
            yield from fixes_of(image, done)


def _order(fix: Fix) -> tuple[Any, ...]:
    return (fix.location.file, fix.location.line, fix.location.column, fix.identity)


def plan_asset(
    bench: Bench,
    asset: Asset,
    is_wanted: Callable[[Result], bool],
    *,
    unsafe: bool,
    packages: frozenset[str] = frozenset(),
) -> Planned:
    """Read and judge an asset, and plan the fixes of those of its findings that are wanted."""
    with Reads() as reads:
        collected = bench.collect(asset)
        resources = bench.resources(collected)
        report = bench.judge(collected, resources)
        texts = Texts(reads.contents)
        # What is waived is accepted: somebody has said that it is to stay.
        wanted = [result for result in report.results if result.is_finding and is_wanted(result)]
        planner = Planner(asset.key, resources, texts)
        fixes = [*fixes_of_checks(bench, planner, (result for result in wanted if result.match is None))]
        flaws = [result for result in wanted if result.match is not None]
        if flaws:
            fixes += PackagePlanner(asset, bench.database, texts, unsafe=unsafe).fixes(flaws, report.results)
        names = bench.settlement.names
        sites = {} if bench.request.images is Images.NEVER else sites_of(names, resources, planner, texts)
    edited = {real_path(change.head.file) for fix in fixes for change in fix.changes}
    edited |= {real_path(site.change.head.file) for site in sites.values() if site.change}
    return Planned(
        asset=asset,
        fixes=tuple(_dared(fix, unsafe=unsafe) for fix in fixes),
        reads=frozenset(reads.contents),
        contents={path: content for path, content in reads.contents.items() if path in edited},
        before=ranks_of([report]),
        gaps=report.gaps,
        report=replace(report, results=()),
        named=packages.intersection(package.name.lower() for package in collected.packages or ()),
        sites=sites,
    )


def _dared(fix: Fix, *, unsafe: bool) -> Fix:
    """The fix; a suggestion where nobody has said that it may be risked."""
    if fix.outcome is not Outcome.FIXED or not fix.risk or unsafe:
        return fix
    return replace(fix, outcome=Outcome.SUGGESTED, reason=f"{fix.risk.rstrip('.')}; --unsafe does it")


def grouped(planned: Sequence[Planned]) -> Iterator[Group]:
    """Put together the assets that read a file which one of them would change."""
    readers: dict[Path, list[int]] = {}
    for number, found in enumerate(planned):
        for path in found.reads:
            readers.setdefault(path, []).append(number)
    leader = list(range(len(planned)))
    for number, found in enumerate(planned):
        for path in found.contents:
            for other in readers[path]:
                _join(leader, number, other)
    members: dict[int, list[Planned]] = {}
    for number, found in enumerate(planned):
        members.setdefault(_leader(leader, number), []).append(found)
    for group in members.values():
        if any(found.fixes for found in group):
            yield _group(group)


def _join(leader: list[int], one: int, other: int) -> None:
    leader[_leader(leader, one)] = _leader(leader, other)


def _leader(leader: list[int], number: int) -> int:
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def _group(planned: Sequence[Planned]) -> Group:
    contents = {path: content for found in planned for path, content in found.contents.items()}
    before = {identity: ranks for found in planned for identity, ranks in found.before.items()}
    before |= {fix.identity: NAMED for found in planned for fix in found.fixes if fix.renamed}
    return Group(
        assets=tuple(found.asset for found in planned),
        fixes=tuple(fix for found in planned for fix in found.fixes),
        contents=contents,
        before=before,
        gaps=sum(len(found.gaps) for found in planned),
        images=frozenset(name for found in planned for name in names_in(found.report)),
    )


_bench: Bench
_wanted: Wanted


def _prepare(settings: tuple[Request, Wanted]) -> None:
    global _bench, _wanted
    request, _wanted = settings
    _bench = Bench.for_request(request)


def _plan(asset: Asset) -> Planned:
    return plan_asset(_bench, asset, _is_wanted, unsafe=_wanted.unsafe, packages=_wanted.names)


def _plan_image(asset: Asset) -> Imaged:
    # Asking registries is no small thing to import, and most repairs ask none.
    from seatrial.repair.images import plan_image

    return plan_image(_bench, asset, _is_wanted, unsafe=_wanted.unsafe)


def _is_wanted(result: Result) -> bool:
    if (_wanted.checks or _wanted.names) and result.check not in _wanted.checks and not _is_named(result):
        return False
    return not _wanted.paths or any(_lies_in(result.location.file, path) for path in _wanted.paths)


def _is_named(result: Result) -> bool:
    """Whether it is a flaw, or in a package, that was asked for."""
    match = result.match
    names = (result.address, match.name, match.package.name, *match.names) if match else ()
    return any(name.lower() in _wanted.names for name in names)


def _lies_in(file: str, path: str) -> bool:
    return real_path(file).is_relative_to(real_path(path))


def _prove(group: Group) -> Proven:
    return Prover(_bench, group).proven()
