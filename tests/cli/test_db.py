"""``seatrial db``: getting databases, what is in them, and carrying them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Seatrial
from tests.vulns.mirror import Mirror, serving
from tests.vulns.shelf import fixed_in, record

pytestmark = pytest.mark.usefixtures("repository")


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """A mirror of two ecosystems, configured, and nothing in the cache."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with serving(tmp_path / "mirror") as made:
        made.lay_out(
            "PyPI",
            [record("P-1", "PyPI", "x", *fixed_in("2")), {"id": "P-2", "affected": [{}], "modified": "2026-01-01"}],
        )
        made.lay_out("npm", [record("N-1", "npm", "x", *fixed_in("2.0.0"))])
        off = "debian: '', alpine: '', kev: '', epss: '', endoflife: ''"
        (tmp_path / "seatrial.yaml").write_text(f"database:\n  feeds: {{osv: '{made.address}', {off}}}\n")
        yield made


def test_an_update_gets_what_is_named(seatrial: Seatrial, mirror: Mirror, tmp_path: Path) -> None:
    answer = seatrial("db", "update", "PyPI")

    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "PyPI: built, 2 records read, 1 could not be used\n"
    assert [path.name for path in (tmp_path / "cache" / "seatrial" / "advisories").iterdir()] == ["PyPI.sqlite"]
    assert seatrial("db", "update", "PyPI").err == "PyPI: updated, 1 record read, 1 could not be used\n"


def test_what_could_not_be_used_is_told_when_asked(seatrial: Seatrial, mirror: Mirror) -> None:
    answer = seatrial("db", "update", "-v", "PyPI")

    assert "  PyPI/P-2: it names commits of a repository and no package\n" in answer.err


def test_without_a_name_the_usual_ones_come_first_and_later_those_that_are_there(
    seatrial: Seatrial, mirror: Mirror
) -> None:
    mirror.lay_out("Hackage", [record("H-1", "Hackage", "x", *fixed_in("2"))])
    assert [line.split(":")[0] for line in seatrial("db", "update").err.splitlines()] == ["PyPI", "npm"]

    seatrial("db", "update", "Hackage", "--db", "own")
    answer = seatrial("db", "update", "--db", "own")

    assert answer.err == "Hackage: up to date\n"


def test_an_ecosystem_that_is_not_there_is_an_error(seatrial: Seatrial, mirror: Mirror) -> None:
    answer = seatrial("db", "update", "PyPy")

    assert answer.code == 2
    assert answer.err == f"error: {mirror.address} has no ecosystem 'PyPy'; did you mean 'PyPI'?\n"


def test_capitals_make_no_difference(seatrial: Seatrial, mirror: Mirror) -> None:
    assert seatrial("db", "update", "NPM", "npm").err == "npm: built, 1 record read\n"


def test_a_feed_that_cannot_be_had_costs_itself_only(seatrial: Seatrial, mirror: Mirror, tmp_path: Path) -> None:
    (tmp_path / "mirror" / "PyPI" / "all.zip").write_bytes(b"nonsense")

    answer = seatrial("db", "update", "--feed", f"kev={tmp_path / 'nowhere'}")

    assert answer.code == 3
    lines = answer.err.splitlines()
    assert lines[0].startswith("PyPI: failed: ")
    assert lines[1] == "npm: built, 1 record read"
    assert lines[2].startswith("exploits: failed: there is no ")


def test_a_configured_ecosystem_that_the_mirror_lacks_is_a_failure(
    seatrial: Seatrial, mirror: Mirror, tmp_path: Path
) -> None:
    with (tmp_path / "seatrial.yaml").open("a") as file:
        file.write("  ecosystems: [npm, Plan9]\n  folder: advisories\n")

    answer = seatrial("db", "update")

    assert answer.code == 3
    assert answer.err.startswith("Plan9: failed: ")
    assert [path.name for path in (tmp_path / "advisories").iterdir()] == ["npm.sqlite"]


@pytest.mark.parametrize(
    ("feed", "message"),
    [
        ("ovs=x", "there is no feed 'ovs'; did you mean 'osv'?"),
        ("osv", "--feed osv names no address: --feed osv=ADDRESS"),
        ("osv=", "without the feed osv there is nothing to build from"),
        ("kev=ftp://x/y", "'ftp://x/y' is no address of a mirror"),
    ],
)
def test_a_feed_that_is_none_is_an_error(seatrial: Seatrial, mirror: Mirror, feed: str, message: str) -> None:
    answer = seatrial("db", "update", "--feed", feed)

    assert answer.code == 2
    assert message in answer.err
    assert mirror.asked == []


def test_the_status_says_what_is_there_and_how_old_it_is(seatrial: Seatrial, mirror: Mirror) -> None:
    seatrial("db", "update", "-q")

    answer = seatrial("db", "status", "--max-age", "1h")

    assert answer.code == 0
    first, second = answer.out.splitlines()
    assert " ".join(first.split()) == "PyPI 0 h old 0.1 MB 1 advisory, 1 range, 1 not used"
    assert second.startswith("npm ")
    rows = json.loads(seatrial("db", "status", "-o", "json").out)
    assert [(row["name"], row["counts"]["advisory"], row["skipped"]) for row in rows] == [("PyPI", 1, 1), ("npm", 1, 0)]


def test_a_status_can_demand_that_nothing_is_old(
    seatrial: Seatrial, mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from seatrial.vulns.build import update

    update(tmp_path / "old", "npm", mirror.feeds, datetime(2020, 1, 1, tzinfo=UTC))

    assert seatrial("db", "status", "--db", "old").code == 0
    assert seatrial("db", "status", "--db", "old", "-q").out == ""
    answer = seatrial("db", "status", "--db", "old", "--max-age", "2w", "-q")
    assert (answer.code, answer.out.split()[0]) == (3, "npm")
    assert seatrial("db", "status", "--db", "old", "--max-age", "soon").code == 2


def test_nothing_and_damage_are_never_fine(seatrial: Seatrial, mirror: Mirror, tmp_path: Path) -> None:
    for command in ("status", "verify"):
        answer = seatrial("db", command, "--db", "nowhere")
        assert (answer.code, answer.err) == (3, "there are no databases in nowhere; `seatrial db update` makes them\n")
    seatrial("db", "update", "npm", "--db", "db")
    assert seatrial("db", "verify", "--db", "db").code == 0

    (tmp_path / "db" / "npm.sqlite").write_bytes(b"nonsense")

    assert seatrial("db", "verify", "-q", "--db", "db").code == 3
    answer = seatrial("db", "status", "--db", "db")
    assert answer.code == 3
    assert "`seatrial db update`" in answer.out


def test_databases_travel_in_one_file(seatrial: Seatrial, mirror: Mirror, tmp_path: Path) -> None:
    seatrial("db", "update", "-q")

    assert seatrial("db", "export", "all.tar").err == "2 databases written to all.tar\n"
    assert seatrial("db", "import", "all.tar", "--db", "other").err == "2 databases taken from all.tar\n"
    assert seatrial("db", "verify", "--db", "other").err == "PyPI: whole\nnpm: whole\n"
    (tmp_path / "all.tar").write_bytes(b"nonsense")
    assert seatrial("db", "import", "all.tar").code == 2


def test_an_update_gets_what_a_target_needs(seatrial: Seatrial, mirror: Mirror, repository: Path) -> None:
    assert seatrial("db", "update", "--for", ".").err == "there are no packages in ., and so nothing is needed\n"

    (repository / "app").mkdir()
    (repository / "app" / "requirements.txt").write_text("x==1\n")

    assert [line.split(":")[0] for line in seatrial("db", "update", "--for", ".").err.splitlines()] == ["PyPI"]
    assert seatrial("db", "update", "--for", "image:oci:none").code == 2
