"""Scores against those that the specifications, CVE records and FIRST's reference set state."""

import csv
import gzip
from collections import Counter

import pytest

from seatrial.errors import ParseError
from seatrial.model.check import Severity
from seatrial.vulns.cvss import best_score, score_of, severity_of
from tests.vulns.shelf import REAL

_V4 = "CVSS:4.0/AV:{}/AC:L/AT:{}/PR:N/UI:N/VC:{}/VI:{}/VA:{}/SC:{}/SI:{}/SA:{}/{}"


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        # The examples of https://www.first.org/cvss/v3.1/examples.
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N", 5.4),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9),
        ("CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        # Exploits and remedies are no part of a base score.
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C", 9.8),
    ],
)
def test_version_3(vector: str, score: float) -> None:
    assert score_of(vector).score == score


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        # From FIRST's reference set.
        (_V4.format("N", "N", *"HHHHHH", "E:A/CR:H/IR:H/AR:H/MSI:S/MSA:S"), 10.0),
        (_V4.format("N", "N", *"HHHHHH", "E:U/CR:H/IR:H/AR:H"), 9.1),
        (_V4.format("N", "P", *"HHHLLL", "E:P/CR:M/IR:M/AR:M"), 7.1),
        (_V4.format("N", "N", *"LHHLLL", "E:U/CR:H/IR:H/AR:H"), 6.9),
        (_V4.format("A", "P", *"HHHLLL", "E:U/CR:H/IR:H/AR:H"), 5.2),
        (_V4.format("N", "P", *"LLLLLL", "E:U/CR:H/IR:H/AR:H"), 1.7),
        # From CVE records.
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0.0),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N", 6.9),
        ("CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 8.5),
    ],
)
def test_version_4(vector: str, score: float) -> None:
    assert score_of(vector).score == score


@pytest.mark.parametrize(
    "vector",
    [
        "",
        "7.5",
        "CVSS:3.1/AV:N",
        "CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "AV:N/AC:L/Au:N/C:P/I:P/A:P",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:Q",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/ZZ:N",
        "CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    ],
)
def test_what_is_no_vector_is_refused(vector: str) -> None:
    with pytest.raises(ParseError):
        score_of(vector)


def test_the_newest_version_counts_and_of_several_the_worst() -> None:
    third = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    fourth = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N"
    weaker = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N"

    best = best_score((third, weaker, "nonsense", fourth))

    assert best is not None
    assert (best.score, best.version, best.vector) == (6.9, "CVSS:4.0", fourth)
    assert best_score(("nonsense",)) is None


def test_severities_begin_where_the_specification_has_it() -> None:
    assert [severity_of(score) for score in (0.1, 3.9, 4.0, 6.9, 7.0, 8.9, 9.0)] == [
        Severity.LOW,
        Severity.LOW,
        Severity.MEDIUM,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.HIGH,
        Severity.CRITICAL,
    ]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real advisories are not here")
def test_scores_are_those_of_real_records() -> None:
    """Some publish another score than the base score; all others must be met to the decimal."""
    wrong: Counter[str] = Counter()
    total: Counter[str] = Counter()

    with gzip.open(REAL / "meta" / "cvss_vulnrichment.csv.gz", "rt") as lines:
        for _, _, score, vector in csv.reader(line for line in lines if not line.startswith("#")):
            if vector.count("/") == 8 or vector.startswith("CVSS:4.0"):
                version = vector[:8]
                total[version] += 1
                wrong[version] += score_of(vector).score != float(score)

    assert total["CVSS:3.1"] > 20_000
    assert total["CVSS:4.0"] > 1_900
    # Where the scope changes, some state what the formula of the environmental score gives: a tenth more.
    assert wrong["CVSS:3.1"] + wrong["CVSS:3.0"] < 0.005 * total["CVSS:3.1"]
    # One is wrong outright, two are of before FIRST said how halves are rounded.
    assert wrong["CVSS:4.0"] <= 3
