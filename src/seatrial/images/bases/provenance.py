"""The images that a build has used, as its provenance says: SLSA v0.2 and v1, as BuildKit writes them.

https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote

from msgspec import Struct

from seatrial.errors import UsageError
from seatrial.images.attestation import Statement
from seatrial.images.digest import is_digest
from seatrial.images.reference import parse_reference

_BUILDKIT = "https://mobyproject.org/buildkit@v1#metadata"
_SOURCE = "docker-image://"


class Material(Struct, frozen=True, kw_only=True):
    """An image that took part in a build.

    ``layers``  how many of the result's lowest layers are its own; 0 where the provenance does not tell.
    """

    name: str
    digest: str
    layers: int = 0


def materials_of(statement: Statement, layers: Sequence[str]) -> tuple[Material, ...]:
    """The images that a build has used, without the one that is its frontend; those of several stages among them.

    ``layers``  the digests of the built image's layers as they are stored, lowest first.
    """
    predicate = statement.predicate
    if statement.predicate_type.endswith("/v1"):
        listed = _at(predicate, "buildDefinition", "resolvedDependencies")
        frontend = _at(predicate, "buildDefinition", "externalParameters", "request", "args", "source")
    else:
        listed = _at(predicate, "materials")
        frontend = _at(predicate, "invocation", "parameters", "args", "source")
    counts = _counts(predicate, layers)
    found = {}
    for each in listed if isinstance(listed, list) else ():
        material = _material(each, counts)
        if material is not None and not _is_frontend(material.name, frontend):
            found[material.name, material.digest] = material
    return tuple(found.values())


def _material(listed: Any, counts: dict[str, int]) -> Material | None:
    uri, digests = _at(listed, "uri"), _at(listed, "digest")
    if not isinstance(uri, str) or not uri.startswith("pkg:docker/"):
        return None
    name, digest = _named(uri.removeprefix("pkg:docker/"))
    for algorithm, value in digests.items() if isinstance(digests, dict) else ():
        digest = f"{algorithm}:{value}" if is_digest(f"{algorithm}:{value}") else digest
    if not name:
        return None
    return Material(name=name, digest=digest, layers=counts.get(digest, counts.get(name, 0)))


def _named(purl: str) -> tuple[str, str]:
    """``alpine@3.17?platform=linux%2Famd64``; a version or a qualifier may be a digest."""
    path, _, query = purl.partition("#")[0].partition("?")
    name, _, version = path.partition("@")
    qualifiers = dict(parse_qsl(query))
    name, version = unquote(name), unquote(version)
    if qualifiers.get("repository_url"):
        name = f"{qualifiers['repository_url'].partition('://')[2] or qualifiers['repository_url']}/{name}"
    digest = version if is_digest(version) else qualifiers.get("digest", "")
    tag = f":{version}" if version and not is_digest(version) else ""
    return _reference(name + tag), digest if is_digest(digest) else ""


def _reference(text: str) -> str:
    """A name in full, without its digest; empty where it is none."""
    try:
        reference = parse_reference(text)
    except UsageError:
        return ""
    return f"{reference.registry}/{reference.repository}{f':{reference.tag}' if reference.tag else ''}"


def _is_frontend(name: str, said: Any) -> bool:
    """Whether it is the image that reads the Dockerfile, which brings nothing into the result."""
    repository = name.rpartition(":")[0]
    return repository in ("docker.io/docker/dockerfile", "docker.io/docker/dockerfile-upstream") or (
        isinstance(said, str) and _reference(said.partition("@")[0]) == name
    )


def _counts(predicate: dict[str, Any], layers: Sequence[str]) -> dict[str, int]:
    """How many layers each image brought, by digest or name: what a build by ``mode=max`` tells of its steps."""
    configs = (
        _at(predicate, "buildConfig", "llbDefinition"),
        _at(predicate, "buildDefinition", "internalParameters", "buildConfig", "llbDefinition"),
    )
    made = (
        _at(predicate, "metadata", _BUILDKIT, "layers"),
        _at(predicate, "runDetails", "metadata", "buildkit_metadata", "layers"),
    )
    of_steps = next((each for each in made if isinstance(each, dict)), {})
    found = {}
    for step, image in _sources(next((each for each in configs if isinstance(each, list)), [])):
        count = max((_common(chain, layers) for chain in _chains(of_steps, step)), default=0)
        name, _, digest = image.partition("@")
        if count:
            found[digest if is_digest(digest) else _reference(name)] = count
    return found


def _sources(steps: list[Any]) -> Iterator[tuple[str, str]]:
    """The steps that are images: their id, and the image's name and digest."""
    for step in steps:
        op = _at(step, "op", "Op")
        identifier = _at(op, "source", "identifier") or _at(op, "Source", "identifier")
        name = _at(step, "id")
        if isinstance(name, str) and isinstance(identifier, str) and identifier.startswith(_SOURCE):
            yield name, identifier.removeprefix(_SOURCE)


def _chains(of_steps: dict[str, Any], step: str) -> Iterator[list[Any]]:
    for output, chains in of_steps.items():
        if output.partition(":")[0] == step and isinstance(chains, list):
            yield from (chain for chain in chains if isinstance(chain, list))


def _common(chain: list[Any], layers: Sequence[str]) -> int:
    """The length of a chain that an image begins with; 0 where it does not."""
    digests = [_at(each, "digest") for each in chain]
    return len(digests) if digests == list(layers[: len(digests)]) else 0


def _at(value: Any, *keys: str) -> Any:
    """A value in nested tables; None where there is no such place."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
