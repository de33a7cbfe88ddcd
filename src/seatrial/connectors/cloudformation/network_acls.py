"""The entries of network ACLs.  CloudFormation has each as a resource of its own.

An entry is an object with the keys ``direction``, ``rule_number``, ``action`` (``allow`` or ``deny``), ``protocol``,
``from_port``, ``to_port``, ``cidr`` and ``ipv6_cidr``.
"""

from seatrial.connectors.cloudformation.naming import means
from seatrial.engine.aws.traffic import ports, protocol_in
from seatrial.engine.index import Index
from seatrial.engine.sourced import Part, Said, doubted, whole
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

ACL = "AWS::EC2::NetworkAcl"
ENTRY = "AWS::EC2::NetworkAclEntry"


def entries_of_acl(acl: Raw, index: Index) -> list[Value]:
    """The entries of an ACL in both directions."""
    return [entry_of(raw) for raw in index.of_type(ENTRY) if means(raw.attributes.get("NetworkAclId"), acl)]


def is_attached(raw: Raw, index: Index) -> bool:
    """Whether the ACL that an entry belongs to is in the same template."""
    return any(means(raw.attributes.get("NetworkAclId"), acl) for acl in index.of_type(ACL))


def entry_of(raw: Raw) -> Sourced:
    """The entry that a resource is, whichever ACL it belongs to."""
    entry = whole(raw)
    egress, egress_at = entry.get("Egress")
    verb, verb_at = entry.get("RuleAction")
    said, protocol_at = entry.get("Protocol")
    protocol = protocol_in(said)
    made = entry.object(
        {
            "direction": (_direction(egress), egress_at),
            "rule_number": entry.get("RuleNumber"),
            "action": (verb.lower() if isinstance(verb, str) else verb, verb_at),
            "protocol": (protocol, protocol_at),
            **_ports(entry, protocol),
            "cidr": entry.get("CidrBlock"),
            "ipv6_cidr": entry.get("Ipv6CidrBlock"),
        }
    )
    return made if raw.exists is True else doubted(made, raw.exists)


def _direction(egress: Value) -> Value:
    if type(egress) is Unknown:
        return egress
    return "egress" if str(egress).lower() == "true" else "ingress"


def _ports(entry: Part, protocol: Value) -> dict[str, Said]:
    """The range of ports; an entry without one is about all of them."""
    value, origin = entry.get("PortRange")
    if type(value) is Unknown:
        return {"from_port": (value, origin), "to_port": (value, origin)}
    inside = Part(value, origin) if isinstance(value, dict) else Part({}, entry.origin)
    return ports(inside, protocol, "From", "To")
