"""Who we are to a registry: ``docker login``'s and ``podman login``'s files, and the helpers that they name.

https://docs.docker.com/reference/cli/docker/login/#credential-stores and containers-auth.json(5).
"""

import base64
import binascii
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from seatrial.errors import AuthError, ConnectorError
from seatrial.images.limits import MIB
from seatrial.images.reference import HUB

_HELPER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HUB_KEY = "https://index.docker.io/v1/"
_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """A name and a password, or a token to get tokens with.  It is never shown."""

    username: str = ""
    password: str = ""
    identity_token: str = ""

    def basic(self) -> str:
        """The value of an Authorization header."""
        return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()


class _Auth(Struct, frozen=True):
    auth: str = ""
    username: str = ""
    password: str = ""
    identitytoken: str = ""


class _File(Struct, frozen=True, rename="camel"):
    auths: dict[str, _Auth] | None = None
    cred_helpers: dict[str, str] | None = None
    creds_store: str = ""


class _Answer(Struct, frozen=True):
    username: str = msgspec.field(name="Username", default="")
    secret: str = msgspec.field(name="Secret", default="")


def find_credentials(host: str, repository: str, environment: Mapping[str, str]) -> Credentials | None:
    """The credentials for a repository; None where nothing has any.

    ``REGISTRY_AUTH_FILE``, if it is set, is the only file that counts.  Raises ConnectorError where a file is broken,
    and AuthError where a helper fails: nobody is then taken for a stranger.
    """
    for path in _files(environment):
        file = _load(path)
        found = None if file is None else _in_file(file, path, host, repository, environment)
        if found is not None:
            return found
    return None


def _files(environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("REGISTRY_AUTH_FILE"):
        yield Path(environment["REGISTRY_AUTH_FILE"])
        return
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "/nonexistent")
    if environment.get("XDG_RUNTIME_DIR"):
        yield Path(environment["XDG_RUNTIME_DIR"], "containers", "auth.json")
    yield Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "containers" / "auth.json"
    yield Path(environment.get("DOCKER_CONFIG") or home / ".docker") / "config.json"


def _load(path: Path) -> _File | None:
    try:
        with path.open("rb") as stream:
            content = stream.read(MIB + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConnectorError(f"{path.name} with the credentials cannot be read: {error.strerror}") from error
    try:
        return msgspec.json.decode(content, type=_File)
    except (msgspec.DecodeError, RecursionError) as error:
        # The message of the decoder names places, not contents.
        raise ConnectorError(f"{path} with the credentials is broken: {error}") from error


def _in_file(file: _File, path: Path, host: str, repository: str, environment: Mapping[str, str]) -> Credentials | None:
    helpers = {_host_of(key): name for key, name in (file.cred_helpers or {}).items()}
    if host in helpers:
        return _ask(helpers[host], host, environment)
    auths = {_host_of(key): auth for key, auth in (file.auths or {}).items()}
    for place in _places(host, repository):
        if place in auths and (found := _of(auths[place], path, host)) is not None:
            return found
    return _ask(file.creds_store, host, environment) if file.creds_store else None


def _places(host: str, repository: str) -> Iterator[str]:
    """The keys that hold for a repository, the narrowest first: podman logs in to namespaces, too."""
    parts = repository.split("/")
    for count in range(len(parts), 0, -1):
        yield "/".join((host, *parts[:count]))
    yield host


def _host_of(key: str) -> str:
    """A key as a host, with the path of a namespace: Docker writes ``https://index.docker.io/v1/`` for its Hub."""
    name = re.sub(r"^https?://", "", key).rstrip("/")
    name = re.sub(r"/v[12]$", "", name)
    return HUB if name in ("index.docker.io", "registry-1.docker.io") else name


def _of(auth: _Auth, path: Path, host: str) -> Credentials | None:
    if auth.identitytoken:
        return Credentials(identity_token=auth.identitytoken)
    if auth.username:
        return Credentials(username=auth.username, password=auth.password)
    if not auth.auth:
        # Where a helper keeps them, the file has an empty entry.
        return None
    try:
        username, colon, password = base64.b64decode(auth.auth, validate=True).decode().rstrip("\0").partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ConnectorError(f"{path} has broken credentials for {host}") from error
    if not colon:
        raise ConnectorError(f"{path} has broken credentials for {host}")
    return Credentials(username=username, password=password)


def _ask(helper: str, host: str, environment: Mapping[str, str]) -> Credentials | None:
    """Ask a helper, by its protocol: the host on its input, JSON on its output."""
    if not _HELPER.fullmatch(helper):
        raise ConnectorError(f"{helper[:80]!r} is no name of a credential helper")
    command = f"docker-credential-{helper}"
    key = _HUB_KEY if host == HUB else host
    try:
        done = subprocess.run(  # noqa: S603 - the user's own configuration names it, and a name is all it can be
            [command, "get"],
            input=key.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=dict(environment),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = f"takes more than {_SECONDS} seconds" if isinstance(error, subprocess.TimeoutExpired) else str(error)
        raise AuthError(f"{command}, which keeps the credentials for {host}, fails: {reason}") from error
    if done.returncode != 0:
        said = (done.stdout or done.stderr).decode("utf-8", "replace").strip()[:200]
        if "credentials not found" in said:
            return None
        raise AuthError(f"{command}, which keeps the credentials for {host}, fails: {said}")
    try:
        answer = msgspec.json.decode(done.stdout, type=_Answer)
    except (msgspec.DecodeError, RecursionError) as error:
        raise AuthError(f"{command}, which keeps the credentials for {host}, answers in no JSON") from error
    if answer.username == "<token>":
        return Credentials(identity_token=answer.secret)
    return Credentials(username=answer.username, password=answer.secret)
