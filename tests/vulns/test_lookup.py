"""What is told of one flaw by its names."""

from pathlib import Path

import pytest

from seatrial.errors import DatabaseError
from seatrial.model.advisory import FixState
from seatrial.vulns.lookup import known_of
from tests.vulns.shelf import fixed_in, record, shelf


def test_a_flaw_is_found_by_each_of_its_names(tmp_path: Path) -> None:
    flaw = record("GHSA-1", "PyPI", "x", *fixed_in("2"), aliases=["CVE-2024-1", "PYSEC-1"], summary="A flaw")
    database = shelf(tmp_path, PyPI=[flaw, record("GHSA-2", "PyPI", "y", *fixed_in("3"))])

    for name in ("GHSA-1", "CVE-2024-1", "PYSEC-1"):
        [known] = known_of(database, name)
        assert (known.advisory, known.summary) == ("GHSA-1", "A flaw")
        assert known.names == ("CVE-2024-1", "GHSA-1", "PYSEC-1")
        assert [(r.package, r.state, r.fixed) for r in known.ranges] == [("x", FixState.FIXED, "2")]
    assert [*known_of(database, "CVE-2024-10")] == []
    assert [*known_of(database, "CVE-2024")] == []


def test_the_other_flaws_of_an_erratum_are_no_names_of_it(tmp_path: Path) -> None:
    erratum = record("DSA-1-1", "Debian:12", "x", *fixed_in("2"), upstream=["CVE-2024-1", "CVE-2024-2"])
    database = shelf(tmp_path, Debian=[erratum])

    [known] = known_of(database, "CVE-2024-2")

    assert known.names == ("CVE-2024-2", "DSA-1-1")
    assert [r.release for r in known.ranges] == ["12"]


def test_a_damaged_database_is_an_error(tmp_path: Path) -> None:
    database = shelf(tmp_path, PyPI=[record("GHSA-1", "PyPI", "x", *fixed_in("2"))])
    database.close()
    (tmp_path / "PyPI.sqlite").write_bytes(b"nonsense")

    with pytest.raises(DatabaseError):
        [*known_of(database, "GHSA-1")]
