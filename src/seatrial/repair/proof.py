"""Proof in memory: with the changes made, the findings are gone and no other has come.

All fixes of the files that some assets share are made together and the assets examined again.  Fixes whose finding
stays are taken out; if others still do harm, halves are tried until the guilty ones are alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from seatrial.files import Overlay
from seatrial.fix.edit import CannotEditError
from seatrial.model.asset import Asset
from seatrial.model.report import AssetReport
from seatrial.model.result import Result, Verdict
from seatrial.repair.draft import Draft
from seatrial.repair.nouns import Fix, Identity, Outcome
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What became of the fixes of a group, and its files as they would be."""

    fixes: tuple[Fix, ...]
    drafts: Mapping[str, Draft]


class Prover:
    """Proves the fixes of one group."""

    def __init__(self, bench: Bench, group: Group) -> None:
        self.bench = bench
        self.group = group
        self.left = MAX_EXAMINATIONS
        self.failed: dict[Identity, str] = {}

    def proven(self) -> Proven:
        """The group's fixes, each with its outcome; those that are suggestions already stay what they are."""
        wanted = [fix for fix in self.group.fixes if fix.outcome is Outcome.FIXED]
        good = self._good(wanted, [])
        drafts = self._drafts(good)
        fixed = {fix.identity for fix in good}
        fixes = (fix if fix.outcome is not Outcome.FIXED else self._outcome(fix, fixed) for fix in self.group.fixes)
        return Proven(fixes=tuple(fixes), drafts=drafts)

    def _outcome(self, fix: Fix, fixed: set[Identity]) -> Fix:
        if fix.identity in fixed:
            return fix
        reason = self.failed.get(fix.identity, "too many changes had to be tried")
        return replace(fix, outcome=Outcome.LEFT, changes=(), reason=reason)

    def _good(self, fixes: Sequence[Fix], base: Sequence[Fix]) -> list[Fix]:
        """Those of the fixes that prove themselves on top of others that have."""
        fixes = [fix for fix in fixes if self._can_be_made(fix, base)]
        while fixes and self.left:
            stay, worse = self._tried([*base, *fixes])
            if not stay and not worse:
                return [*base, *fixes]
            gone = [fix for fix in fixes if fix.identity not in stay]
            for fix in fixes:
                if fix.identity in stay:
                    self.failed[fix.identity] = "with the change made, the finding is still there"
            if len(gone) == len(fixes):
                return self._halved(fixes, base, worse)
            fixes = gone
        return list(base)

    def _halved(self, fixes: Sequence[Fix], base: Sequence[Fix], worse: Sequence[Identity]) -> list[Fix]:
        if len(fixes) == 1:
            check = worse[0][1] if worse else "a gap"
            self.failed[fixes[0].identity] = f"with the change made, {check} finds something else"
            return list(base)
        middle = len(fixes) // 2
        return self._good(fixes[middle:], self._good(fixes[:middle], base))

    def _can_be_made(self, fix: Fix, base: Sequence[Fix]) -> bool:
        try:
            _made([*base, fix], self.group.contents)
        except CannotEditError as error:
            self.failed[fix.identity] = str(error)
            return False
        return True

    def _drafts(self, fixes: Sequence[Fix]) -> dict[str, Draft]:
        return _made(fixes, self.group.contents)

    def _tried(self, fixes: Sequence[Fix]) -> tuple[set[Identity], list[Identity]]:
        """The identities of fixes whose finding stays, and of results that are worse than before."""
        self.left -= 1
        wanted = {fix.identity for fix in fixes}
        with Overlay({real_path(file): draft.content() for file, draft in self._drafts(fixes).items()}):
            reports = [self.bench.examine(asset) for asset in self.group.assets]
        after = ranks_of(reports)
        stay = {identity for identity in wanted if identity in after}
        worse = [i for i, rank in after.items() if i not in wanted and rank > self.group.before.get(i, ())]
        if gaps_of(reports) > self.group.gaps:
            worse.append(("", "", "", ""))
        return stay, worse


def _made(fixes: Iterable[Fix], contents: Mapping[Path, bytes]) -> dict[str, Draft]:
    """The files with the changes of fixes made.  Raises CannotEditError."""
    drafts: dict[str, Draft] = {}
    for fix in fixes:
        for change in fix.changes:
            file = change.head.file
            if file not in drafts:
                drafts[file] = Draft(contents[real_path(file)])
            drafts[file].make(change)
    return drafts


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
