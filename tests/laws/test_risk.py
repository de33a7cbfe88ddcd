"""Laws of risk: what must hold whatever is found (docs/risk.md)."""

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from seatrial.engine.score import Factors, risk_of
from seatrial.engine.standing import Weighed, fix_groups, grade_of, score_of, standing_of, together
from seatrial.library import load
from seatrial.library.actions import action_table
from seatrial.model.location import Location
from seatrial.model.report import AssetReport
from seatrial.model.risk import BusinessValue, Exposure
from tests.reports.made import result

ACTIONS = action_table(load().actions)

unit = st.floats(0, 1)
maybe = st.sampled_from([None, False, True])
factors = st.builds(
    Factors,
    impact=unit,
    likelihood=st.none() | unit,
    exposure=st.none() | st.sampled_from(Exposure),
    value=st.none() | st.sampled_from(BusinessValue),
    exploited=maybe,
    automatable=maybe,
    controlled=st.booleans(),
    unreachable=unit,
    direct=st.booleans(),
    privileged=st.booleans(),
    credential=st.booleans(),
    public_data=st.booleans(),
    end_of_life=st.booleans(),
)
scores = st.lists(st.integers(0, 100), max_size=30)


@given(factors)
def test_the_parts_add_up_exactly(given_: Factors) -> None:
    risk = risk_of(given_, ACTIONS)

    assert sum(term.points for term in risk.terms) == risk.score
    assert 0 <= risk.score <= 100


@given(factors)
def test_answering_yes_never_gives_more_time(given_: Factors) -> None:
    for exploited, automatable in product((None, False), (None, False)):
        before = risk_of(replace(given_, exploited=exploited, automatable=automatable), ACTIONS).action
        for yes in ({"exploited": True}, {"automatable": True}, {"exposure": Exposure.INTERNET}, {"impact": 1.0}):
            after = risk_of(replace(given_, **({"exploited": exploited, "automatable": automatable} | yes)), ACTIONS)

            assert after.action.urgency >= before.urgency


@given(factors, st.sampled_from(list(Exposure)))
def test_what_is_more_exposed_scores_no_less(given_: Factors, exposure: Exposure) -> None:
    less, more = (
        risk_of(replace(given_, exposure=exposure), ACTIONS),
        risk_of(replace(given_, exposure=Exposure.INTERNET), ACTIONS),
    )

    assert more.score >= less.score


@given(scores, st.integers(0, 100), st.randoms())
def test_a_finding_more_never_makes_an_asset_better_and_order_does_not_matter(
    found: list[int], more: int, random: object
) -> None:
    shuffled = sorted(found, key=lambda _: random.random())  # type: ignore[attr-defined]

    assert score_of(shuffled) == score_of(found)
    assert score_of([*found, more]) >= score_of(found) - 1e-9
    assert max(found, default=0) <= score_of(found) <= min(100, max(found, default=0) + 15) + 1e-9


@given(scores)
def test_a_grade_is_never_better_for_a_higher_score(found: list[int]) -> None:
    grades = [grade_of(score) for score in sorted(found)]

    assert grades == sorted(grades, key="ABCDF".index)


def asset(key: str, scores_: list[tuple[int, int]]) -> AssetReport:
    """An asset whose findings have these scores and lines."""
    found = []
    for number, (score, line) in enumerate(scores_):
        risk = risk_of(Factors(impact=score / 100, likelihood=1.0), ACTIONS)
        place = Location("main.tf", line)
        found.append(result(place=place, fingerprint=f"{key}{number}", risk=risk))
    counts = {"pass": 1, "fail": len(found)}
    standing = standing_of(found, counts, has_gaps=False)
    return AssetReport(
        key=key, kind="k", connector="c", name=key, results=tuple(found), counts=counts, standing=standing
    )


findings = st.lists(st.tuples(st.integers(1, 100), st.integers(1, 4)), max_size=12)


@given(st.lists(findings, min_size=1, max_size=4))
def test_the_gain_of_a_fix_is_what_the_whole_falls_by_without_its_findings(found: list[list[tuple[int, int]]]) -> None:
    reports = [asset(str(number), scores_) for number, scores_ in enumerate(found)]
    assets = [Weighed(report, weight) for report, weight in zip(reports, (0.6, 1.0, 0.3, 0.8), strict=False)]
    before = together(assets)
    assert before is not None

    for group in fix_groups(assets):
        kept = [asset(str(n), [s for s in scores_ if s[1] != group.location.line]) for n, scores_ in enumerate(found)]
        after = together([Weighed(report, weight) for report, (_, weight) in zip(kept, assets, strict=True)])

        assert after is not None
        assert abs(before.score - after.score - group.gain) < 1e-6
