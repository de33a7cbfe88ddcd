"""Names of images at paths of raw blocks: ``ContainerDefinitions.Image``, also inside of texts that are JSON."""

from collections.abc import Iterable, Iterator, Mapping

from seatrial.engine.image_reference import image_parts
from seatrial.errors import ParseError
from seatrial.model.location import Path
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value
from seatrial.parsers.partial_json import decode

_PARTS = ("image", "registry", "repository")


def images_at(raw: Raw, paths: Iterable[str]) -> list[Sourced]:
    """The images that a block names at dotted paths; all elements of lists on the way are gone through.

    What is unknown on the way may name an image, and is one that is unknown.
    """
    return [
        image_element(raw, found, value)
        for path in paths
        for found, value in _values(raw.attributes, tuple(path.split(".")), ())
    ]


def image_element(raw: Raw, path: Path, value: Value) -> Sourced:
    """The image that a value at a path is: its name as written, its registry and its repository there."""
    parts = image_parts(value)
    known: Mapping[str, Value] = (
        dict.fromkeys(("registry", "repository"), parts) if isinstance(parts, Unknown) else parts[0].value
    )
    values = {"image": value, "registry": known["registry"], "repository": known["repository"]}
    place = Origin(raw, path)
    return Sourced(values, origin=place, origins=dict.fromkeys(_PARTS, place))


def _values(value: Value, steps: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Value]]:
    """Yield what is at a path, each with its own; null and an empty text are nothing."""
    if steps and isinstance(value, str | Unknown):
        value = _decoded(value)
    if isinstance(value, Unknown):
        yield path, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _values(item, steps, (*path, number))
    elif not steps:
        if value not in (None, ""):
            yield path, value
    elif isinstance(value, Mapping) and steps[0] in value:
        yield from _values(value[steps[0]], steps[1:], (*path, steps[0]))


def _decoded(value: str | Unknown) -> Value:
    """What a text says that is JSON, as far as it is known."""
    text = value.parts if isinstance(value, Unknown) else value
    if not text:
        return value if isinstance(value, Unknown) else None
    try:
        return decode(text)
    except ParseError as error:
        return Unknown(f"it is no JSON: {error.message}")
