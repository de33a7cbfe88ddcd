"""CVSS v4.0: the score of a vector.  https://www.first.org/cvss/v4.0/specification-document, section 8.

A vector belongs to a macro vector, which has a score; how far it is from the worst vector of its macro vector takes
something of that away, in proportion to what the next lower macro vectors have.
"""

from collections.abc import Container, Iterator, Mapping
from math import floor

from seatrial.vulns.cvss4_scores import SCORES

Metrics = Mapping[str, str]

METRICS = {"AV": "NALP", "AC": "LH", "AT": "NP", "PR": "NLH", "UI": "NPA"} | dict.fromkeys(
    ("VC", "VI", "VA", "SC", "SI", "SA"), "HLN"
)
"""The base metrics, all of which a vector must have, and their values from the worst on."""

_SUPPLEMENTAL = {"S": "XNP", "AU": "XNY", "R": "XAUI", "V": "XDC", "RE": "XLMH"}
"""These change no score; nor does the provider's urgency."""

OTHERS: Mapping[str, Container[str]] = {
    **{f"M{name}": f"X{values}" for name, values in METRICS.items()},
    **dict.fromkeys(("MSI", "MSA"), "XSHLN"),
    **dict.fromkeys(("CR", "IR", "AR"), "XHML"),
    **_SUPPLEMENTAL,
    "E": "XAPU",
    "U": ("X", "Clear", "Green", "Amber", "Red"),
}
"""The metrics that a vector may have, and their values."""

_STEPS = METRICS | {"SI": "SHLN", "SA": "SHLN", "SC": "-HLN", "CR": "HML", "IR": "HML", "AR": "HML"}
"""Values by severity; a step is one letter, and subsequent systems' safety is one step above high."""

_WORST = {
    "eq1": (
        ("AV:N PR:N UI:N",),
        ("AV:A PR:N UI:N", "AV:N PR:L UI:N", "AV:N PR:N UI:P"),
        ("AV:P PR:N UI:N", "AV:A PR:L UI:P"),
    ),
    "eq2": (("AC:L AT:N",), ("AC:H AT:N", "AC:L AT:P")),
    "eq4": (("SC:H SI:S SA:S",), ("SC:H SI:H SA:H",), ("SC:L SI:L SA:L",)),
}
_WORST_IMPACT = {
    "00": ("VC:H VI:H VA:H CR:H IR:H AR:H",),
    "01": ("VC:H VI:H VA:L CR:M IR:M AR:H", "VC:H VI:H VA:H CR:M IR:M AR:M"),
    "10": ("VC:L VI:H VA:H CR:H IR:H AR:H", "VC:H VI:L VA:H CR:H IR:H AR:H"),
    "11": (
        "VC:L VI:H VA:L CR:H IR:M AR:H",
        "VC:L VI:H VA:H CR:H IR:M AR:M",
        "VC:H VI:L VA:H CR:M IR:H AR:M",
        "VC:H VI:L VA:L CR:M IR:H AR:H",
        "VC:L VI:L VA:H CR:H IR:H AR:M",
    ),
    "21": ("VC:L VI:L VA:L CR:H IR:H AR:H",),
}
"""The worst vectors of each level, of EQ3 and EQ6 together (tables 24 to 30 of the specification)."""

_DEPTH = {"eq1": (1, 4, 5), "eq2": (1, 2), "eq4": (6, 5, 4)}
_DEPTH_IMPACT = {"00": 7, "01": 6, "10": 8, "11": 8, "21": 10}
"""How many steps a level is deep, from its worst vector down."""


def score(given: Metrics) -> float:
    """The score of a vector that has every base metric."""
    metrics = _effective(given)
    if all(metrics[name] == "N" for name in ("VC", "VI", "VA", "SC", "SI", "SA")):
        return 0.0
    levels = macro_vector(metrics)
    whole = SCORES[levels]
    shares = [*_shares(metrics, levels, whole)]
    value = whole - sum(shares) / len(shares) if shares else whole
    # Halves go up, also those that binary fractions miss by a hair.
    return min(10.0, max(0.0, floor(value * 10 + 0.5 + 1e-6) / 10))


def macro_vector(metrics: Metrics) -> str:
    """The levels of EQ1 to EQ6, as digits."""
    open_, easy, unasked = (metrics[name] == "N" for name in ("AV", "PR", "UI"))
    eq1 = 0 if open_ and easy and unasked else 1 if (open_ or easy or unasked) and metrics["AV"] != "P" else 2
    eq2 = 0 if metrics["AC"] == "L" and metrics["AT"] == "N" else 1
    high = [metrics[name] == "H" for name in ("VC", "VI", "VA")]
    eq3 = 0 if high[0] and high[1] else 1 if any(high) else 2
    subsequent = [metrics[name] for name in ("SC", "SI", "SA")]
    eq4 = 0 if "S" in subsequent else 1 if "H" in subsequent else 2
    eq5 = "APU".index(metrics["E"])
    wanted = (metrics[name] == "H" for name in ("CR", "IR", "AR"))
    eq6 = 0 if any(is_high and is_wanted for is_high, is_wanted in zip(high, wanted, strict=True)) else 1
    return f"{eq1}{eq2}{eq3}{eq4}{eq5}{eq6}"


def _effective(given: Metrics) -> dict[str, str]:
    """The metrics with what the environment changes; what is not defined counts as the worst."""
    metrics = {name: given[name] for name in METRICS}
    metrics |= {name: given[f"M{name}"] for name in METRICS if given.get(f"M{name}", "X") != "X"}
    for name, worst in (("E", "A"), ("CR", "H"), ("IR", "H"), ("AR", "H")):
        value = given.get(name, "X")
        metrics[name] = worst if value == "X" else value
    return metrics


def _shares(metrics: Metrics, levels: str, whole: float) -> Iterator[float]:
    """What each EQ that has a lower level takes away."""
    for name, place in (("eq1", 0), ("eq2", 1), ("eq4", 3)):
        lower = SCORES.get(_lowered(levels, place))
        if lower is not None:
            level = int(levels[place])
            yield (whole - lower) * _distance(metrics, _WORST[name][level]) / _DEPTH[name][level]
    if _lowered(levels, 4) in SCORES:
        # All vectors of a level of EQ5 are equally severe; that it could be lower still counts in the mean.
        yield 0.0
    impact = levels[2] + levels[5]
    lower = max((SCORES[m] for m in _lower_impacts(levels) if m in SCORES), default=None)
    if lower is not None:
        yield (whole - lower) * _distance(metrics, _WORST_IMPACT[impact]) / _DEPTH_IMPACT[impact]


def _lower_impacts(levels: str) -> list[str]:
    """The macro vectors below in EQ3 and EQ6: where both can be lowered, by either."""
    if levels[2] + levels[5] == "00":
        return [_lowered(levels, 2), _lowered(levels, 5)]
    return [_lowered(levels, 5 if levels[5] == "0" else 2)]


def _lowered(levels: str, place: int) -> str:
    return f"{levels[:place]}{int(levels[place]) + 1}{levels[place + 1 :]}"


def _distance(metrics: Metrics, worst: tuple[str, ...]) -> int:
    """How many steps it is down from the first of the worst vectors that is at least as severe in every metric."""
    for vector in worst:
        steps = [_steps(metrics, *pair.split(":")) for pair in vector.split()]
        if min(steps) >= 0:
            return sum(steps)
    return 0


def _steps(metrics: Metrics, name: str, worst: str) -> int:
    return _STEPS[name].index(metrics[name]) - _STEPS[name].index(worst)
