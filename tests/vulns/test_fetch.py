"""Getting feeds: whole or not at all, from where they are said to be, within bounds."""

import http.client
import io
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from seatrial.errors import DatabaseError, UsageError
from seatrial.vulns import fetch as module
from seatrial.vulns.fetch import NotThereError, below, demand_address, fetch

Answer = Callable[[BaseHTTPRequestHandler, int], None]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], str]]:
    """Serves answers that a test writes; they get the number of the request."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(module, "_PAUSE", 0.0)
    servers: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def started(answer: Answer) -> str:
        count = iter(range(100))

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self, next(count))

            def log_message(self, *_: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield started
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def say(handler: BaseHTTPRequestHandler, code: int, content: bytes = b"", **headers: str) -> None:
    handler.send_response(code)
    for name, value in ({"Content-Length": str(len(content))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def test_a_server_that_is_busy_is_asked_again(serve: Callable[[Answer], str]) -> None:
    address = serve(lambda handler, number: say(handler, 503 if number < 2 else 200, b"" if number < 2 else b"here"))

    assert fetch(address, 100) == b"here"


def test_a_server_that_stays_busy_is_given_up(serve: Callable[[Answer], str]) -> None:
    address = serve(lambda handler, number: say(handler, 503))

    with pytest.raises(DatabaseError, match="cannot be had: Service Unavailable"):
        fetch(address, 100)


@pytest.mark.parametrize("code", [403, 404, 410])
def test_what_is_not_there_is_said_to_be_so(serve: Callable[[Answer], str], code: int) -> None:
    asked: list[int] = []

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        asked.append(number)
        say(handler, code)

    with pytest.raises(NotThereError):
        fetch(serve(answer), 100)
    assert asked == [0]


def test_an_answer_that_ends_too_soon_is_no_answer(serve: Callable[[Answer], str]) -> None:
    address = serve(lambda handler, number: say(handler, 200, b"half", Content_Length="8" if number < 2 else "4"))

    assert fetch(address, 100) == b"half"


def test_an_answer_past_the_limit_is_refused(serve: Callable[[Answer], str]) -> None:
    address = serve(lambda handler, number: say(handler, 200, bytes(2 << 20)))

    with pytest.raises(DatabaseError, match="is larger than 1 MiB"):
        fetch(address, 1 << 20)


def test_an_answer_that_takes_too_long_is_refused(serve: Callable[[Answer], str]) -> None:
    address = serve(lambda handler, number: say(handler, 200, b"late"))

    with pytest.raises(DatabaseError, match="takes too long"):
        fetch(address, 100, seconds=0)


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x"])
def test_no_redirection_leads_away_from_http(serve: Callable[[Answer], str], target: str) -> None:
    address = serve(lambda handler, number: say(handler, 302, Location=target))

    with pytest.raises(DatabaseError, match="cannot be had"):
        fetch(address, 100)


def test_a_redirection_within_http_is_followed(serve: Callable[[Answer], str]) -> None:
    there = serve(lambda handler, number: say(handler, 200, b"there"))
    here = serve(lambda handler, number: say(handler, 302, Location=there))

    assert fetch(here, 100) == b"there"


def test_no_redirection_leads_from_https_to_http() -> None:
    request = urllib.request.Request("https://mirror.example/x")

    with pytest.raises(urllib.error.URLError, match="nobody vouches for"):
        module._Redirections().redirect_request(
            request, io.BytesIO(), 302, "", http.client.HTTPMessage(), "http://mirror.example/x"
        )


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DatabaseError, match="cannot be had"):
        fetch("http://127.0.0.1:9", 100)


def test_names_cannot_lead_out_of_a_mirror(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "Rocky Linux").write_text("fine")
    mirror = demand_address("mirror", tmp_path)

    assert fetch(below(mirror, "Rocky Linux"), 100) == b"fine"
    assert below("https://x", "Rocky Linux", "a/../b.json") == "https://x/Rocky%20Linux/a%2F..%2Fb.json"
    with pytest.raises(NotThereError):
        fetch(below(mirror, "../secret"), 100)
    with pytest.raises(NotThereError):
        below(mirror, "..", "secret")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("ftp://mirror/", "is no address of a mirror"),
        ("file:///etc", "is no address of a mirror"),
        ("https://", "names no host"),
        ("https://me:word@mirror/", "holds a password"),
    ],
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        demand_address(address, tmp_path)


def test_a_slash_at_the_end_makes_no_difference(tmp_path: Path) -> None:
    assert demand_address("https://mirror/osv/", tmp_path) == "https://mirror/osv"
