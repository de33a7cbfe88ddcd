"""Proving who we are to a registry: tokens and passwords, as it challenges for them.

https://distribution.github.io/distribution/spec/auth/token/ and .../auth/oauth/
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import msgspec
from msgspec import Struct

from seatrial.errors import AuthError
from seatrial.images.http.client import Client, Response
from seatrial.images.http.credentials import Credentials
from seatrial.images.limits import MIB

_PARAMETER = re.compile(r'([A-Za-z_]+)\s*=\s*"([^"]*)"')
_SCHEME = re.compile(r"(?:^|,)\s*(Bearer|Basic)\b", re.IGNORECASE)


class _Token(Struct, frozen=True):
    token: str = ""
    access_token: str = ""


@dataclass(slots=True)
class Authorization:
    """What is sent to one registry to be let in to one repository, or to its catalogue where that is empty.

    ``actions``  what a token is asked for: ``pull``, or ``pull,push``.
    """

    client: Client
    host: str
    repository: str
    credentials: Credentials | None
    actions: str = "pull"
    _header: str = field(default="", init=False)

    def headers(self) -> dict[str, str]:
        return {"Authorization": self._header} if self._header else {}

    def answer(self, response: Response) -> None:
        """Do what a 401 asks for.  Raises AuthError where we cannot."""
        challenges = _challenges(response.headers.get("www-authenticate", ""))
        response.close()
        if "bearer" in challenges:
            self._header = f"Bearer {self._fetch_token(challenges['bearer'])}"
        elif "basic" in challenges and self.credentials is not None and self.credentials.username:
            self._header = self.credentials.basic()
        else:
            what = self.repository or "the list of its repositories"
            raise AuthError(f"{self.host} needs credentials for {what}, and there are none; docker login {self.host}")

    def _fetch_token(self, challenge: dict[str, str]) -> str:
        realm = challenge.get("realm", "")
        parts = urlsplit(realm)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AuthError(f"{self.host} names no place to get a token from")
        if parts.scheme == "http" and not self.client.manners.insecure:
            raise AuthError(
                f"{self.host} asks for credentials without encryption, at {parts.hostname}; they are not sent"
            )
        scope = f"repository:{self.repository}:{self.actions}" if self.repository else "registry:catalog:*"
        asked = {"service": challenge.get("service", ""), "scope": scope}
        response = self._ask(realm, {key: value for key, value in asked.items() if value})
        if response.status != 200:
            response.close()
            whose = "these credentials" if self.credentials else "nobody in particular"
            raise AuthError(
                f"{parts.hostname} gives no token for {f'{self.host}/{self.repository}'.rstrip('/')} to {whose}"
            )
        try:
            found = msgspec.json.decode(response.content(MIB), type=_Token)
        except (msgspec.DecodeError, RecursionError) as error:
            raise AuthError(f"{parts.hostname} answers with no token: {error}") from error
        token = found.token or found.access_token
        if not token or not token.isprintable() or not token.isascii():
            raise AuthError(f"{parts.hostname} answers with no token")
        return token

    def _ask(self, realm: str, asked: dict[str, str]) -> Response:
        if self.credentials is not None and self.credentials.identity_token:
            form = asked | {
                "grant_type": "refresh_token",
                "client_id": "seatrial",
                "refresh_token": self.credentials.identity_token,
            }
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            return self.client.ask(realm, headers, body=urlencode(form).encode())
        headers = {"Authorization": self.credentials.basic()} if self.credentials else {}
        separator = "&" if urlsplit(realm).query else "?"
        return self.client.ask(f"{realm}{separator}{urlencode(asked)}", headers)


def _challenges(header: str) -> dict[str, dict[str, str]]:
    """The challenges of a WWW-Authenticate header (RFC 9110, 11.6.1), by their schemes in small letters."""
    starts = list(_SCHEME.finditer(header))
    ends = [start.start() for start in starts[1:]] + [len(header)]
    return {
        start[1].lower(): {key.lower(): value for key, value in _PARAMETER.findall(header[start.end() : end])}
        for start, end in zip(starts, ends, strict=True)
    }
