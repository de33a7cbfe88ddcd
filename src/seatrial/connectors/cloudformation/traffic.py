"""What rules of security groups and network ACLs share: protocols, ports, and values that remember their place."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

ALL_PROTOCOLS = "-1"
LAST_PORT = 65535

# By their numbers in the registry of IANA.
_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": ALL_PROTOCOLS}
_WITHOUT_PORTS = frozenset({"icmp", "icmpv6"})

Said = tuple[Value, Origin]
"""A value and the place that says it."""


class Index(Protocol):
    """What a fact asks of the other resources of its template."""

    def of_type(self, type_: str) -> tuple[Raw, ...]: ...


class Entry:
    """A resource, or a mapping inside one, whose values know where they stand."""

    __slots__ = ("origin", "values")

    def __init__(self, values: Mapping[str, Value], origin: Origin) -> None:
        self.values = values
        self.origin = origin

    def get(self, key: str) -> Said:
        """A value and its place; where it is absent, null and the place of the whole."""
        value = self.values.get(key)
        return value, self.origin if value is None else self.origin.below(key)

    def entries(self, key: str) -> Iterator["Entry | Unknown"]:
        """Yield the mappings of a list, one alone being a list of one; Unknown for each that cannot be known."""
        value, origin = self.get(key)
        listed = isinstance(value, list)
        for index, item in enumerate(value if listed else (value,)):
            if isinstance(item, Mapping):
                yield Entry(item, origin.below(index) if listed else origin)
            elif item is not None:
                yield item if type(item) is Unknown else Unknown(f"`{key}` holds something that is no mapping")

    def object(self, said: Mapping[str, Said]) -> Sourced:
        """Return an object of these values, which stands where this entry does."""
        places = {key: origin for key, (_, origin) in said.items() if origin is not self.origin}
        return Sourced({key: value for key, (value, _) in said.items()}, origin=self.origin, origins=places)


def whole(raw: Raw) -> Entry:
    return Entry(raw.attributes, Origin(raw))


def protocol_of(said: Value) -> Value:
    """A protocol by its name; ``-1`` is all of them."""
    if type(said) is Unknown:
        return said
    name = ALL_PROTOCOLS if said is None else str(said).strip().lower()
    return _PROTOCOLS.get(name, name)


def port_of(said: Value, protocol: Value, *, otherwise: int) -> Value:
    """A port as a number; ``otherwise`` where the rule is about all of them."""
    if type(protocol) is not Unknown and protocol == ALL_PROTOCOLS:
        return otherwise
    if said is None or type(said) is Unknown:
        return otherwise if said is None else said
    text = str(said).strip()
    if isinstance(said, bool) or not text.removeprefix("-").isdecimal() or len(text) > 9:
        return Unknown(f"`{text[:40]}` is no port")
    number = int(text)
    # The ports of ICMP are a type and a code, of which -1 is any; elsewhere -1 is what people write for all ports.
    has_ports = type(protocol) is Unknown or protocol not in _WITHOUT_PORTS
    return otherwise if number == -1 and has_ports else number


def means(value: Value, raw: Raw, *names: str) -> bool:
    """Whether a value names a resource: by reference, or by one of its own properties that has the same text."""
    if type(value) is Unknown:
        return value.ref == raw.address
    for name in names:
        own = raw.attributes.get(name)
        if isinstance(own, str) and isinstance(value, str) and own == value:
            return True
    return False


def doubted(made: Sourced, exists: Value) -> Sourced:
    """What a resource says of which nobody knows whether it exists: nothing of it can be counted on."""
    values = {key: exists if value is not None and key != "direction" else value for key, value in made.items()}
    return Sourced(values, origin=made.origin, origins=made.origins)
