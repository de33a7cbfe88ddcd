"""A whole repair: the findings of a request, their fixes planned, proven, and the files as they would be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from seatrial.bench import Bench, attempt
from seatrial.executor import executor_for
from seatrial.files import Reads
from seatrial.library import load
from seatrial.model.asset import Asset
from seatrial.model.check import Check
from seatrial.model.gap import Gap
from seatrial.model.result import Result
from seatrial.repair.making import Patched
from seatrial.repair.nouns import Fix, Outcome
from seatrial.repair.plan import Planner
from seatrial.repair.proof import Group, Proven, Prover, Ranks, ranks_of
from seatrial.repair.texts import Texts, real_path
from seatrial.request import Request
from seatrial.scan import demand_sound, find_assets, seconds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which findings to repair: of these checks, all where there are none, at places that a test accepts.

    ``unsafe``  also by adding resources.
    """

    checks: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    unsafe: bool = False


class Repairs(Struct, frozen=True, kw_only=True):
    """What became of the findings, and the files that would change; ``checks`` by the ids of the findings."""

    fixes: tuple[Fix, ...]
    files: tuple[Patched, ...]
    gaps: tuple[Gap, ...]
    checks: dict[str, Check]

    def without(self, unwritten: Mapping[str, str]) -> Repairs:
        """What is true where some files were left alone, each for a reason: their fixes are left for a person."""
        return replace(self, fixes=tuple(_unless(fix, unwritten) for fix in self.fixes))


def _unless(fix: Fix, unwritten: Mapping[str, str]) -> Fix:
    reason = next((unwritten[c.head.file] for c in fix.changes if c.head.file in unwritten), "")
    return replace(fix, outcome=Outcome.LEFT, reason=reason) if reason and fix.outcome is Outcome.FIXED else fix


class Planned(Struct, frozen=True, kw_only=True):
    """An asset with the fixes of its findings; ``reads`` are the files that it was read from."""

    asset: Asset
    fixes: tuple[Fix, ...]
    reads: frozenset[Path]
    contents: dict[Path, bytes]
    before: Ranks
    gaps: tuple[Gap, ...]


def repair(request: Request, wanted: Wanted) -> Repairs:
    """Plan and prove the fixes of a request's findings; writes nothing.  Raises UsageError and ContentError."""
    library = load(request.content)
    demand_sound(library, request.content)
    chosen = library.choose(request.policies, request.params)
    assets, gaps = find_assets(request)
    seconds = [*map(seconds_of, assets)]
    executor = executor_for(seconds, request.jobs)
    planned = tuple(executor.map(_plan, assets, _prepare, (request, wanted)))
    groups = [*grouped(planned)]
    proven = tuple(executor_for(seconds, request.jobs).map(_prove, groups, _prepare, (request, wanted)))
    fixes = sorted((fix for found in proven for fix in found.fixes), key=_order)
    return Repairs(
        fixes=tuple(fixes),
        files=tuple(sorted((file for found in proven for file in found.files), key=lambda file: file.file)),
        gaps=tuple(sorted({*gaps, *(gap for found in planned for gap in found.gaps)})),
        checks={fix.check: chosen.checks[fix.check] for fix in fixes},
    )


def _order(fix: Fix) -> tuple[Any, ...]:
    return (fix.location.file, fix.location.line, fix.location.column, fix.identity)


def plan_asset(bench: Bench, asset: Asset, is_wanted: Callable[[Result], bool], *, unsafe: bool) -> Planned:
    """Read and judge an asset, and plan the fixes of those of its findings that are wanted."""
    with Reads() as reads:
        collected = bench.collect(asset)
        resources = bench.resources(collected)
        report = bench.judge(collected, resources)
        planner = Planner(asset.key, resources, Texts(reads.contents))
        fixes = tuple(_fixes(bench, planner, filter(is_wanted, report.results), unsafe=unsafe))
    edited = {real_path(change.head.file) for fix in fixes for change in fix.changes}
    return Planned(
        asset=asset,
        fixes=fixes,
        reads=frozenset(reads.contents),
        contents={path: content for path, content in reads.contents.items() if path in edited},
        before=ranks_of([report]),
        gaps=report.gaps,
    )


def _fixes(bench: Bench, planner: Planner, results: Iterable[Result], *, unsafe: bool) -> Iterator[Fix]:
    for result in results:
        if not result.is_finding or result.match is not None:
            # What is waived is accepted: somebody has said that it is to stay.  Nobody writes other versions yet.
            continue
        check = bench.chosen.checks[result.check]
        params = bench.question(check).params
        fix = attempt(result.location.file, partial(planner.fix, check, result, params))
        if isinstance(fix, Gap):
            # Whatever a hostile source makes of planning costs this finding its fix only.
            fix = planner.left(result, fix.reason)
        if fix.outcome is Outcome.FIXED and fix.risk and not unsafe:
            fix = replace(fix, outcome=Outcome.SUGGESTED, reason=f"{fix.risk.rstrip('.')}; --unsafe does it")
        yield fix


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
    return Group(
        assets=tuple(found.asset for found in planned),
        fixes=tuple(fix for found in planned for fix in found.fixes),
        contents=contents,
        before=before,
        gaps=sum(len(found.gaps) for found in planned),
    )


_bench: Bench
_wanted: Wanted


def _prepare(settings: tuple[Request, Wanted]) -> None:
    global _bench, _wanted
    request, _wanted = settings
    _bench = Bench.for_request(request)


def _plan(asset: Asset) -> Planned:
    return plan_asset(_bench, asset, _is_wanted, unsafe=_wanted.unsafe)


def _is_wanted(result: Result) -> bool:
    if _wanted.checks and result.check not in _wanted.checks:
        return False
    return not _wanted.paths or any(_lies_in(result.location.file, path) for path in _wanted.paths)


def _lies_in(file: str, path: str) -> bool:
    return real_path(file).is_relative_to(real_path(path))


def _prove(group: Group) -> Proven:
    return Prover(_bench, group).proven()
