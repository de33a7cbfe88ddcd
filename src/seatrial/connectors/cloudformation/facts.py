"""The functions that resource definitions name with ``call:`` for CloudFormation."""

import re
from collections.abc import Mapping

from seatrial.connectors.cloudformation import callers, network_acls, reach, security_groups
from seatrial.connectors.cloudformation.images import images_of
from seatrial.connectors.cloudformation.regions import places_of
from seatrial.engine.index import Index
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")

# Most resources say Tags; these are the other names.
_TAGS = ("Tags", "FileSystemTags", "HostedZoneTags", "UserPoolTags")


def security_group_ingress(raw: Raw, index: Index) -> Value:
    """The rules that let traffic into a security group, one for each peer."""
    return security_groups.rules_of_group(raw, index, "ingress")


def security_group_egress(raw: Raw, index: Index) -> Value:
    """The rules that let traffic out of a security group, one for each peer; AWS's own where it says none."""
    return security_groups.rules_of_group(raw, index, "egress")


def loose_security_group_rules(raw: Raw, index: Index) -> Value:
    """The rules that a rule's own resource is, where its group is not in this template to list them; else none."""
    return [] if security_groups.is_attached(raw, index) else security_groups.rules_of_resource(raw, index)


def network_acl_entries(raw: Raw, index: Index) -> Value:
    """The entries of a network ACL, in both directions."""
    return network_acls.entries_of_acl(raw, index)


def loose_network_acl_entries(raw: Raw, index: Index) -> Value:
    """The entry that an ACL entry's own resource is, where its ACL is not in this template; else none."""
    return [] if network_acls.is_attached(raw, index) else [network_acls.entry_of(raw)]


def reaching_rules(raw: Raw, index: Index) -> Value:
    """The rules that let traffic into the security groups around a resource, whoever lists them."""
    return index.once(reach.network).rules_reaching(raw)


def public_address(raw: Raw, index: Index) -> Value:
    """Whether a machine has an address on the internet, which its subnet may give it."""
    return index.once(reach.network).has_public_address(raw)


def load_balancers(raw: Raw, index: Index) -> Value:
    """The load balancers that lead to a resource."""
    return index.once(reach.balancing).leading_to(raw)


def balancer_rules(raw: Raw, index: Index) -> Value:
    """The rules that let traffic into the security groups of a listener's load balancer."""
    return index.once(reach.balancing).rules_before(raw)


def members_public(raw: Raw, index: Index) -> Value:
    """Whether an instance of a cluster has a public address."""
    return reach.has_public_member(raw, index)


def administrator(raw: Raw, index: Index) -> Value:
    """Whether a role, or the role of what runs under one, is known to be allowed everything."""
    return callers.has_administrator(raw, index)


def calling_apis(raw: Raw, index: Index) -> Value:
    """The APIs of API Gateway that may call a function."""
    return callers.apis(raw, index)


def shielded(raw: Raw, index: Index) -> Value:
    """Whether everything that uses a security group is known to have no public address."""
    return reach.is_shielded(raw, index)


def tags(raw: Raw, index: Index) -> Value:
    """A resource's tags as one mapping, whether it writes a list of Key and Value or a mapping; None without tags.

    Unknown where a tag's key is: nobody can say then which tags there are.
    """
    for name in _TAGS:
        said = raw.attributes.get(name)
        if said is not None:
            return _tags_in(said, Origin(raw, (name,)))
    return None


def places(raw: Raw, index: Index) -> Value:
    """The regions that a resource names, each an object with the key ``region``."""
    return places_of(raw)


def public_by_network(raw: Raw, index: Index) -> Value:
    """Whether RDS gives a public address to an instance that says nothing of it: nobody can say.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html: it does where the VPC has an
    internet gateway.
    """
    return reach.BY_NETWORK


def canned_acl(raw: Raw, index: Index) -> Value:
    """A bucket's canned ACL in the API's spelling: ``public-read`` for CloudFormation's ``PublicRead``."""
    said = raw.attributes.get("AccessControl")
    if not isinstance(said, str):
        return said
    return _CAPITAL.sub(r"-\1", said).lower()


def _tags_in(said: Value, origin: Origin) -> Value:
    if type(said) is Unknown:
        return said
    if isinstance(said, Mapping):
        return Sourced(said, origin=origin, origins={key: origin.below(key) for key in said})
    found: dict[str, Value] = {}
    places: dict[str, Origin] = {}
    for index, item in enumerate(said if isinstance(said, list) else ()):
        key = item.get("Key") if isinstance(item, Mapping) else item
        if type(key) is Unknown:
            return Unknown(key.reason, is_set=True)
        if isinstance(item, Mapping) and isinstance(key, str | int | float):
            found[str(key)] = item.get("Value")
            places[str(key)] = origin.below(index)
    return Sourced(found, origin=origin, origins=places)


def images(raw: Raw, index: Index) -> Value:
    """The container images that a resource runs."""
    return images_of(raw)


def run_elsewhere(raw: Raw, index: Index) -> Value:
    """Where nothing here runs something, something elsewhere may."""
    return Unknown("nothing in this source runs it, and what is elsewhere is not read")
