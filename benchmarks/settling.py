"""What waivers, risk and reports add to a scan: ``python -m benchmarks.settling [--tree KIND] [--policy NAME]``.

Both parts are measured in one run, in processor seconds of one process: finding, reading and judging every asset; and
then all that comes after a verdict, on the same results.  A waiver stands on every twentieth line that has a finding.
"""

import argparse
import gc
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks.generate import KINDS, SEED, generate
from seatrial import reports
from seatrial.bench import Bench, scope_of
from seatrial.cli.sources import Sources
from seatrial.engine.evaluate import AssetFacts
from seatrial.engine.fingerprint import fingerprinted
from seatrial.engine.normalise import Resources
from seatrial.engine.settle import settle
from seatrial.engine.standing import fix_groups, together, weighed
from seatrial.engine.waive import uses
from seatrial.engine.waiver_words import Entry
from seatrial.model.asset import Asset
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Result, Verdict
from seatrial.model.waiver import Scope
from seatrial.request import Request
from seatrial.scan import find_assets, scan

_Done = TypeVar("_Done")
_EVERY = 20
_REPORTS = ("text", "sarif", "markdown")


class Clock:
    """Processor seconds by what they were spent on."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()

    def timed(self, name: str, work: Callable[[], _Done]) -> _Done:
        started = time.process_time()
        try:
            return work()
        finally:
            self.spent[name] += time.process_time() - started  # type: ignore[assignment]


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="seatrial-benchmark-") as scratch:
        generate(options.tree, Path(scratch) / options.tree, SEED)
        os.chdir(scratch)
        plain = Request(targets=(options.tree,), policies=(options.policy,), jobs=1)
        request = Request(targets=plain.targets, policies=plain.policies, jobs=1, waivers=_entries(scan(plain)))
        gc.disable()
        clock = Clock()
        report = _settled(request, clock)
        for name in _REPORTS:
            canvas = reports.Canvas(lines=Sources())
            clock.timed(f"report {name}", partial(reports.module(name).render, report, canvas))
    _print(report, clock)


def _entries(report: Report) -> tuple[Entry, ...]:
    """Waivers of every twentieth finding."""
    found = [result for _, result in report.every_finding()][::_EVERY]
    return tuple(
        Entry(
            said={"check": result.check, "reason": "measured"},
            scope=Scope(finding=result.fingerprint[:12]),
            location=Location("seatrial.yaml", number),
        )
        for number, result in enumerate(found, 1)
    )


def _settled(request: Request, clock: Clock) -> Report:
    """The report of a request, with what comes before the verdicts and what comes after them timed apart."""
    bench = Bench.for_request(request)
    assets, _ = clock.timed("find", lambda: find_assets(request))
    done: list[AssetReport] = []
    for asset in assets:
        counted: Counter[Verdict] = Counter()
        collected = clock.timed("read", partial(bench.collect, asset))
        facts = bench.facts_of(collected)
        resources = bench.resources(collected)

        results = clock.timed("judge", partial(_judged, bench, asset, resources, facts, counted))
        counts = {str(verdict): count for verdict, count in counted.items()}
        gaps = tuple(collected.gaps)

        work = partial(
            settle,
            results,
            counts,
            asset=asset,
            facts=facts.as_value(),
            notes=collected.notes,
            resources=resources,
            has_gaps=bool(gaps),
            given=bench.settlement,
        )
        found = clock.timed("waive and score", work)
        done.append(
            AssetReport(
                key=asset.key,
                kind=asset.kind,
                connector=asset.connector,
                name=asset.name,
                results=found.results,
                gaps=gaps,
                counts=counts,
                covered=found.covered,
                idle=found.idle,
                standing=found.standing,
                value=found.value,
            )
        )
    named = {result.check for report in done for result in report.results}
    judged_ = weighed(done)
    groups, standing = clock.timed("groups and grade", lambda: (fix_groups(judged_), together(judged_)))
    covered = (pair for report in done for pair in report.covered)
    return Report(
        version="0",
        targets=request.targets,
        policies=request.policies,
        assets=tuple(done),
        checks={id_: check for id_, check in bench.chosen.checks.items() if id_ in named},
        asked=len(bench.chosen.checks),
        root=str(Path.cwd()),
        waivers=uses(covered, (), request.today),
        groups=groups,
        standing=standing,
    )


def _judged(
    bench: Bench, asset: Asset, resources: Resources, facts: AssetFacts, counted: Counter[Verdict]
) -> list[Result]:
    return [*fingerprinted(bench.results(resources, facts, counted), asset.key, scope_of(asset))]


def _print(report: Report, clock: Clock) -> None:
    before = sum(clock.spent[name] for name in ("find", "read", "judge"))
    after = sum(clock.spent.values()) - before
    findings = sum(1 for _, result in report.every_result() if result.verdict is Verdict.FAIL)
    print(f"{findings} findings, {sum(1 for _ in report.every_waived())} of them waived")
    for name, seconds in clock.spent.items():
        print(f"  {name:20} {seconds * 1000:8.1f} ms  {seconds / before:6.1%}")
    print(f"all that comes after the verdicts is {after / before:.1%} of what comes before; the target is 15 %")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.settling", description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--tree", choices=KINDS, default="manifests")
    parser.add_argument("--policy", default="strict")
    return parser.parse_args()


if __name__ == "__main__":
    main()
