"""Plans: the JSON of `terraform show -json PLANFILE` becomes the blocks that the source would give.

https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from seatrial.connectors.terraform.declarations import declarations_of_plan
from seatrial.connectors.terraform.documents import Json, Lazy, Page, mapping, sequence, text
from seatrial.connectors.terraform.expressions import UNKNOWN, Expressions, references_of
from seatrial.connectors.terraform.instances import Entry, entries_of, entry_of, keys_by_address
from seatrial.connectors.terraform.merge import Merger
from seatrial.connectors.terraform.policies import TYPE as POLICY_DOCUMENT
from seatrial.connectors.terraform.policies import Documents
from seatrial.connectors.terraform.references import Configuration, Pointer, Scope
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown

_GONE = (["delete"], ["forget"])
"""The actions after which nothing is left to judge."""


def read_plan(page: Page) -> tuple[Raw, ...]:
    """The blocks of a plan: what there will be once it is applied."""
    if page.top.get("errored") is True:
        page.gap(("errored",), "Terraform could not finish this plan; what it left out is not judged")
    entries = tuple(_once(_entries(page)))
    configuration = Configuration(page.top.get("configuration"), keys_by_address(entries))
    documents = Documents()
    blocks = [_raw(entry, configuration, documents, page) for entry in entries]
    for block in blocks:
        documents.add(block)
    return (*(_with_text(block, documents) for block in blocks), *declarations_of_plan(page))


def _entries(page: Page) -> Iterator[Entry]:
    """What changes and what stays; then what only the planned values have, and data sources that were read before."""
    yield from _changes(page)
    yield from _deferred(page)
    yield from entries_of(page.top.get("planned_values"), ("planned_values",), page)
    prior = mapping(page.top.get("prior_state")).get("values")
    read = entries_of(prior, ("prior_state", "values"), page)
    yield from (entry for entry in read if entry.kind == "data")


def _once(entries: Iterator[Entry]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.address not in seen:
            seen.add(entry.address)
            yield entry


def _changes(page: Page) -> Iterator[Entry]:
    for index, body in enumerate(sequence(page.top.get("resource_changes"))):
        change = mapping(mapping(body).get("change"))
        if change.get("actions") not in _GONE:
            at = ("resource_changes", index)
            yield from entry_of(body, _trees(change), page, head=at, base=(*at, "change", "after"))


def _deferred(page: Page) -> Iterator[Entry]:
    """What Terraform cannot plan yet, because a ``count`` or ``for_each`` is unknown (Terraform 1.9 and later)."""
    for index, body in enumerate(sequence(page.top.get("deferred_changes"))):
        resource = mapping(mapping(body).get("resource_change"))
        change = mapping(resource.get("change"))
        at = ("deferred_changes", index, "resource_change")
        exists = Unknown(f"Terraform deferred it: {text(mapping(body).get('reason')) or 'the plan gives no reason'}")
        for entry in entry_of(resource, _trees(change), page, head=at, base=(*at, "change", "after")):
            yield replace(entry, exists=exists)


def _trees(change: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "known": change.get("after"),
        "unknown": change.get("after_unknown"),
        "sensitive": change.get("after_sensitive"),
    }


def _raw(entry: Entry, configuration: Configuration, documents: Documents, page: Page) -> Raw:
    block = configuration.resource(entry.module, entry.block)
    said = UNKNOWN if block is None else Expressions((mapping(block.get("expressions")),))
    each = references_of(mapping(block).get("for_each_expression"))
    pointer = Pointer(configuration, Scope(entry.module, entry.key, each), entry.address, documents)
    return _with_provider(entry.raw(Merger(pointer, _sensitive), said, page), mapping(block))


def _with_provider(raw: Raw, block: Mapping[str, Json]) -> Raw:
    """A resource with the provider that it uses, as the source says it, where that is not the default of its type."""
    # `module.a:aws.west`: the part before the colon is the module whose provider it is, this one or one above.
    reference = text(block.get("provider_config_key")).rpartition(":")[2]
    if reference in ("", raw.type.partition("_")[0]):
        return raw
    return replace(raw, attributes=Lazy(lambda: {**raw.attributes, "provider": reference}))


def _with_text(raw: Raw, documents: Documents) -> Raw:
    """A policy document with the text that it will have, where the plan does not know it yet."""
    if raw.kind != "data" or raw.type != POLICY_DOCUMENT or "json" in raw.attributes:
        return raw
    text = documents.text(raw.address, "json")
    return raw if text is None else replace(raw, attributes={**raw.attributes, "json": text})


def _sensitive() -> Unknown:
    return Unknown("it is sensitive in the plan", is_set=True)
