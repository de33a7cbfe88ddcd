"""Registries: ``REGISTRY/REPOSITORY:TAG`` over HTTP.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
"""

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from seatrial.errors import ConnectorError, IntegrityError, LimitError, NotFoundError, UsageError
from seatrial.images.digest import digest_of, is_digest, short, verified
from seatrial.images.http.auth import Authorization
from seatrial.images.http.client import Body, Client, Clock, DroppedError, Manners, Response, SystemClock, refused
from seatrial.images.http.credentials import find_credentials
from seatrial.images.http.pages import Pages
from seatrial.images.image import Document
from seatrial.images.limits import Limits, size_of
from seatrial.images.manifest import INDEXES, MANIFESTS, Descriptor, Index, parse_document, parse_manifest
from seatrial.images.reference import HUB, Reference

_HUB_HOST = "registry-1.docker.io"
_OK, _PART = 200, 206
ACCEPTED = ", ".join(MANIFESTS + INDEXES)
"""What a registry may answer with where it is asked for a manifest."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryOptions:
    """``mirrors`` are asked before the registry that they stand for: ``{"docker.io": ("https://mirror.example.com",)}``.

    ``environment``  where the files of credentials are looked for.
    ``actions``      what a registry is asked leave for: ``pull``, or ``pull,push``.
    """

    manners: Manners = field(default_factory=Manners)
    mirrors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    actions: str = "pull"
    clock: Clock = field(default_factory=SystemClock)


class Registry:
    """One image in a registry, or in the first of its mirrors that has it."""

    def __init__(self, reference: Reference, options: RegistryOptions, limits: Limits) -> None:
        self._reference = reference
        self._limits = limits
        self._endpoints = endpoints(reference.registry, reference.repository, options, limits)

    def root(self) -> Document:
        """Ask one after the other; the first that answers is the one that the rest is had from."""
        return first_answer(self._endpoints, lambda endpoint: endpoint.manifest(self._reference))

    def blob(self, descriptor: Descriptor) -> Iterator[bytes]:
        media_type = descriptor.media_type
        kind = "manifests" if media_type in INDEXES + MANIFESTS else "blobs"
        return self._endpoints[0].content(kind, descriptor)

    def tagged(self, tag: str) -> Document:
        """Another manifest of the same repository.  Raises NotFoundError where there is none."""
        reference = self._reference
        return self._endpoints[0].manifest(
            Reference(registry=reference.registry, repository=reference.repository, tag=tag)
        )

    def referrers(self, digest: str) -> list[Descriptor]:
        """The manifests that say that they belong to another, by the API or, without one, by the tag schema.

        Raises ConnectorError or ParseError where that cannot be known.
        """
        found: list[Descriptor] = []
        for response in self._endpoints[0].pages(f"referrers/{digest}", {"Accept": INDEXES[0]}):
            if response.status != _OK or not response.headers.get("content-type", "").startswith(INDEXES[0]):
                response.close()
                return self._referrers_by_tag(digest)
            content = response.content(self._limits.document)
            found += parse_document(content, Index, f"what refers to {short(digest)}").manifests
            if len(found) > self._limits.listed:
                break
        return found

    def _referrers_by_tag(self, digest: str) -> list[Descriptor]:
        """https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema"""
        algorithm, _, value = digest.partition(":")
        try:
            document = self.tagged(f"{algorithm[:32]}-{value[:64]}")
        except NotFoundError:
            return []
        found = parse_manifest(document.content, document.media_type, f"what refers to {short(digest)}")
        return found.manifests if isinstance(found, Index) else []


def endpoints(registry: str, repository: str, options: RegistryOptions, limits: Limits) -> list["Endpoint"]:
    """The places that may have a repository: the mirrors of its registry, and last the registry itself."""
    return [Endpoint(url, registry, repository, options, limits) for url in _addresses(registry, options)]


def first_answer(places: list["Endpoint"], ask: Callable[["Endpoint"], _Answer]) -> _Answer:
    """Ask one after the other.  Who does not answer is dropped, so that the first one left is the one that did."""
    while True:
        try:
            return ask(places[0])
        except IntegrityError:
            raise
        except ConnectorError:
            if len(places) == 1:
                # What the registry itself says is what counts.
                raise
            del places[0]


def _addresses(registry: str, options: RegistryOptions) -> list[str]:
    """The mirrors, and then the registry; a mirror without a scheme is meant to be secure."""
    mirrors = [each if "://" in each else f"https://{each}" for each in options.mirrors.get(registry, ())]
    for mirror in mirrors:
        parts = urlsplit(mirror)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{mirror!r} is no address of a mirror")
        if parts.scheme == "http" and not options.manners.insecure:
            raise UsageError(f"{mirror!r} is a mirror without encryption; --insecure allows that")
    return [*(each.rstrip("/") for each in mirrors), f"https://{_HUB_HOST if registry == HUB else registry}"]


class Endpoint:
    """One address that has a repository; where that is empty, it is asked about the registry as a whole."""

    def __init__(self, url: str, registry: str, repository: str, options: RegistryOptions, limits: Limits) -> None:
        self._url = url
        self._limits = limits
        self._options = options
        self._repository = repository
        self._client = Client(options.manners, options.clock)
        host = urlsplit(url).netloc
        # A mirror never gets the credentials of the registry that it stands for.
        self._host = registry if host in (registry, _HUB_HOST) else host
        self._authorization: Authorization | None = None
        self._is_decided = urlsplit(url).scheme == "http" or not options.manners.insecure

    @property
    def host(self) -> str:
        """Whose credentials are sent to it."""
        return self._host

    def manifest(self, reference: Reference) -> Document:
        response = self.get(f"manifests/{reference.wanted}", {"Accept": ACCEPTED})
        if response.status != _OK:
            raise refused(response, f"image {reference}")
        content = response.content(self._limits.document)
        said = response.headers.get("docker-content-digest", "")
        if is_digest(said) and digest_of(content, said.partition(":")[0]) != said:
            raise IntegrityError(
                f"{self._host} says that the manifest of {reference} is {short(said)}, and it is another"
            )
        return Document(content=content, media_type=response.headers.get("content-type", ""))

    def content(self, kind: str, descriptor: Descriptor) -> Generator[bytes]:
        """The bytes of a content; where the connection breaks, the next one goes on from there."""
        if not is_digest(descriptor.digest):
            raise IntegrityError(f"{descriptor.digest[:80]!r} is no digest by sha256 or sha512")
        clock, manners = self._options.clock, self._options.manners
        at = failures = 0
        while True:
            try:
                for chunk in self._from(kind, descriptor, at):
                    at += len(chunk)
                    yield chunk
                return
            except DroppedError:
                failures += 1
                if failures >= manners.attempts:
                    raise
                clock.sleep(0.5 * 2 ** (failures - 1))

    def _from(self, kind: str, descriptor: Descriptor, at: int) -> Iterator[bytes]:
        headers = {"Accept": descriptor.media_type or "*/*"}
        if at:
            headers["Range"] = f"bytes={at}-"
        response = self.get(f"{kind}/{descriptor.digest}", headers, size=descriptor.size)
        if response.status not in (_OK, _PART):
            raise refused(response, f"content {short(descriptor.digest)}")
        if response.status == _PART and not response.headers.get("content-range", "").startswith(f"bytes {at}-"):
            response.close()
            raise ConnectorError(f"{self._host} answers with another part than it was asked for")
        # Who knows no ranges begins again.
        passed = at if response.status == _OK else 0
        for chunk in response.chunks():
            new = chunk[passed:]
            passed -= len(chunk) - len(new)
            if new:
                yield new

    def pages(self, path: str, headers: Mapping[str, str], first: str = "") -> Pages:
        """The answers to a question that come in pages."""
        return Pages(
            ask=lambda query: self.get(path + query, headers),
            host=self._host,
            clock=self._options.clock,
            timeout=self._options.manners.timeout,
            limits=self._limits,
            first=first,
        )

    def small(self, kind: str, descriptor: Descriptor, name: str) -> bytes:
        """A small content, whole and verified."""
        if descriptor.size > self._limits.document:
            bound = size_of(self._limits.document)
            raise LimitError(f"{name} is larger than {bound}", bound=bound)
        return b"".join(verified(self.content(kind, descriptor), descriptor.digest, descriptor.size, name))

    def get(
        self,
        path: str,
        headers: Mapping[str, str],
        *,
        size: int = 0,
        method: str = "GET",
        body: Body | None = None,
    ) -> Response:
        """Ask about the repository, and once more with what a 401 asks for.

        ``path``  what follows the repository: ``tags/list?n=100``, or from the slash of the host on.
        ``size``  of the answer, as far as it is known.   ``body``  what is sent, by another method.
        """
        response = self._ask(path, headers, size, method, body)
        if response.status != 401:
            return response
        if self._authorization is None:
            credentials = find_credentials(self._host, self._repository, self._options.environment)
            self._authorization = Authorization(
                self._client, self._host, self._repository, credentials, self._options.actions
            )
        self._authorization.answer(response)
        return self._ask(path, headers, size, method, body)

    def _ask(self, path: str, headers: Mapping[str, str], size: int, method: str, body: Body | None) -> Response:
        sent = {"User-Agent": "seatrial", **headers}
        if self._authorization is not None:
            sent |= self._authorization.headers()
        if not path.startswith("/"):
            path = f"/v2/{self._repository}/{path}" if self._repository else f"/v2/{path}"
        if self._is_decided:
            return self._client.ask(self._url + path, sent, size=size, method=method, body=body)
        self._is_decided = True
        try:
            return self._client.ask(self._url + path, sent, size=size, method=method, body=body, attempts=1)
        except DroppedError:
            # Whoever asked for it gets plain HTTP where there is no other.
            self._url = self._url.replace("https://", "http://", 1)
            return self._client.ask(self._url + path, sent, size=size, method=method, body=body)
