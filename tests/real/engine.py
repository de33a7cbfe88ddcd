"""Podman as a daemon that has an image, on a socket as Docker's."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.real.programs import run


@contextmanager
def serving(image: str, name: str, driver: str = "overlay") -> Iterator[str]:
    """Give an image (``oci:FOLDER:TAG``) to an engine; yields the value of DOCKER_HOST.

    ``driver``  how it keeps layers; ``vfs``, which copies all of them, takes hard links to files of lower ones.
    """
    # Podman takes no path above 50 characters.
    with tempfile.TemporaryDirectory(prefix="pod-") as folder:
        try:
            run("skopeo", "copy", "--quiet", image, f"containers-storage:[{driver}@{folder}/a+{folder}/b]{name}")
            with _service(folder, driver) as address:
                yield address
        finally:
            _unmount(folder)


@contextmanager
def _service(folder: str, driver: str) -> Iterator[str]:
    storage = ("--root", f"{folder}/a", "--runroot", f"{folder}/b", "--storage-driver", driver)
    command = ("podman", *storage, "system", "service", "--time=600", f"unix://{folder}/sock")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(Path(folder, "sock"), process)
        yield f"unix://{folder}/sock"
    finally:
        process.terminate()
        process.wait()


def _unmount(folder: str) -> None:
    """Both programs mount the folder of the layers on itself, and forget that."""
    places = [line.split()[1] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    for place in reversed([place for place in places if place.startswith(f"{folder}/")]):
        run("umount", place)


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        if socket.exists():
            return
        time.sleep(0.05)
    pytest.fail("podman does not serve")
