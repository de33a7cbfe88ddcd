"""The instances of blocks that plans and states list, and the raw blocks that they become."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seatrial.connectors.terraform.address import Key, ModulePath, in_module, module_path
from seatrial.connectors.terraform.documents import Json, Lazy, Page, mapping, sequence, text
from seatrial.connectors.terraform.expressions import Expressions
from seatrial.connectors.terraform.merge import Merger
from seatrial.model.location import Path
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown

_KINDS = {"managed": "resource", "data": "data"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One instance of a block.

    ``known``, ``unknown`` and ``sensitive`` are its values: three trees of one shape.
    ``head`` is where the document says its address, ``base`` where it says its values.
    """

    address: str
    module: ModulePath
    kind: str
    type: str
    name: str
    key: Key
    known: Json
    unknown: Json
    sensitive: Json
    head: Path
    base: Path
    exists: bool | Unknown = True

    @property
    def block(self) -> str:
        """The address of the block in its module, without key."""
        return f"{'data.' if self.kind == 'data' else ''}{self.type}.{self.name}"

    def raw(self, merger: Merger, said: Expressions, page: Page) -> Raw:
        return Raw(
            source="terraform",
            type=self.type,
            kind=self.kind,
            address=self.address,
            attributes=Lazy(lambda: merger.attributes(self.known, self.unknown, self.sensitive, said)),
            locate=page.locating(self.head, self.base),
            exists=self.exists,
        )


def entry_of(body: Json, values: Mapping[str, Json], page: Page, *, head: Path, base: Path) -> Iterator[Entry]:
    """Yield the entry that a body is; nothing, and a gap, where it lacks what names it.

    ``values`` holds ``known``, ``unknown`` and ``sensitive``.
    """
    body = mapping(body)
    address, type_, name = text(body.get("address")), text(body.get("type")), text(body.get("name"))
    if not (address and type_ and name):
        page.gap(head, "this entry has no address, type or name; it is left out")
        return
    kind = _KINDS.get(text(body.get("mode")))
    if kind is None:
        return
    yield Entry(
        address=address,
        module=module_path(address),
        kind=kind,
        type=type_,
        name=name,
        key=key_in(body.get("index")),
        known=values.get("known"),
        unknown=values.get("unknown"),
        sensitive=values.get("sensitive"),
        head=(*head, "address") if "address" in mapping(page.at(head)) else head,
        base=base,
    )


def entries_of(values: Json, at: Path, page: Page) -> Iterator[Entry]:
    """Yield the resources of a "values representation" with all of its modules.

    https://developer.hashicorp.com/terraform/internals/json-format#values-representation
    """
    pending: list[tuple[Json, Path]] = [(mapping(values).get("root_module"), (*at, "root_module"))]
    while pending:
        module, place = pending.pop()
        for index, body in enumerate(sequence(mapping(module).get("resources"))):
            here = (*place, "resources", index)
            trees = {"known": mapping(body).get("values"), "sensitive": mapping(body).get("sensitive_values")}
            yield from entry_of(body, trees, page, head=here, base=(*here, "values"))
        children = enumerate(sequence(mapping(module).get("child_modules")))
        pending += [(child, (*place, "child_modules", index)) for index, child in children]


def key_in(value: Json) -> Key:
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def keys_by_address(entries: Iterable[Entry]) -> Mapping[str, Sequence[Key]]:
    """The instance keys of each block, and of each module call, by its address without its own key."""
    keys: dict[str, dict[Key, None]] = {}
    modules: set[ModulePath] = set()
    for entry in entries:
        keys.setdefault(in_module(entry.module, entry.block), {})[entry.key] = None
        modules.add(entry.module)
    for module in sorted(modules, key=str):
        for count, step in enumerate(module):
            keys.setdefault(in_module(module[:count], f"module.{step.name}"), {})[step.key] = None
    return {address: tuple(found) for address, found in keys.items()}
