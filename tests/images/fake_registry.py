"""A registry that does what a test tells it, also what no registry should."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from seatrial.images.http.client import Manners
from seatrial.images.image import Image
from seatrial.images.limits import Limits
from seatrial.images.opening import ImageOptions, open_image
from seatrial.images.transports.registry import RegistryOptions
from tests.images.builder import Blobs


class Handler(BaseHTTPRequestHandler):
    """One question; its answers are those of the registry below."""

    protocol_version = "HTTP/1.1"
    registry: "FakeRegistry"

    def do_GET(self) -> None:
        self.registry.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        for answer in self.registry.answers:
            if answer(self):
                return
        self.registry.answer(self)

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.do_GET()

    def do_HEAD(self) -> None:
        self.do_GET()

    def reply(self, status: int, content: bytes = b"", **headers: str) -> bool:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        return True

    def log_message(self, format: str, *arguments: Any) -> None:
        return


Answer = Callable[[Handler], bool]
"""Answers a question, or says that it leaves that to the next."""


@dataclass
class FakeRegistry:
    """``tags`` are descriptors, by tag; ``asked`` are the paths and headers of all questions."""

    blobs: Blobs = field(default_factory=Blobs)
    tags: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    host: str = ""

    def answer(self, handler: Handler) -> None:
        """As a good registry does."""
        kind, _, what = handler.path.rpartition("/")
        descriptor = self.tags.get(what, {"digest": what, "mediaType": "application/octet-stream"})
        content = self.blobs.contents.get(descriptor["digest"])
        if not kind.startswith("/v2/") or content is None:
            handler.reply(404, b'{"errors": [{"code": "UNKNOWN"}]}')
            return
        start = int(handler.headers.get("Range", "bytes=0-")[len("bytes=") : -1])
        extra = {"Content_Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if start else {}
        handler.reply(206 if start else 200, content[start:], Content_Type=descriptor["mediaType"], **extra)


def aside(do: Callable[[Handler], None]) -> Answer:
    """Do something, and leave the answer to the next."""

    def answer(handler: Handler) -> bool:
        do(handler)
        return False

    return answer


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever is cut off by us has nothing to say about it."""


@contextmanager
def serving(registry: FakeRegistry) -> Iterator[FakeRegistry]:
    handler = type("Bound", (Handler,), {"registry": registry})
    server = _Server(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    registry.host = f"127.0.0.1:{server.server_port}"
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FakeClock:
    """Time that passes when somebody sleeps, and by a step at each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.time = 0.0
        self.step = step
        self.slept: list[float] = []

    def now(self) -> float:
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def pulled(
    reference: str,
    *,
    insecure: bool = True,
    clock: FakeClock | None = None,
    timeout: float = 5.0,
    attempts: int = 4,
    limits: Limits | None = None,
    platform: str = "linux/amd64",
    **options: Any,
) -> Image:
    registry = RegistryOptions(
        manners=Manners(insecure=insecure, timeout=timeout, attempts=attempts),
        clock=clock or FakeClock(),
        **{"environment": {}, **options},
    )
    return open_image(reference, ImageOptions(platform=platform, registry=registry, limits=limits or Limits()))
