"""Asking over HTTP: with deadlines, retries, redirects and proxies, and nothing that is sent to the wrong host.

`http.client` does the protocol; what a registry needs beyond it - who gets an Authorization header, where a broken read
goes on, when a drip is too slow - no library would do for us.  docs/adr/0006 has the measures.
"""

import http.client
import socket
import ssl
import threading
import time
import urllib.request
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import SplitResult, urljoin, urlsplit

from seatrial.errors import AuthError, ConnectorError, LimitError, NotFoundError, RateLimitError
from seatrial.images.limits import KIB, size_of

_CHUNK = 128 * KIB
_REDIRECTS = 5
_MOVED = (301, 302, 303, 307, 308)
_BUSY = (408, 425, 429, 500, 502, 503, 504)
_PATIENCE = 60.0
_SLOWEST = 32 * KIB

Body = bytes | memoryview
"""What is sent.  A view of a mapped file takes no memory, however long it is."""


class Clock(Protocol):
    """Time, as a registry needs it."""

    def now(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class DroppedError(ConnectorError):
    """A connection broke, or nothing came over it in time; another attempt may go better."""


@dataclass(slots=True)
class Response:
    """An answer whose body has not been read; ``url`` is where it came from in the end."""

    status: int
    headers: Mapping[str, str]
    url: str
    _raw: http.client.HTTPResponse
    _clock: Clock
    _done: Callable[[bool], None]
    deadline: float = field(default=0.0)

    def chunks(self) -> Iterator[bytes]:
        """The body.  Raises DroppedError where it ends before its time or does not come in time."""
        is_whole = False
        try:
            while True:
                if self._clock.now() > self.deadline:
                    raise DroppedError(f"{_host(self.url)} sends too slowly")
                try:
                    # One receive at a time: read() would wait for all of it, however slowly it drips.
                    chunk = self._raw.read1(_CHUNK)
                except (OSError, http.client.HTTPException, ValueError) as error:
                    raise DroppedError(f"{_host(self.url)} broke off: {_said(error)}") from error
                if not chunk:
                    if self._raw.length:
                        raise DroppedError(f"{_host(self.url)} broke off with {self._raw.length} bytes to come")
                    is_whole = True
                    return
                yield chunk
        finally:
            self._done(is_whole)

    def content(self, limit: int) -> bytes:
        """The body, whole.  Raises LimitError where it is longer than the limit."""
        said = self.headers.get("content-length", "")
        parts: list[bytes] = []
        size = int(said) if said.isdigit() and len(said) < 20 else 0
        if size <= limit:
            size = 0
            for chunk in self.chunks():
                size += len(chunk)
                if size > limit:
                    break
                parts.append(chunk)
        if size > limit:
            self.close()
            bound = size_of(limit)
            raise LimitError(f"{_host(self.url)} answers with more than {bound}", bound=bound)
        return b"".join(parts)

    def close(self) -> None:
        self._done(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How long is waited, and how often is asked.

    ``timeout``   seconds for one answer to begin, and for any part of it.
    ``attempts``  of one question; between them the time doubles.
    ``insecure``  certificates do not count, and redirects may lead to plain HTTP.
    """

    timeout: float = 30.0
    attempts: int = 4
    insecure: bool = False


class Client:
    """Asks, and keeps connections for the next question."""

    def __init__(self, manners: Manners, clock: Clock) -> None:
        self.manners = manners
        self.clock = clock
        self._idle: dict[tuple[str, str], http.client.HTTPConnection] = {}
        # Images outlive every `with`: their layers are read when somebody asks.
        weakref.finalize(self, _close_all, self._idle)

    def ask(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        size: int = 0,
        body: Body | None = None,
        attempts: int | None = None,
        method: str = "",
    ) -> Response:
        """Ask until there is an answer; follow it to other hosts, to which Authorization is not sent along.

        ``size``  how long the answer will be, as far as that is known: the deadline for reading it grows with it.
        ``body``  what is sent, by POST; such a question is not sent to another host.
        ``method``  another one than GET, or POST where there is a body.
        Raises RateLimitError where we are told to come back later than we wait, DroppedError where nobody answers.
        """
        sent = dict(headers)
        method = method or ("GET" if body is None else "POST")
        for _ in range(_REDIRECTS + 1):
            response = self._patiently(method, url, sent, body, attempts or self.manners.attempts)
            location = response.headers.get("location", "")
            if response.status not in _MOVED or not location:
                response.deadline = self.clock.now() + self.manners.timeout * 2 + size / _SLOWEST
                return response
            response.close()
            target = self._target(url, location)
            if _origin(url) != _origin(target):
                if body is not None:
                    raise ConnectorError(
                        f"{_host(url)} redirects what is sent to it to {_host(target)}; it is not sent"
                    )
                sent.pop("Authorization", None)
            url = target
        raise ConnectorError(f"{_host(url)} redirects more than {_REDIRECTS} times")

    def _target(self, url: str, location: str) -> str:
        """Where a redirect leads, if one may go there."""
        try:
            target = urljoin(url, location)
            parts = urlsplit(target)
        except ValueError as error:
            raise ConnectorError(f"{_host(url)} redirects to something that is no address") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConnectorError(f"{_host(url)} redirects to something that is not HTTP")
        if parts.scheme == "http" and urlsplit(url).scheme == "https" and not self.manners.insecure:
            raise ConnectorError(f"{_host(url)} redirects to {parts.hostname} without encryption, and is not followed")
        return target

    def _patiently(
        self, method: str, url: str, headers: Mapping[str, str], body: Body | None, attempts: int
    ) -> Response:
        for attempt in range(1, attempts + 1):
            is_last = attempt == attempts
            pause = 0.5 * 2 ** (attempt - 1)
            try:
                response = self._once(method, url, headers, body)
            except DroppedError:
                if is_last:
                    raise
            else:
                if response.status not in _BUSY:
                    return response
                asked = _retry_after(response.headers.get("retry-after", ""))
                if is_last or asked > _PATIENCE:
                    raise _busy(response, asked)
                response.close()
                pause = max(pause, asked)
            self.clock.sleep(pause)
        raise AssertionError("the last attempt answers or raises")

    def _once(self, method: str, url: str, headers: Mapping[str, str], body: Body | None) -> Response:
        parts = urlsplit(url)
        key = (parts.scheme, parts.netloc)
        kept = self._idle.pop(key, None)
        connection = kept or self._connection(parts)
        # What drips byte by byte never meets the socket's own timeout.
        is_late = threading.Event()
        patience = self.manners.timeout + len(body or b"") / _SLOWEST
        watch = threading.Timer(patience, _cut, (connection, is_late))
        watch.daemon = True
        watch.start()
        try:
            connection.request(method, _path(parts, connection), body, dict(headers))
            raw = connection.getresponse()
        except ssl.SSLCertVerificationError as error:
            connection.close()
            raise AuthError(f"{parts.netloc} has no certificate that counts: {error.verify_message}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            if kept is not None:
                # The other end had closed it meanwhile.
                return self._once(method, url, headers, body)
            raise DroppedError(f"{parts.netloc} does not answer: {_said(error)}") from error
        finally:
            watch.cancel()
        if is_late.is_set():
            # To http.client the end of a connection is the end of the headers.
            connection.close()
            raise DroppedError(f"{parts.netloc} does not answer in {patience:g} seconds")

        def done(is_whole: bool) -> None:
            raw.close()
            if is_whole and not raw.will_close:
                self._idle[key] = connection
            else:
                connection.close()

        return Response(
            status=raw.status,
            headers={name.lower(): value for name, value in raw.getheaders()},
            url=url,
            _raw=raw,
            _clock=self.clock,
            _done=done,
            deadline=self.clock.now() + self.manners.timeout,
        )

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        proxy = _proxy(parts)
        where = urlsplit(proxy) if proxy else parts
        try:
            if parts.scheme == "http":
                return http.client.HTTPConnection(where.hostname or "", where.port, timeout=self.manners.timeout)
            connection = http.client.HTTPSConnection(
                where.hostname or "", where.port, timeout=self.manners.timeout, context=self._context()
            )
            if proxy:
                connection.set_tunnel(host, parts.port or 443, _proxy_headers(where))
        except (ValueError, http.client.InvalidURL) as error:
            raise ConnectorError(f"{where.netloc[:200]!r} is no host that can be asked") from error
        return connection

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.manners.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def refused(response: Response, what: str) -> ConnectorError:
    """The error for an answer that is none of what was asked for."""
    status, host = response.status, _host(response.url)
    response.close()
    if status in (401, 403):
        return AuthError(f"{host} does not give {what} to us: it is not there, or needs other credentials")
    if status == 404:
        return NotFoundError(f"{host} has no {what}")
    return ConnectorError(f"{host} answers {status} where it is asked for {what}")


def _busy(response: Response, asked: float) -> ConnectorError:
    status, host = response.status, _host(response.url)
    response.close()
    if status == 429:
        when = f"in {asked:.0f} seconds" if asked else "later"
        return RateLimitError(f"{host} has given enough for now; come back {when}, or log in for a higher limit")
    return ConnectorError(f"{host} answers {status}, however often it is asked")


def _close_all(idle: dict[tuple[str, str], http.client.HTTPConnection]) -> None:
    for connection in idle.values():
        connection.close()


def _cut(connection: http.client.HTTPConnection, is_late: threading.Event) -> None:
    is_late.set()
    sock: socket.socket | None = connection.sock
    # Whoever has closed it already has what we want.
    with suppress(OSError):
        if sock is not None:
            sock.shutdown(socket.SHUT_RDWR)


def _retry_after(text: str) -> float:
    """Seconds, from a number of them or a date; 0 where nothing is said."""
    if text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _proxy(parts: SplitResult) -> str:
    """The proxy that the environment names for a host: HTTPS_PROXY, HTTP_PROXY, and NO_PROXY."""
    found = urllib.request.getproxies().get(parts.scheme, "")
    if not found or urllib.request.proxy_bypass(parts.netloc):
        return ""
    return found if "://" in found else f"http://{found}"


def _proxy_headers(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    from seatrial.images.http.credentials import Credentials

    return {"Proxy-Authorization": Credentials(username=proxy.username, password=proxy.password or "").basic()}


def _path(parts: SplitResult, connection: http.client.HTTPConnection) -> str:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_proxied = parts.scheme == "http" and connection.host != parts.hostname
    return f"http://{parts.netloc}{path}" if is_proxied else path


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url[:80]


def _said(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
