"""What the planning of one asset leaves behind."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from seatrial.model.asset import Asset
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import AssetReport
from seatrial.repair.nouns import Change, Fix
from seatrial.repair.proof import Ranks


class Site(Struct, frozen=True, kw_only=True):
    """A place that decides which image is named.

    ``change``  what gives it another name: its value is still the old one.  None where nobody can, and why is the
    ``reason``.
    """

    place: Location
    change: Change | None = None
    reason: str = ""


class Planned(Struct, frozen=True, kw_only=True):
    """An asset with the fixes of its findings; ``reads`` are the files that it was read from.

    ``report``  without its results.   ``sites``  by the place that names an image, as the report has it.
    """

    asset: Asset
    fixes: tuple[Fix, ...]
    reads: frozenset[Path]
    contents: dict[Path, bytes]
    before: Ranks
    gaps: tuple[Gap, ...]
    report: AssetReport
    named: frozenset[str] = frozenset()
    sites: dict[Location, Site] = {}
