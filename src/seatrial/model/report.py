"""What a scan found: the data that every report is written from."""

from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct, field

from seatrial.model.advisory import Match
from seatrial.model.asset import Use
from seatrial.model.base import Base, Offer
from seatrial.model.check import Check
from seatrial.model.difference import Difference
from seatrial.model.gap import Gap
from seatrial.model.naming import Naming
from seatrial.model.result import Result, Verdict
from seatrial.model.risk import BusinessValue, FixGroup, Standing
from seatrial.model.vex import Thing
from seatrial.model.waiver import Waiver, WaiverFlaw, WaiverUse

Subject = Check | Match
"""What a result is about: a check, or the flaw of a package.  Both have the same to tell."""


class PackageCounts(Struct, frozen=True, kw_only=True):
    """What became of an asset's packages.

    ``found``     how many there are, those apart that nobody wants to know of (development).
    ``assessed``  those that advisories were asked about.   ``flawed``  those of them that have a flaw, waived or not.
    ``owned``     those that a distribution's package has installed: its advisories decide.
    The rest is not assessed, and the asset's gaps say why.
    """

    found: int = 0
    assessed: int = 0
    flawed: int = 0
    owned: int = 0

    @property
    def unassessed(self) -> int:
        return self.found - self.assessed - self.owned


class AssetReport(Struct, frozen=True, kw_only=True):
    """One asset's results.

    ``results``   by file, line, check and address; fail, unknown and error, with ``--all-verdicts`` the others too.
    ``counts``    how many results of each verdict there were, whether they are listed or not.
    ``resources`` how many resources of declared types it has, by type; a block or an object may be of several.
    ``judged``    how many blocks and objects these are.
    ``unasked``   how many raw blocks or objects nobody has declared, by raw type: what no check has looked at.
    ``covered``   waivers that its sources say and those of the configuration that cover one of its results, each with
                  the number of findings that it covers, or would if it had not ended.
    ``idle``      waivers of its sources that are about nothing that was found.
    ``flaws``     waivers of its sources that cannot be followed.
    ``images``    the names of images in it, each a place.   ``uses``  the places that name it, where it is one.
    ``packages``  what became of its packages; None for what has none.   ``advisories``  when the feeds of the
                  ecosystems that were asked about were last read, by ecosystem.
    ``purls``     its packages, with their versions, sorted: what a later scan holds its own against.
    ``bases``     what an image is built on, the nearest first, as far as it is known.
    ``offers``    tags that could be taken instead of an image, with fewer flaws, the best first.
    ``sample``    how many flaws the built-in sample knows, where nothing else could be asked; else 0.
    ``standing``  its score and grade.   ``value``  what it is worth to its owner; None where nobody says.
    ``looked``    the files and folders, absolute, that its results hang on; empty unless the request wants to know.
    ``things``    what others call it: an image's purls and digests; none of what has no name outside.
    """

    key: str
    kind: str
    connector: str
    name: str
    results: tuple[Result, ...] = ()
    gaps: tuple[Gap, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    resources: dict[str, int] = field(default_factory=dict)
    judged: int = 0
    unasked: dict[str, int] = field(default_factory=dict)
    covered: tuple[tuple[Waiver, int], ...] = ()
    idle: tuple[Waiver, ...] = ()
    flaws: tuple[WaiverFlaw, ...] = ()
    images: tuple[Naming, ...] = ()
    uses: tuple[Use, ...] = ()
    packages: PackageCounts | None = None
    bases: tuple[Base, ...] = ()
    offers: tuple[Offer, ...] = ()
    sample: int = 0
    advisories: dict[str, datetime] = field(default_factory=dict)
    purls: tuple[str, ...] = ()
    standing: Standing | None = None
    value: BusinessValue | None = None
    looked: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """A whole scan.

    ``checks``   those that appear in the results, by id; ``asked`` is the number of checks that the policies chose.
    ``gaps``     what could not be read and belongs to no asset.
    ``started``  when the scan began.   ``seconds``  how long it took, by the clock on the wall.
    ``root``     the folder, absolute, that the locations' files are relative to.
    ``waivers``  what became of every waiver, by place.   ``flaws``  those that cannot be followed.
    ``groups``   findings by the change that removes them, the most urgent and then the worthiest first.
    ``standing`` the score and grade of everything together.
    ``unscanned``  the images that are named and that nobody wanted scanned.
    ``scope``    a digest of what was asked of which targets: reports of one scope can be held against each other.
    ``difference``  how it differs from an earlier state; None where it was not held against one.
    """

    version: str
    targets: tuple[str, ...]
    policies: tuple[str, ...]
    assets: tuple[AssetReport, ...]
    checks: dict[str, Check]
    asked: int
    root: str
    gaps: tuple[Gap, ...] = ()
    started: datetime = datetime.fromtimestamp(0, UTC)
    seconds: float = 0.0
    waivers: tuple[WaiverUse, ...] = ()
    flaws: tuple[WaiverFlaw, ...] = ()
    groups: tuple[FixGroup, ...] = ()
    standing: Standing | None = None
    unscanned: tuple[str, ...] = ()
    scope: str = ""
    difference: Difference | None = None

    def about(self, result: Result) -> Subject:
        """What a result is about: the flaw of a package, else the check."""
        return result.match or self.checks[result.check]

    def subjects(self) -> dict[str, Subject]:
        """Everything that results are about, by id in order; of a flaw that is rated differently the worst."""
        found: dict[str, Subject] = dict(self.checks)
        for asset in self.assets:
            for match in (result.match for result in asset.results):
                if match is not None:
                    known = found.get(match.id)
                    if known is None or known.severity.rank < match.severity.rank:
                        found[match.id] = match
        return dict(sorted(found.items()))

    def counts(self) -> dict[Verdict, int]:
        """How many results of each verdict there are."""
        return {verdict: sum(asset.counts.get(verdict, 0) for asset in self.assets) for verdict in Verdict}

    def packages(self) -> PackageCounts:
        """What became of the packages of all assets."""
        found = [asset.packages for asset in self.assets if asset.packages]
        names = ("found", "assessed", "flawed", "owned")
        return PackageCounts(**{name: sum(getattr(counts, name) for counts in found) for name in names})

    def advisories(self) -> dict[str, datetime]:
        """When the feeds of each ecosystem that was asked about were last read."""
        return dict(sorted(pair for asset in self.assets for pair in asset.advisories.items()))

    def every_gap(self) -> Iterator[Gap]:
        yield from self.gaps
        for asset in self.assets:
            yield from asset.gaps

    def every_result(self) -> Iterator[tuple[AssetReport, Result]]:
        for asset in self.assets:
            for result in asset.results:
                yield asset, result

    def every_finding(self) -> Iterator[tuple[AssetReport, Result]]:
        """The findings that count: those that are waived do not."""
        return ((asset, result) for asset, result in self.every_result() if result.is_finding)

    def every_new(self) -> Iterator[tuple[AssetReport, Result]]:
        """The findings that count and were not there before: what fails a run."""
        return ((asset, result) for asset, result in self.every_result() if result.is_news)

    def every_waived(self) -> Iterator[tuple[AssetReport, Result]]:
        return ((asset, result) for asset, result in self.every_result() if result.waiver is not None)
