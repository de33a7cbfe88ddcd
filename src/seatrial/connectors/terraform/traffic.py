"""What rules of security groups and network ACLs share: protocols, ports, and values that remember their place."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

ALL_PROTOCOLS = "-1"
LAST_PORT = 65535

_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": ALL_PROTOCOLS}

_WITHOUT_PORTS = frozenset(("icmp", "icmpv6"))
"""Their "ports" are a type and a code."""


class Index(Protocol):
    """What a fact asks of the other blocks of its asset."""

    def naming(self, raw: Raw, type_: str, by: str) -> tuple[Raw, ...]: ...

    def named(self, value: Value, type_: str) -> Iterator[Raw]: ...


class Part:
    """A block, or a mapping inside one, whose values know where they stand."""

    def __init__(self, values: Mapping[str, Value], origin: Origin) -> None:
        self.values = values
        self.origin = origin

    def get(self, key: str) -> tuple[Value, Origin]:
        """The value of an attribute and its place; the place of the part where it is absent."""
        value = self.values.get(key)
        return value, self.origin if value is None else self.origin.below(key)

    def items(self, key: str) -> Iterator[tuple[Value, Origin]]:
        """Yield the elements of a list with their places; an unknown list is one unknown element."""
        value, origin = self.get(key)
        if isinstance(value, list | tuple):
            yield from ((item, origin.below(index)) for index, item in enumerate(value) if item is not None)
        elif value is not None:
            yield value, origin

    def parts(self, key: str) -> Iterator["Part | Unknown"]:
        """Yield nested blocks, or the mappings of a list; Unknown for what cannot be known."""
        for value, origin in self.items(key):
            if isinstance(value, Mapping):
                yield Part(value, origin)
            else:
                yield value if type(value) is Unknown else Unknown(f"an element of `{key}` is no mapping")

    def rule(self, own: Mapping[str, tuple[Value, Origin]]) -> Sourced:
        """Return a rule of this part: ``own`` are its values with their places."""
        values = {key: value for key, (value, _) in own.items()}
        places = {key: origin for key, (_, origin) in own.items() if origin is not self.origin}
        return Sourced(values, origin=self.origin, origins=places)


def whole(raw: Raw) -> Part:
    return Part(raw.attributes, Origin(raw))


def protocol_in(value: Value) -> Value:
    """The protocol by its name; ``-1`` is all of them, which is also what AWS takes silence for."""
    if type(value) is Unknown:
        return value
    if value is None:
        return ALL_PROTOCOLS
    name = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip().lower()
    return _PROTOCOLS.get(name, name)


def port_in(value: Value, protocol: Value, *, otherwise: int) -> Value:
    """A port as a number; ``otherwise`` where the rule is about all of them."""
    if type(protocol) is not Unknown and protocol == ALL_PROTOCOLS:
        return otherwise
    if type(value) is Unknown:
        return value
    number = _whole(value)
    if number is None:
        return otherwise if value is None else Unknown(f"`{value}` is no port")
    # -1 stands for all ports, except where it is a type or a code of ICMP.
    return otherwise if number == -1 and _has_ports(protocol) else number


def ports(part: Part, protocol: Value) -> dict[str, tuple[Value, Origin]]:
    """The two ends of a rule's range of ports."""
    first, first_at = part.get("from_port")
    last, last_at = part.get("to_port")
    return {
        "from_port": (port_in(first, protocol, otherwise=0), first_at),
        "to_port": (port_in(last, protocol, otherwise=LAST_PORT), last_at),
    }


def _has_ports(protocol: Value) -> bool:
    return type(protocol) is Unknown or protocol not in _WITHOUT_PORTS


def _whole(value: Value) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if abs(value) < 1 << 31 and value == int(value) else None
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 10 else None
