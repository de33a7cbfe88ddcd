"""The command in a process of its own, with so much memory and processor time and no more."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

MEMORY = 1024**3
SECONDS = 20
_PROGRAM = "from seatrial.cli import main; main()"
_COMPLETE_OR_NOT = (0, 1, 3)


def confined_scan(folder: Path, *arguments: str) -> dict[str, Any]:
    """The JSON report of a scan in a folder with a gigabyte and twenty seconds; fails where it takes more."""
    command = [sys.executable, "-c", _PROGRAM, "scan", ".", "--policy", "strict", "--all-verdicts", "-o", "json"]
    done = subprocess.run(
        [*command, *arguments], cwd=folder, capture_output=True, timeout=3 * SECONDS, preexec_fn=_confine, check=False
    )
    assert done.returncode in _COMPLETE_OR_NOT and done.stdout, done.stderr.decode()[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
