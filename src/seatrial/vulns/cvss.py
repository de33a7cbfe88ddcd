"""CVSS: the scores of vectors, by FIRST's specifications, and the severities that these give to scores.

Version 3 by https://www.first.org/cvss/v3.1/specification-document, section 7.1; version 4 in `cvss4`.
"""

from collections.abc import Container, Mapping
from functools import lru_cache
from typing import NamedTuple

from seatrial.errors import ParseError
from seatrial.model.check import Severity
from seatrial.vulns import cvss4

_V3 = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "S": {"U": 0.0, "C": 0.0},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES_WHERE_SCOPE_CHANGES = {"N": 0.85, "L": 0.68, "H": 0.5}
_LONGEST = 400


class Score(NamedTuple):
    """A score, 0..10; ``version`` is ``CVSS:3.0``, ``CVSS:3.1`` or ``CVSS:4.0``."""

    score: float
    version: str
    vector: str


@lru_cache(maxsize=4096)
def score_of(vector: str) -> Score:
    """The score of a vector: of version 3 the base score, of version 4 with the threat and environment that it states.

    Raises ParseError for a vector that is none, or of another version.
    """
    version, _, rest = vector[:_LONGEST].partition("/")
    metrics: dict[str, str] = {}
    for pair in rest.split("/"):
        name, _, value = pair.partition(":")
        if name in metrics:
            raise ParseError(f"{vector!r} says {name} twice")
        metrics[name] = value
    if version in ("CVSS:3.0", "CVSS:3.1"):
        _demand(vector, metrics, _V3)
        return Score(_base_score(metrics), version, vector)
    if version == "CVSS:4.0":
        _demand(vector, metrics, cvss4.METRICS)
        for name, value in metrics.items():
            if name not in cvss4.METRICS and value not in cvss4.OTHERS.get(name, ()):
                raise ParseError(f"{vector!r} has no {name}:{value} in CVSS 4.0")
        return Score(cvss4.score(metrics), version, vector)
    raise ParseError(f"{vector[:80]!r} is no vector of CVSS 3 or 4")


def best_score(vectors: tuple[str, ...]) -> Score | None:
    """The score of the newest version, the highest of several; None where no vector has one."""
    scores = []
    for vector in vectors:
        try:
            scores.append(score_of(vector))
        except ParseError:
            # A vector that is none is no rating, as if it were not there; what else is said still counts.
            continue
    return max(scores, key=lambda score: (score.version[5], score.score), default=None)


def severity_of(score: float) -> Severity:
    """The qualitative severity rating of a score.  None, the rating of 0, is low: there is nothing below it."""
    if score >= 9.0:
        return Severity.CRITICAL
    if score >= 7.0:
        return Severity.HIGH
    return Severity.MEDIUM if score >= 4.0 else Severity.LOW


def _demand(vector: str, metrics: dict[str, str], wanted: Mapping[str, Container[str]]) -> None:
    for name, values in wanted.items():
        if not metrics.get(name) or metrics[name] not in values:
            raise ParseError(f"{vector!r} has no {name} that counts")


def _base_score(metrics: dict[str, str]) -> float:
    weight = {name: _V3[name][metrics[name]] for name in _V3}
    changed = metrics["S"] == "C"
    if changed:
        weight["PR"] = _PRIVILEGES_WHERE_SCOPE_CHANGES[metrics["PR"]]
    base = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if changed else 6.42 * base
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * weight["AV"] * weight["AC"] * weight["PR"] * weight["UI"]
    return _round_up(min((impact + exploitability) * (1.08 if changed else 1), 10))


def _round_up(value: float) -> float:
    """Up to one decimal place, as appendix A has it, so that binary fractions make no difference."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10
