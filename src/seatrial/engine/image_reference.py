"""Names of container images: ``registry/repository:tag@digest``, by the rules of the distribution reference grammar."""

from seatrial.engine.parts import Part
from seatrial.model.value import Unknown, Value
from seatrial.parsers.image_name import located, split_name


def image_parts(value: Value) -> list[Part] | Unknown:
    """One part: name, registry (``docker.io`` where none is said), repository, tag and digest (null where not said).

    Of a name that is only partly known, what its known beginning decides is known.
    """
    if type(value) is Unknown:
        return _begun(value)
    if not isinstance(value, str):
        return Unknown("it is no image name")
    path, tag, digest = split_name(value)
    registry, repository = located(path)
    parts: dict[str, Value] = {
        "name": value,
        "registry": registry,
        "repository": repository,
        "tag": tag,
        "digest": digest or None,
    }
    return [Part(parts, (), {})]


def _begun(value: Unknown) -> list[Part] | Unknown:
    """The parts of a name of which the beginning is known, at least as far as the first slash."""
    head, slash, tail = value.prefix.partition("@")[0].rpartition("/")
    if not head:
        # What `nginx:` begins may be a port as well as a tag.
        return value
    name, colon, _ = tail.partition(":")
    is_whole = bool(colon) or "@" in value.prefix
    registry, repository = located(f"{head}{slash}{name or 'x'}")
    parts: dict[str, Value] = dict.fromkeys(("tag", "digest"), Unknown(value.reason))
    return [
        Part(parts | {"name": value, "registry": registry, "repository": repository if is_whole else value}, (), {})
    ]
