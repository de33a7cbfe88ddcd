"""What VEX can say of a report's findings: one claim for each flaw of a package in an asset.

Nothing is claimed that nobody has judged.  A waiver with a justification, or by VEX, says that a flaw does no harm; any
other waiver accepts that it does; and of a flaw without a waiver it is known only that the package is of a version that
an advisory names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from seatrial.engine.things import own_name, thing_named
from seatrial.model.advisory import Match
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Verdict
from seatrial.model.vex import Status, Thing
from seatrial.model.waiver import Waiver
from seatrial.reports._words import clean, place_told

UNKNOWN_AUTHOR = "Unknown Author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement to be made.

    ``notes``   how it is known, or why it does no harm.   ``action``  what is to be done.
    ``purls``   of the packages that have the flaw, sorted.
    """

    asset: AssetReport
    match: Match
    status: Status
    justification: str = ""
    notes: str = ""
    action: str = ""

    @property
    def purls(self) -> tuple[str, ...]:
        package = self.match.package
        named = {thing_named(purl).id for purl in self.match.purls or (package.purl,)} - {""}
        return tuple(sorted(named)) or (f"pkg:generic/{_encoded(package.name)}@{_encoded(package.version)}",)


def claims(report: Report) -> Iterator[Claim]:
    """Yield what can be said, in the report's order."""
    for asset, result in report.every_result():
        if result.match is None or result.verdict is not Verdict.FAIL:
            continue
        if result.waiver is None:
            notes = clean(f"nobody has judged it yet; {result.message}; says {', '.join(result.match.advisories)}")
            action = clean(result.match.fix.steps)
            yield Claim(asset=asset, match=result.match, status=Status.UNDER_INVESTIGATION, notes=notes, action=action)
        else:
            yield _waived(asset, result.match, result.waiver)


def _waived(asset: AssetReport, match: Match, waiver: Waiver) -> Claim:
    owner = f" ({waiver.owner})" if waiver.owner else ""
    reason = clean(f"{waiver.reason}{owner}, says {place_told(waiver.location)}")
    if waiver.status is not None:
        justification = clean(waiver.justification)
        return Claim(asset=asset, match=match, status=waiver.status, justification=justification, notes=reason)
    end = f" until {waiver.until}" if waiver.until else ""
    return Claim(asset=asset, match=match, status=Status.AFFECTED, action=f"accepted{end}: {reason}")


def product_of(asset: AssetReport) -> Thing:
    """An image by its purl and digest, anything else by our own name for it; digests beside that one narrow it.

    A project's purl is no name of one lock file: there may be several of it.
    """
    named = next((thing for thing in asset.things if thing.id and thing.digests), None)
    if named is not None:
        return named
    digests = next((thing.digests for thing in asset.things), ())
    return Thing(id=own_name(asset.key).id, digests=digests)


def author_of(report: Report) -> str:
    """Who answers for all waivers, if that is one; nobody else has judged anything."""
    owners = {result.waiver.owner for _, result in report.every_waived() if result.waiver}
    return clean(owners.pop()) if len(owners) == 1 and all(owners) else UNKNOWN_AUTHOR


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")
