"""Which load balancers of AWS lead to a resource: through target groups, listeners and their rules, or by name.

Each source has its own words for it (`BalancerWords`).  What is named and is not in the source is unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.engine.aws.reach import By, Network, element, missing, said_at, truth
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerWords:
    """What one source calls the parts of load balancing; paths are dotted, lists on their way are gone through.

    ``scalers``    blocks that run what they name, such as groups of machines made of a template.
    ``attachments``  blocks that put what they name into a target group or behind a classic balancer, and the path to
                   that; empty where the block is the target group or the balancer itself.
    ``behind``     paths of a resource that name target groups and balancers.
    ``groups``     the types of target groups.       ``balancers``  those of load balancers, classic ones too.
    ``listeners``  listeners that name a target group.   ``rules``  rules of listeners that do.
    ``listener``   the path of a rule to its listener, and its types.
    ``balancer``   the path of a listener to its balancer.
    ``internal``   the path that says whether a balancer is internal, and the text that does where it is no bool.
    ``names``      paths to a balancer's name.
    """

    scalers: tuple[By, ...]
    attachments: tuple[tuple[By, str], ...]
    behind: tuple[str, ...]
    groups: tuple[str, ...]
    balancers: tuple[str, ...]
    listeners: tuple[By, ...]
    rules: tuple[By, ...]
    listener: tuple[str, tuple[str, ...]]
    balancer: str
    internal: tuple[str, str]
    names: tuple[str, ...]


class Balancing:
    """The load balancers of one asset, in the words of its source."""

    def __init__(self, index: Index, words: BalancerWords, network: Network) -> None:
        self.index = index
        self.words = words
        self.network = network
        self._before_groups: dict[str, tuple[Raw | Unknown, ...]] = {}
        self._told: dict[str, Value] = {}

    def leading_to(self, raw: Raw) -> list[Value]:
        """The load balancers in front of a resource, each once: ``said``, ``internal`` and ``reaching_rules``."""
        found: dict[str, Raw] = {}
        unsure: list[Value] = []
        for one in self._behind(raw):
            if isinstance(one, Raw):
                found.setdefault(one.address, one)
            else:
                unsure.append(one)
        certain = [self._described(one) for one in found.values() if one.exists is True]
        unsure += [one.exists for one in found.values() if one.exists is not True]
        return [*certain, *unsure[:1]]

    def rules_before(self, listener: Raw) -> list[Value]:
        """The rules of the security groups of a listener's balancer."""
        found: list[Value] = []
        for value in said_at(listener, (self.words.balancer,)):
            balancers = self._named(value, self.words.balancers)
            found += [rule for one in balancers for rule in self.network.rules_reaching(one)]
            if not balancers:
                found.append(missing("load balancer", value))
        return found

    def is_internal(self, balancer: Raw) -> bool | Unknown:
        path, text = self.words.internal
        said = next(said_at(balancer, (path,)), False)
        return said if type(said) is Unknown else said == text if text else truth(said)

    def _described(self, balancer: Raw) -> Value:
        if balancer.address not in self._told:
            self._told[balancer.address] = self._element(balancer)
        return self._told[balancer.address]

    def _element(self, balancer: Raw) -> Value:
        name = next(said_at(balancer, self.words.names), balancer.address)
        shown = balancer.address if type(name) is Unknown else name
        return element(
            balancer,
            f"the load balancer `{shown}` leads to it",
            internal=self.is_internal(balancer),
            reaching_rules=self.network.rules_reaching(balancer),
        )

    def _behind(self, raw: Raw) -> Iterator[Raw | Unknown]:
        for block in (raw, *(scaler for by in self.words.scalers for scaler in self.index.naming(raw, *by))):
            for value in said_at(block, self.words.behind):
                yield from self._meant(value)
            for by, path in self.words.attachments:
                for attachment in self.index.naming(block, *by):
                    if path:
                        for value in said_at(attachment, (path,)):
                            yield from self._meant(value)
                    else:
                        yield from self._before(attachment)

    def _meant(self, value: Value) -> Iterator[Raw | Unknown]:
        """Yield the balancers that a value means: a balancer, or those before a target group."""
        blocks = self._named(value, (*self.words.groups, *self.words.balancers))
        for block in blocks:
            yield from self._before(block)
        if not blocks:
            yield missing("target group or load balancer", value)

    def _before(self, block: Raw) -> Iterator[Raw | Unknown]:
        """Yield the block itself where it is a balancer, else the balancers before it, which many resources share."""
        if block.type in self.words.balancers:
            yield block
            return
        if block.address not in self._before_groups:
            self._before_groups[block.address] = tuple(self._before_group(block))
        yield from self._before_groups[block.address]

    def _before_group(self, block: Raw) -> Iterator[Raw | Unknown]:
        path, types = self.words.listener
        listeners = [listener for by in self.words.listeners for listener in self.index.naming(block, *by)]
        for rule in (rule for by in self.words.rules for rule in self.index.naming(block, *by)):
            for value in said_at(rule, (path,)):
                named = self._named(value, types)
                listeners += named
                if not named:
                    yield missing("listener", value)
        for value in (value for listener in listeners for value in said_at(listener, (self.words.balancer,))):
            balancers = self._named(value, self.words.balancers)
            yield from balancers
            if not balancers:
                yield missing("load balancer", value)

    def _named(self, value: Value, types: Sequence[str]) -> list[Raw]:
        return [raw for type_ in types for raw in self.index.named(value, type_)]
