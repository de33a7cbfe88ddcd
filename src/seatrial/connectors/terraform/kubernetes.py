"""Kubernetes objects that Terraform blocks describe, as the manifests of those objects would give them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import count
from typing import NamedTuple

from seatrial.connectors.terraform import kubernetes_names as table
from seatrial.connectors.terraform.documents import Lazy
from seatrial.errors import ParseError
from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.raw import Obstacle, Raw
from seatrial.model.value import Unknown, Value
from seatrial.parsers.document import Limits
from seatrial.parsers.yaml import parse_yaml

MAX_DEPTH = 64

_GROUPS = {kind: version.rpartition("/")[0] for version, kind in table.KINDS.values()}

_SMALL = re.compile(r"(?<=[a-z0-9])[A-Z]")

_MARK = "seatrial0unknown0"
_MARKED = re.compile(_MARK + r"(\d{1,6})x")


def objects_in(raws: Sequence[Raw]) -> tuple[tuple[Raw, ...], tuple[Gap, ...]]:
    """The objects that the resources among the blocks describe, and what of them is no object at all."""
    objects: list[Raw] = []
    gaps: list[Gap] = []
    for raw in raws:
        make = _maker(raw) if raw.kind == "resource" else None
        if make is None:
            continue
        try:
            objects += make(raw)
        except ParseError as error:
            gaps.append(Gap(location=raw.locate(("yaml_body",)), reason=f"{raw.address} is no YAML: {error.message}"))
    return tuple(objects), tuple(gaps)


def _maker(raw: Raw) -> Callable[[Raw], Iterator[Raw]] | None:
    if raw.type == "kubectl_manifest":
        return _from_text
    if raw.type == "kubernetes_manifest":
        return _from_manifest
    return _from_blocks if raw.type.startswith("kubernetes_") and _plain(raw.type) in table.KINDS else None


def _plain(type_: str) -> str:
    """The type without its provider and version: ``kubernetes_pod_v1`` is ``pod``."""
    name, _, version = type_.removeprefix("kubernetes_").rpartition("_")
    return name if version.startswith("v") and version[1:2].isdigit() else type_.removeprefix("kubernetes_")


def _from_blocks(raw: Raw) -> Iterator[Raw]:
    structure = _Structure(_plain(raw.type))
    version, kind = table.KINDS[structure.resource]
    yield replace(
        raw,
        source="kubernetes",
        kind="object",
        type=_type(version, kind),
        attributes=Lazy(lambda: {"apiVersion": version, "kind": kind, **structure.converted(raw.attributes)}),
        locate=lambda path: raw.locate(structure.written(raw.attributes, path)),
        spot=lambda path: raw.spot(structure.writable(raw.attributes, path)),
    )


def _from_manifest(raw: Raw) -> Iterator[Raw]:
    for described in _described(raw, raw.attributes.get("manifest"), lambda path: raw.locate(("manifest", *path))):
        yield replace(described, spot=lambda path: raw.spot(("manifest", *path)))


def _from_text(raw: Raw) -> Iterator[Raw]:
    body = raw.attributes.get("yaml_body")
    unknowns = [part for part in body.parts if isinstance(part, Unknown)] if type(body) is Unknown else []
    text = _with_marks(body.parts) if type(body) is Unknown else body
    if isinstance(text, str) and text:
        for document in parse_yaml(text, limits=Limits(depth=MAX_DEPTH)):
            yield from _described(raw, _unmarked(document.value, unknowns), lambda path: raw.locate(("yaml_body",)))


def _described(raw: Raw, value: Value, locate: Callable[[Path], Location]) -> Iterator[Raw]:
    """Yield the object that a value is.  Of what kind an unknown one is nobody can say."""
    if isinstance(value, Mapping):
        version, kind = value.get("apiVersion"), value.get("kind")
        if isinstance(version, str) and isinstance(kind, str):
            yield replace(
                raw,
                source="kubernetes",
                kind="object",
                type=_type(version, kind),
                attributes=value,
                locate=locate,
                spot=lambda path: Obstacle(reason="it is a text in the block", place=locate(path)),
            )


def _type(version: str, kind: str) -> str:
    """The type without its version, which the same object has several of: ``apps/Deployment``, ``Pod``."""
    group = version.rpartition("/")[0]
    if group == "extensions":
        # Where everything of it has moved since.
        group = _GROUPS.get(kind, group)
    return f"{group}/{kind}" if group else kind


class _Shape(Enum):
    """What is below a name: a value as it is, a block that occurs once, or a list of blocks."""

    PLAIN = auto()
    ONCE = auto()
    MANY = auto()


class _Entry(NamedTuple):
    """One entry of an object: its name there, and the way to its value in the block."""

    name: str
    way: Path
    key: str
    shape: _Shape
    value: Value


class _Structure:
    """The way between the blocks of a resource type and the object, in both directions."""

    def __init__(self, resource: str) -> None:
        self.resource = resource

    def converted(self, attributes: Mapping[str, Value]) -> dict[str, Value]:
        own = {key: attributes[key] for key in attributes if key not in table.OURS_ALONE}
        return self._mapping(own, ("", self.resource), MAX_DEPTH)

    def written(self, attributes: Mapping[str, Value], path: Path) -> Path:
        """The path in the block to what a path in the object leads to, as far as the block has it."""
        found: Path = ()
        values, block, rest = attributes, self.resource, list(path)
        while rest:
            step = rest.pop(0)
            entry = next((entry for entry in self._entries(values, block) if entry.name == step), None)
            if entry is None:
                return found
            found += entry.way
            if entry.shape is _Shape.PLAIN:
                return (*found, *rest)
            index = 0 if entry.shape is _Shape.ONCE else (rest.pop(0) if rest else None)
            if not isinstance(index, int) or not 0 <= index < len(entry.value):
                return found
            found = (*found, index)
            values, block = entry.value[index], entry.key
            if not isinstance(values, Mapping):
                return found
        return found

    def writable(self, attributes: Mapping[str, Value], path: Path) -> Path:
        """The path in the block that a path in the object would have, whether it is there or not."""
        found: Path = ()
        values: Value = attributes
        block, rest = self.resource, list(path)
        while rest:
            step = str(rest.pop(0))
            entries = self._entries(values, block) if isinstance(values, Mapping) else ()
            entry = next((entry for entry in entries if entry.name == step), None)
            key = entry.key if entry else self._key(block, step)
            found += entry.way if entry else (key,)
            if not rest or (entry is not None and entry.shape is _Shape.PLAIN):
                return (*found, *rest)
            index = rest.pop(0) if isinstance(rest[0], int) else 0
            found = (*found, index)
            items = entry.value if entry else ()
            values = items[index] if isinstance(index, int) and index < len(items) else None
            block = key
        return found

    def _key(self, block: str, name: str) -> str:
        """The provider's name for what is not written yet."""
        for names in (table.LISTS_IN, table.NAMES_IN):
            for (outer, key), ours in names.items():
                if ours == name and outer in (block, self.resource):
                    return key
        for names_ in (table.LISTS, table.NAMES):
            for key, ours in names_.items():
                if ours == name:
                    return key
        return _SMALL.sub(lambda match: f"_{match[0].lower()}", name)

    def _mapping(self, values: Mapping[str, Value], block: tuple[str, str], depth: int) -> dict[str, Value]:
        """Convert a block; ``block`` is the name of the one that it stands in, and its own."""
        made = {entry.name: self._value(entry, block[1], depth) for entry in self._entries(values, block[1])}
        for key, value in table.DEFAULTS.get(block, {}).items():
            made.setdefault(_camel(key), value)
        return made

    def _value(self, entry: _Entry, outer: str, depth: int) -> Value:
        if entry.shape is _Shape.PLAIN:
            return _number(entry.key, entry.value)
        if not depth:
            return Unknown(f"it is nested deeper than {MAX_DEPTH} levels")
        block = (outer, entry.key)
        made = [
            self._mapping(item, block, depth - 1) if isinstance(item, Mapping) else item
            for item in (entry.value[:1] if entry.shape is _Shape.ONCE else entry.value)
        ]
        return made[0] if entry.shape is _Shape.ONCE else made

    def _entries(self, values: Mapping[str, Value], block: str) -> Iterator[_Entry]:
        for key in values:
            value = values[key]
            if value is None:
                continue
            if key in table.INLINE and _is_blocks(value) and isinstance(value[0], Mapping):
                for entry in self._entries(value[0], key):
                    yield entry._replace(way=(key, 0, *entry.way))
                continue
            many = self._list_name(block, key)
            if not _is_blocks(value):
                # An unknown number of blocks is unknown under the list's name.
                yield _Entry(
                    many if many and type(value) is Unknown else self._name(key), (key,), key, _Shape.PLAIN, value
                )
            elif many:
                yield _Entry(many, (key,), key, _Shape.MANY, value)
            else:
                yield _Entry(self._name(key), (key,), key, _Shape.ONCE, value)

    def _list_name(self, block: str, key: str) -> str | None:
        if (block, key) in table.ONCE_IN:
            return None
        return table.LISTS_IN.get((block, key)) or table.LISTS.get(key)

    def _name(self, key: str) -> str:
        return table.NAMES_IN.get((self.resource, key)) or table.NAMES.get(key) or _camel(key)


def _is_blocks(value: Value) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value)


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def _number(key: str, value: Value) -> Value:
    if not isinstance(value, str) or not value.isdecimal() or len(value) > 18:
        return value
    if key in table.OCTAL:
        return int(value, 8) if set(value) <= set("01234567") else value
    return int(value) if key in table.NUMBERS else value


def _with_marks(parts: Sequence[str | Unknown]) -> str:
    """The text of which pieces are unknown, with a mark in the place of each of those."""
    unknown = (f"{_MARK}{number}x" for number in count())
    return "".join(part if isinstance(part, str) else next(unknown) for part in parts)


def _unmarked(value: Value, unknowns: Sequence[Unknown]) -> Value:
    """The value with unknowns in the place of their marks.  Its depth is that which YAML's parser allows."""
    if isinstance(value, Mapping):
        return {key: _unmarked(item, unknowns) for key, item in value.items()}
    if isinstance(value, list):
        return [_unmarked(item, unknowns) for item in value]
    found = _MARKED.search(value) if unknowns and isinstance(value, str) else None
    if found is None or int(found[1]) >= len(unknowns):
        return value
    unknown = unknowns[int(found[1])]
    return unknown if found[0] == value else Unknown(unknown.reason, is_set=True)
