"""Images of a running engine, Docker's or Podman's: ``docker-daemon:REFERENCE``, over its socket.

https://docs.docker.com/reference/api/engine/: ImageGet, which sends what `docker save` writes.  The archive goes
through a temporary file without a name, because the list of its layers may come last.
"""

import http.client
import socket
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

from seatrial.errors import AuthError, ConnectorError, LimitError, NotFoundError
from seatrial.images.image import Image
from seatrial.images.limits import MIB, Limits, size_of
from seatrial.images.reference import parse_reference
from seatrial.images.transports.docker_archive import read_docker_archive
from seatrial.images.transports.store import Archive

_SECONDS = 300
"""An engine packs a large image before it says anything."""

_SOCKETS = ("/var/run/docker.sock", "/run/podman/podman.sock")
_OWN_SOCKETS = ("docker.sock", "podman/podman.sock")


def read_from_daemon(
    reference: str, name: str, environment: Mapping[str, str], limits: Limits, *, network: bool = True
) -> Image:
    """The image of an engine; without ``network`` of one on this machine, over its socket.

    Raises UsageError on what is no name of an image, NotFoundError where the engine has none of it, and ConnectorError
    where there is no engine.
    """
    # The name goes into a path of the engine's API, as it was typed: an engine has its own idea of short ones.
    parse_reference(reference)
    connection = _connection(environment, network=network)
    with ExitStack() as stack:
        stack.callback(connection.close)
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the archive takes it over
        stack.callback(file.close)
        size = 0
        try:
            response = _asked(connection, reference)
            while chunk := response.read1(MIB):
                size += len(chunk)
                if size > limits.inflated:
                    bound = size_of(limits.inflated)
                    raise LimitError(f"{name} is larger than {bound}", bound=bound)
                file.write(chunk)
        except (OSError, http.client.HTTPException) as error:
            raise ConnectorError(f"the engine cannot be asked for {reference}: {error}") from error
        if response.length:
            raise ConnectorError(f"the engine breaks off while it sends {reference}")
        file.seek(0)
        stack.pop_all()
        connection.close()
    return read_docker_archive(Archive(file, name, limits), "", name, limits)


def _asked(connection: http.client.HTTPConnection, reference: str) -> http.client.HTTPResponse:
    connection.request("GET", f"/images/{quote(reference, safe='/:@')}/get", headers={"Host": "engine"})
    response = connection.getresponse()
    if response.status == 200:
        return response
    if response.status == 404:
        raise NotFoundError(f"the engine has no image {reference}; pull it, or leave docker-daemon: away")
    said = response.read(2048).decode("utf-8", "replace").strip()
    raise ConnectorError(f"the engine answers {response.status} where it is asked for {reference}: {said[:300]}")


def _connection(environment: Mapping[str, str], *, network: bool) -> http.client.HTTPConnection:
    said = environment.get("DOCKER_HOST", "")
    if not said:
        return _Unix(_found(environment))
    parts = urlsplit(said)
    if parts.scheme == "unix":
        return _Unix(parts.path)
    if not network:
        raise ConnectorError(f"DOCKER_HOST is {said!r}, and the network is not to be used")
    if parts.scheme in ("tcp", "http") and parts.hostname and not environment.get("DOCKER_TLS_VERIFY"):
        return http.client.HTTPConnection(parts.hostname, parts.port or 2375, timeout=_SECONDS)
    raise ConnectorError(f"DOCKER_HOST is {said!r}; a unix:// socket and tcp:// without TLS are what Seatrial can ask")


def _found(environment: Mapping[str, str]) -> str:
    own = environment.get("XDG_RUNTIME_DIR")
    places = [*_SOCKETS, *(f"{own}/{each}" for each in _OWN_SOCKETS if own)]
    for place in places:
        if Path(place).exists():
            return place
    raise ConnectorError(f"there is no engine: none of {', '.join(places)} is there, and DOCKER_HOST names no other")


class _Unix(http.client.HTTPConnection):
    """A connection over a socket of this machine."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        try:
            self.sock.connect(self._path)
        except PermissionError as error:
            raise AuthError(f"{self._path} does not let us in; ask for the engine's group, or for its owner") from error
