"""The CNCF's registry on the loopback."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_LINES = (
    "version: 0.1",
    "log: {level: error, accesslog: {disabled: false}}",
    "storage: {filesystem: {rootdirectory: %s/data}}",
    "http: {addr: '%s'}",
)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve what is pushed, kept in a folder; the name of its host.  ``log`` there has a line for each request."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        host = f"127.0.0.1:{free.getsockname()[1]}"
    config = folder / "config.yml"
    config.write_text("\n".join(_LINES) % (folder, host), encoding="utf-8")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["docker-registry", "serve", str(config)], stdout=log, stderr=log)
    try:
        _wait_for(host, process)
        yield host
    finally:
        process.terminate()
        process.wait()


def _wait_for(host: str, process: subprocess.Popen[bytes]) -> None:
    name, _, port = host.partition(":")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection((name, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("docker-registry does not start")
