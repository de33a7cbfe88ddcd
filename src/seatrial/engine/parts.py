"""What functions of facts give: values that know where in their argument they come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from seatrial.model.location import Path
from seatrial.model.value import Unknown, Value


@dataclass(frozen=True, slots=True)
class Part:
    """An object read out of a value: the path to it, and the key in the value that says each of its own."""

    value: Value
    path: Path
    written: Mapping[str, str]


Apply = Callable[[Value], "list[Part] | Unknown"]
"""``{call: policy_statements, of: policy}``: takes the value apart."""
