"""A check's fix, rehearsed on its own failing examples: each must end in a pass, and nothing else may get worse."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from seatrial.bench import Bench
from seatrial.files import Overlay
from seatrial.library import Chosen, Library
from seatrial.model.asset import Asset
from seatrial.model.check import Check
from seatrial.model.report import AssetReport
from seatrial.model.result import Verdict
from seatrial.repair.making import Patched
from seatrial.repair.nouns import Fix, Outcome
from seatrial.repair.plan import identity_of
from seatrial.repair.proof import Group, Prover
from seatrial.repair.run import grouped, plan_asset
from seatrial.repair.texts import real_path
from seatrial.request import Request


class Rehearsal:
    """Rehearses fixes before every check that most people hear; compiles each of them once.

    Opt-in checks are left out: what is encrypted now is asked for a key of its own only by who wants to hear that.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._bench = self._made({})

    def _made(self, params: Mapping[str, Mapping[str, Any]]) -> Bench:
        checks = {id_: check for id_, check in self.library.checks.items() if not check.opt_in or id_ in params}
        return Bench(self.library, Chosen(checks, params), Request(all_verdicts=True))

    def _bench_for(self, check: Check, params: Mapping[str, Any]) -> Bench:
        if not params and not check.opt_in:
            return self._bench
        # The check must ask what its parameters say; all others are compiled already.
        return self._made({check.id: params}).sharing(self._bench, but=check.id)

    def of(self, check: Check, assets: Sequence[Asset], params: Mapping[str, Any]) -> Rehearsed:
        """The check's findings in some assets with what its fix makes of them."""
        bench = self._bench_for(check, params)
        planned = [plan_asset(bench, asset, lambda result: result.check == check.id, unsafe=True) for asset in assets]
        fixes: list[Fix] = []
        files: list[Patched] = []
        missed: list[str] = []
        for group in grouped(planned):
            proven = Prover(bench, _demanded(group)).proven()
            fixes += proven.fixes
            files += proven.files
            missed += _missed(bench, group, proven.fixes, proven.files)
        return Rehearsed(fixes, files, missed)


class Rehearsed:
    """``missed`` says what the fix does not do; nothing where it does all that it should."""

    def __init__(self, fixes: Sequence[Fix], files: Sequence[Patched], missed: Sequence[str]) -> None:
        self.fixes = fixes
        self.files = files
        self.missed = missed


def _demanded(group: Group) -> Group:
    """The group with its suggestions as fixes: what nobody should do unasked must be right all the same."""
    fixes = (replace(fix, outcome=Outcome.FIXED) if fix.changes else fix for fix in group.fixes)
    return dataclasses.replace(group, fixes=tuple(fixes))


def _missed(bench: Bench, group: Group, fixes: Sequence[Fix], files: Sequence[Patched]) -> Iterator[str]:
    with Overlay({real_path(patched.file): patched.after for patched in files}):
        reports = [bench.examine(asset) for asset in group.assets]
    passed, asked = set(_passed(reports)), {result.address for report in reports for result in report.results}
    for fix in fixes:
        _, _, address, element = fix.identity
        what = f"{address} {element}".strip()
        if fix.outcome is not Outcome.FIXED:
            yield f"{what}: {fix.reason}"
        elif fix.identity not in passed and address in asked:
            # What has another address now is another instruction, about which there is no question.
            yield f"{what}: the check does not ask about it any more"


def _passed(reports: Sequence[AssetReport]) -> Iterator[tuple[str, str, str, str]]:
    for report in reports:
        for result in report.results:
            if result.verdict is Verdict.PASS:
                yield identity_of(report.key, result)
