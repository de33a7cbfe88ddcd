"""Names of container images: ``registry/repository:tag@digest``, by the rules of the distribution reference grammar."""

from seatrial.engine.parts import Part
from seatrial.model.value import Unknown, Value


def image_parts(value: Value) -> list[Part] | Unknown:
    """One part: name, registry (``docker.io`` where none is said), repository, tag and digest (null where not said).

    Of a name that is only partly known, what its known beginning decides is known.
    """
    if type(value) is Unknown:
        return value
    if not isinstance(value, str):
        return Unknown("it is no image name")
    rest, _, digest = value.partition("@")
    head, slash, tail = rest.rpartition("/")
    name, colon, tag = tail.partition(":")
    path = f"{head}{slash}{name}"
    first, _, others = path.partition("/")
    is_host = bool(others) and ("." in first or ":" in first or first == "localhost")
    parts: dict[str, Value] = {
        "name": value,
        "registry": first if is_host else "docker.io",
        "repository": others if is_host else path,
        "tag": tag if colon else None,
        "digest": digest or None,
    }
    return [Part(parts, (), {})]
