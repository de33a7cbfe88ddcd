"""Packages in a change: what it adds or moves counts, what it leaves does not, nor what it updates without an end."""

import json
from pathlib import Path
from typing import Any

import pytest

from seatrial.cli import run as command
from seatrial.model.report import Report
from tests.revision.conftest import Repo, hull
from tests.vulns.shelf import fixed_in, record, shelf


@pytest.fixture
def repo(repo: Repo, tmp_path: Path) -> Repo:
    folder = tmp_path / "advisories"
    folder.mkdir()
    hull_, keel = (
        record(f"GHSA-{number}", system, name, *fixed_in("2.0"), aliases=[f"CVE-2024-100{number}"])
        for number, system, name in ((1, "PyPI", "hull"), (2, "npm", "keel"))
    )
    shelf(folder, PyPI=[hull_], npm=[keel])
    repo.request |= {"packages": True, "advisories": folder}
    return repo


def lock(**versions: str) -> str:
    """An npm lock file with keel of these versions, each in a folder of its own."""
    packages = {f"node_modules/{name}/node_modules/keel": {"version": version} for name, version in versions.items()}
    return json.dumps({"lockfileVersion": 3, "packages": {"": {}, **packages}}, indent=1)


def told(report: Report) -> dict[str, list[str]]:
    assert report.difference is not None
    found: dict[str, list[str]] = {"new": [], "known": [], "fixed": []}
    for asset, result in report.every_finding():
        assert result.match is not None
        found[str(result.status)].append(f"{asset.key} {result.match.name} {result.match.version}")
    found["fixed"] = [f"{past.asset} {past.address} {past.version}" for past in report.difference.fixed]
    return found


def difference(repo: Repo, then: dict[str, Any], now: dict[str, Any]) -> dict[str, list[str]]:
    repo.commit(then)
    repo.write(now)
    return told(repo.against())


def test_a_flaw_of_a_package_that_was_there_is_known_whenever_it_was_disclosed(repo: Repo) -> None:
    found = difference(repo, {"requirements.txt": "hull==1.0\n"}, {"requirements.txt": "sail==1.0\nhull==1.0\n"})

    assert found == {"new": [], "known": ["requirements.txt hull 1.0"], "fixed": []}


def test_a_package_that_is_added_is_new_and_one_that_is_updated_is_fixed(repo: Repo) -> None:
    found = difference(
        repo,
        {"a/requirements.txt": "hull==1.0\n", "b/requirements.txt": "sail==1.0\n"},
        {"a/requirements.txt": "hull==2.0\n", "b/requirements.txt": "sail==1.0\nhull==1.0\n"},
    )

    assert found == {
        "new": ["b/requirements.txt hull 1.0"],
        "known": [],
        "fixed": ["a/requirements.txt pkg:pypi/hull 1.0"],
    }


def test_an_update_that_leaves_the_flaw_is_known(repo: Repo) -> None:
    found = difference(repo, {"requirements.txt": "hull==1.0\n"}, {"requirements.txt": "hull==1.5\n"})

    assert found == {"new": [], "known": ["requirements.txt hull 1.5"], "fixed": []}


def test_a_second_copy_is_new(repo: Repo) -> None:
    found = difference(repo, {"package-lock.json": lock(b="1.5")}, {"package-lock.json": lock(a="1.0", b="1.5")})

    assert found == {"new": ["package-lock.json keel 1.0"], "known": ["package-lock.json keel 1.5"], "fixed": []}


def test_a_lock_file_that_is_renamed_brings_nothing_new(repo: Repo) -> None:
    found = difference(
        repo, {"requirements.txt": "hull==1.0\n"}, {"requirements.txt": None, "requirements-all.txt": "hull==1.0\n"}
    )

    assert found == {"new": [], "known": ["requirements-all.txt hull 1.0"], "fixed": []}


def test_a_package_that_is_moved_to_another_lock_file_is_new_in_that(repo: Repo) -> None:
    found = difference(
        repo,
        {"a/requirements.txt": "hull==1.0\n", "b/requirements.txt": "sail==1.0\n"},
        {"a/requirements.txt": "sail==1.0\n", "b/requirements.txt": "hull==1.0\n"},
    )

    assert found == {
        "new": ["b/requirements.txt hull 1.0"],
        "known": [],
        "fixed": ["a/requirements.txt pkg:pypi/hull 1.0"],
    }


def test_packages_of_which_nothing_is_known_fix_nothing(repo: Repo) -> None:
    crate = (
        '[[package]]\nname = "x"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n'
    )
    repo.commit({"requirements.txt": "hull==1.0\n", "Cargo.lock": crate})
    repo.write({"requirements.txt": "hull==2.0\n", "a/main.tf": hull("a", sealed=True)})

    report = repo.against()

    assert report.difference is not None
    assert (report.difference.fixed, len(report.difference.gone)) == ((), 1)


def test_what_has_been_disclosed_since_a_baseline_is_known_and_what_was_added_is_new(
    repo: Repo, tmp_path: Path
) -> None:
    advisories = repo.request["advisories"]
    shelf(advisories, PyPI=[record("GHSA-9", "PyPI", "mast", *fixed_in("2.0"))])
    repo.write({"requirements.txt": "hull==1.0\n"})
    scan_ = ["scan", "-q", "--db", str(advisories)]
    assert command([*scan_, "-o", f"json={tmp_path / 'last.json'}"]) == 0
    later = record("GHSA-1", "PyPI", "hull", *fixed_in("2.0"), aliases=["CVE-2024-1001"])
    shelf(advisories, PyPI=[later, record("GHSA-3", "PyPI", "sail", *fixed_in("2.0"), aliases=["CVE-2024-1003"])])

    assert command(scan_) == 1
    assert command([*scan_, "--baseline", str(tmp_path / "last.json")]) == 0
    repo.write({"requirements.txt": "hull==1.0\nsail==1.0\n"})
    assert command([*scan_, "--baseline", str(tmp_path / "last.json")]) == 1


def test_a_waiver_taken_away_since_a_baseline_makes_its_flaw_new(repo: Repo, tmp_path: Path) -> None:
    repo.write({"requirements.txt": "hull==1.0  # seatrial:waive CVE-2024-1001 -- it lies in a museum\n"})
    scan_ = ["scan", "-q", "--db", str(repo.request["advisories"])]
    assert command([*scan_, "-o", f"json={tmp_path / 'last.json'}"]) == 0
    assert '"reason": "it lies in a museum"' in (tmp_path / "last.json").read_text()

    repo.write({"requirements.txt": "hull==1.0\n"})

    assert command([*scan_, "--baseline", str(tmp_path / "last.json")]) == 1


def test_what_is_not_looked_up_now_is_not_looked_up_then(repo: Repo) -> None:
    repo.commit({"requirements.txt": "hull==1.0\n"})
    repo.write({"requirements.txt": "hull==1.0\n# more\n"})

    assert told(repo.against(packages=False)) == {"new": [], "known": [], "fixed": []}
