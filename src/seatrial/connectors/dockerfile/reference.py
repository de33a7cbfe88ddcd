"""Image references: ``registry/repository:tag@digest`` (https://github.com/distribution/reference)."""

from dataclasses import dataclass

from seatrial.model.value import Unknown, Value
from seatrial.parsers.image_name import located, split_name, whole

# Publishers whose images mostly run without root: https://edu.chainguard.dev, https://github.com/bitnami/containers,
# https://github.com/nginxinc/docker-nginx-unprivileged.
_MOSTLY_NONROOT = ("cgr.dev/", "docker.io/bitnami/", "docker.io/nginxinc/nginx-unprivileged", "docker.io/chainguard/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The parts of a reference.  ``name`` is as written, without tag and digest; tag and digest may be None.

    The registry is docker.io where none is named, and there the repository ``nginx`` is ``library/nginx``.
    """

    name: Value
    registry: Value
    repository: Value
    tag: Value
    digest: Value

    def is_nonroot(self) -> bool | Unknown:
        """Whether the image is known to have a user that is not root: distroless images say so in their tag."""
        if isinstance(self.tag, Unknown):
            distroless = isinstance(self.repository, str) and "distroless" in self.repository
            return Unknown(self.tag.reason) if distroless else False
        if self.tag is not None and "nonroot" in self.tag:
            return True
        if isinstance(self.registry, str) and isinstance(self.repository, str):
            path = f"{self.registry}/{self.repository}"
            if path.startswith(_MOSTLY_NONROOT):
                return Unknown(
                    f"images of `{path}` mostly have a user that is not root; whether this one has is not read"
                )
        return False


def parse_reference(text: str) -> Reference:
    path, tag, digest = split_name(text)
    registry, repository = _split(path)
    return Reference(name=path, registry=registry, repository=repository, tag=tag or None, digest=digest or None)


def _split(path: str) -> tuple[str, str]:
    registry, repository = located(path)
    return registry, whole(registry, repository)


def partial_reference(unknown: Unknown) -> Reference:
    """What is still known of a reference that has an unknown piece in it: ``node:${VERSION}`` is a node."""
    hole = Unknown(unknown.reason, is_set=True)
    tag: Value = hole
    digest: Value = Unknown(unknown.reason)
    last = unknown.parts[-1] if unknown.parts else ""
    if isinstance(last, str):
        rest, at, found = last.partition("@")
        digest = found if at else None
        colon = rest.rfind(":")
        if colon >= 0 and "/" not in rest[colon:]:
            tag = rest[colon + 1 :]
        elif "/" in rest:
            tag = None
    prefix = unknown.prefix
    known, colon_found, _ = prefix[prefix.rfind("/") + 1 :].partition(":")
    name: Value = hole
    registry: Value = hole
    repository: Value = hole
    if colon_found:
        name = prefix[: prefix.rfind("/") + 1] + known
        registry, repository = _split(str(name))
    elif "/" in prefix:
        registry = _split(prefix)[0]
    return Reference(name=name, registry=registry, repository=repository, tag=tag, digest=digest)
