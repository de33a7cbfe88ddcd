"""What a scan found: the data that every report is written from."""

from collections.abc import Iterator

from msgspec import Struct, field

from seatrial.model.check import Check
from seatrial.model.gap import Gap
from seatrial.model.result import Result, Verdict


class AssetReport(Struct, frozen=True, kw_only=True):
    """One asset's results.

    ``results``   by file, line, check and address; fail, unknown and error, with ``--all-verdicts`` the others too.
    ``counts``    how many results of each verdict there were, whether they are listed or not.
    ``resources`` how many resources of declared types it has, by type.
    ``unasked``   how many raw blocks or objects nobody has declared, by raw type: what no check has looked at.
    """

    key: str
    kind: str
    connector: str
    name: str
    results: tuple[Result, ...] = ()
    gaps: tuple[Gap, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    resources: dict[str, int] = field(default_factory=dict)
    unasked: dict[str, int] = field(default_factory=dict)


class Report(Struct, frozen=True, kw_only=True):
    """A whole scan.

    ``checks``   those that appear in the results, by id; ``asked`` is the number of checks that the policies chose.
    ``gaps``     what could not be read and belongs to no asset.
    ``seconds``  wall-clock time.
    ``root``     the folder, absolute, that the locations' files are relative to.
    """

    version: str
    targets: tuple[str, ...]
    policies: tuple[str, ...]
    assets: tuple[AssetReport, ...]
    checks: dict[str, Check]
    asked: int
    root: str
    gaps: tuple[Gap, ...] = ()
    seconds: float = 0.0

    def counts(self) -> dict[Verdict, int]:
        """How many results of each verdict there are."""
        return {verdict: sum(asset.counts.get(verdict, 0) for asset in self.assets) for verdict in Verdict}

    def every_gap(self) -> Iterator[Gap]:
        yield from self.gaps
        for asset in self.assets:
            yield from asset.gaps

    def every_result(self) -> Iterator[tuple[AssetReport, Result]]:
        for asset in self.assets:
            for result in asset.results:
                yield asset, result
