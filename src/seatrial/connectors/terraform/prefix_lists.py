"""The addresses of the prefix lists that rules of security groups name."""

from collections.abc import Iterator

from seatrial.engine.aws.traffic import with_addresses
from seatrial.engine.index import Index
from seatrial.engine.sourced import Part, Said, whole
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

LIST = "aws_ec2_managed_prefix_list"
ENTRY = "aws_ec2_managed_prefix_list_entry"

_OF_AWS = "com.amazonaws."
"""What the names of the lists that AWS manages begin with; a customer's may not.

https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
"""


def opened(rule: Value, index: Index) -> Iterator[Value]:
    """Yield a rule for each address of the list that it names; a rule that names none as it is.

    The addresses of AWS's own lists are those of its services, never everybody's.  Those of a list that nobody here
    defines are unknown.
    """
    named = rule.get("prefix_list_id") if isinstance(rule, Sourced) else None
    if named is None or _is_of_aws(named, index):
        yield rule
        return
    lists = tuple(index.named(named, LIST))
    if lists:
        yield from with_addresses(rule, (said for one in lists for said in _addresses(one, index)))
    else:
        unknown = Unknown("which addresses the prefix list holds is not known here")
        yield from with_addresses(rule, [(unknown, rule.origin_of("prefix_list_id"))])


def _is_of_aws(named: Value, index: Index) -> bool:
    found = index.at(named.ref) if type(named) is Unknown and named.ref else None
    if found is None:
        return False
    # An endpoint has the list of its service; the older data source finds no others.
    if found.type in ("aws_vpc_endpoint", "aws_prefix_list"):
        return True
    name = found.attributes.get("name") if found.type == LIST and found.kind == "data" else None
    said = name.prefix if type(name) is Unknown else name
    return isinstance(said, str) and said.startswith(_OF_AWS)


def _addresses(one: Raw, index: Index) -> Iterator[Said]:
    for part in whole(one).parts("entry"):
        yield part.get("cidr") if isinstance(part, Part) else (part, whole(one).get("entry")[1])
    blocks = index.naming(one, ENTRY, "prefix_list_id")
    for block in blocks:
        value, origin = whole(block).get("cidr")
        yield value if block.exists is True else block.exists, origin
    for block in index.unresolved(ENTRY, "prefix_list_id"):
        yield Unknown(f"`{block.address}` may add to it: its `prefix_list_id` is not known here"), whole(block).origin
