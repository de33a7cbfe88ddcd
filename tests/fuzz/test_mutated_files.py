"""Whatever becomes of a file, a scan ends soon, says what it could not read, and still judges every other file.

The default run takes a few seconds and always the same ones; ``SEATRIAL_FUZZ_SECONDS=60`` searches for a minute, from
a seed that it prints.  ``SEATRIAL_FUZZ_SEED`` begins at another one.
"""

import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from seatrial.connectors import every
from seatrial.library.pack import folder as shipped
from seatrial.model.report import Report
from seatrial.request import Request
from seatrial.scan import scan

from .mutations import mutated
from .watch import at_most, crashes, misplaced_gaps

TOP = Path(__file__).parents[2]
SECONDS = float(os.environ.get("SEATRIAL_FUZZ_SECONDS", "0"))
FIRST = int(os.environ.get("SEATRIAL_FUZZ_SEED", "0")) or (int(time.time()) * 1000 if SECONDS else 1)
ROUNDS = 6
FILES = 12
SECONDS_A_ROUND = 20
SOUND = "FROM debian:12\nUSER root\n"


def seeds() -> list[tuple[str, Path]]:
    """Every proof and every example, and the name under which it is read."""
    proofs = {ending: name for connector in every() for ending, name in connector.proofs.items()}
    found = [
        (proofs[ending], path)
        for path in sorted(shipped().rglob("*"))
        for ending in sorted(proofs, key=len, reverse=True)
        if path.is_file()
        and path.name.endswith("." + ending)
        and path.name.split(".")[0] in ("fail", "pass", "unknown")
    ]
    examples = [(path.name, path) for path in sorted((TOP / "examples").rglob("*")) if path.is_file()]
    return [*{path: (name, path) for name, path in reversed(found)}.values(), *examples]


SEEDS = seeds()


def write_round(seed: int, top: Path) -> None:
    """A tree of broken files, each in a folder of its own, beside a sound one that says what must still be found."""
    chance = random.Random(seed)  # noqa: S311 - the same files for the same seed
    for number in range(FILES):
        name, path = chance.choice(SEEDS)
        other = chance.choice(SEEDS)[1].read_bytes()
        folder = top / f"{number:02}"
        folder.mkdir(parents=True)
        (folder / name).write_bytes(mutated(path.read_bytes(), chance, other))
    (top / "sound").mkdir()
    (top / "sound" / "Dockerfile").write_text(SOUND)


def sound_results(report: Report) -> Sequence[tuple[str, str]]:
    return [(r.check, str(r.verdict)) for asset, r in report.every_result() if asset.name.endswith("sound/Dockerfile")]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Sequence[tuple[str, str]]:
    top = tmp_path_factory.mktemp("expected")
    (top / "sound").mkdir()
    (top / "sound" / "Dockerfile").write_text(SOUND)
    return sound_results(scan(Request(targets=(str(top),), policies=("strict",), jobs=1)))


def run_round(seed: int, top: Path, expected: Sequence[tuple[str, str]]) -> None:
    write_round(seed, top)
    with at_most(SECONDS_A_ROUND):
        report = scan(Request(targets=(str(top),), policies=("strict",), jobs=1))

    again = f"SEATRIAL_FUZZ_SEED={seed}"
    assert sound_results(report) == expected, again
    assert misplaced_gaps(report) == [], again
    assert crashes(report) == [], again


def test_there_are_seeds_of_every_format() -> None:
    endings = {"".join(Path(name).suffixes) for name, _ in SEEDS}

    assert endings >= {"", ".tf", ".json", ".yaml", ".tfstate"}
    assert len(SEEDS) > 500


@pytest.mark.parametrize("number", range(ROUNDS))
def test_broken_files_cost_only_themselves(number: int, tmp_path: Path, expected: Sequence[tuple[str, str]]) -> None:
    assert len(expected) > 1

    run_round(FIRST + number, tmp_path / "tree", expected)


@pytest.mark.skipif(not SECONDS, reason="SEATRIAL_FUZZ_SECONDS says for how long to search")
def test_the_search_for_as_long_as_somebody_wants(tmp_path: Path, expected: Sequence[tuple[str, str]]) -> None:
    end = time.monotonic() + SECONDS
    rounds = 0

    while time.monotonic() < end:
        run_round(FIRST + ROUNDS + rounds, tmp_path / str(rounds), expected)
        rounds += 1

    assert rounds > 1
