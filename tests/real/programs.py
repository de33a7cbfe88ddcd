"""Other people's programs: whether they are here, running them, and running our command as one."""

import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from seatrial import cli
from tests.cli.conftest import Answer

_SRC = str(Path(__file__).parents[2] / "src")
_SECONDS = 300

_IS_ROOT = os.geteuid() == 0


def needs(*programs: str, root: bool = False) -> pytest.MarkDecorator:
    """Skip where a program is missing, and, for what only root can do, where somebody else runs the tests.

    CI sets ``SEATRIAL_NEEDS_PROGRAMS``: where it is root, tests run into what is missing, and fail.
    """
    if root and not _IS_ROOT:
        return pytest.mark.skipif(True, reason="only root can make, unpack and serve whole images")
    missing = [program for program in programs if shutil.which(program) is None]
    is_demanded = _IS_ROOT and "SEATRIAL_NEEDS_PROGRAMS" in os.environ
    reason = f"not installed: {', '.join(missing)}; as root, dev/setup --dev installs that"
    return pytest.mark.skipif(bool(missing) and not is_demanded, reason=reason)


def run(*command: str | Path, **environment: str) -> str:
    """What a program prints, without white space around it.  Where it fails the test does, with what it says."""
    arguments = [str(part) for part in command]
    done = subprocess.run(
        arguments, env=os.environ | environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stderr[-3000:]}"
    return done.stdout.strip()


def seatrial(*arguments: str | Path, **environment: str) -> Answer:
    """Our own command, as a process."""
    process = start(*arguments, **environment)
    out, err = process.communicate(timeout=_SECONDS)
    return Answer(process.returncode, out.decode(), err.decode())


def start(*arguments: str | Path, **environment: str) -> subprocess.Popen[bytes]:
    """Our own command, as a process that runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "seatrial", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": _SRC} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def here(*arguments: str | Path) -> Answer:
    """Our own command, in this process, which takes less time."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.run([*map(str, arguments)])
    return Answer(code, out.getvalue(), err.getvalue())
