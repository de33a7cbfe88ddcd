"""An engine's socket, as Docker and Podman answer on it; a real one is asked in tests/real."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from seatrial.errors import AuthError, ConnectorError, NotFoundError, ParseError, UsageError
from seatrial.images.limits import DEFAULTS
from seatrial.images.transports import daemon
from tests.images.builder import everything, tar
from tests.images.test_layout import saved

LAYER = tar(("a", b"1"))


@contextmanager
def engine(place: Path, answer: bytes, asked: list[bytes]) -> Iterator[dict[str, str]]:
    """Answer one question."""

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            asked.append(connection.recv(65536))
            connection.sendall(answer)

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(place))
        server.listen()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield {"DOCKER_HOST": f"unix://{place}"}
        thread.join(5)


def response(content: bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    size = len(content) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n\r\n".encode() + content


def test_what_an_engine_saves_is_read(tmp_path: Path) -> None:
    asked: list[bytes] = []
    archive = saved(tmp_path / "image.tar", LAYER).read_bytes()
    with engine(tmp_path / "sock", response(archive), asked) as environment:
        image = daemon.read_from_daemon("team/app:1.0", "docker-daemon:team/app:1.0", environment, DEFAULTS)

    assert list(image.files(everything)) == [("a", b"1", image.layers[0].digest)]
    assert asked[0].startswith(b"GET /images/team/app:1.0/get HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (response(b"", "404 Not Found"), NotFoundError),
        (response(b"", "500 Broken"), ConnectorError),
        (response(b"half", length=4000), ConnectorError),
        (response(b"no tar" * 200), ParseError),
        (b"nonsense", ConnectorError),
        (b"", ConnectorError),
    ],
)
def test_what_an_engine_does_wrong_is_said(tmp_path: Path, answer: bytes, error: type[Exception]) -> None:
    with engine(tmp_path / "sock", answer, []) as environment, pytest.raises(error):
        daemon.read_from_daemon("app", "docker-daemon:app", environment, DEFAULTS)


@pytest.mark.parametrize("host", ["unix:///nonexistent/sock", "ssh://host", "tcp://", "npipe:////./pipe/docker"])
def test_an_engine_that_is_not_there_is_said(host: str) -> None:
    with pytest.raises((ConnectorError, AuthError)):
        daemon.read_from_daemon("app", "docker-daemon:app", {"DOCKER_HOST": host}, DEFAULTS)


@pytest.mark.parametrize("name", ["../containers/json?x=", "app?x=1", "a\r\nHost: evil", ""])
def test_a_name_is_no_path_of_the_engines_api(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        daemon.read_from_daemon(name, "x", {"DOCKER_HOST": f"unix://{tmp_path}/none"}, DEFAULTS)
