"""The CNCF's registry on the loopback: open, or with a password and a certificate."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.real.programs import run

USER, PASSWORD = "harbour", "high-tide-0417"
# What `htpasswd -nbB` makes of it; the registry takes bcrypt only.
_HTPASSWD = "$2y$05$abcdefghijklmnopqrstuu3rD6SBvOhFDJX3EI5JLzVhj77hIqzqi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A registry that runs.

    ``host``         its address, with the port.
    ``authority``    the certificate of whoever has signed its own; None where it speaks plain HTTP.
    ``credentials``  ``NAME:PASSWORD``; empty where anybody may do anything.
    """

    host: str
    authority: Path | None = None
    credentials: str = ""

    def push(self, image: str, name: str, *more: str) -> str:
        """Copy an image (``oci:FOLDER:TAG``) into it; returns how it is called there."""
        options = [f"--dest-tls-verify={'true' if self.authority else 'false'}"]
        if self.authority:
            options += ["--dest-cert-dir", str(self.authority.parent)]
        if self.credentials:
            options += ["--dest-creds", self.credentials]
        run("skopeo", "copy", "--quiet", *options, *more, image, f"docker://{self.host}/{name}")
        return f"{self.host}/{name}"


@contextmanager
def serving(folder: Path, *, is_guarded: bool = False) -> Iterator[Served]:
    """A registry that keeps its contents below a folder, until the block ends; `log` there has a line for each request.

    ``is_guarded``  it has a certificate of an authority that nobody knows, and asks for a name and a password.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        host = f"127.0.0.1:{free.getsockname()[1]}"
    served = Served(host=host)
    http = f"addr: '{host}'"
    guard = ""
    if is_guarded:
        served = Served(host=host, authority=_certify(folder), credentials=f"{USER}:{PASSWORD}")
        http += f", tls: {{certificate: {folder}/server.pem, key: {folder}/server.key}}"
        (folder / "htpasswd").write_text(f"{USER}:{_HTPASSWD}\n", encoding="utf-8")
        guard = f"auth: {{htpasswd: {{realm: harbour, path: {folder}/htpasswd}}}}\n"
    (folder / "config.yml").write_text(
        "version: 0.1\nlog: {level: error, accesslog: {disabled: false}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}/data}}}}\nhttp: {{{http}}}\n{guard}",
        encoding="utf-8",
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["docker-registry", "serve", str(folder / "config.yml")], stdout=log, stderr=log)
    try:
        _wait_for(host, process)
        yield served
    finally:
        process.terminate()
        process.wait()


def _certify(folder: Path) -> Path:
    """Make an authority, and a certificate of 127.0.0.1 that it has signed; the authority's own is returned."""
    authority = folder / "authority" / "ca.crt"
    authority.parent.mkdir()
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2")
    ca_key = folder / "ca.key"
    # Python 3.13 holds authorities to RFC 5280, which wants to know what they may do.
    may_sign = ("-subj", "/CN=Harbour authority", "-addext", "keyUsage=critical,keyCertSign")
    run("openssl", "req", "-x509", *key, *may_sign, "-keyout", ca_key, "-out", authority)
    own = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE")
    signed = ("-CA", authority, "-CAkey", ca_key, "-keyout", folder / "server.key", "-out", folder / "server.pem")
    run("openssl", "req", "-x509", *key, *own, *signed)
    return authority


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
