"""Standing: scores of findings -> the score and grade of an asset and of everything, and what a change is worth.

The worst finding sets an asset's score, and all the others add 15 at most (docs/risk.md, section D).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import exp
from typing import NamedTuple

from seatrial.errors import VersionError
from seatrial.model.advisory import Match
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, PackageCounts
from seatrial.model.result import Result, Verdict
from seatrial.model.risk import BusinessValue, FixGroup, Standing
from seatrial.versions import scheme_of

DECIDED_LEAST = 0.8
"""Below this part of verdicts that could be decided, nobody can give a grade."""
_MOST_MORE = 15.0


def score_of(scores: Iterable[float]) -> float:
    """The score of an asset with findings of these scores, in any order; 0 without any."""
    ordered = sorted(scores, reverse=True)
    if not ordered:
        return 0.0
    return _combined(ordered[0], sum((score / 100) ** 2 for score in ordered[1:]))


def _combined(worst: float, squares: float) -> float:
    return worst + (min(100.0, worst + _MOST_MORE) - worst) * (1 - exp(-squares / 4))


def grade_of(score: float) -> str:
    """A to F for a score."""
    return next(
        grade for least, grade in ((90, "F"), (70, "D"), (40, "C"), (20, "B"), (0, "A")) if round(score) >= least
    )


def standing_of(
    results: Iterable[Result], counts: Mapping[str, int], packages: PackageCounts | None = None, *, has_gaps: bool
) -> Standing | None:
    """How an asset stands; ``counts`` are its verdicts.  Of its packages each is a question, too.

    None where nothing was asked of it and all of it was read; where nothing could be read nothing is decided.
    """
    risky = [(result.risk.score, result.waiver is None) for result in results if result.risk is not None]
    counting = score_of(score for score, counts_ in risky if counts_)
    everything = score_of(score for score, _ in risky)
    known = counts.get(Verdict.PASS, 0) + counts.get(Verdict.FAIL, 0)
    asked = known + counts.get(Verdict.UNKNOWN, 0) + counts.get(Verdict.ERROR, 0)
    if packages is not None:
        known += packages.assessed
        asked += packages.assessed + packages.unassessed
    if not asked and not has_gaps:
        return None
    decided = known / asked if asked else 0.0
    return _standing(counting, everything, decided)


def _standing(score: float, unwaived: float, decided: float) -> Standing:
    can_tell = decided >= DECIDED_LEAST
    return Standing(
        score=score,
        grade=grade_of(score) if can_tell else "?",
        unwaived=unwaived,
        unwaived_grade=grade_of(unwaived) if can_tell else "?",
        decided=decided,
    )


_Change = tuple[str, Location, str]


class Weighed(NamedTuple):
    """An asset and its weight among the others."""

    report: AssetReport
    weight: float


def weighed(reports: Iterable[AssetReport]) -> list[Weighed]:
    """The assets that were judged, each with the weight of its value; one that nobody values is normal."""
    return [
        Weighed(report, (report.value or BusinessValue.NORMAL).weight)
        for report in reports
        if report.standing is not None
    ]


def together(assets: Sequence[Weighed]) -> Standing | None:
    """How all assets stand together: the mean of their scores by weight.  None without any.

    What could not be read has no score that could make the others look better; it counts as not decided.
    """
    standings = [(report.standing, weight) for report, weight in assets if report.standing is not None]
    if not standings:
        return None
    whole = sum(weight for _, weight in standings)
    read = sum(weight for standing, weight in standings if standing.decided) or 1.0
    decided = sum(standing.decided * weight for standing, weight in standings) / whole
    score = sum(standing.score * weight for standing, weight in standings) / read
    unwaived = sum(standing.unwaived * weight for standing, weight in standings) / read
    return _standing(score, unwaived, decided)


def fix_groups(assets: Sequence[Weighed]) -> tuple[FixGroup, ...]:
    """The findings by the change that removes them: the most urgent first, of those the one that is worth most.

    One change is one place that decides one check, in however many assets and instances: a line of a module, a value.
    The gain is exact: the score of everything, less the same without the group's findings.
    """
    whole = sum(weight for report, weight in assets if report.standing and report.standing.decided) or 1.0
    found: dict[_Change, list[tuple[int, Result]]] = defaultdict(list)
    ladders: list[_Ladder] = []
    for number, (report, _) in enumerate(assets):
        counting = [result for result in report.results if result.is_finding and result.risk is not None]
        ladders.append(_Ladder(counting))
        for result in counting:
            found[_change_of(result)].append((number, result))
    groups = [_group(key, members, assets, ladders, whole) for key, members in found.items()]
    return tuple(sorted(groups, key=lambda g: (-g.action.urgency, -g.gain, -g.score, g.check, g.location)))


def _group(
    key: _Change,
    members: Sequence[tuple[int, Result]],
    assets: Sequence[Weighed],
    ladders: Sequence["_Ladder"],
    whole: float,
) -> FixGroup:
    by_asset: dict[int, list[float]] = defaultdict(list)
    for number, result in members:
        by_asset[number].append(_score(result))
    gain = sum(ladders[number].gain(scores) * assets[number].weight for number, scores in by_asset.items()) / whole
    risks = [result.risk for _, result in members if result.risk is not None]
    return FixGroup(
        check=key[0],
        location=key[1],
        findings=tuple(result.fingerprint for _, result in members),
        assets=tuple(assets[number].report.key for number in by_asset),
        score=max(risk.score for risk in risks),
        action=max((risk.action for risk in risks), key=lambda action: action.urgency),
        gain=gain,
        change=_told(members[0][1].match, members) if members[0][1].match else "",
    )


def _change_of(result: Result) -> _Change:
    """What removes a finding: a place that decides a check, or another version of a package that lies there."""
    match = result.match
    if match is None:
        return (result.check, result.location, "")
    return (result.address, result.location, f"{match.version} {'is fixed' if match.fixed else 'is not'}")


def _told(match: Match, members: Sequence[tuple[int, Result]]) -> str:
    """``openssl 1.1.1n to 1.1.1w``, the version in which all of its flaws are fixed; without one what is not fixed."""
    fixed = {result.match.fixed for _, result in members if result.match and result.match.fixed}
    what = f"{match.name} {match.version}"
    return f"{what} to {highest(fixed, match.package.ecosystem)}" if fixed else f"{what}, for which there is no fix yet"


def highest(versions: Collection[str], ecosystem: str) -> str:
    """The highest of versions, as the ecosystem orders them; of those that nobody can order the last by name."""
    try:
        return max(versions, key=scheme_of(ecosystem).key)
    except VersionError:
        return max(versions)


class _Ladder:
    """The scores of an asset's findings, so that taking a few away costs no second look at all of them."""

    def __init__(self, results: Iterable[Result]) -> None:
        self._ascending = sorted(map(_score, results))
        self._squares = sum((score / 100) ** 2 for score in self._ascending)
        self._whole = self._without(())

    def gain(self, taken: Sequence[float]) -> float:
        """By how much the asset's score falls without findings of these scores."""
        return self._whole - self._without(taken)

    def _without(self, taken: Sequence[float]) -> float:
        worst = next(self._remaining(sorted(taken)), None)
        if worst is None:
            return 0.0
        squares = self._squares - sum((score / 100) ** 2 for score in (*taken, worst))
        return _combined(worst, max(0.0, squares))

    def _remaining(self, taken: list[float]) -> Iterator[float]:
        """Yield what is left, the worst first."""
        for score in reversed(self._ascending):
            at = bisect_left(taken, score)
            if at < len(taken) and taken[at] == score:
                del taken[at]
            else:
                yield score


def _score(result: Result) -> float:
    return float(result.risk.score) if result.risk is not None else 0.0
