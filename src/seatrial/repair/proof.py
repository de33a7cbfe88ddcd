"""Proof in memory: with the changes made, the findings are gone and no other has come.

All fixes of the files that some assets share are made together and the assets examined again.  Fixes whose finding
stays are taken out; if others still do harm, halves are tried until the guilty ones are alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from seatrial.files import Overlay
from seatrial.fix.edit import CannotEditError
from seatrial.fix.goal import is_same
from seatrial.model.asset import Asset
from seatrial.model.location import Location
from seatrial.model.location import Path as Path_
from seatrial.model.report import AssetReport
from seatrial.model.result import Result, Verdict
from seatrial.repair.draft import Draft, Replaced
from seatrial.repair.nouns import Change, Fix, How, Identity, Outcome
from seatrial.repair.plan import identity_of
from seatrial.repair.texts import real_path
from seatrial.scan import Bench

_RANK = {Verdict.PASS: 0, Verdict.SKIP: 0, Verdict.UNKNOWN: 1, Verdict.FAIL: 2, Verdict.ERROR: 3}

Ranks = Mapping[Identity, tuple[int, ...]]
"""How bad the results of each identity are, the worst first; what is not there is right."""

MAX_EXAMINATIONS = 60
"""Of one group of assets.  Halving finds one guilty fix among a thousand in twenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Assets that read files in common, with what they held and what was found in them."""

    assets: tuple[Asset, ...]
    fixes: tuple[Fix, ...]
    contents: Mapping[Path, bytes]
    before: Ranks
    gaps: int


class Patched(Struct, frozen=True, kw_only=True):
    """A file as it was read, and as it would be.  ``replaced`` are the parts that differ, in its characters."""

    file: str
    before: bytes
    after: bytes
    replaced: tuple[Replaced, ...]


class Proven(Struct, frozen=True, kw_only=True):
    """What became of the fixes of a group, and the files that they change."""

    fixes: tuple[Fix, ...]
    files: tuple[Patched, ...]


class Prover:
    """Proves the fixes of one group."""

    def __init__(self, bench: Bench, group: Group) -> None:
        self.bench = bench
        self.group = group
        self.left = MAX_EXAMINATIONS
        self.failed: dict[Identity, str] = {}
        self.after: Ranks = group.before

    def proven(self) -> Proven:
        """The group's fixes, each with its outcome; suggestions stay what they are, unless another fix removes them."""
        good = self._good([fix for fix in self.group.fixes if fix.outcome is Outcome.FIXED], [])
        making = Making(self.group.contents)
        for fix in good:
            making.make(fix)
        return Proven(fixes=tuple(map(self._outcome, self.group.fixes)), files=tuple(making.files()))

    def _outcome(self, fix: Fix) -> Fix:
        if fix.identity not in self.after:
            return replace(fix, outcome=Outcome.FIXED, reason="")
        if fix.outcome is not Outcome.FIXED:
            return fix
        reason = self.failed.get(fix.identity, f"more than {MAX_EXAMINATIONS} scans would be needed to prove it")
        return replace(fix, outcome=Outcome.LEFT, changes=(), reason=reason)

    def _good(self, fixes: Sequence[Fix], base: Sequence[Fix]) -> list[Fix]:
        """Those of the fixes that prove themselves on top of others that have, and these."""
        while fixes and self.left:
            made, after, worse = self._tried(fixes, base)
            stay = {fix.identity for fix in made if fix.identity in after}
            if made and not stay and not worse:
                self.after = after
                return [*base, *made]
            for identity in stay:
                self.failed[identity] = "with the change made, the finding is still there"
            if not stay:
                return self._halved(made, base, worse)
            fixes = [fix for fix in made if fix.identity not in stay]
        return list(base)

    def _halved(self, fixes: Sequence[Fix], base: Sequence[Fix], worse: Sequence[Identity]) -> list[Fix]:
        if len(fixes) == 1:
            what = f"{worse[0][1]} finds something new" if worse and worse[0][1] else "something cannot be read"
            self.failed[fixes[0].identity] = f"with the change made, {what}"
        if len(fixes) < 2:
            return list(base)
        middle = len(fixes) // 2
        return self._good(fixes[middle:], self._good(fixes[:middle], base))

    def _tried(self, fixes: Sequence[Fix], base: Sequence[Fix]) -> tuple[list[Fix], Ranks, list[Identity]]:
        """The fixes that could be made, what is wrong after them, and what of that is worse than before."""
        making = Making(self.group.contents)
        for fix in base:
            making.make(fix)
        made = []
        for fix in fixes:
            try:
                making.make(fix)
                made.append(fix)
            except CannotEditError as error:
                self.failed[fix.identity] = str(error)
        self.left -= 1
        with Overlay(making.contents()):
            reports = [self.bench.examine(asset) for asset in self.group.assets]
        after = ranks_of(reports)
        before = self.group.before
        worse = [identity for identity, ranks in after.items() if ranks > before.get(identity, ())]
        if gaps_of(reports) > self.group.gaps:
            worse.append(("", "", "", ""))
        return made, after, worse


class Making:
    """Makes fixes one after another in drafts of the files; one that cannot be made whole is not made at all."""

    def __init__(self, contents: Mapping[Path, bytes]) -> None:
        self._contents = contents
        self._drafts: dict[str, Draft] = {}
        self._values: dict[tuple[Location, Path_], Any] = {}

    def make(self, fix: Fix) -> None:
        """Raises CannotEditError."""
        kept = {file: draft.state for file, draft in self._drafts.items()}
        values = dict(self._values)
        try:
            for change in fix.changes:
                self._demand_agreement(change)
                self._draft(change.head.file).make(change)
        except CannotEditError:
            self._values = values
            for file, draft in self._drafts.items():
                draft.reset(kept.get(file))
            raise

    def _demand_agreement(self, change: Change) -> None:
        if change.how is How.SET:
            key = (change.head, change.path)
            if key in self._values and not is_same(self._values[key], change.value):
                raise CannotEditError("another fix writes something else there")
            self._values[key] = change.value

    def _draft(self, file: str) -> Draft:
        if file not in self._drafts:
            self._drafts[file] = Draft(self._contents[real_path(file)])
        return self._drafts[file]

    def contents(self) -> dict[Path, bytes]:
        """The changed files, by path."""
        return {real_path(file): draft.content() for file, draft in self._drafts.items()}

    def files(self) -> Iterator[Patched]:
        for file, draft in sorted(self._drafts.items()):
            replaced = tuple(draft.replaced())
            if replaced:
                before = self._contents[real_path(file)]
                yield Patched(file=file, before=before, after=draft.content(), replaced=replaced)


def ranks_of(reports: Iterable[AssetReport]) -> dict[Identity, tuple[int, ...]]:
    """What is not right in some assets."""
    found: dict[Identity, list[int]] = {}
    for report in reports:
        for result in report.results:
            if _RANK[result.verdict]:
                found.setdefault(_identity(report, result), []).append(_RANK[result.verdict])
    return {identity: tuple(sorted(ranks, reverse=True)) for identity, ranks in found.items()}


def _identity(report: AssetReport, result: Result) -> Identity:
    return identity_of(report.key, result)


def gaps_of(reports: Iterable[AssetReport]) -> int:
    return sum(len(report.gaps) for report in reports)
