"""What a registry has: the tags of a repository, the repositories of a host, and which digest a tag means today.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md#content-discovery; the catalogue is
https://distribution.github.io/distribution/spec/api/#listing-repositories, which registries need not have.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from seatrial.errors import AuthError, ConnectorError, NotFoundError, ParseError, UsageError
from seatrial.images.digest import digest_of, is_digest
from seatrial.images.http.client import Response, refused
from seatrial.images.http.pages import Pages
from seatrial.images.limits import DEFAULTS, Limits
from seatrial.images.manifest import Config, Index, Manifest, Platform, parse_document, parse_manifest
from seatrial.images.platform import is_attestation
from seatrial.images.reference import Reference, is_repository, is_tag, parse_reference
from seatrial.images.transports.registry import ACCEPTED, Endpoint, RegistryOptions, endpoints, first_answer

_ACCEPT = {"Accept": "application/json"}
_PAGE = "n=1000"
"""How many are asked for at once; a registry may send fewer, or all."""
_OK = 200


class Listing(Struct, frozen=True, kw_only=True):
    """Names, sorted.

    ``cut``   why there may be more than these; empty where there are not.
    ``odd``   how many more came that no registry could be asked for: they are no names.
    """

    names: tuple[str, ...]
    cut: str = ""
    odd: int = 0


class Tags(Listing, frozen=True, kw_only=True):
    """The tags of a repository: ``docker.io/library/nginx``."""

    repository: str


class Repositories(Listing, frozen=True, kw_only=True):
    """The repositories of a host, without it: ``library/nginx``."""

    host: str


class Named(Struct, frozen=True, kw_only=True):
    """What a tag means today: its digest, and of each platform the digest of its manifest, in the index's order."""

    digest: str
    platforms: tuple[tuple[Platform, str], ...]


class _TagPage(Struct, frozen=True):
    tags: list[str] | None = None


class _CatalogPage(Struct, frozen=True):
    repositories: list[str] | None = None


class _RefusedError(ConnectorError):
    """A registry does not list its repositories."""


def list_tags(repository: str, options: RegistryOptions, limits: Limits = DEFAULTS) -> Tags:
    """The tags of a repository, named as people name it: ``nginx``, ``ghcr.io/team/app``.

    Raises UsageError on what names no repository; ConnectorError, ParseError or LimitError where they cannot be had.
    """
    reference = parse_reference(repository)
    if reference.digest or reference.tag != "latest" or repository.endswith(":latest"):
        raise UsageError(f"{repository!r} names one image; its tags are listed by its repository alone")
    found = _tags(reference.registry, reference.repository, options, limits)
    return Tags(
        repository=f"{reference.registry}/{reference.repository}", names=found.names, cut=found.cut, odd=found.odd
    )


def list_repositories(host: str, prefix: str, options: RegistryOptions, limits: Limits = DEFAULTS) -> Repositories:
    """The repositories at and below a path of a host; an empty prefix is all of them.

    ``team`` is the repository ``team`` and whatever is below ``team/``, but not ``teamwork``.  Where the registry does
    not list repositories, a prefix that is one itself is all that is found.  Raises ConnectorError where nothing is.
    """
    reference = parse_reference(f"{host}/any")
    registry = reference.registry
    if reference.repository not in ("any", "library/any"):
        raise UsageError(f"{host!r} is no host of a registry; it has a dot or a port, or is localhost")
    path = prefix.strip("/")
    if path and not is_repository(path):
        raise UsageError(f"{prefix!r} is no path of repositories")
    try:
        found = first_answer(
            endpoints(registry, "", options, limits), lambda endpoint: _catalogue(endpoint, path, limits)
        )
    except (_RefusedError, AuthError):
        if not _is_there(registry, path, options, limits):
            raise
        found = Listing(names=(path,), cut=f"{registry} does not list its repositories")
    return Repositories(host=registry, names=found.names, cut=found.cut, odd=found.odd)


def _is_there(registry: str, path: str, options: RegistryOptions, limits: Limits) -> bool:
    """Whether a path is a repository that has tags."""
    try:
        return bool(path and _tags(registry, path, options, limits).names)
    except (NotFoundError, AuthError):
        return False


def digest_of_tag(reference: Reference, options: RegistryOptions, limits: Limits = DEFAULTS) -> str:
    """The digest that a registry says a tag means, of the index where there is one.

    It is a claim: whoever pulls by it verifies it.  Raises ConnectorError (NotFoundError ...) where there is none.
    """
    places = endpoints(reference.registry, reference.repository, options, limits)
    return first_answer(places, lambda endpoint: _digest(endpoint, reference))


def digests_of(reference: Reference, options: RegistryOptions, limits: Limits = DEFAULTS) -> Named:
    """What a tag means, for each platform.  Raises ConnectorError, ParseError or LimitError where it cannot be had."""
    places = endpoints(reference.registry, reference.repository, options, limits)
    return first_answer(places, lambda endpoint: _named(endpoint, reference, limits))


def _digest(endpoint: Endpoint, reference: Reference) -> str:
    response = endpoint.get(f"manifests/{reference.wanted}", {"Accept": ACCEPTED}, method="HEAD")
    said = response.headers.get("docker-content-digest", "")
    # An answer to HEAD has no body; its end is what frees the connection.
    for _ in response.chunks():
        pass
    if response.status == _OK and is_digest(said):
        return said
    # Some registries know no HEAD, and the digest in its answer is a SHOULD.
    return digest_of(endpoint.manifest(reference).content)


def _named(endpoint: Endpoint, reference: Reference, limits: Limits) -> Named:
    document = endpoint.manifest(reference)
    found = parse_manifest(document.content, document.media_type, str(reference))
    digest = digest_of(document.content)
    if isinstance(found, Manifest):
        return Named(digest=digest, platforms=((_platform(endpoint, found, reference, limits), digest),))
    return Named(digest=digest, platforms=tuple(_platforms(found)))


def _platforms(index: Index) -> Iterator[tuple[Platform, str]]:
    for each in index.manifests:
        if is_digest(each.digest) and not is_attestation(each):
            yield each.platform or Platform(), each.digest


def _platform(endpoint: Endpoint, manifest: Manifest, reference: Reference, limits: Limits) -> Platform:
    """The platform of an image that is in no index: its configuration says it."""
    name = f"the configuration of {reference}"
    config = parse_document(endpoint.small("blobs", manifest.config, name), Config, name)
    return Platform(os=config.os, architecture=config.architecture, variant=config.variant)


def _tags(registry: str, repository: str, options: RegistryOptions, limits: Limits) -> Listing:
    def ask(endpoint: Endpoint) -> Listing:
        def page(response: Response) -> list[str]:
            if response.status != _OK:
                raise refused(response, f"list of the tags of {registry}/{repository}")
            return _decoded(response, _TagPage, limits).tags or []

        return _gathered(endpoint.pages("tags/list", _ACCEPT, _PAGE), page, is_tag)

    return first_answer(endpoints(registry, repository, options, limits), ask)


def _catalogue(endpoint: Endpoint, prefix: str, limits: Limits) -> Listing:
    def page(response: Response) -> list[str]:
        if response.status != _OK:
            error = refused(response, "list of its repositories")
            raise _RefusedError(
                f"{error}; many registries do not list them, Docker Hub among them: name each repository"
            ) from error
        return _decoded(response, _CatalogPage, limits).repositories or []

    found = _gathered(endpoint.pages("_catalog", _ACCEPT, _PAGE), page, is_repository)
    below = tuple(name for name in found.names if not prefix or name == prefix or name.startswith(f"{prefix}/"))
    return Listing(names=below, cut=found.cut, odd=found.odd)


_Page = TypeVar("_Page", _TagPage, _CatalogPage)


def _decoded(response: Response, kind: type[_Page], limits: Limits) -> _Page:
    host = urlsplit(response.url).hostname
    try:
        return msgspec.json.decode(response.content(limits.listing), type=kind)
    except msgspec.DecodeError as error:
        raise ParseError(f"{host} answers with no list: {error}") from error
    except RecursionError as error:
        raise ParseError(f"{host} answers with a list that is nested too deeply") from error


def _gathered(pages: Pages, page: Callable[[Response], list[str]], is_name: Callable[[str], bool]) -> Listing:
    names: set[str] = set()
    odd = 0
    limit = pages.limits.listed
    for response in pages:
        for name in page(response):
            if not is_name(name):
                odd += 1
            elif len(names) < limit or name in names:
                names.add(name)
            else:
                return Listing(names=tuple(sorted(names)), cut=f"there are more than {limit}", odd=odd)
    return Listing(names=tuple(sorted(names)), cut=pages.cut, odd=odd)
