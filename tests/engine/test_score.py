"""Scores and actions: the golden cases of docs/risk.md."""

from typing import Any

import pytest

from seatrial.engine.score import Factors, band_of, likelihood_of_epss, risk_of
from seatrial.library import load
from seatrial.library.actions import action_table
from seatrial.model.risk import BusinessValue, Exposure, Risk

ACTIONS = action_table(load().actions)
INTERNET, INTERNAL, ISOLATED = Exposure.INTERNET, Exposure.INTERNAL, Exposure.ISOLATED


def risk(**factors: Any) -> Risk:
    return risk_of(Factors(**({"value": BusinessValue.NORMAL} | factors)), ACTIONS)


def flaw(cvss: float, epss: float | None, *, automatable: bool = False, **more: Any) -> Risk:
    """The risk of a vulnerability: the largest likelihood that is known counts."""
    known = [likelihood_of_epss(epss)] if epss is not None else []
    known += [0.25] if automatable else []
    known += [1.0] if more.get("exploited") else []
    return risk(impact=cvss / 10, likelihood=max(known, default=None), automatable=automatable, **more)


@pytest.mark.parametrize(
    ("given", "score", "action", "intruders"),
    [
        (flaw(9.8, 0.97, exploited=True, exposure=INTERNET, automatable=True), 90, "act now", True),
        (flaw(9.8, 0.0005, exposure=INTERNAL, automatable=True), 40, "plan", False),
        (flaw(9.8, 0.0005, exposure=ISOLATED), 19, "backlog", False),
        (flaw(5.3, 0.4, exposure=INTERNET), 46, "plan", False),
        (flaw(7.5, None, exploited=True, exposure=ISOLATED), 70, "soon", False),
        (risk(impact=0.9, likelihood=1.0, automatable=True, direct=True, exposure=INTERNET), 83, "act now", False),
        (
            risk(
                impact=0.9,
                likelihood=1.0,
                automatable=True,
                direct=True,
                exposure=INTERNET,
                value=BusinessValue.CROWN,
                public_data=True,
            ),
            90,
            "act now",
            False,
        ),
        (risk(impact=0.7, likelihood=0.6, exposure=INTERNAL), 40, "backlog", False),
        (risk(impact=0.4, likelihood=0.25, exposure=ISOLATED), 12, "backlog", False),
    ],
    ids=[
        "known to be exploited on the internet",
        "automatable inside",
        "isolated",
        "likely on the internet, partial impact",
        "known to be exploited, isolated",
        "public bucket",
        "public bucket, crown, sensitive",
        "root container",
        "password length",
    ],
)
def test_golden_cases(given: Risk, score: int, action: str, intruders: bool) -> None:
    assert (given.score, str(given.action), given.intruders) == (score, action, intruders)


def test_the_parts_are_those_that_people_are_shown() -> None:
    given = risk(impact=0.9, likelihood=1.0, automatable=True, direct=True, exposure=INTERNET)

    assert [(term.name, term.points) for term in given.terms] == [("likelihood", 40), ("exposure", 32), ("value", 11)]
    assert given.otherwise == "67 if it were not reachable from the internet"
    assert given.confidence == 1.0


def test_the_weight_of_what_is_not_known_goes_to_what_is() -> None:
    given = risk(impact=0.8, likelihood=0.6, value=None)

    assert given.score == 48
    assert given.confidence == 0.45
    assert [term.value for term in given.terms] == [0.6, None, None]


def test_an_answer_that_is_not_known_counts_as_no_and_is_marked() -> None:
    given = risk(impact=0.95, likelihood=1.0)

    assert [(a.question, a.yes, a.assumed) for a in given.answers] == [
        ("known exploited", False, True),
        ("exposed", False, True),
        ("automatable", False, True),
        ("total impact", True, False),
    ]
    assert given.action == "backlog"


@pytest.mark.parametrize(
    ("flags", "least", "name"),
    [
        ({"exploited": True}, 90, "known to be exploited and exposed"),
        ({"privileged": True, "direct": True}, 95, "exposed, privileged and directly open to attack"),
        ({"credential": True}, 95, "exposed, with a credential in plain text"),
        ({"public_data": True}, 90, "public data that its tags call sensitive"),
        ({"end_of_life": True, "likelihood": 0.65}, 80, "exposed on an operating system past its end of life"),
    ],
)
def test_toxic_combinations_score_at_least(flags: dict[str, Any], least: int, name: str) -> None:
    given = risk(**({"impact": 0.5, "likelihood": 0.25, "exposure": INTERNET} | flags))

    assert given.score == least
    assert given.terms[-1].name == "floor"
    assert given.terms[-1].said == name
    assert sum(term.points for term in given.terms) == least


@pytest.mark.parametrize("flag", ["privileged", "credential", "public_data", "end_of_life"])
def test_half_a_toxic_combination_is_none(flag: str) -> None:
    inside = risk(impact=0.5, likelihood=0.25, exposure=INTERNAL, **{flag: True})

    assert inside.score == risk(impact=0.5, likelihood=0.25, exposure=INTERNAL).score


def test_a_control_and_code_that_is_not_reached_lower_it_before_the_floors() -> None:
    plain = risk(impact=0.9, likelihood=1.0, exposure=INTERNAL)
    controlled = risk(impact=0.9, likelihood=1.0, exposure=INTERNAL, controlled=True)
    unreached = risk(impact=0.9, likelihood=1.0, exposure=INTERNAL, unreachable=1.0)

    assert (plain.score, controlled.score, unreached.score) == (67, 47, 34)
    assert sum(term.points for term in controlled.terms) == 47
    assert risk(impact=0.9, likelihood=1.0, exploited=True, controlled=True, exposure=INTERNAL).score == 70


@pytest.mark.parametrize(
    ("score", "band"), [(90, "critical"), (89, "high"), (70, "high"), (40, "medium"), (1, "low"), (0, "none")]
)
def test_bands(score: int, band: str) -> None:
    assert band_of(score) == band


@pytest.mark.parametrize(("epss", "likelihood"), [(1.0, 1.0), (0.001, 0.0), (0.0, 0.0), (0.0316228, 0.5)])
def test_epss_is_taken_by_its_magnitude(epss: float, likelihood: float) -> None:
    assert likelihood_of_epss(epss) == pytest.approx(likelihood, abs=1e-6)
