"""Which tag could take the place of an image that code names: chosen by scanning what its registry offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from seatrial.bench import Bench, attempt
from seatrial.images.reference import Reference, parse_reference
from seatrial.model.asset import Asset
from seatrial.model.base import Offer
from seatrial.model.gap import Gap
from seatrial.model.report import AssetReport
from seatrial.model.result import Result
from seatrial.offers import offers_of
from seatrial.repair.nouns import Fix, Outcome
from seatrial.repair.packages import SAMPLE
from seatrial.repair.plan import Planner, fixes_of_checks
from seatrial.repair.texts import Texts
from seatrial.request import Images

_ASKS_NOBODY = "`--images always` asks its registry which tag to take instead"
_NO_OTHER = "no tag that its registry offers is without it"


class Imaged(Struct, frozen=True, kw_only=True):
    """An image that code names, its findings, and the best tag to take instead.

    ``others``  the fixes of what checks find in it.
    ``report``  without its results.
    ``near``    breaks nothing as its name has it; ``far`` is better and may.   ``why``  there is none.
    """

    asset: Asset
    flaws: tuple[Result, ...]
    others: tuple[Fix, ...]
    report: AssetReport
    near: Offer | None = None
    far: Offer | None = None
    why: str = ""

    @property
    def reference(self) -> Reference:
        return parse_reference(self.asset.key.removeprefix("image:"))


def plan_image(bench: Bench, asset: Asset, is_wanted: Callable[[Result], bool], *, unsafe: bool) -> Imaged:
    """Judge an image that code names, and look for a tag that could be taken instead."""
    collected = bench.collect(asset)
    resources = bench.resources(collected)
    report = bench.judge(collected, resources)
    wanted = [result for result in report.results if result.is_finding and is_wanted(result)]
    flaws = tuple(result for result in wanted if result.match)
    planner = Planner(asset.key, resources, Texts({}))
    # What an image says of itself is written where it is built; it has no lines that could be changed.
    others = map(_left_alone, fixes_of_checks(bench, planner, (result for result in wanted if not result.match)))
    planned = Imaged(asset=asset, flaws=flaws, others=tuple(others), report=replace(report, results=()))
    if not flaws:
        return planned
    if bench.request.images is not Images.ALWAYS:
        return replace(planned, why=_ASKS_NOBODY)
    if bench.database.sample:
        return replace(planned, why=SAMPLE)
    offers = attempt(asset.name, partial(offers_of, bench, asset, collected))
    if isinstance(offers, Gap):
        return replace(planned, why=f"nobody can say which tag to take instead: {offers.reason}")
    near, far = _best(offer for offer in offers if offer.is_safe), _best(offers)
    if near and far and far.left >= near.left:
        far = None
    if unsafe and far:
        near, far = far, None
    return replace(planned, near=near, far=far, why=_NO_OTHER)


def _left_alone(fix: Fix) -> Fix:
    return replace(fix, outcome=Outcome.LEFT, changes=()) if fix.outcome is Outcome.FIXED else fix


def _best(offers: Iterable[Offer]) -> Offer | None:
    """The one with the fewest flaws; of equals the one that changes least."""
    return min(offers, key=lambda offer: offer.left, default=None)
