"""The functions that resource definitions name with ``call:`` for Terraform."""

from seatrial.connectors.terraform import callers, network_acls, reach, security_groups
from seatrial.connectors.terraform.configured import Addresses
from seatrial.connectors.terraform.images import images_of
from seatrial.connectors.terraform.regions import places_of
from seatrial.connectors.terraform.tags import tags_of
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value


def security_group_ingress(raw: Raw, index: Index) -> Value:
    """The rules that let traffic into a security group, one for each peer."""
    return security_groups.rules_of_group(raw, index, "ingress")


def security_group_egress(raw: Raw, index: Index) -> Value:
    """The rules that let traffic out of a security group, one for each peer."""
    return security_groups.rules_of_group(raw, index, "egress")


def loose_security_group_rules(raw: Raw, index: Index) -> Value:
    """The rules that a rule's own block is, where its group is not in this asset and so cannot list them; else none."""
    return [] if security_groups.is_attached(raw, index) else security_groups.rules_of_block(raw, index)


def network_acl_entries(raw: Raw, index: Index) -> Value:
    """The entries of a network ACL, in both directions."""
    return network_acls.entries_of_acl(raw, index)


def loose_network_acl_entries(raw: Raw, index: Index) -> Value:
    """The entry that an ACL rule's own block is, where its ACL is not in this asset; else none."""
    return [] if network_acls.is_attached(raw, index) else [network_acls.entry_of_block(raw)]


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


def tags(raw: Raw, index: Addresses) -> Value:
    """The tags or labels of a resource, with those that its provider adds; None where there are none."""
    return tags_of(raw, index)


def places(raw: Raw, index: Addresses) -> Value:
    """The regions that a resource is in, each an object with the key ``region``."""
    return places_of(raw, index)


def images(raw: Raw, index: Addresses) -> Value:
    """The container images that a resource runs."""
    return images_of(raw)


def run_elsewhere(raw: Raw, index: Addresses) -> Value:
    """Where nothing here runs something, something elsewhere may."""
    return Unknown("nothing in this source runs it, and what is elsewhere is not read")
