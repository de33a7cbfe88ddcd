"""Score: what is known of a finding -> its risk, by the formulas of docs/risk.md.

Pure arithmetic.  What is not known takes no part: its weight goes to what is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import floor, log10
from types import MappingProxyType

from seatrial.model.risk import Action, Answer, Band, BusinessValue, Exposure, Risk, Term

WEIGHTS: Mapping[str, float] = MappingProxyType({"likelihood": 0.45, "exposure": 0.35, "value": 0.20})
EXPOSED = 0.9
"""From this exposure on something counts as exposed."""
TOTAL_IMPACT = 0.9
LIKELIHOODS: Mapping[str, float] = MappingProxyType({"direct": 1.0, "conditional": 0.6, "depth": 0.25})
_CONTROL = 0.7
_ABOUT_ZERO = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What is known of one finding; None is not known.

    ``impact``      0..1.                     ``likelihood``  0..1, the largest that is known.
    ``exploited``   known to be exploited.    ``automatable`` reachable by a program, without a login.
    ``controlled``  a compensating control is verified.
    ``unreachable`` how sure it is that the code is not reached, 0..1.
    ``direct``      a misconfiguration that is an attack by itself, or code that an attacker can run.
    ``privileged``  what is affected has the rights of an administrator.
    ``credential``  it is a plaintext credential that can write or administer.
    ``public_data`` it is a store of data with a sensitive tag.
    ``end_of_life`` it is an operating system that nobody mends any more.
    ``total``       whoever uses it has everything: secrets, integrity, availability; None is by the impact.
    ``said``        for each term and each question what it was taken from.
    """

    impact: float
    likelihood: float | None = None
    exposure: Exposure | None = None
    value: BusinessValue | None = None
    exploited: bool | None = None
    automatable: bool | None = None
    controlled: bool = False
    unreachable: float = 0.0
    direct: bool = False
    privileged: bool = False
    credential: bool = False
    public_data: bool = False
    end_of_life: bool = False
    total: bool | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_exposed(self) -> bool:
        return self.exposure is not None and self.exposure.weight >= EXPOSED

    @property
    def is_total(self) -> bool:
        return self.impact >= TOTAL_IMPACT - _ABOUT_ZERO if self.total is None else self.total


ActionTable = Mapping[str, tuple[Action, bool, Action, bool]]
"""By the answers to known exploited, exposed, automatable (``nny``): the action and whether to look for intruders,
without and with total impact."""


def likelihood_of_epss(probability: float) -> float:
    """0..1 for the probability that FIRST's EPSS gives: one in a thousand is 0, certainty is 1."""
    return min(1.0, max(0.0, (log10(probability) + 3) / 3)) if probability > 0 else 0.0


def risk_of(factors: Factors, actions: ActionTable) -> Risk:
    """The risk of a finding."""
    terms, score = _terms(factors)
    answers = tuple(_answers(factors))
    action, intruders = _action(answers, actions)
    known = [name for name, value in _values(factors).items() if value is not None]
    return Risk(
        score=score,
        band=band_of(score),
        action=action,
        intruders=intruders,
        terms=terms,
        answers=answers,
        confidence=round(sum(WEIGHTS[name] for name in known), 2),
        otherwise=_otherwise(factors, score),
    )


def band_of(score: float) -> Band:
    for least, band in ((90, Band.CRITICAL), (70, Band.HIGH), (40, Band.MEDIUM), (1, Band.LOW)):
        if score >= least:
            return band
    return Band.NONE


def _values(factors: Factors) -> dict[str, float | None]:
    return {
        "likelihood": factors.likelihood,
        "exposure": factors.exposure.weight if factors.exposure else None,
        "value": factors.value.weight if factors.value else None,
    }


def _terms(factors: Factors) -> tuple[tuple[Term, ...], int]:
    """The parts of the score and the score, which is exactly their sum."""
    values = _values(factors)
    weight = sum(WEIGHTS[name] for name, value in values.items() if value is not None)
    scale = 100 * factors.impact / weight if weight else 0.0
    exact = {name: scale * WEIGHTS[name] * (value or 0.0) for name, value in values.items()}
    points = _rounded(exact)
    terms = [
        Term(name=name, points=points[name], value=value, said=factors.said.get(name, ""))
        for name, value in values.items()
    ]
    if not weight:
        # Nobody knows how likely, how exposed or how dear it is: then half of how bad it would be.
        exact["impact"] = 50 * factors.impact
        points = _rounded(exact)
        terms.append(Term(name="impact", points=points["impact"], said="nothing else is known"))
    whole = sum(exact.values())
    lowered = whole * (_CONTROL if factors.controlled else 1.0) * (1 - 0.5 * factors.unreachable)
    before = sum(points.values())
    after = _nearest(lowered)
    if after != before:
        terms.append(Term(name="control", points=after - before, said=factors.said.get("control", "")))
    least, name = max(_floors(factors), default=(0, ""))
    if least > after:
        terms.append(Term(name="floor", points=least - after, said=name))
    return tuple(terms), max(after, least)


def _nearest(number: float) -> int:
    """The nearest whole number; halves go up, and what floating point takes from a half does not matter."""
    return floor(number + 0.5 + _ABOUT_ZERO)


def _rounded(exact: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers that add up to the rounded sum: the largest remainders are rounded up, of equal ones the later."""
    found = {name: floor(value + _ABOUT_ZERO) for name, value in exact.items()}
    missing = _nearest(sum(exact.values())) - sum(found.values())
    order = list(exact)
    by_remainder = sorted(
        order, key=lambda name: (round(exact[name] - found[name], 6), order.index(name)), reverse=True
    )
    for name in by_remainder[:missing]:
        found[name] += 1
    return found


def _floors(factors: Factors) -> Iterator[tuple[int, str]]:
    """The toxic combinations: what such a finding scores at least, and its name."""
    exposed = factors.is_exposed
    if factors.exploited and factors.impact >= 0.4:
        yield 70, "known to be exploited"
    if factors.exploited and exposed:
        yield 90, "known to be exploited and exposed"
    if exposed and factors.privileged and factors.direct:
        yield 95, "exposed, privileged and directly open to attack"
    if exposed and factors.credential:
        yield 95, "exposed, with a credential in plain text"
    if exposed and factors.public_data:
        yield 90, "public data that its tags call sensitive"
    if factors.end_of_life and exposed and (factors.likelihood or 0) >= 0.65:
        yield 80, "exposed on an operating system past its end of life"


def _answers(factors: Factors) -> Iterator[Answer]:
    exposed = factors.is_exposed if factors.exposure is not None else None
    for question, answer in (
        ("known exploited", factors.exploited),
        ("exposed", exposed),
        ("automatable", factors.automatable),
        ("total impact", factors.is_total),
    ):
        yield Answer(question=question, yes=bool(answer), assumed=answer is None, said=factors.said.get(question, ""))


def _action(answers: tuple[Answer, ...], actions: ActionTable) -> tuple[Action, bool]:
    *three, total = answers
    row = actions["".join("y" if answer.yes else "n" for answer in three)]
    return (row[2], row[3]) if total.yes else (row[0], row[1])


def _otherwise(factors: Factors, score: int) -> str:
    """The one change that would make it less: not being exposed, where it is."""
    if not factors.is_exposed:
        return ""
    less = _terms(replace(factors, exposure=Exposure.INTERNAL))[1]
    return f"{less} if it were not reachable from the internet" if less < score else ""
