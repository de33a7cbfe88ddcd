"""States: `terraform show -json` of one, and the state file itself, become the blocks that the source would give.

A state holds what there is: nothing in it is unknown, and what the source referred to is there as its literal id.
https://developer.hashicorp.com/terraform/internals/json-format#state-representation documents the first form; the
file's own, version 4, is that of Terraform's internal/states/statefile/version4.go.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from seatrial.connectors.terraform.address import bracketed, in_module, module_path
from seatrial.connectors.terraform.declarations import outputs_of
from seatrial.connectors.terraform.documents import Json, Page, mapping, sequence, text
from seatrial.connectors.terraform.expressions import NONE
from seatrial.connectors.terraform.instances import Entry, entries_of, entry_of, key_in
from seatrial.connectors.terraform.merge import Merger
from seatrial.model.location import Path
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown

FILE_VERSION = 4
"""Of state files; since Terraform 0.12 (2019) there is no other."""

_SECRET = re.compile(
    r"(?:^|_)(?:password|passwd|secret|secret_key|secret_string|secret_binary|private_key|private_key_pem|auth_token"
    r"|access_token|client_secret|connection_string|sas_token|primary_key|secondary_key|(?:primary|secondary)_access_key"
    r"|ses_smtp_password_v4|client_key|kube_config_raw|token)$"
)
"""Attributes whose values a state file holds in clear text without marking them, as `terraform show` would."""


_OPEN = {
    "kubernetes_manifest": frozenset(("manifest", "object")),
    "terraform_data": frozenset(("input", "output", "triggers_replace")),
}
"""Attributes of which the provider leaves the type open, so that also a plain text is kept with its type."""


def read_state(page: Page) -> tuple[Raw, ...]:
    """The blocks of a state, in either form."""
    if "values" in page.top or "format_version" in page.top:
        entries, outputs = (
            entries_of(page.top.get("values"), ("values",), page),
            outputs_of(page, ("values", "outputs")),
        )
    else:
        entries, outputs = _instances(page), outputs_of(page, ("outputs",))
    return (*(entry.raw(_MERGER, NONE, page) for entry in entries), *outputs)


def _instances(page: Page) -> Iterator[Entry]:
    version = page.top.get("version")
    if version != FILE_VERSION:
        page.gap((), f"this state file has version {version!r}; only version {FILE_VERSION} is read")
        return
    for index, resource in enumerate(sequence(page.top.get("resources"))):
        for number, instance in enumerate(sequence(mapping(resource).get("instances"))):
            # A deposed object is what a replacement has left to be destroyed; its address is its successor's.
            if not mapping(instance).get("deposed"):
                at: Path = ("resources", index)
                here = (*at, "instances", number)
                yield from _instance(mapping(resource), mapping(instance), page, at=at, here=here)


def _instance(
    resource: Mapping[str, Json], instance: Mapping[str, Json], page: Page, *, at: Path, here: Path
) -> Iterator[Entry]:
    key = instance.get("index_key")
    block = f"{'data.' if resource.get('mode') == 'data' else ''}{resource.get('type')}.{resource.get('name')}"
    address = in_module(module_path(text(resource.get("module"))), block) + bracketed(key_in(key))
    if "attributes_flat" in instance:
        page.gap(here, f"{address} is kept in the form of Terraform 0.11; it is not read")
        return
    always = _OPEN.get(text(resource.get("type")), frozenset())
    attributes = {
        name: _undressed(value, certain=name in always) for name, value in mapping(instance.get("attributes")).items()
    }
    trees = {"known": attributes, "sensitive": _sensitive(attributes, instance)}
    body = {**resource, "address": address, "index": key}
    yield from entry_of(body, trees, page, head=at, base=(*here, "attributes"))


def _undressed(value: Json, *, certain: bool) -> Json:
    """The value of an attribute whose type its provider leaves open; a state file keeps such a one with its type.

    The provider's schema would tell which attributes these are; a type that is a list is seldom anything else.
    """
    if isinstance(value, dict) and value.keys() == {"value", "type"} and (certain or isinstance(value["type"], list)):
        return value["value"]
    return value


def _sensitive(attributes: Mapping[str, Json], instance: Mapping[str, Json]) -> dict[str | int, Json]:
    """Which values nobody may see: those that the state marks, and those whose names say so."""
    marks: dict[str | int, Json] = {}
    for path in sequence(instance.get("sensitive_attributes")):
        _mark(marks, [_step(step) for step in sequence(path)])
    pending: list[tuple[Json, list[str | int]]] = [(attributes, [])]
    while pending:
        value, path = pending.pop()
        if isinstance(value, dict):
            pending += [(item, [*path, key]) for key, item in value.items()]
        elif isinstance(value, list):
            pending += [(item, [*path, index]) for index, item in enumerate(value)]
        elif isinstance(value, str) and path and isinstance(path[-1], str) and _SECRET.search(path[-1]):
            _mark(marks, path)
    return marks


def _mark(marks: dict[str | int, Json], path: Sequence[str | int | None]) -> None:
    for position, step in enumerate(path):
        # An element of a set is named by its value, which finds nothing here: then the whole set is sensitive.
        last = position + 1 == len(path) or path[position + 1] is None
        if step is None or marks.get(step) is True:
            return
        if last:
            marks[step] = True
            return
        marks = marks.setdefault(step, {})


def _step(step: Json) -> str | int | None:
    """A step of a path as Terraform keeps it: an attribute, or an index with its type."""
    value = mapping(step).get("value")
    if isinstance(value, dict):
        value = value.get("value")
    return key_in(value)


def _hidden() -> Unknown:
    return Unknown("it is sensitive in the state", is_set=True)


class _Nothing:
    """In a state nothing is unknown, so nothing points anywhere."""

    def unknown(self, references: Sequence[str]) -> Unknown:
        return Unknown("the state does not have it")

    def unknowns(self, references: Sequence[str], count: int) -> Sequence[Unknown]:
        return (self.unknown(references),) * count

    def own(self, attribute: str) -> Unknown:
        return self.unknown(())


_MERGER = Merger(_Nothing(), _hidden)
