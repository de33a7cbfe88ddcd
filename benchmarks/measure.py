"""What a whole process costs: processor time of it and its children, the clock's time, and memory at its peak."""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TIMEOUT_SECONDS = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """``cpu`` and ``wall`` in seconds; ``peak`` in MB of the largest process among those that were started."""

    cpu: float
    wall: float
    peak: float
    status: int


class MeasureError(Exception):
    """A process did not do what is measured, so that its cost would say nothing."""


def measure(
    command: Sequence[str], *, repeats: int, fine: frozenset[int], env: Mapping[str, str] | None = None
) -> Cost:
    """The medians over ``repeats`` runs.

    Raises MeasureError when a run ends with a status that is not ``fine``, or says nothing: an interpreter that gave
    up ends with the status of a scanner with findings.
    """
    costs = [_run(command, fine, env) for _ in range(repeats)]
    return Cost(
        cpu=statistics.median(cost.cpu for cost in costs),
        wall=statistics.median(cost.wall for cost in costs),
        peak=statistics.median(cost.peak for cost in costs),
        status=costs[-1].status,
    )


def _run(command: Sequence[str], fine: frozenset[int], env: Mapping[str, str] | None) -> Cost:
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
        ) as process:
            watch = threading.Timer(TIMEOUT_SECONDS, process.kill)
            watch.start()
            # Not process.wait(): only wait4 says what this process and the children that it waited for have used.
            _, status, usage = os.wait4(process.pid, 0)
            watch.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        if process.returncode not in fine or said.seek(0, os.SEEK_END) == 0:
            raise MeasureError(f"`{' '.join(command)}` failed ({process.returncode}); run it by hand to see why")
    # Linux counts the peak in KiB.
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, peak=usage.ru_maxrss / 1024, status=process.returncode)
