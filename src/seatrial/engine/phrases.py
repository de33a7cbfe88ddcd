"""What an answer was read from, in words: a property by its value, a rule of a security group by whom it lets in."""

from collections.abc import Iterator, Mapping, Sequence

from seatrial.cel.frame import Read
from seatrial.engine.aws.traffic import LAST_PORT
from seatrial.engine.question import shown
from seatrial.model.resource import Resource
from seatrial.model.value import Unknown, Value


def phrases_of(reads: Sequence[Read], resource: Resource) -> list[str]:
    """A phrase for each property that an answer was read from; what is not, or is false, only where nothing else is.

    Of the elements that were gone through, the last is the one that decided.
    """
    plain = (read for read in reads if not isinstance(read.value, Mapping | list | Unknown))
    last = {read.path[1]: read for read in plain if read.path[0] == "resource" and len(read.path) > 1}
    told: list[str] = []
    absent: list[str] = []
    for name, read in last.items():
        if len(read.path) > 2:
            told += _of_element(resource, read)
        else:
            phrases = absent if read.value is None or read.value is False else told
            phrases.append(f"`{name}` is {shown(read.value)}")
    return told or absent


def _of_element(resource: Resource, read: Read) -> Iterator[str]:
    """Yield what the objects on the way to a value that was read tell; the value itself where they tell nothing."""
    value: Value = resource
    is_told = False
    for step in read.path[1:]:
        value = value[step]
        if isinstance(value, Mapping) and (phrase := _phrase(value)):
            is_told = True
            yield phrase
    if not is_told and isinstance(read.value, str):
        yield f"`{read.path[1]}` has {shown(read.value)}"


def _phrase(value: Mapping[str, Value]) -> str:
    if "said" in value:
        return str(value["said"])
    if "from_port" in value:
        return f"a security group lets in {_let_in(value)}"
    return "a statement of its policy lets in everybody" if "effect" in value else ""


def _let_in(rule: Mapping[str, Value]) -> str:
    """``0.0.0.0/0 on port 22``."""
    first, last = rule["from_port"], rule["to_port"]
    peer = shown(rule["cidr"] if rule["cidr"] is not None else rule["ipv6_cidr"])
    if type(first) is Unknown or type(last) is Unknown:
        return peer
    if first == last:
        return f"{peer} on port {first}"
    return f"{peer} on every port" if (first, last) == (0, LAST_PORT) else f"{peer} on ports {first} to {last}"
