"""Getting feeds: over HTTP or from a folder, whole or not at all, within bounds."""

import http.client
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote, urlsplit

from seatrial import __version__
from seatrial.errors import DatabaseError, UsageError

MIB = 1024 * 1024
_TRIES = 3
_PAUSE = 1.0
"""Seconds before the second try; twice as many before the third."""

_TIMEOUT = 60
_PIECE = 256 * 1024
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class NotThereError(DatabaseError):
    """A feed has no such file."""


def demand_address(address: str, base: Path) -> str:
    """An address without the slash at its end: http, https, or a path as seen from a folder.  Raises UsageError."""
    parts = urlsplit(address)
    if parts.scheme in ("http", "https"):
        if not parts.hostname:
            raise UsageError(f"{address!r} names no host")
        if parts.username or parts.password:
            raise UsageError(f"the address of {parts.hostname} holds a password; addresses are written down and shown")
        return address.rstrip("/")
    if parts.scheme and len(parts.scheme) > 1:
        raise UsageError(f"{address!r} is no address of a mirror: https://..., http://... or a folder")
    return quote(str((base / address).absolute()))


def below(address: str, *steps: str) -> str:
    """The address of something below another; steps are names, and get escaped where that is needed.

    Raises NotThereError for a step that is no name.
    """
    for step in steps:
        if step in ("", ".", ".."):
            raise NotThereError(f"there is nothing called {step!r} at {address}")
    return "/".join([address, *(quote(step, safe="") for step in steps)])


def fetch(address: str, limit: int, *, seconds: float = 600) -> bytes:
    """What is at an address.  Raises NotThereError, and DatabaseError past a limit of bytes or of time."""
    from io import BytesIO

    stream = BytesIO()
    _copy(address, stream, limit, seconds)
    return stream.getvalue()


def fetch_to(path: Path, address: str, limit: int, *, seconds: float = 3600) -> None:
    """Write what is at an address to a file.  Raises as `fetch` does."""
    with path.open("wb") as stream:
        _copy(address, stream, limit, seconds)


def _copy(address: str, to: IO[bytes], limit: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    for attempt in range(1, _TRIES + 1):
        to.seek(0)
        to.truncate()
        try:
            _copy_once(address, to, limit, end)
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            _give_up_or_wait(address, error, attempt)
        else:
            return


def _give_up_or_wait(address: str, error: Exception, attempt: int) -> None:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        raise NotThereError(f"there is no {address}") from error
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        if error.code in (403, 404, 410):
            # A bucket that may not be listed answers 403 for what is not there.
            raise NotThereError(f"there is no {address} ({error.code})") from error
        final = error.code not in _AGAIN
    else:
        final = not address.startswith("http")
    if final or attempt == _TRIES:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise DatabaseError(f"{address} cannot be had: {reason}") from error
    time.sleep(_PAUSE * attempt)


def _copy_once(address: str, to: IO[bytes], limit: int, end: float) -> None:
    with _open(address) as stream:
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise DatabaseError(f"{address} is larger than {limit // MIB} MiB")
            if time.monotonic() > end:
                raise DatabaseError(f"{address} takes too long")
            to.write(piece)
        if isinstance(stream, http.client.HTTPResponse) and stream.length:
            raise http.client.IncompleteRead(b"", stream.length)


class _Redirections(urllib.request.HTTPRedirectHandler):
    """Follows as a browser does, but never from https to anything that is not."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if req.full_url.startswith("https://") and not newurl.startswith("https://"):
            raise urllib.error.URLError(f"it leads to {newurl}, which nobody vouches for")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _open(address: str) -> IO[bytes] | http.client.HTTPResponse:
    if not address.startswith(("http://", "https://")):
        steps = [unquote(step) for step in address.split("/")]
        if any("/" in step for step in steps):
            # A server would take it for one name; a folder has no such file.
            raise FileNotFoundError(address)
        return Path("/".join(steps)).open("rb")
    request = urllib.request.Request(address, headers={"User-Agent": f"seatrial/{__version__}"})  # noqa: S310
    # The default opener would follow a redirection to ftp; this one knows HTTP only, through the environment's proxies.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirections(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    response = opener.open(request, timeout=_TIMEOUT)
    assert isinstance(response, http.client.HTTPResponse)  # noqa: S101 - what HTTP's handlers answer with
    return response
