"""What an edit is to reach: a value at a path, or an element in a list."""

from dataclasses import dataclass

from seatrial.fix.edit import CannotEditError
from seatrial.model.location import Path
from seatrial.model.value import Value


@dataclass(frozen=True, slots=True)
class Goal:
    """A value that a path shall have, or with ``appends`` an element that the list at the path shall have."""

    value: Value
    appends: bool = False

    @property
    def whole(self) -> Value:
        """What is written where nothing is yet."""
        return [self.value] if self.appends else self.value

    def below(self, rest: Path) -> Value:
        """What is written where nothing is yet, so that a path in it leads to the goal's value."""
        value = self.whole
        for step in reversed(rest):
            if isinstance(step, int) and step:
                raise CannotEditError(f"an element with the number {step} cannot be the first of a list")
            value = [value] if isinstance(step, int) else {step: value}
        return value


def is_same(left: object, right: object) -> bool:
    """Whether two plain values are the same; true is not 1, but 1 is 1.0."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right
