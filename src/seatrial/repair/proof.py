"""Proof in memory: with the changes made, the findings are gone and no other has come.

All fixes of the files that some assets share are made together and the assets examined again.  Fixes whose finding
stays are taken out; if others still do harm, halves are tried until the guilty ones are alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from seatrial.bench import Bench
from seatrial.errors import UsageError
from seatrial.files import Overlay
from seatrial.images.reference import parse_reference
from seatrial.model.asset import Asset
from seatrial.model.naming import Naming
from seatrial.model.report import AssetReport
from seatrial.model.result import Result, Verdict
from seatrial.repair.making import Making, Patched
from seatrial.repair.nouns import Fix, Identity, Outcome
from seatrial.repair.plan import identity_of

_RANK = {Verdict.PASS: 0, Verdict.SKIP: 0, Verdict.UNKNOWN: 1, Verdict.FAIL: 2, Verdict.ERROR: 3}

Ranks = Mapping[Identity, tuple[int, ...]]
"""How bad the results of each identity are, the worst first; what is not there is right."""

NAMED = (2,)
"""How bad it is that an image is still named that another one should take the place of."""

MAX_EXAMINATIONS = 60
"""Of one group of assets.  Halving finds one guilty fix among a thousand in twenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Assets that read files in common, with what they held, what was found in them, and the images that they name."""

    assets: tuple[Asset, ...]
    fixes: tuple[Fix, ...]
    contents: Mapping[Path, bytes]
    before: Ranks
    gaps: int
    images: frozenset[str] = frozenset()


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
        self.making: Making | None = None

    def proven(self) -> Proven:
        """The group's fixes, each with its outcome; suggestions stay what they are, unless another fix removes them."""
        self._good([fix for fix in self.group.fixes if fix.outcome is Outcome.FIXED], [])
        files = () if self.making is None else tuple(self.making.files())
        return Proven(fixes=tuple(map(self._outcome, self.group.fixes)), files=files)

    def _outcome(self, fix: Fix) -> Fix:
        if fix.identity not in self.after:
            return replace(fix, outcome=Outcome.FIXED, reason="")
        if self.making and any(fix is made for made in self.making.made_like(fix.identity)):
            # Of several versions of a package, which have a flaw in common, this one has it no more.
            return fix
        if fix.outcome is not Outcome.FIXED:
            return fix
        reason = self.failed.get(fix.identity, f"more than {MAX_EXAMINATIONS} scans would be needed to prove it")
        return replace(fix, outcome=Outcome.LEFT, changes=(), reason=reason)

    def _good(self, fixes: Sequence[Fix], base: Sequence[Fix]) -> list[Fix]:
        """Those of the fixes that prove themselves on top of others that have, and these."""
        while fixes and self.left:
            making, after, worse = self._tried(fixes, base)
            made = making.made[len(base) :]
            stay = {fix.identity for fix in made if self._stays(fix.identity, making, after)}
            if made and not stay and not worse:
                self.after, self.making = after, making
                return making.made
            for identity in stay:
                self.failed[identity] = "with the change made, the finding is still there"
            if not stay:
                return self._halved(made, base, worse)
            fixes = [fix for fix in made if fix.identity not in stay]
        return list(base)

    def _still_named(self, reports: Sequence[AssetReport]) -> Iterator[Identity]:
        """Yield the identities of images that an asset still names, or of which it does not name the successor."""
        names: dict[str, frozenset[str]] = {}
        for report in reports:
            # A folder of manifests and a root module in one folder have one key.
            names[report.key] = names.get(report.key, frozenset()) | names_in(report)
        for fix in self.group.fixes:
            if fix.renamed:
                there = names[fix.identity[0]]
                if fix.renamed.old in there or fix.renamed.new not in there:
                    yield fix.identity

    def _strangers(self, reports: Sequence[AssetReport], made: Iterable[Fix]) -> Iterator[Identity]:
        """Yield the images that are named now although nobody wanted that: a variable had two names to decide."""
        wanted = {fix.renamed.new for fix in made if fix.renamed}
        for name in {name for report in reports for name in names_in(report)} - self.group.images - wanted:
            yield ("", "", name, "")

    def _stays(self, identity: Identity, making: Making, after: Ranks) -> bool:
        """Whether as many findings of an identity are left as without the fixes of some of them."""
        gone = len(self.group.before.get(identity, ())) - len(after.get(identity, ()))
        return identity in after and gone < len(making.made_like(identity))

    def _halved(self, fixes: Sequence[Fix], base: Sequence[Fix], worse: Sequence[Identity]) -> list[Fix]:
        if len(fixes) == 1:
            self.failed[fixes[0].identity] = f"with the change made, {_told(worse)}"
        if len(fixes) < 2:
            return list(base)
        middle = len(fixes) // 2
        return self._good(fixes[middle:], self._good(fixes[:middle], base))

    def _tried(self, fixes: Sequence[Fix], base: Sequence[Fix]) -> tuple[Making, Ranks, list[Identity]]:
        """The fixes made, what is wrong after them, and what of that is worse than before."""
        making = Making(self.group.contents, [*base, *fixes])
        self.failed |= making.failed
        self.left -= 1
        with Overlay(making.contents()):
            reports = [self.bench.examine(asset) for asset in self.group.assets]
        after = ranks_of(reports) | dict.fromkeys(self._still_named(reports), NAMED)
        before = self.group.before
        worse = [identity for identity, ranks in after.items() if ranks > before.get(identity, ())]
        worse += self._strangers(reports, making.made)
        if gaps_of(reports) > self.group.gaps:
            worse.append(("", "", "", ""))
        return making, after, worse


def _told(worse: Sequence[Identity]) -> str:
    _, check, name, _ = worse[0] if worse else ("", "", "", "")
    if check:
        return f"{check} finds something new"
    return f"`{name}` is named, too" if name else "something cannot be read"


def ranks_of(reports: Iterable[AssetReport]) -> dict[Identity, tuple[int, ...]]:
    """What is not right in some assets."""
    found: dict[Identity, list[int]] = {}
    for report in reports:
        for result in report.results:
            if _RANK[result.verdict] and result.waiver is None:
                found.setdefault(_identity(report, result), []).append(_RANK[result.verdict])
    return {identity: tuple(sorted(ranks, reverse=True)) for identity, ranks in found.items()}


def names_in(report: AssetReport) -> frozenset[str]:
    """The images that an asset names; a name that is none is the empty one."""
    return frozenset(map(_name, report.images))


def _name(naming: Naming) -> str:
    try:
        return str(parse_reference(naming.reference)) if naming.reference else ""
    except UsageError:
        return ""


def _identity(report: AssetReport, result: Result) -> Identity:
    return identity_of(report.key, result)


def gaps_of(reports: Iterable[AssetReport]) -> int:
    return sum(len(report.gaps) for report in reports)
