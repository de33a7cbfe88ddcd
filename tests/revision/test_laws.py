"""Laws of the difference: new and known are what is there, fixed and known are what was there."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.engine.difference import compared, earlier_of
from seatrial.model.report import Report
from seatrial.request import Request
from seatrial.scan import scan
from tests.revision.conftest import Repo, hull

FOLDERS = ("a", "b", "c")
NAMES = ("x", "y", "z")
Tree = dict[tuple[str, str], bool]
"""Hulls by folder and name, and whether they are sealed."""

trees = st.dictionaries(st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES)), st.booleans(), max_size=6)


@pytest.fixture(autouse=True)
def scanned_once(repo: Repo) -> None:
    """The first scan raises Python's limit of recursion, which must not happen within an example."""
    repo.write({"a/main.tf": hull("x")})
    scanned(repo)


def lay(repo: Repo, tree: Tree) -> None:
    texts = {f"{folder}/main.tf": "" for folder in FOLDERS}
    for (folder, name), sealed in sorted(tree.items()):
        texts[f"{folder}/main.tf"] += hull(name, sealed=sealed)
    repo.write({**texts})


def counted(report: Report) -> dict[str, Counter[str]]:
    assert report.difference is not None
    found: dict[str, Counter[str]] = {"new": Counter(), "known": Counter()}
    for asset, result in report.every_finding():
        found[str(result.status)][f"{asset.key} {result.check}"] += 1
    found["fixed"] = Counter(f"{past.asset} {past.check}" for past in report.difference.fixed)
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(then=trees, now=trees)
def test_what_is_there_and_what_was_there(repo: Repo, then: Tree, now: Tree) -> None:
    lay(repo, then)
    repo.commit({})
    before = scanned(repo)
    lay(repo, now)

    report = repo.against()

    difference = counted(report)
    assert difference["new"] + difference["known"] == findings(scanned(repo))
    assert difference["fixed"] + difference["known"] == findings(before)
    # Reading less is no other answer: the same as of two whole scans.
    whole = compared(scanned(repo), earlier_of(before, "", ""))
    assert counted(whole) == difference


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees)
def test_a_tree_against_itself(repo: Repo, tree: Tree) -> None:
    lay(repo, tree)
    repo.commit({})

    report = repo.against()

    assert report.difference is not None
    assert (report.difference.new, report.difference.fixed, report.difference.gone) == (0, (), ())


def scanned(repo: Repo) -> Report:
    return scan(Request(targets=(".",), content=(repo.content,), jobs=1, **repo.request))


def findings(report: Report) -> Counter[str]:
    return Counter(f"{asset.key} {result.check}" for asset, result in report.every_finding())
