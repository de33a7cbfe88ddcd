"""What the bench tells checks of an asset as a whole."""

from datetime import date
from pathlib import Path

import pytest

from seatrial.bench import Bench
from seatrial.connectors.image.find import image_asset
from seatrial.model.asset import Collected
from seatrial.model.value import Unknown
from seatrial.request import Request
from seatrial.vulns.lifecycles import FILE, write_lifecycles
from seatrial.vulns.sources.endoflife import Cycle


def life(folder: Path, release: str | Unknown, today: str = "2026-01-01") -> tuple[object, str | None]:
    """Whether a release has ended, and when, with the databases of a folder."""
    bench = Bench.for_request(Request(advisories=folder, today=date.fromisoformat(today)))
    facts = bench.facts_of(Collected(asset=image_asset("image:app:1"), release=release))
    return facts.release_ended, facts.release_ends


@pytest.mark.parametrize(
    ("release", "today", "said"),
    [
        ("Debian:10", "2022-09-09", (False, "2022-09-10")),
        ("Debian:10", "2022-09-10", (True, "2022-09-10")),
        ("Alpine:v3.12", "2026-01-01", (True, "2022-05-01")),
        ("Ubuntu:22.04:LTS", "2026-01-01", (False, "2027-04-01")),
        ("Wolfi", "2099-01-01", (False, None)),
        ("", "2026-01-01", (None, None)),
    ],
)
def test_the_library_knows_until_when_releases_are_maintained(
    release: str, today: str, said: tuple[object, str | None], tmp_path: Path
) -> None:
    assert life(tmp_path, release, today) == said


def test_a_release_that_nobody_knows_is_unknown(tmp_path: Path) -> None:
    ended, ends = life(tmp_path, "ferryos-7")

    assert isinstance(ended, Unknown)
    assert "ferryos-7" in ended.reason
    assert ends is None


def test_where_the_release_could_not_be_read_its_end_is_unknown_for_that_reason(tmp_path: Path) -> None:
    unread = Unknown("a layer could not be read")

    assert life(tmp_path, unread)[0] is unread


def test_the_database_knows_better(tmp_path: Path) -> None:
    (tmp_path / "debian.sqlite").touch()
    cycles = [Cycle("debian", "10", date(2024, 6, 30), ended=False), Cycle("debian", "11", None, ended=True)]
    write_lifecycles(tmp_path / FILE, cycles, {"built": "2026-01-01T00:00:00+00:00"})

    assert life(tmp_path, "Debian:10", "2023-01-01") == (False, "2024-06-30")
    assert life(tmp_path, "Debian:11") == (True, None)
    assert life(tmp_path, "Debian:9") == (True, "2020-07-18")
