"""The expressions of a plan's configuration: which of them stand behind a value, and what they refer to.

A plan's configuration keeps of every expression either its constant value or the list of what it refers to, never the
expression itself (https://developer.hashicorp.com/terraform/internals/json-format#expression-representation).
"""

from collections.abc import Iterator, Mapping, Sequence

from seatrial.connectors.terraform.documents import Json, mapping, sequence


class Expressions:
    """What the configuration says about a mapping: a block, or what is nested in one attribute's value.

    ``blocks``  the blocks in the configuration that may have made it; more than one where nothing tells them apart.
    ``whole``   the references of the one expression that gave the whole value, where it is no block.
    ``known``   whether the configuration tells what was written; where it does not, nothing is "not configured".
    """

    __slots__ = ("blocks", "known", "whole")

    def __init__(
        self, blocks: Sequence[Mapping[str, Json]], *, whole: tuple[str, ...] = (), known: bool = True
    ) -> None:
        self.blocks = blocks
        self.whole = whole
        self.known = known

    def configures(self, key: str) -> bool:
        """Whether the attribute or nested block may have been written in the source."""
        return not self.known or self.writes(key)

    def writes(self, key: str) -> bool:
        """Whether the configuration shows that the attribute or nested block was written."""
        return bool(self.whole) or any(key in block for block in self.blocks)

    def references(self, key: str) -> tuple[str, ...]:
        """What the attribute refers to, in the order of the text."""
        if self.whole:
            return self.whole
        return tuple(reference for block in self.blocks for reference in references_of(block.get(key)))

    def below(self, key: str) -> "Expressions":
        """What the configuration says about a mapping under an attribute, before one knows which of a list it is."""
        if not self.known or not self.blocks:
            return self
        said = [block[key] for block in self.blocks if key in block]
        if not said:
            # The configuration leaves dynamic blocks out altogether.
            return UNKNOWN
        nested = [block for value in said for block in _blocks(value)]
        if nested:
            return Expressions(nested)
        return Expressions((), whole=self.references(key), known=False)

    def matching(self, index: int, length: int, element: Mapping[str, Json]) -> "Expressions":
        """What the configuration says about one element of a list of blocks."""
        if not self.blocks:
            return self
        if length > len(self.blocks):
            # Some come from a dynamic block, and none says which.
            return UNKNOWN
        agreeing = [block for block in self.blocks if _agrees(block, element)]
        # A plan has the elements of a set in an order of its own, those of a list in the order of the text.
        if len(self.blocks) == length and self.blocks[index] in agreeing:
            return Expressions((self.blocks[index],))
        return Expressions(agreeing or self.blocks)


UNKNOWN = Expressions((), known=False)
"""Of what the configuration says nothing."""

NONE = Expressions(())
"""Of a state, which has no configuration: nothing in it is unknown, and what is empty was not written."""


def _is_expression(value: Mapping[str, Json]) -> bool:
    return not value or "constant_value" in value or isinstance(value.get("references"), list)


def references_of(value: Json) -> tuple[str, ...]:
    """What an expression refers to.  What the nested blocks of a block refer to is their own."""
    if not isinstance(value, dict) or not _is_expression(value):
        return ()
    return tuple(reference for reference in sequence(value.get("references")) if isinstance(reference, str))


def _blocks(value: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(value, list):
        yield from map(mapping, value)
    elif isinstance(value, dict) and not _is_expression(value):
        yield value


def _agrees(block: Mapping[str, Json], element: Mapping[str, Json]) -> bool:
    """Whether each constant that a block of the configuration sets is what the element has."""
    for key, expression in block.items():
        constant = mapping(expression).get("constant_value")
        value = element.get(key)
        if isinstance(constant, str | int | float | bool) and _plain(constant) != _plain(value):
            return False
    return True


def _plain(value: Json) -> str:
    # The configuration keeps `"80"` a string where the provider made it a number.
    return str(value).lower()
