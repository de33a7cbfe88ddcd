"""The rules of AWS security groups, from every kind of block that can carry one.

A rule is an object with the keys ``direction``, ``protocol``, ``from_port``, ``to_port``, ``description``, and its
one peer: ``cidr``, ``ipv6_cidr``, ``prefix_list_id`` or ``source_group``, all others being null, or ``self``.
A rule about a prefix list has an address of the list too, and is a rule for each of them.
A block with many peers is many rules, so that each is judged, and found, by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.connectors.terraform.prefix_lists import opened
from seatrial.engine.aws.traffic import ports, protocol_in
from seatrial.engine.index import Index
from seatrial.engine.sourced import Part, doubted, whole
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

GROUPS = ("aws_security_group", "aws_default_security_group")

_PEERS = ("cidr", "ipv6_cidr", "prefix_list_id", "source_group")


@dataclass(frozen=True, slots=True)
class _Writing:
    """How one kind of block writes rules: the attribute of the protocol, and of each kind of peer."""

    protocol: str
    peers: tuple[tuple[str, str], ...]


_INLINE = _Writing(
    "protocol",
    (
        ("cidr_blocks", "cidr"),
        ("ipv6_cidr_blocks", "ipv6_cidr"),
        ("prefix_list_ids", "prefix_list_id"),
        ("security_groups", "source_group"),
    ),
)
_SEPARATE = _Writing("protocol", (*_INLINE.peers[:3], ("source_security_group_id", "source_group")))
_SINGLE = _Writing(
    "ip_protocol",
    (
        ("cidr_ipv4", "cidr"),
        ("cidr_ipv6", "ipv6_cidr"),
        ("prefix_list_id", "prefix_list_id"),
        ("referenced_security_group_id", "source_group"),
    ),
)
_SINGLE_TYPES = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
RULES = ("aws_security_group_rule", *_SINGLE_TYPES)


def rules_of_group(group: Raw, index: Index, direction: str) -> list[Value]:
    """The rules of a group in one direction.  A rule of which nothing can be known is Unknown."""
    attached = list(_attached(group, index, direction))
    # A state, and a plan of what exists, have the rule of a block beside the group in the group too.
    known = {identity for rule in attached if (identity := _identity(rule)) is not None}
    rules = [*(rule for rule in _inline(group, direction) if _identity(rule) not in known), *attached]
    return [each for rule in rules for each in opened(rule, index)]


def rules_of_block(block: Raw, index: Index) -> list[Value]:
    """The rules that a block of one of the types in `RULES` is, whichever group it belongs to."""
    rules = (rule for direction in ("ingress", "egress") for rule in _separate(block, direction))
    return [each for rule in rules for each in opened(rule, index)]


def is_attached(block: Raw, index: Index) -> bool:
    """Whether the group that a rule's block belongs to is in the same asset."""
    group = block.attributes.get("security_group_id")
    return any(any(True for _ in index.named(group, type_)) for type_ in GROUPS)


def _inline(group: Raw, direction: str) -> Iterator[Value]:
    for part in whole(group).parts(direction):
        if isinstance(part, Part):
            yield from _rules(part, _INLINE, direction)
        else:
            yield part


def _attached(group: Raw, index: Index, direction: str) -> Iterator[Value]:
    for type_ in RULES:
        if _SINGLE_TYPES.get(type_, direction) == direction:
            for block in index.naming(group, type_, "security_group_id"):
                yield from _separate(block, direction)


def _separate(block: Raw, direction: str) -> Iterator[Value]:
    told = _SINGLE_TYPES.get(block.type) or block.attributes.get("type")
    if type(told) is Unknown:
        yield told
    elif told == direction:
        rules = _rules(whole(block), _SINGLE if block.type in _SINGLE_TYPES else _SEPARATE, direction)
        yield from rules if block.exists is True else (doubted(rule, block.exists) for rule in rules)


def _rules(part: Part, writing: _Writing, direction: str) -> Iterator[Sourced]:
    protocol, protocol_at = part.get(writing.protocol)
    protocol = protocol_in(protocol)
    shared: dict[str, tuple[Value, Origin]] = {
        "direction": (direction, part.origin),
        "protocol": (protocol, protocol_at),
        **ports(part, protocol, "from_port", "to_port"),
        "description": part.get("description"),
        "self": (False, part.origin),
        **dict.fromkeys(_PEERS, (None, part.origin)),
    }
    peers = list(_peers(part, writing))
    for key, value, origin in peers:
        yield part.object({**shared, key: (value, origin)})
    if not peers:
        yield part.object(shared)


def _peers(part: Part, writing: _Writing) -> Iterator[tuple[str, Value, Origin]]:
    for attribute, key in writing.peers:
        for value, origin in part.items(attribute):
            yield key, value, origin
    itself, origin = part.get("self")
    if type(itself) is Unknown or itself in (True, "true"):
        yield "self", itself if type(itself) is Unknown else True, origin


def _identity(rule: Value) -> tuple[Value, ...] | None:
    """What makes two rules the same to AWS; None where something of it is unknown."""
    if not isinstance(rule, Sourced):
        return None
    values = tuple(value for key, value in rule.items() if key != "description")
    return None if any(not isinstance(value, str | int | None) for value in values) else values
