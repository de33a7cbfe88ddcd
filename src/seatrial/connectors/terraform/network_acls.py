"""The entries of AWS network ACLs, from the blocks inside an ACL and from the blocks beside it.

An entry is an object with the keys ``direction``, ``rule_number``, ``action`` (``allow`` or ``deny``), ``protocol``,
``from_port``, ``to_port``, ``cidr`` and ``ipv6_cidr``.
"""

from collections.abc import Iterator

from seatrial.engine.aws.traffic import ports, protocol_in
from seatrial.engine.index import Index
from seatrial.engine.sourced import Part, Said, doubted, whole
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

ACLS = ("aws_network_acl", "aws_default_network_acl")
RULE = "aws_network_acl_rule"


def entries_of_acl(acl: Raw, index: Index) -> list[Value]:
    """The entries of an ACL in both directions.  One of which nothing can be known is Unknown."""
    inline = [entry for direction in ("ingress", "egress") for entry in _inline(acl, direction)]
    return [*inline, *(entry_of_block(block) for block in index.naming(acl, RULE, "network_acl_id"))]


def entry_of_block(block: Raw) -> Sourced:
    """The entry that an ``aws_network_acl_rule`` is, whichever ACL it belongs to."""
    part = whole(block)
    egress, origin = part.get("egress")
    direction = egress if type(egress) is Unknown else ("egress" if egress in (True, "true") else "ingress")
    entry = _entry(part, (direction, origin), number="rule_number", action="rule_action")
    return entry if block.exists is True else doubted(entry, block.exists)


def is_attached(block: Raw, index: Index) -> bool:
    """Whether the ACL that an entry's block belongs to is in the same asset."""
    acl = block.attributes.get("network_acl_id")
    return any(any(True for _ in index.named(acl, type_)) for type_ in ACLS)


def _inline(acl: Raw, direction: str) -> Iterator[Value]:
    for part in whole(acl).parts(direction):
        if isinstance(part, Part):
            yield _entry(part, (direction, part.origin), number="rule_no", action="action")
        else:
            yield part


def _entry(part: Part, direction: Said, *, number: str, action: str) -> Sourced:
    protocol, protocol_at = part.get("protocol")
    protocol = protocol_in(protocol)
    verb, verb_at = part.get(action)
    return part.object(
        {
            "direction": direction,
            "rule_number": part.get(number),
            "action": (verb.lower() if isinstance(verb, str) else verb, verb_at),
            "protocol": (protocol, protocol_at),
            **ports(part, protocol, "from_port", "to_port"),
            "cidr": part.get("cidr_block"),
            "ipv6_cidr": part.get("ipv6_cidr_block"),
        }
    )
