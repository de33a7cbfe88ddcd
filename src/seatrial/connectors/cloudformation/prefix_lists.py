"""The addresses of the prefix lists that rules of security groups name."""

from collections.abc import Iterator

from seatrial.connectors.cloudformation.naming import means
from seatrial.engine.aws.traffic import with_addresses
from seatrial.engine.index import Index
from seatrial.engine.sourced import Part, Said, whole
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

LIST = "AWS::EC2::PrefixList"


def opened(rule: Value, index: Index) -> Iterator[Value]:
    """Yield a rule for each address of the list that it names; a rule that names none as it is.

    The addresses of a list that this template does not define are unknown.
    """
    named = rule.get("prefix_list_id") if isinstance(rule, Sourced) else None
    if named is None:
        yield rule
        return
    lists = [raw for raw in index.of_type(LIST) if means(named, raw)]
    if lists:
        yield from with_addresses(rule, (said for one in lists for said in _addresses(one)))
    else:
        unknown = Unknown("which addresses the prefix list holds is not known here")
        yield from with_addresses(rule, [(unknown, rule.origin_of("prefix_list_id"))])


def _addresses(one: Raw) -> Iterator[Said]:
    for part in whole(one).parts("Entries"):
        yield part.get("Cidr") if isinstance(part, Part) else (part, whole(one).get("Entries")[1])
