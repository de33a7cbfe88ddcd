"""Resources of a template before they are evaluated: as the template has them, or as a transform makes them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from seatrial.connectors.cloudformation.evaluator import Places
from seatrial.connectors.cloudformation.nodes import Node
from seatrial.model.location import Location, Path
from seatrial.model.raw import Obstacle, Spot
from seatrial.model.value import Unknown, Value

LEVEL: Final = (
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "DependsOn",
    "Metadata",
    "UpdatePolicy",
    "CreationPolicy",
    "Condition",
)
"""What a resource may say beside its Properties."""

_NOWHERE: Final = "\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One resource, unevaluated.

    ``path``       where the template says it; for a resource that a transform makes, what it is made for.
    ``generated``  a transform has made it: only its placed nodes stand in the template.
    """

    address: str
    type: str
    body: dict[str, Node]
    path: Path
    generated: bool = False

    def place(self, key: str) -> Path:
        """Where a part of the body stands.  A made one leads nowhere below what the resource is made for."""
        return (*self.path, _NOWHERE, key) if self.generated else (*self.path, key)


class Locator:
    """Maps a path into a resource's attributes to the place in the template that says it."""

    __slots__ = ("_attributes", "_definition", "_locate", "_places")

    def __init__(
        self,
        definition: Definition,
        attributes: Mapping[str, Value],
        places: Places,
        locate: Callable[[Path], Location],
    ) -> None:
        self._definition = definition
        self._attributes = attributes
        self._places = places
        self._locate = locate

    def __call__(self, path: Path) -> Location:
        if not path or path[0] not in self._attributes:
            return self._locate(self._definition.path)
        for length in range(len(path), 0, -1):
            place = self._places.get(path[:length])
            if place is not None:
                source, stands_for_all = place
                return self._locate(source if stands_for_all else source + path[length:])
        return self._locate(self._definition.place("Properties") + path)

    def spot(self, path: Path, follow: Callable[[str], Spot | Obstacle]) -> Spot | Obstacle:
        """Where a path into the attributes is written in the template, from the head of the resource."""
        definition = self._definition
        if definition.generated:
            return Obstacle(reason="a transform makes the resource", place=self._locate(definition.path))
        source = definition.place("Properties") + path
        for length in range(len(path), 0, -1):
            place = self._places.get(path[:length])
            if place is not None:
                # What a function gives is changed in its arguments, if anywhere: the editor stops at the function.
                source = place[0] if place[1] else place[0] + path[length:]
                break
        head = definition.path
        if source[: len(head)] != head:
            return Obstacle(reason="it is written elsewhere in the template", place=self(path))
        return Spot(head=self._locate(head), path=source[len(head) :], follow=follow)


class OpenAttributes(Mapping[str, Value]):
    """Attributes to which a macro adds others when the stack is made: each that is not said is unknown, not absent."""

    def __init__(self, said: dict[str, Value], rest: Unknown) -> None:
        self._said = said
        self._rest = rest

    def __getitem__(self, key: str) -> Value:
        return self._said.get(key, self._rest)

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)
