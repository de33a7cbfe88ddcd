"""What leads to a resource of AWS through its network: addresses, subnets, security groups, load balancers.

Blocks speak of each other here, and each source has its own words for it (`Words`); what they mean is the same.
What is named and is not in the source is unknown, never absent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seatrial.engine.index import Index, values_at
from seatrial.engine.sourced import whole
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

By = tuple[str, str]
"""A raw type and the path of its attribute that names another block."""

_EVERYTHING: Mapping[str, Value] = {
    "direction": "ingress",
    "protocol": "-1",
    "from_port": 0,
    "to_port": 65535,
    "description": "it has no security group",
    "self": False,
    "cidr": "0.0.0.0/0",
    "ipv6_cidr": None,
    "prefix_list_id": None,
    "source_group": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one source calls the parts of a network.  Paths are dotted; lists on their way are gone through.

    ``owners``        by type, the blocks that say where it lies instead: path of the attribute, type.
    ``groups``        paths that name security groups.         ``group_types``   the types of those.
    ``open_types``    what is open to all where it names no group, by type: attribute and its values.
    ``addressed``     paths that say whether there is a public address.
    ``more_addresses``  paths that give a public address where they are not empty.
    ``elastic``       blocks that give a public address to what they name.
    ``subnets``       paths that name subnets, or a named set of them.   ``subnet_types``, ``subnet_sets`` those.
    ``subnet_gives``  paths of a subnet that say whether it gives public addresses.
    ``attached``      blocks that tie a subnet to a table of routes.   ``table``  their path to it, and its type.
    ``routes``        blocks that are routes of a table.   ``inline_routes``  the path of those in the table itself.
    ``gateway``       the path of a route to its gateway, and the type of one that leads to the internet.
    """

    owners: Mapping[str, tuple[By, ...]]
    groups: tuple[str, ...]
    group_types: tuple[str, ...]
    open_types: Mapping[str, By] = field(default_factory=dict)
    addressed: tuple[str, ...]
    more_addresses: tuple[str, ...] = ()
    elastic: tuple[By, ...]
    subnets: tuple[str, ...]
    subnet_types: tuple[str, ...]
    subnet_sets: tuple[str, ...] = ()
    subnet_gives: tuple[str, ...]
    attached: By
    table: By
    routes: tuple[By, ...]
    inline_routes: str = ""
    gateway: By


class Network:
    """The network of one asset, in the words of its source."""

    def __init__(self, index: Index, words: Words, rules_of: Callable[[Raw, Index], list[Value]]) -> None:
        self.index = index
        self.words = words
        self._rules_of = rules_of
        self._known: dict[str, list[Value]] = {}

    def rules_reaching(self, raw: Raw) -> list[Value]:
        """The rules by which traffic from outside gets to a resource: those of the security groups around it.

        None where no subnet of its has a route to the internet.  Unknown for those of a group that is not here.
        """
        if self.is_cut_off(raw):
            return []
        named = [value for block in self._blocks(raw) for value in said_at(block, self.words.groups)]
        if named:
            return [rule for value in named for rule in self._rules(value)]
        path, open_ = self.words.open_types.get(raw.type, ("", ""))
        if path and next(said_at(raw, (path,)), None) in open_.split():
            return [whole(raw).object({key: (value, Origin(raw)) for key, value in _EVERYTHING.items()})]
        return [Unknown("it names no security group, and what the network's default group lets in is not said here")]

    def has_public_address(self, raw: Raw) -> bool | Unknown:
        """Whether a machine has an address on the internet: by itself, by an elastic one, or by its subnet."""
        elastic = any_of(one.exists for by in self.words.elastic for one in self.index.naming(raw, *by))
        if elastic is not False:
            return elastic
        blocks = [*self._blocks(raw)]
        if any(value not in (0, "", False) for b in blocks for value in known_at(b, self.words.more_addresses)):
            return True
        for value in (value for block in blocks for value in said_at(block, self.words.addressed)):
            # A plan has the provider's own answer as one that is known later.
            if type(value) is not Unknown or value.ref not in {block.address for block in blocks}:
                return truth(value)
        subnets = self.subnets_of(raw)
        if not subnets:
            return Unknown("it names no subnet, and whether the default one gives public addresses is not known")
        return any_of(self._gives_addresses(s) if isinstance(s, Raw) else s for s in subnets)

    def is_cut_off(self, raw: Raw) -> bool:
        """Whether no subnet of a resource has a route to the internet, and all of that is known."""
        subnets = self.subnets_of(raw)
        return bool(subnets) and all(isinstance(subnet, Raw) and self._leads_nowhere(subnet) for subnet in subnets)

    def subnets_of(self, raw: Raw) -> list[Raw | Unknown]:
        """The subnets that a resource names, by itself or by a named set of them; Unknown for one that is not here."""
        found: list[Raw | Unknown] = []
        for value in (value for block in self._blocks(raw) for value in said_at(block, self.words.subnets)):
            sets = self._named(value, self.words.subnet_sets)
            items = [item for one in sets for item in said_at(one, self.words.subnets)] if sets else [value]
            for item in items:
                subnets = self._named(item, self.words.subnet_types)
                found += subnets or [missing("subnet", item)]
        return found

    def _blocks(self, raw: Raw) -> Iterator[Raw]:
        """Yield the block and those that say where it lies."""
        yield raw
        for path, type_ in self.words.owners.get(raw.type, ()):
            for value in said_at(raw, (path,)):
                yield from self.index.named(value, type_)

    def _named(self, value: Value, types: Sequence[str]) -> list[Raw]:
        return [raw for type_ in types for raw in self.index.named(value, type_)]

    def _rules(self, value: Value) -> list[Value]:
        groups = self._named(value, self.words.group_types)
        if not groups:
            return [missing("security group", value)]
        return [rule for group in groups for rule in self._of_group(group)]

    def _of_group(self, group: Raw) -> list[Value]:
        """The rules of a group, which many resources may share."""
        if group.address not in self._known:
            self._known[group.address] = self._rules_of(group, self.index)
        return self._known[group.address]

    def _gives_addresses(self, subnet: Raw) -> bool | Unknown:
        return any_of(truth(value) for value in said_at(subnet, self.words.subnet_gives))

    def _leads_nowhere(self, subnet: Raw) -> bool:
        path, table_type = self.words.table
        tables = [
            table
            for attached in self.index.naming(subnet, *self.words.attached)
            if attached.exists is True
            for value in said_at(attached, (path,))
            for table in self.index.named(value, table_type)
        ]
        return bool(tables) and all(self._has_no_gateway(table) for table in tables)

    def _has_no_gateway(self, table: Raw) -> bool:
        path, _ = self.words.gateway
        if any(self.index.unresolved(*by) for by in self.words.routes):
            return False
        gateways = [
            value
            for by in self.words.routes
            for route in self.index.naming(table, *by)
            for value in said_at(route, (path,))
        ]
        if self.words.inline_routes:
            gateways += said_at(table, (f"{self.words.inline_routes}.{path}",))
        return all(self._is_no_gateway(value) for value in gateways)

    def _is_no_gateway(self, value: Value) -> bool:
        """Whether a route's gateway is known to be none of the internet; a route names other things elsewhere."""
        if type(value) is Unknown:
            found = self.index.at(value.ref) if value.ref else None
            return found is not None and found.kind == "resource" and found.type != self.words.gateway[1]
        return not str(value).startswith("igw-")


def said_at(raw: Raw, paths: Sequence[str]) -> Iterator[Value]:
    """Yield what a block says at some paths, empty texts left out; lists are gone through."""
    for path in paths:
        for value in values_at(raw.attributes, path.split(".")):
            if type(value) is Unknown or value not in (None, ""):
                yield value


def known_at(raw: Raw, paths: Sequence[str]) -> Iterator[Value]:
    """As `said_at`, of what is known."""
    return (value for value in said_at(raw, paths) if type(value) is not Unknown)


def truth(value: Value) -> bool | Unknown:
    """Yes or no, as blocks write it."""
    return value if type(value) is Unknown else value is True or str(value).lower() in ("true", "enabled")


def any_of(answers: Iterable[bool | Unknown]) -> bool | Unknown:
    """Whether one of them is yes; Unknown where none is and one may be."""
    unsure: Unknown | None = None
    for answer in answers:
        if answer is True:
            return True
        if type(answer) is Unknown:
            unsure = answer
    return unsure if unsure is not None else False


def missing(what: str, value: Value) -> Unknown:
    """What is named and not here."""
    if type(value) is Unknown:
        return Unknown(value.reason if not value.ref else f"the {what} `{value.ref}` does not say what it is here")
    return Unknown(f"the {what} `{str(value)[:80]}` is not in this source")


def element(raw: Raw, said: str, **values: Value) -> Sourced:
    """An object about a block, with ``said`` in words."""
    return Sourced({"said": said, **values}, origin=Origin(raw))
