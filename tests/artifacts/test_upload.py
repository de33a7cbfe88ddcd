"""Putting contents into registries that behave in their own ways."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from seatrial.artifacts.depot import Depot, open_depot
from seatrial.errors import AuthError, ConnectorError, UsageError
from seatrial.images.digest import digest_of
from seatrial.images.http.client import Manners
from seatrial.images.manifest import Descriptor
from seatrial.images.transports.registry import RegistryOptions
from seatrial.images.upload import upload_blob, upload_manifest
from tests.images.fake_registry import FakeClock, FakeRegistry, Handler, serving

CONTENT = b"content"
DESCRIPTOR = Descriptor(digest=digest_of(CONTENT), size=len(CONTENT))


class _Taking(FakeRegistry):
    """Takes what is put; ``place`` is where it wants contents, and ``sent`` what has come, by path."""

    def __init__(self, place: str = "/upload/1?state=x") -> None:
        super().__init__()
        self.place = place
        self.sent: dict[str, bytes] = {}
        self.status = 201


def _head(handler: Any) -> None:
    handler.registry.asked.append((handler.path, dict(handler.headers)))
    handler.reply(404)


def _post(handler: Any) -> None:
    handler.rfile.read(int(handler.headers["Content-Length"]))
    handler.registry.asked.append((handler.path, {name.lower(): value for name, value in handler.headers.items()}))
    if not any(answer(handler) for answer in handler.registry.answers):
        handler.reply(202, Location=handler.registry.place)


def _put(handler: Any) -> None:
    handler.registry.sent[handler.path] = handler.rfile.read(int(handler.headers["Content-Length"]))
    handler.reply(handler.registry.status)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Taking]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    for name, do in (("do_HEAD", _head), ("do_POST", _post), ("do_PUT", _put)):
        monkeypatch.setattr(Handler, name, do, raising=False)
    with serving(_Taking()) as made:
        assert isinstance(made, _Taking)
        yield made


def depot(registry: FakeRegistry) -> Depot:
    manners = Manners(insecure=True, attempts=2, timeout=5)
    options = RegistryOptions(manners=manners, environment={}, actions="pull,push", clock=FakeClock())
    return open_depot(f"oci://{registry.host}/team/advisories", options)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("/upload/1?state=x", "/upload/1"),
        ("/v2/team/advisories/blobs/uploads/7", "/v2/team/advisories/blobs/uploads/7"),
        ("http://{host}/upload/1", "/upload/1"),
        # As one says it that does not know of the proxy in front of it.
        ("https://127.0.0.1/upload/1", "/upload/1"),
    ],
)
def test_a_content_goes_where_the_registry_wants_it(registry: _Taking, place: str, path: str) -> None:
    registry.place = place.format(host=registry.host)

    upload_blob(depot(registry).endpoint, DESCRIPTOR, memoryview(CONTENT))

    ((target, content),) = registry.sent.items()
    assert content == CONTENT
    assert urlsplit(target).path == path
    query = parse_qs(urlsplit(target).query)
    assert query.pop("digest") == [DESCRIPTOR.digest]
    assert query == ({"state": ["x"]} if "state" in place else {})


def test_a_content_does_not_go_to_another_host(registry: _Taking) -> None:
    registry.place = "http://elsewhere.example/upload"

    with pytest.raises(ConnectorError, match=r"wants a content to be sent to elsewhere\.example; it is not sent"):
        upload_blob(depot(registry).endpoint, DESCRIPTOR, CONTENT)


def test_what_is_not_taken_is_told(registry: _Taking) -> None:
    registry.status = 403

    with pytest.raises(AuthError, match="needs other credentials"):
        upload_blob(depot(registry).endpoint, DESCRIPTOR, CONTENT)
    with pytest.raises(AuthError, match="a place for the manifest npm-1"):
        upload_manifest(depot(registry).endpoint, "npm-1", b"{}", "application/json")


def test_leave_is_asked_to_push(registry: _Taking) -> None:
    def challenge(handler: Handler) -> bool:
        if handler.path.startswith("/token"):
            return handler.reply(200, b'{"token": "let-me-in"}')
        if "Authorization" not in handler.headers:
            realm = f'Bearer realm="http://{registry.host}/token",service="r"'
            return handler.reply(401, WWW_Authenticate=realm)
        return False

    registry.answers = [challenge]

    upload_blob(depot(registry).endpoint, DESCRIPTOR, CONTENT)

    (asked,) = [path for path, _ in registry.asked if path.startswith("/token")]
    assert parse_qs(urlsplit(asked).query)["scope"] == ["repository:team/advisories:pull,push"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("registry.example/x", "is no address of a repository"),
        ("oci://registry.example", "is no address of a repository"),
        ("oci://team/advisories", "does not begin with the name of a registry's host"),
        ("oci://registry.example/x:1", "names one artifact"),
        ("oci://registry.example/x:latest", "names one artifact"),
        (f"oci://registry.example/x@{DESCRIPTOR.digest}", "names one artifact"),
        ("oci://registry.example/Team", "there are no capitals in them"),
    ],
)
def test_what_names_no_repository_is_an_error(address: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        open_depot(address, RegistryOptions())
