"""A report as large as a platform team's: thousands of findings with code, evidence, calls, risks and waivers.

The same seed gives the same report.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date

from seatrial.engine.score import Factors, risk_of
from seatrial.engine.standing import fix_groups, standing_of, together, weighed
from seatrial.library import load
from seatrial.library.actions import action_table
from seatrial.model.check import Check
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Evidence, How, Result, Verdict
from seatrial.model.risk import BusinessValue, Exposure
from seatrial.model.waiver import Means, Scope, Waiver, WaiverState, WaiverUse
from seatrial.reports import Canvas

_PLACES = (
    "network",
    "storage",
    "identity",
    "billing",
    "ferries",
    "timetable",
    "tickets",
    "archive",
    "gateway",
    "search",
)
_CHECKS = 300
"""How many kinds of findings there are: about as many as policies ask for, whatever the library grows to."""
_LINES = 400


def large_report(count: int, seed: int = 1) -> tuple[Report, Canvas]:
    """A report with so many findings, and the canvas that has its sources."""
    return _Maker(count, seed).report(), Canvas(lines=source)


def source(file: str) -> Sequence[str]:
    """The lines of a file: no two files have the same, as in life."""
    name = file.replace("/", "-").removesuffix(".tf")
    return [f"  {_PLACES[at % 10]}_{name[-24:]}_{at} = var.{_PLACES[at % 7]}[{at}]" for at in range(_LINES)]


class _Maker:
    def __init__(self, count: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = count
        library = load()
        default = [check for _, check in sorted(library.checks.items()) if not check.opt_in]
        self.checks = default[:: max(1, len(default) // _CHECKS)]
        self.actions = action_table(library.actions)

    def report(self) -> Report:
        assets = [self._asset(number) for number in range(max(1, self.count // 100))]
        waivers = {r.waiver for asset in assets for r in asset.results if r.waiver}
        uses = [
            WaiverUse(waiver=w, state=WaiverState.ACTIVE, count=1) for w in sorted(waivers, key=lambda w: w.location)
        ]
        balance = weighed(assets)
        used = {result.check for asset in assets for result in asset.results}
        return Report(
            version="0",
            targets=("estate",),
            policies=("default",),
            assets=tuple(assets),
            checks={check.id: check for check in self.checks if check.id in used},
            asked=len(self.checks),
            root="/estate",
            seconds=1.0,
            gaps=(Gap(location=Location("estate/broken.tf", 3), reason="it ends too early"),),
            waivers=tuple(uses),
            groups=fix_groups(balance),
            standing=together(balance),
        )

    def _asset(self, number: int) -> AssetReport:
        name = f"estate/{self.random.choice(_PLACES)}/{number:03}"
        results = [self._result(name) for _ in range(100 * self.count // max(100, self.count))]
        counts = {"pass": 900, **Counter(str(result.verdict) for result in results)}
        return AssetReport(
            key=name,
            kind="Terraform root module",
            connector="terraform",
            name=name,
            results=tuple(results),
            counts=counts,
            resources={"aws.s3.bucket": 40},
            judged=40,
            standing=standing_of(results, counts, has_gaps=False),
            value=self.random.choice([None, *BusinessValue]),
        )

    def _result(self, asset: str) -> Result:
        check = self.random.choice(self.checks)
        line = self.random.randrange(2, _LINES - 2)
        place = Location(f"{asset}/{self.random.choice(_PLACES)}.tf", line, 3, line, 30)
        name = f"{self.random.choice(_PLACES)}-{self.random.randrange(10_000)}"
        address = f'module.{asset.split("/")[1]}["{name}"].{check.resource.replace(".", "_")}.this'
        verdict = Verdict.UNKNOWN if self.random.random() < 0.03 else Verdict.FAIL
        failed = verdict is Verdict.FAIL
        return Result(
            check=check.id,
            resource_type=check.resource,
            address=address,
            verdict=verdict,
            location=place,
            message=f"`{name}` is not as it should be: {check.title[0].lower()}{check.title[1:]}" if failed else "",
            reason="" if failed else f"`var.{name}` has no value",
            fingerprint=hashlib.sha256(f"{check.id} {address} {place}".encode()).hexdigest(),
            evidence=tuple(self._evidence(place) for _ in range(self.random.randrange(1, 4))),
            calls=(Location(f"{asset}/main.tf", line),),
            declared=Location(place.file, line - 1),
            waiver=self._waiver(place) if failed and self.random.random() < 0.05 else None,
            risk=risk_of(self._factors(check), self.actions) if failed else None,
        )

    def _evidence(self, place: Location) -> Evidence:
        value = self.random.choice([True, False, None, 22, "0.0.0.0/0", ["a", "b"]])
        return Evidence(property=self.random.choice(_PLACES), value=value, how=How.EXPLICIT, location=place)

    def _waiver(self, place: Location) -> Waiver:
        return Waiver(
            checks=("*",),
            reason="accepted until the next season begins",
            location=place,
            scope=Scope(file=place.file),
            means=Means.COMMENT,
            until=date(2027, 3, 31),
            owner="platform",
        )

    def _factors(self, check: Check) -> Factors:
        return Factors(
            impact=(check.impact or check.severity.impact) / 100,
            likelihood={"direct": 1.0, "conditional": 0.6, "depth": 0.25}[check.likelihood],
            exposure=self.random.choice([None, *Exposure]),
            value=self.random.choice([None, *BusinessValue]),
            automatable=check.automatable,
            exploited=check.exploited,
            direct=check.likelihood == "direct",
            said={
                "likelihood": f"{check.likelihood}: as the check says",
                "exposure": "a listener that the internet reaches",
            },
        )
