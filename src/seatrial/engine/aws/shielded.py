"""Whether what uses a security group can be reached from the internet at all."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from seatrial.engine.aws.balancing import Balancing
from seatrial.engine.aws.reach import Network, said_at, truth
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown


class Use(NamedTuple):
    """How one type of block uses security groups.

    ``paths``   the attributes that name them.
    ``public``  what tells whether it has a public address: ``address`` and ``balancer`` are questions of their own, a
                path says it or it has none, ``never`` and ``unknown`` are answers.
    """

    type: str
    paths: tuple[str, ...]
    public: str


class Uses:
    """Everything of one asset that may use a security group."""

    def __init__(self, index: Index, uses: Sequence[Use], network: Network, balancing: Balancing) -> None:
        self.index = index
        self.uses = uses
        self.network = network
        self.balancing = balancing

    def are_private(self, group: Raw) -> bool:
        """Whether something uses the group, and nothing that does has, or may have, a public address."""
        answers = [*self._public(group)]
        return bool(answers) and all(answer is False for answer in answers)

    def _public(self, group: Raw) -> Iterator[bool | Unknown]:
        for use in self.uses:
            for path in use.paths:
                if self.index.unresolved(use.type, path):
                    # One of which nobody can say what it uses may use this group.
                    yield Unknown(f"what an `{use.type}` uses is not known")
                for raw in self.index.naming(group, use.type, path):
                    yield self._is_public(raw, use.public)

    def _is_public(self, raw: Raw, public: str) -> bool | Unknown:
        match public:
            case "never":
                return False
            case "unknown":
                return Unknown(f"whether `{raw.address}` has a public address is not known")
            case "address":
                return self.network.has_public_address(raw)
            case "balancer":
                internal = self.balancing.is_internal(raw)
                return internal if type(internal) is Unknown else not internal
        return next((truth(value) for value in said_at(raw, (public,))), False)
