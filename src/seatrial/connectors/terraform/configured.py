"""Which provider block configures a resource, found among the raw blocks of a source, a plan or a state.

A state keeps no provider blocks, and of a provider whose block is in nobody's source there is none either.
https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from collections.abc import Mapping
from typing import Protocol

from seatrial.connectors.terraform.address import ModulePath, in_module, module_path, without_keys
from seatrial.model.raw import Raw


class Addresses(Protocol):
    """What a fact asks of the other blocks of its asset."""

    def at(self, address: str) -> Raw | None: ...


def provider_of(raw: Raw, index: Addresses) -> Raw | None:
    """The provider block that a resource uses: the one that it names, else its type's; of its module or a caller."""
    named = raw.attributes.get("provider")
    reference = named if isinstance(named, str) else raw.type.partition("_")[0]
    path = module_path(raw.address)
    while True:
        own = _at(path, f"provider.{reference}", index)
        if own is not None or not path:
            return own
        reference = _passed(path, reference, index)
        path = path[:-1]


def _passed(path: ModulePath, reference: str, index: Addresses) -> str:
    """What the caller of a module calls a provider: another name where the call passes one, else the same."""
    call = _at(path[:-1], str(path[-1]), index)
    providers = None if call is None else call.attributes.get("providers")
    passed = providers.get(reference) if isinstance(providers, Mapping) else None
    return passed if isinstance(passed, str) else reference


def _at(path: ModulePath, address: str, index: Addresses) -> Raw | None:
    """The block in a module; a plan has calls and providers once, whatever the number of a module's instances."""
    whole = in_module(path, address)
    return index.at(whole) or index.at(without_keys(whole) if path else whole)
