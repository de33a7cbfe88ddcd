"""Reading raw blocks, and mappings inside them, without losing the place of a value."""

from collections.abc import Iterator, Mapping

from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

Said = tuple[Value, Origin]
"""A value and the place that says it."""


class Part:
    """A block, or a mapping inside one, whose values know where they stand."""

    __slots__ = ("origin", "values")

    def __init__(self, values: Mapping[str, Value], origin: Origin) -> None:
        self.values = values
        self.origin = origin

    def get(self, key: str) -> Said:
        """A value and its place; where it is absent, null and the place of the part."""
        value = self.values.get(key)
        return value, self.origin if value is None else self.origin.below(key)

    def items(self, key: str) -> Iterator[Said]:
        """Yield the elements of a list, one alone being a list of one; an unknown list is one unknown element."""
        value, origin = self.get(key)
        if isinstance(value, list | tuple):
            yield from ((item, origin.below(index)) for index, item in enumerate(value) if item is not None)
        elif value is not None:
            yield value, origin

    def parts(self, key: str) -> Iterator["Part | Unknown"]:
        """Yield the mappings of a list; Unknown for each that cannot be known."""
        for value, origin in self.items(key):
            if isinstance(value, Mapping):
                yield Part(value, origin)
            else:
                yield value if type(value) is Unknown else Unknown(f"an element of `{key}` is no mapping")

    def object(self, said: Mapping[str, Said]) -> Sourced:
        """Return an object of these values, which stands where this part does."""
        places = {key: origin for key, (_, origin) in said.items() if origin is not self.origin}
        return Sourced({key: value for key, (value, _) in said.items()}, origin=self.origin, origins=places)


def whole(raw: Raw) -> Part:
    return Part(raw.attributes, Origin(raw))


def doubted(made: Sourced, exists: Value) -> Sourced:
    """What a block says of which nobody knows whether it exists: nothing of it can be counted on."""
    values = {key: exists if value is not None and key != "direction" else value for key, value in made.items()}
    return Sourced(values, origin=made.origin, origins=made.origins)
