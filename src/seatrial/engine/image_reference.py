"""Names of container images: ``registry/repository:tag@digest``, by the rules of the distribution reference grammar."""

from seatrial.engine.parts import Part
from seatrial.model.value import Unknown, Value


def image_parts(value: Value) -> list[Part] | Unknown:
    """One part: name, registry (``docker.io`` where none is said), repository, tag and digest (null where not said).

    Of a name that is only partly known, what its known beginning decides is known.
    """
    if type(value) is Unknown:
        return _begun(value)
    if not isinstance(value, str):
        return Unknown("it is no image name")
    rest, _, digest = value.partition("@")
    head, slash, tail = rest.rpartition("/")
    name, colon, tag = tail.partition(":")
    path = f"{head}{slash}{name}"
    registry, repository = _located(path)
    parts: dict[str, Value] = {
        "name": value,
        "registry": registry,
        "repository": repository,
        "tag": tag if colon else None,
        "digest": digest or None,
    }
    return [Part(parts, (), {})]


def _located(path: str) -> tuple[str, str]:
    """The registry, and the repository in it."""
    first, _, others = path.partition("/")
    is_host = bool(others) and ("." in first or ":" in first or first == "localhost")
    return (first, others) if is_host else ("docker.io", path)


def _begun(value: Unknown) -> list[Part] | Unknown:
    """The parts of a name of which the beginning is known, at least as far as the first slash."""
    head, slash, tail = value.prefix.partition("@")[0].rpartition("/")
    if not head:
        # What `nginx:` begins may be a port as well as a tag.
        return value
    name, colon, _ = tail.partition(":")
    is_whole = bool(colon) or "@" in value.prefix
    registry, repository = _located(f"{head}{slash}{name or 'x'}")
    parts: dict[str, Value] = dict.fromkeys(("tag", "digest"), Unknown(value.reason))
    return [
        Part(parts | {"name": value, "registry": registry, "repository": repository if is_whole else value}, (), {})
    ]
