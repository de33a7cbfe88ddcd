"""Which version a package is updated to."""

from pathlib import Path
from typing import Any

import pytest

from seatrial.vulns.updates import Updates, is_pre_release, later, series, updates_of
from tests.vulns.shelf import Record, fixed_in, package, record, shelf


def of(folder: Path, version: str, *records: Record, ecosystem: str = "PyPI", **more: Any) -> Updates:
    ids = {item["id"] for item in records}
    database = shelf(folder, **{ecosystem: records})
    return updates_of(package(ecosystem, "hull", version), database, more.get("flaws", ids), more.get("known", ids))


def test_the_lowest_version_without_a_flaw_is_taken(tmp_path: Path) -> None:
    fixed = [record(f"CVE-{n}", "PyPI", "hull", *fixed_in(version)) for n, version in enumerate(("1.2", "1.10", "1.3"))]

    found = of(tmp_path, "1.0", *fixed)

    assert found.near is not None
    assert (found.near.to, found.near.remaining, found.far) == ("1.10", frozenset(), None)


def test_what_was_fixed_and_broken_anew_is_passed_over(tmp_path: Path) -> None:
    first = record("CVE-1", "PyPI", "hull", *fixed_in("1.2"))
    second = record("CVE-2", "PyPI", "hull", *fixed_in("1.4", since="1.1"))

    found = of(tmp_path, "1.0", first, second, flaws={"CVE-1"}, known={"CVE-1"})

    assert found.near is not None
    assert found.near.to == "1.4"


def test_another_major_version_is_told_apart(tmp_path: Path) -> None:
    first = record("CVE-1", "PyPI", "hull", *fixed_in("1.2"))
    second = record("CVE-2", "PyPI", "hull", *fixed_in("2.0"))

    found = of(tmp_path, "1.0", first, second)

    assert found.near is not None
    assert found.far is not None
    assert (found.near.to, found.near.remaining) == ("1.2", frozenset({"CVE-2"}))
    assert (found.far.to, found.far.remaining) == ("2.0", frozenset())


def test_a_flaw_that_nobody_has_fixed_is_no_reason_to_update(tmp_path: Path) -> None:
    assert of(tmp_path, "1.0", record("CVE-1", "PyPI", "hull", {"introduced": "0"})) == Updates()


def test_a_version_that_brings_a_flaw_is_no_way_out(tmp_path: Path) -> None:
    first = record("CVE-1", "PyPI", "hull", *fixed_in("1.2"))
    second = record("CVE-2", "PyPI", "hull", {"introduced": "1.1"})

    assert of(tmp_path, "1.0", first, second, flaws={"CVE-1"}, known={"CVE-1"}) == Updates()


def test_pre_releases_are_for_those_who_have_one(tmp_path: Path) -> None:
    database = shelf(tmp_path, PyPI=[record("A-1", "PyPI", "hull", *fixed_in("2.0rc1"))])

    assert [*later(package("PyPI", "hull", "1.0"), database)] == []
    assert [*later(package("PyPI", "hull", "2.0b1"), database)] == ["2.0rc1"]


@pytest.mark.parametrize("version", ["", "main", "2.0"])
def test_nothing_comes_after_what_has_no_order_or_is_the_last(tmp_path: Path, version: str) -> None:
    database = shelf(tmp_path, PyPI=[record("A-1", "PyPI", "hull", *fixed_in("2.0"))])

    assert [*later(package("PyPI", "hull", version), database)] == []
    assert [*later(package("npm", "hull", "1.0"), database)] == []


@pytest.mark.parametrize(
    ("ecosystem", "one", "other", "same"),
    [
        ("PyPI", "1.2", "1.9.1", True),
        ("PyPI", "1.2", "2.0", False),
        ("PyPI", "0.1", "0.9", True),
        ("npm", "0.1.0", "0.2.0", False),
        ("npm", "0.1.0", "0.1.9", True),
        ("Go", "v0.1.0", "0.9.0", True),
        ("PyPI", "2022.1", "2024.7.4", True),
        ("PyPI", "1!2.0", "1!3.0", False),
    ],
)
def test_versions_are_of_one_series(ecosystem: str, one: str, other: str, same: bool) -> None:
    assert (series(ecosystem, one) == series(ecosystem, other)) is same


@pytest.mark.parametrize(
    ("ecosystem", "version", "is_one"),
    [
        ("PyPI", "2.0rc1", True),
        ("PyPI", "2.0.dev3", True),
        ("PyPI", "2.0.post1", False),
        ("npm", "1.0.0-beta.3", True),
        ("npm", "1.0.0-next.1", True),
        ("Go", "0.0.0-20220314234659-1baeb1ce4c0b", False),
        ("Go", "1.0.0-rc.1", True),
        ("Maven", "3.0-M1", True),
        ("Maven", "2.13.4.2", False),
        ("NuGet", "4.0.0-preview.2", True),
    ],
)
def test_pre_releases_are_known_by_their_names(ecosystem: str, version: str, is_one: bool) -> None:
    assert is_pre_release(ecosystem, version) is is_one
