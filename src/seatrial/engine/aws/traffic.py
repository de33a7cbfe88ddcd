"""What rules of security groups and network ACLs share in every source: protocols, ports, the lists that they name.

A rule is an object with the keys ``cidr``, ``ipv6_cidr`` and ``prefix_list_id`` among others; see the connectors'
``security_groups``.
"""

from collections.abc import Iterable, Iterator

from seatrial.engine.sourced import Part, Said
from seatrial.model.raw import Sourced
from seatrial.model.value import Unknown, Value

ALL_PROTOCOLS = "-1"
LAST_PORT = 65535

# By their numbers in the registry of IANA.
_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": ALL_PROTOCOLS}

_WITHOUT_PORTS = frozenset(("icmp", "icmpv6"))
"""Their "ports" are a type and a code."""


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
    number = _whole_number(value)
    if number is None:
        return otherwise if value is None else Unknown(f"`{str(value)[:40]}` is no port")
    # -1 stands for all ports, except where it is a type or a code of ICMP.
    return otherwise if number == -1 and _has_ports(protocol) else number


def ports(part: Part, protocol: Value, first: str, last: str) -> dict[str, Said]:
    """The two ends of a rule's range of ports; ``first`` and ``last`` are what the source calls them."""
    start, start_at = part.get(first)
    end, end_at = part.get(last)
    return {
        "from_port": (port_in(start, protocol, otherwise=0), start_at),
        "to_port": (port_in(end, protocol, otherwise=LAST_PORT), end_at),
    }


def with_addresses(rule: Sourced, addresses: Iterable[Said]) -> Iterator[Sourced]:
    """Yield a rule about a prefix list once for each address of the list.

    An empty list lets nobody in: the rule alone, without an address.
    """
    empty = True
    for value, origin in addresses:
        empty = False
        # A list holds addresses of one family, and which one an unknown address is of does not matter.
        key = "ipv6_cidr" if isinstance(value, str) and ":" in value else "cidr"
        yield Sourced({**rule, key: value}, origin=rule.origin, origins={**rule.origins, key: origin})
    if empty:
        yield rule


def _has_ports(protocol: Value) -> bool:
    return type(protocol) is Unknown or protocol not in _WITHOUT_PORTS


def _whole_number(value: Value) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if abs(value) < 1 << 31 and value == int(value) else None
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 10 else None
