"""Whatever becomes of a file, a repair ends soon, and what it says to have fixed is fixed in the file that it makes.

As in ``test_mutated_files``: the default run is short and always the same; ``SEATRIAL_FUZZ_SECONDS`` searches longer.
"""

import subprocess
import time
from pathlib import Path

import pytest

from seatrial.cli.fix_output import diff_of
from seatrial.repair.nouns import Outcome
from seatrial.repair.run import Repairs, Wanted, repair
from seatrial.request import Request

from .test_mutated_files import FIRST, ROUNDS, SECONDS, write_round
from .watch import at_most

SECONDS_A_ROUND = 60


def repaired(top: Path, *, unsafe: bool) -> Repairs:
    return repair(Request(targets=(str(top),), policies=("default",), jobs=1), Wanted(unsafe=unsafe))


def run_round(seed: int, top: Path) -> None:
    write_round(seed, top)
    with at_most(SECONDS_A_ROUND):
        first = repaired(top, unsafe=bool(seed % 2))
        for patched in first.files:
            path = Path(patched.file)
            assert path.read_bytes() == patched.before
            path.write_bytes(patched.after)
            assert applied(path.parent, path.name, patched.before, diff_of(patched)) == patched.after
        fixed = {fix.identity for fix in first.fixes if fix.outcome is Outcome.FIXED}
        again = {fix.identity for fix in repaired(top, unsafe=False).fixes}

    assert not fixed & again


def applied(folder: Path, name: str, before: bytes, diff: str) -> bytes:
    """What ``patch`` makes of a file and its diff; its byte order mark, of which a diff says nothing, is kept."""
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    path = folder / f"{name}.patched"
    path.write_bytes(before.removeprefix(mark))
    command = ["patch", "--binary", "--quiet", str(path)]
    subprocess.run(command, input=diff.encode(), check=True, capture_output=True)
    content = path.read_bytes()
    path.unlink()
    return mark + content


@pytest.mark.skipif(SECONDS > 0, reason="the search below takes its place")
@pytest.mark.parametrize("seed", range(FIRST, FIRST + ROUNDS))
def test_what_is_fixed_in_broken_files_is_fixed(seed: int, tmp_path: Path) -> None:
    run_round(seed, tmp_path)


@pytest.mark.skipif(not SECONDS, reason="SEATRIAL_FUZZ_SECONDS says how long to search")
def test_a_search_for_files_that_are_fixed_wrongly(tmp_path: Path) -> None:
    end, seed = time.monotonic() + SECONDS, FIRST
    while time.monotonic() < end:
        run_round(seed, tmp_path / str(seed))
        seed += 1
