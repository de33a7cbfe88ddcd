"""The rules of security groups, from the group's own properties and from the resources that add to it.

A rule is an object with the keys ``direction``, ``protocol``, ``from_port``, ``to_port``, ``description``, ``self``,
and of ``cidr``, ``ipv6_cidr``, ``prefix_list_id`` and ``source_group`` the one that is its peer, the others being null.
A rule about a prefix list has an address of the list too, and is a rule for each of them.
"""

from collections.abc import Iterator

from seatrial.connectors.cloudformation.naming import means
from seatrial.connectors.cloudformation.prefix_lists import opened
from seatrial.engine.aws.traffic import ALL_PROTOCOLS, LAST_PORT, ports, protocol_in
from seatrial.engine.index import Index
from seatrial.engine.sourced import Part, Said, doubted, whole
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Value

GROUP = "AWS::EC2::SecurityGroup"
RULES = {"ingress": "AWS::EC2::SecurityGroupIngress", "egress": "AWS::EC2::SecurityGroupEgress"}

_INLINE = {"ingress": "SecurityGroupIngress", "egress": "SecurityGroupEgress"}
_PEERS = {
    "CidrIp": "cidr",
    "CidrIpv6": "ipv6_cidr",
    "SourcePrefixListId": "prefix_list_id",
    "DestinationPrefixListId": "prefix_list_id",
    "SourceSecurityGroupId": "source_group",
    "SourceSecurityGroupName": "source_group",
    "DestinationSecurityGroupId": "source_group",
}


def rules_of_group(group: Raw, index: Index, direction: str) -> list[Value]:
    """The rules of a group in one direction.  A rule of which nothing can be known is Unknown."""
    rules = [*_inline(group, direction)]
    for raw in index.of_type(RULES[direction]):
        if _belongs(raw, group):
            rules += _attached(raw, group, direction)
    if direction == "egress" and group.attributes.get(_INLINE[direction]) is None:
        rules.append(_everything(group))
    return [each for rule in rules for each in opened(rule, index)]


def rules_of_resource(raw: Raw, index: Index) -> list[Value]:
    """The rules that a resource of one of the types in `RULES` is, whichever group it belongs to."""
    direction = "ingress" if raw.type == RULES["ingress"] else "egress"
    return [each for rule in _attached(raw, None, direction) for each in opened(rule, index)]


def is_attached(raw: Raw, index: Index) -> bool:
    """Whether the group that a rule belongs to is in the same template."""
    return any(_belongs(raw, group) for group in index.of_type(GROUP))


def _belongs(raw: Raw, group: Raw) -> bool:
    return any(means(raw.attributes.get(key), group, "GroupName") for key in ("GroupId", "GroupName"))


def _inline(group: Raw, direction: str) -> Iterator[Value]:
    for entry in whole(group).parts(_INLINE[direction]):
        if isinstance(entry, Part):
            yield from _rules(entry, group, direction)
        else:
            yield entry


def _attached(raw: Raw, group: Raw | None, direction: str) -> Iterator[Value]:
    for rule in _rules(whole(raw), group, direction):
        yield rule if raw.exists is True else doubted(rule, raw.exists)


def _rules(entry: Part, group: Raw | None, direction: str) -> Iterator[Sourced]:
    said, protocol_at = entry.get("IpProtocol")
    protocol = protocol_in(said)
    shared: dict[str, Said] = {
        "direction": (direction, entry.origin),
        "protocol": (protocol, protocol_at),
        **ports(entry, protocol, "FromPort", "ToPort"),
        "description": entry.get("Description"),
        "self": (False, entry.origin),
        **dict.fromkeys(_PEERS.values(), (None, entry.origin)),
    }
    peers = [*_peers(entry, group)]
    for key, peer in peers:
        yield entry.object({**shared, key: peer})
    if not peers:
        yield entry.object(shared)


def _peers(entry: Part, group: Raw | None) -> Iterator[tuple[str, Said]]:
    for name, key in _PEERS.items():
        value, origin = entry.get(name)
        if value is None:
            continue
        if key == "source_group" and group is not None and means(value, group, "GroupName"):
            yield "self", (True, origin)
        else:
            yield key, (value, origin)


def _everything(group: Raw) -> Sourced:
    """The rule that a new group has where its template says nothing of egress.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html: only
    rules in the group's own properties take its place, not separate resources.
    """
    entry = whole(group)
    said: dict[str, Value] = {
        "direction": "egress",
        "protocol": ALL_PROTOCOLS,
        "from_port": 0,
        "to_port": LAST_PORT,
        "description": "what AWS allows where a group says nothing of egress",
        "self": False,
        "cidr": "0.0.0.0/0",
        "ipv6_cidr": None,
        "prefix_list_id": None,
        "source_group": None,
    }
    return entry.object({key: (value, entry.origin) for key, value in said.items()})
