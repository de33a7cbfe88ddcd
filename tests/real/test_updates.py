"""A copy of OSV's layout on the loopback: databases are built from it, updated, and killed at any moment."""

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Answer
from tests.real import programs
from tests.real.advisories import Record, feeds, records_of
from tests.real.bills import findings_in
from tests.vulns.mirror import Mirror, serving

_KILLS = 40
_STATUS = """\
Package: libssl1.1
Status: install ok installed
Source: openssl
Version: 1.1.1k-1
Architecture: amd64
"""


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(tmp_path / "mirror") as served:
        yield served


@pytest.fixture
def root(tmp_path: Path) -> str:
    """An unpacked root with an old OpenSSL of Debian 11."""
    for name, content in (("etc/os-release", 'ID=debian\nVERSION_ID="11"\n'), ("var/lib/dpkg/status", _STATUS)):
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True)
        path.write_text(content)
    return f"rootfs:{tmp_path}/root"


@pytest.fixture
def before(mirror: Mirror, tmp_path: Path) -> Path:
    """A database from the mirror as it was; the mirror has gone on since."""
    old, _ = states()
    mirror.lay_out("Debian", old)
    assert updated(mirror, tmp_path / "before").code == 0
    lay_out_later(mirror)
    return tmp_path / "before"


def states() -> tuple[list[Record], list[Record]]:
    """What the mirror has first and later: of OpenSSL, the latest advisories and not the very first any more."""
    records = records_of("Debian")
    about = sorted((r for r in records if is_about_openssl(r)), key=lambda record: (record["published"], record["id"]))
    assert len(about) > 10
    late = {record["id"] for record in about[-5:]}
    return [r for r in records if r["id"] not in late], [r for r in records if r["id"] != about[0]["id"]]


def is_about_openssl(record: Record) -> bool:
    wanted = {"ecosystem": "Debian:11", "name": "openssl"}
    return any(wanted.items() <= affected["package"].items() for affected in record["affected"])


def lay_out_later(mirror: Mirror) -> None:
    _, new = states()
    mirror.lay_out("Debian", new)
    mirror.asked.clear()


def updating(mirror: Mirror, folder: Path, *more: str) -> list[str]:
    return ["db", "update", "Debian", "--db", str(folder), *feeds(mirror), *more]


def updated(mirror: Mirror, folder: Path, *more: str) -> Answer:
    return programs.seatrial(*updating(mirror, folder, *more))


def flaws(root: str, folder: Path) -> set[str]:
    answer = programs.here("scan", root, "--db", folder, "-o", "json")
    assert answer.code in (0, 1), answer.err
    return {finding.flaw for finding in findings_in(answer.out, root)}


def test_an_update_gets_what_has_changed(mirror: Mirror, before: Path, root: str) -> None:
    had = flaws(root, before)

    answer = updated(mirror, before)

    assert (answer.code, answer.err) == (0, "Debian: updated, 5 records read, 1 gone\n")
    assert len([path for path in mirror.asked if path.endswith(".json")]) == 5
    assert "/Debian/all.zip" not in mirror.asked
    has = flaws(root, before)
    assert has - had, "the latest advisories change nothing"
    assert had - has, "the advisory that has disappeared is still there"
    assert programs.seatrial("db", "verify", "--db", before).err == "Debian: whole\n"


def test_an_update_and_building_anew_say_the_same(mirror: Mirror, before: Path, root: str, tmp_path: Path) -> None:
    assert updated(mirror, before).code == updated(mirror, tmp_path / "anew").code == 0

    assert flaws(root, before) == flaws(root, tmp_path / "anew")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
@pytest.mark.parametrize("how", ["built first", "built anew", "updated"])
def test_killed_at_any_moment_it_is_whole(mirror: Mirror, before: Path, root: str, tmp_path: Path, how: str) -> None:
    had, folder = flaws(root, before), tmp_path / "db"
    more = ("--anew",) if how == "built anew" else ()
    if how != "built first":
        shutil.copytree(before, folder)
    longest = seconds_of(mirror, updating(mirror, folder, *more))
    has = flaws(root, folder)
    # No two runs are killed at the same moments, whatever number it begins with.
    chance = random.Random()  # noqa: S311
    killed = left = 0

    for _ in range(_KILLS):
        shutil.rmtree(folder, ignore_errors=True)
        if how != "built first":
            shutil.copytree(before, folder)
        is_killed = killed_after(chance.uniform(0, longest), mirror, updating(mirror, folder, *more))
        killed += is_killed
        left += any(folder.glob(".*"))
        # Other work on the machine comes and goes.
        longest *= 1.05 if is_killed else 0.8
        if how == "built first" and is_killed and not (folder / "Debian.sqlite").exists():
            assert programs.here("db", "verify", "--db", folder).code == 3
            continue
        assert programs.here("db", "verify", "--db", folder).code == 0
        assert flaws(root, folder) in ([had, has] if is_killed else [has])

    assert killed > _KILLS / 4, "it had mostly ended before"
    assert left or how == "updated", "nobody was killed while a database was written"
    # The next one ends what was begun, and sweeps.
    assert updated(mirror, folder).code == 0
    assert flaws(root, folder) == has
    assert [path.name for path in folder.iterdir()] == ["Debian.sqlite"]


def seconds_of(mirror: Mirror, arguments: list[str]) -> float:
    """How long an update takes from its first question on, if nobody kills it."""
    with started(mirror, arguments) as process:
        start = time.monotonic()
        assert process.wait(60) == 0
        return time.monotonic() - start


def killed_after(seconds: float, mirror: Mirror, arguments: list[str]) -> bool:
    """Kill an update so long after its first question; returns whether it had not ended by then."""
    with started(mirror, arguments) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) in (0, -signal.SIGKILL)
        return process.returncode != 0


@contextmanager
def started(mirror: Mirror, arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """An update that has asked its first question."""
    mirror.asked.clear()
    with programs.start(*arguments) as process:
        try:
            while not mirror.asked:
                assert process.poll() is None, "it ended without a question"
                time.sleep(0.001)
            yield process
        finally:
            process.kill()
