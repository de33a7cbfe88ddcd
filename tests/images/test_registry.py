"""Pulling from registries, good ones and others."""

import json
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from seatrial.errors import (
    AuthError,
    ConnectorError,
    IntegrityError,
    LimitError,
    NotFoundError,
    ParseError,
    RateLimitError,
    UsageError,
)
from seatrial.images.image import Image
from tests.images.builder import INDEX, MANIFEST, Blobs, everything, platform_of, tar
from tests.images.fake_registry import FakeClock, FakeRegistry, Handler, aside, pulled, serving

LOWER = tar(("a", b"1"), ("random", bytes(range(256)) * 4000))
UPPER = tar((".wh.a", b""), ("b", b"2"))


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with serving(FakeRegistry()) as registry:
        registry.tags["1.0"] = registry.blobs.image(LOWER, UPPER)
        yield registry


def names(image: Image) -> list[str]:
    return [path for path, _, _ in image.files(everything)]


def gaps(image: Image) -> list[str]:
    return [gap.reason for gap in image.gaps(image.filesystem(everything).problems)]


def blob(handler: Handler) -> bool:
    return "/blobs/" in handler.path


def test_an_image_is_pulled_by_its_tag_and_by_its_digest(registry: FakeRegistry) -> None:
    digest = registry.tags["1.0"]["digest"]

    by_tag, by_digest = pulled(f"{registry.host}/team/app:1.0"), pulled(f"docker://{registry.host}/team/app@{digest}")

    assert by_tag.manifest_digest == by_digest.manifest_digest == digest
    assert names(by_tag) == names(by_digest) == ["b", "random"]
    assert registry.asked[0][0] == "/v2/team/app/manifests/1.0"
    assert INDEX in registry.asked[0][1]["accept"]


def test_an_index_is_followed_to_a_platform(registry: FakeRegistry) -> None:
    arm = registry.blobs.image(UPPER, architecture="arm64", **platform_of("linux/arm64"))
    registry.tags["2.0"] = registry.blobs.index(arm, registry.tags["1.0"] | platform_of("linux/amd64"))

    assert pulled(f"{registry.host}/app:2.0", platform="linux/arm64").config.architecture == "arm64"
    assert pulled(f"{registry.host}/app:2.0").config.architecture == "amd64"


def test_one_connection_is_used_for_many_questions(registry: FakeRegistry) -> None:
    ports = set()
    registry.answers.append(aside(lambda handler: ports.add(handler.client_address[1])))

    names(pulled(f"{registry.host}/app:1.0"))

    # The first is the attempt by TLS, which this registry does not speak.
    assert len(ports) == 1
    assert len(registry.asked) == 4


def test_a_connection_that_the_registry_closes_meanwhile_is_opened_again(registry: FakeRegistry) -> None:
    def close_afterwards(handler: Handler) -> bool:
        registry.answer(handler)
        handler.close_connection = True
        return True

    registry.answers.append(close_afterwards)
    clock = FakeClock()

    assert names(pulled(f"{registry.host}/app:1.0", clock=clock)) == ["b", "random"]
    assert clock.slept == []


def test_plain_http_is_for_those_who_ask_for_it(registry: FakeRegistry) -> None:
    with pytest.raises(ConnectorError, match="does not answer"):
        pulled(f"{registry.host}/app:1.0", insecure=False)

    assert registry.asked == []


def test_what_is_not_there_is_not_found(registry: FakeRegistry) -> None:
    with pytest.raises(NotFoundError, match=r"has no image .*/app:9"):
        pulled(f"{registry.host}/app:9")


def test_a_layer_that_is_not_there_costs_itself_only(registry: FakeRegistry) -> None:
    image = pulled(f"{registry.host}/app:1.0")
    del registry.blobs.contents[image.layers[0].digest]

    found = image.filesystem(everything)

    assert [path for path, _, _ in found.files()] == ["b"]
    assert "has no content" in gaps(image)[0]


# Credentials.


def token_answers(registry: FakeRegistry, *, realm: str = "", basic: str = "") -> None:
    """Let nobody in without a token, which is for those who say who they are."""
    token = "t0ken"

    def answer(handler: Handler) -> bool:
        if handler.path.startswith("/token"):
            refused = basic and handler.headers.get("Authorization") != basic
            return handler.reply(401 if refused else 200, json.dumps({"token": token}).encode())
        if handler.headers.get("Authorization") == f"Bearer {token}":
            return False
        where = realm or f"http://{registry.host}/token"
        challenge = f'Bearer realm="{where}",service="the service",scope="repository:other:push"'
        return handler.reply(401, WWW_Authenticate=challenge)

    registry.answers.append(answer)


def test_a_token_is_fetched_where_it_is_asked_for(registry: FakeRegistry) -> None:
    token_answers(registry)

    assert names(pulled(f"{registry.host}/team/app:1.0")) == ["b", "random"]

    asked = [path for path, _ in registry.asked if path.startswith("/token")]
    assert asked == ["/token?service=the+service&scope=repository%3Ateam%2Fapp%3Apull"]


def docker_config(folder: Path, **content: Any) -> dict[str, str]:
    (folder / "config.json").write_text(json.dumps(content), encoding="utf-8")
    return {"DOCKER_CONFIG": str(folder)}


def test_a_token_is_fetched_with_the_credentials_of_docker_login(registry: FakeRegistry, tmp_path: Path) -> None:
    token_answers(registry, basic="Basic dXNlcjpwYXNz")
    environment = docker_config(tmp_path, auths={registry.host: {"auth": "dXNlcjpwYXNz"}})

    assert names(pulled(f"{registry.host}/app:1.0", environment=environment)) == ["b", "random"]
    with pytest.raises(AuthError, match="to nobody in particular"):
        pulled(f"{registry.host}/app:1.0")


def test_an_identity_token_is_exchanged(registry: FakeRegistry, tmp_path: Path) -> None:
    bodies: list[str] = []

    def note(handler: Handler) -> bool:
        bodies.extend([handler.body] if handler.path == "/token" else [])
        return False

    registry.answers.append(note)
    token_answers(registry)
    environment = docker_config(tmp_path, auths={registry.host: {"identitytoken": "secret"}})

    assert names(pulled(f"{registry.host}/app:1.0", environment=environment)) == ["b", "random"]
    assert "grant_type=refresh_token" in bodies[0]
    assert "refresh_token=secret" in bodies[0]


def basic_answer(handler: Handler) -> bool:
    if handler.headers.get("Authorization") == "Basic dXNlcjpwYXNz":
        return False
    return handler.reply(401, WWW_Authenticate='Basic realm="here"')


def test_a_password_is_sent_where_it_is_asked_for(registry: FakeRegistry, tmp_path: Path) -> None:
    registry.answers.append(basic_answer)
    environment = docker_config(tmp_path, auths={registry.host: {"auth": "dXNlcjpwYXNz"}})

    assert names(pulled(f"{registry.host}/app:1.0", environment=environment)) == ["b", "random"]
    assert "authorization" not in registry.asked[0][1]


def test_without_credentials_it_is_said_which_are_missing(registry: FakeRegistry) -> None:
    registry.answers.append(basic_answer)

    with pytest.raises(AuthError, match=f"docker login {registry.host}"):
        pulled(f"{registry.host}/app:1.0")


def test_a_wrong_password_is_said_without_showing_it(registry: FakeRegistry, tmp_path: Path) -> None:
    registry.answers.append(basic_answer)
    environment = docker_config(tmp_path, auths={registry.host: {"auth": "dXNlcjp3cm9uZw=="}})

    with pytest.raises(AuthError) as caught:
        pulled(f"{registry.host}/app:1.0", environment=environment)

    assert "wrong" not in str(caught.value)
    assert len(registry.asked) == 2


@pytest.mark.parametrize("realm", ["file:///etc/passwd", "", "http:///x", "ftp://x/"])
def test_a_token_comes_from_a_web_server(registry: FakeRegistry, realm: str) -> None:
    registry.answers.append(lambda handler: handler.reply(401, WWW_Authenticate=f'Bearer realm="{realm}"'))

    with pytest.raises(AuthError, match="no place to get a token"):
        pulled(f"{registry.host}/app:1.0")


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"token": "a\\r\\nHost: evil"}', b"[" * 10_000])
def test_a_token_that_is_none_is_said(registry: FakeRegistry, answer: bytes) -> None:
    registry.answers.append(lambda handler: "/token" in handler.path and handler.reply(200, answer))
    token_answers(registry)

    with pytest.raises(AuthError, match="no token"):
        pulled(f"{registry.host}/app:1.0")


# Redirects.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_gets_no_credentials(registry: FakeRegistry, tmp_path: Path, status: int) -> None:
    registry.answers.append(basic_answer)
    environment = docker_config(tmp_path, auths={registry.host: {"auth": "dXNlcjpwYXNz"}})
    with serving(FakeRegistry(blobs=registry.blobs)) as storage:
        registry.answers.append(
            lambda handler: (
                blob(handler) and handler.reply(status, Location=f"http://{storage.host}{handler.path}?signed")
            )
        )
        storage.answers.append(aside(lambda handler: setattr(handler, "path", handler.path.removesuffix("?signed"))))

        assert names(pulled(f"{registry.host}/app:1.0", environment=environment)) == ["b", "random"]

    assert len(storage.asked) == 3
    assert all("authorization" not in headers for _, headers in storage.asked)
    assert registry.asked[-1][1]["authorization"] == "Basic dXNlcjpwYXNz"


def test_a_redirect_on_the_same_host_keeps_them(registry: FakeRegistry, tmp_path: Path) -> None:
    registry.answers.append(basic_answer)
    environment = docker_config(tmp_path, auths={registry.host: {"auth": "dXNlcjpwYXNz"}})
    registry.answers.append(
        lambda handler: (
            "/moved/" not in handler.path and handler.reply(307, Location=handler.path.replace("/app/", "/moved/app/"))
        )
    )

    assert names(pulled(f"{registry.host}/app:1.0", environment=environment)) == ["b", "random"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://127.0.0.1/", "//", "http://[", "http://:99999/"])
def test_a_redirect_leads_to_a_web_server(registry: FakeRegistry, location: str) -> None:
    registry.answers.append(lambda handler: handler.reply(302, Location=location))

    with pytest.raises(ConnectorError):
        pulled(f"{registry.host}/app:1.0")


def test_a_refresh_token_is_never_redirected_to_another_host(registry: FakeRegistry, tmp_path: Path) -> None:
    environment = docker_config(tmp_path, auths={registry.host: {"identitytoken": "secret"}})
    with serving(FakeRegistry()) as other:
        registry.answers.append(
            lambda handler: "/token" in handler.path and handler.reply(307, Location=f"http://{other.host}/")
        )
        token_answers(registry)

        with pytest.raises(ConnectorError, match="it is not sent"):
            pulled(f"{registry.host}/app:1.0", environment=environment)

    assert other.asked == []


def test_redirects_in_circles_end(registry: FakeRegistry) -> None:
    registry.answers.append(lambda handler: handler.reply(302, Location=handler.path))

    with pytest.raises(ConnectorError, match="redirects more than 5 times"):
        pulled(f"{registry.host}/app:1.0")


# Trouble on the line.


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_registry_is_asked_again(registry: FakeRegistry, status: int) -> None:
    left = [1, 1]
    registry.answers.append(lambda handler: bool(left) and bool(left.pop()) and handler.reply(status))
    clock = FakeClock()

    assert names(pulled(f"{registry.host}/app:1.0", clock=clock)) == ["b", "random"]
    assert clock.slept == [0.5, 1.0]


def test_it_is_asked_again_when_it_says_so(registry: FakeRegistry) -> None:
    left = [1]
    registry.answers.append(lambda handler: bool(left) and bool(left.pop()) and handler.reply(429, Retry_After="20"))
    clock = FakeClock()

    names(pulled(f"{registry.host}/app:1.0", clock=clock))

    assert clock.slept == [20.0]


def test_nobody_waits_for_hours(registry: FakeRegistry) -> None:
    registry.answers.append(lambda handler: handler.reply(429, Retry_After="21600"))
    clock = FakeClock()

    with pytest.raises(RateLimitError, match="in 21600 seconds"):
        pulled(f"{registry.host}/app:1.0", clock=clock)

    assert clock.slept == []


@pytest.mark.parametrize("later", ["nonsense", "-1", "Wed, 99 Foo", "9" * 400, ""])
def test_a_registry_that_is_always_busy_is_given_up(registry: FakeRegistry, later: str) -> None:
    registry.answers.append(lambda handler: handler.reply(429, Retry_After=later))

    with pytest.raises(RateLimitError, match="come back later"):
        pulled(f"{registry.host}/app:1.0")

    assert len(registry.asked) == 4


def cut_off(registry: FakeRegistry, after: int, *, times: int, ranges: bool = True) -> None:
    """Break off in the middle of contents."""
    left = [1] * times

    def answer(handler: Handler) -> bool:
        if not ranges:
            del handler.headers["Range"]
        if not blob(handler) or not left:
            return False
        content = registry.blobs.contents[handler.path.rpartition("/")[2]]
        start = int(handler.headers.get("Range", "bytes=0-")[6:-1])
        if len(content) < 2000:
            return False
        left.pop()
        headers = {"Content_Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if start else {}
        handler.close_connection = True
        return handler.reply(
            206 if start else 200,
            content[start : start + after],
            Content_Length=str(len(content) - start),
            **headers,
        )

    registry.answers.append(answer)


@pytest.mark.parametrize("ranges", [True, False])
def test_a_content_that_breaks_off_goes_on_from_there(registry: FakeRegistry, ranges: bool) -> None:
    cut_off(registry, 700, times=3, ranges=ranges)

    assert names(pulled(f"{registry.host}/app:1.0")) == ["b", "random"]

    asked = [headers.get("range") for _, headers in registry.asked if headers.get("range")]
    assert asked == (["bytes=700-", "bytes=1400-", "bytes=2100-"] if ranges else ["bytes=700-"] * 3)


def test_a_content_that_always_breaks_off_is_given_up(registry: FakeRegistry) -> None:
    cut_off(registry, 10, times=99)

    image = pulled(f"{registry.host}/app:1.0")

    assert "broke off with" in gaps(image)[0]
    assert len(registry.asked) < 12


def test_another_part_than_was_asked_for_is_refused(registry: FakeRegistry) -> None:
    cut_off(registry, 700, times=1)
    registry.answers.append(
        lambda handler: "Range" in handler.headers and handler.reply(206, b"x", Content_Range="bytes 5-5/9")
    )

    assert "another part" in gaps(pulled(f"{registry.host}/app:1.0"))[0]


def test_a_registry_that_never_answers_is_given_up(registry: FakeRegistry) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()

        with pytest.raises(ConnectorError, match="does not answer"):
            pulled(f"127.0.0.1:{silent.getsockname()[1]}/app:1.0", timeout=0.2, attempts=2)

    assert time.monotonic() - begun < 3


def test_headers_that_drip_are_cut_off(registry: FakeRegistry) -> None:
    def drip(handler: Handler) -> bool:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(100):
                handler.wfile.write(b"X: y\r\n")
                time.sleep(0.05)
        except OSError:
            handler.close_connection = True
        return True

    registry.answers.append(drip)
    begun = time.monotonic()

    with pytest.raises(ConnectorError):
        pulled(f"{registry.host}/app:1.0", timeout=0.3, attempts=1)

    assert time.monotonic() - begun < 3


def test_a_content_that_drips_is_given_up(registry: FakeRegistry) -> None:
    clock = FakeClock()
    image = pulled(f"{registry.host}/app:1.0", clock=clock)
    clock.step = 100.0

    assert "sends too slowly" in gaps(image)[0]


# Lies.


def test_a_manifest_of_100_megabytes_is_not_read(registry: FakeRegistry) -> None:
    registry.answers.append(lambda handler: handler.reply(200, b" " * 1000, Content_Length=str(100_000_000)))

    with pytest.raises(LimitError, match="4 MiB"):
        pulled(f"{registry.host}/app:1.0")


def test_a_manifest_without_a_length_is_read_up_to_its_bound(registry: FakeRegistry) -> None:
    sent = []

    def endless(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"100000\r\n" + bytes(0x100000) + b"\r\n")
                sent.append(1)
        except OSError:
            handler.close_connection = True
        return True

    registry.answers.append(endless)

    with pytest.raises(LimitError, match="4 MiB"):
        pulled(f"{registry.host}/app:1.0")

    assert len(sent) < 50


def test_a_digest_that_lies_is_found_out(registry: FakeRegistry) -> None:
    good = registry.tags["1.0"]["digest"]
    registry.answers.append(
        lambda handler: "manifests" in handler.path and handler.reply(200, b"{}", Docker_Content_Digest=good)
    )

    with pytest.raises(IntegrityError, match="it is another"):
        pulled(f"{registry.host}/app:1.0")
    with pytest.raises(IntegrityError):
        pulled(f"{registry.host}/app@{good}")


def test_a_layer_that_lies_about_its_size_is_cut_off(registry: FakeRegistry) -> None:
    image = pulled(f"{registry.host}/app:1.0")
    content = registry.blobs.contents[image.layers[0].digest]
    registry.blobs.contents[image.layers[0].digest] = content + bytes(5_000_000)

    assert "longer than the" in gaps(image)[0]


def test_an_index_that_holds_itself_is_refused(registry: FakeRegistry) -> None:
    digest = "sha256:" + "0" * 64
    index = json.dumps(
        {
            "mediaType": INDEX,
            "manifests": [{"digest": digest, "size": 1, "mediaType": INDEX, **platform_of("linux/amd64")}],
        }
    )
    registry.answers.append(lambda handler: handler.reply(200, index.encode(), Content_Type=INDEX))

    with pytest.raises(ConnectorError):
        pulled(f"{registry.host}/app:1.0")


@pytest.mark.parametrize("content", [b"", b"<html>", b"null", b"[" * 100_000])
def test_what_is_no_manifest_is_said(registry: FakeRegistry, content: bytes) -> None:
    registry.answers.append(lambda handler: handler.reply(200, content, Content_Type=MANIFEST))

    with pytest.raises(ParseError):
        pulled(f"{registry.host}/app:1.0")


@pytest.mark.parametrize(
    "answer",
    [
        *(
            b"",
            b"\r\n\r\n",
            b"nonsense\r\n\r\n",
            b"HTTP/1.1 999999 x\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
        ),
        *(
            b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000 + b"\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ),
        *(b"HTTP/1.1 200 OK\r\nA: " + b"x" * 200_000, b"HTTP/1.1 302 Found\r\nLocation: http://\xff\x00/\r\n\r\n"),
    ],
)
def test_what_is_no_http_is_an_error_of_the_registry(registry: FakeRegistry, answer: bytes) -> None:
    def write(handler: Handler) -> bool:
        handler.wfile.write(answer)
        handler.close_connection = True
        return True

    registry.answers.append(write)

    with pytest.raises((ConnectorError, ParseError, LimitError)):
        pulled(f"{registry.host}/app:1.0", attempts=2)


# Mirrors and proxies.


def test_a_mirror_is_asked_first_and_the_registry_where_it_fails(registry: FakeRegistry, tmp_path: Path) -> None:
    environment = docker_config(tmp_path, auths={registry.host: {"auth": "dXNlcjpwYXNz"}})
    with serving(FakeRegistry()) as mirror:
        mirror.answers.append(basic_answer)
        mirrors = {registry.host: (f"http://{mirror.host}",)}

        assert names(pulled(f"{registry.host}/app:1.0", mirrors=mirrors, environment=environment)) == ["b", "random"]

    assert [headers.get("authorization") for _, headers in mirror.asked] == [None]


def test_a_mirror_may_have_all_of_it(registry: FakeRegistry) -> None:
    image = pulled("app:1.0", mirrors={"docker.io": (f"http://{registry.host}/",)})

    assert names(image) == ["b", "random"]
    assert registry.asked[0][0] == "/v2/library/app/manifests/1.0"


def test_a_mirror_without_encryption_must_be_asked_for() -> None:
    with pytest.raises(UsageError, match="--insecure"):
        pulled("app", insecure=False, mirrors={"docker.io": ("http://mirror.example.com",)})
    with pytest.raises(UsageError, match="no address"):
        pulled("app", mirrors={"docker.io": ("ftp://mirror.example.com",)})


def test_a_proxy_is_asked_in_place_of_the_registry(registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://user:pass@{registry.host}")
    monkeypatch.setenv("no_proxy", "")
    registry.answers.append(
        aside(lambda handler: setattr(handler, "path", handler.path.removeprefix("http://registry.test")))
    )

    image = pulled("app:1.0", mirrors={"docker.io": ("http://registry.test",)})

    assert names(image) == ["b", "random"]
    assert registry.asked[0][0] == "http://registry.test/v2/library/app/manifests/1.0"


# TLS.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", str(folder / "key"), "-out", str(folder / "cert"), "-addext", "subjectAltName=DNS:localhost"]
    try:
        subprocess.run([*command, *files], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a certificate with")
    return folder


@pytest.fixture
def secure(certificate: Path) -> Iterator[FakeRegistry]:
    registry = FakeRegistry()
    registry.tags["1.0"] = registry.blobs.image(LOWER, UPPER)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert", certificate / "key")
    make = ThreadingHTTPServer.get_request

    def get_request(server: ThreadingHTTPServer) -> Any:
        connection, address = make(server)
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadingHTTPServer, "get_request", get_request)
        with serving(registry):
            registry.host = registry.host.replace("127.0.0.1", "localhost")
            yield registry


def test_a_certificate_that_nobody_vouches_for_does_not_count(secure: FakeRegistry) -> None:
    with pytest.raises(AuthError, match="no certificate that counts"):
        pulled(f"{secure.host}/app:1.0", insecure=False)

    assert names(pulled(f"{secure.host}/app:1.0")) == ["b", "random"]


def test_with_encryption_nothing_goes_without(
    secure: FakeRegistry, certificate: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert"))
    environment = docker_config(tmp_path, auths={secure.host: {"auth": "dXNlcjpwYXNz"}})
    assert names(pulled(f"{secure.host}/app:1.0", insecure=False)) == ["b", "random"]

    with serving(FakeRegistry(blobs=secure.blobs)) as plain:
        secure.answers.append(
            lambda handler: blob(handler) and handler.reply(307, Location=f"http://{plain.host}{handler.path}")
        )
        with pytest.raises(ConnectorError, match="without encryption"):
            pulled(f"{secure.host}/app:1.0", insecure=False)

        secure.answers[:] = []
        token_answers(secure, realm=f"http://{plain.host}/token")
        with pytest.raises(AuthError, match="they are not sent"):
            pulled(f"{secure.host}/app:1.0", insecure=False, environment=environment)

    assert plain.asked == []


def test_blobs_are_what_the_builder_says() -> None:
    blobs = Blobs()

    assert blobs.add(b"1", MANIFEST)["digest"] in blobs.contents
