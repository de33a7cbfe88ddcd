"""Reads a resource definition (DESIGN section 5): the one place where the vocabularies of the sources meet."""

import re
from collections.abc import Mapping
from typing import Any

from seatrial.library.content_file import ContentFile
from seatrial.model.definition import Definition, Fact, Join, Property, RiskFacts, Source
from seatrial.model.location import Path

_KEYS = ("type", "title", "identity", "risk", "sources", "properties")
_PROPERTY_KEYS = ("type", "default", "doc", "sensitive", "properties", "write", "replaces", "only", "names_image")
_SOURCE_KEYS = ("block", "object", "join")
_TYPE = re.compile(r"(list\(|map\()*(bool|int|double|string|any|object)\)*")


Shapes = Mapping[str, Any]
"""Properties that several definitions share, by the name of their file ``<name>.shape.yaml``."""


def definition_from(file: ContentFile, shapes: Shapes) -> Definition:
    """Build a definition from its file.  Raises ContentError."""
    value = file.value
    file.demand_keys((), value, _KEYS)
    for key in ("type", "title", "sources", "properties"):
        if key not in value:
            file.fail((), f"a resource definition needs {key!r}")
    for key in ("type", "title", "identity"):
        if not isinstance(value.get(key, ""), str):
            file.fail((key,), f"{key!r} is a text")
    file.demand_mapping(("sources",), value["sources"])
    reader = _Reader(file, [str(name) for name in value["sources"]], shapes)
    risk = file.struct_at(("risk",), value["risk"], RiskFacts) if "risk" in value else None
    return Definition(
        type=value["type"],
        title=value["title"],
        identity=value.get("identity", ""),
        risk=risk,
        sources={name: reader.source(name, source) for name, source in value["sources"].items()},
        properties=reader.properties(("properties",), value["properties"], nested=False),
        file=file.name,
    )


class _Reader:
    """Reads the parts of one definition; knows its sources."""

    def __init__(self, file: ContentFile, sources: list[str], shapes: Shapes) -> None:
        self.file = file
        self.shapes = shapes
        self.sources = sources
        self.types: list[str] = []

    def source(self, name: str, value: Any) -> Source:
        path: Path = ("sources", name)
        if not isinstance(value, dict):
            self.file.fail(path, "a source is a mapping with `block` or `object`")
        self.file.demand_keys(path, value, _SOURCE_KEYS)
        types = value.get("block", value.get("object"))
        if types is None:
            self.file.fail(path, "a source needs `block` or `object`: the raw type, or a list of them")
        named = types if isinstance(types, list) else [types]
        if not all(isinstance(type_, str) for type_ in named):
            self.file.fail((*path, "block" if "block" in value else "object"), "a raw type is a text")
        self.file.demand_mapping((*path, "join"), value.get("join", {}))
        self.types += named
        joins = {key: self._join((*path, "join", key), item) for key, item in value.get("join", {}).items()}
        return Source(types=tuple(named), joins=joins)

    def _join(self, path: Path, value: Any) -> Join:
        if isinstance(value, str) and re.fullmatch(r"[\w:]+(\.\w+)+", value):
            type_, _, by = value.partition(".")
            return Join(type=type_, by=by)
        if not isinstance(value, dict) or "through" not in value:
            self.file.fail(path, "a join reads `type.attribute`, or {block: type, through: attribute}")
        self.file.demand_keys(path, value, ("block", "object", "through"))
        other, through = value.get("block", value.get("object")), value["through"]
        if not isinstance(other, str) or not isinstance(through, str):
            self.file.fail(path, "`block`, or `object`, and `through` of a join are texts")
        return Join(type=other, through=through)

    def properties(self, path: Path, value: Any, *, nested: bool) -> dict[str, Property]:
        if isinstance(value, str) and value in self.shapes:
            value = self.shapes[value]
        if not isinstance(value, dict):
            self.file.fail(path, f"properties are a mapping, or name a shape: {', '.join(sorted(self.shapes))}")
        return {name: self._property((*path, name), name, item, nested=nested) for name, item in value.items()}

    def _property(self, path: Path, name: str, value: Any, *, nested: bool) -> Property:
        if not isinstance(value, dict) or "type" not in value:
            self.file.fail(path, "a property needs `type`")
        self.file.demand_keys(path, value, (*_PROPERTY_KEYS, *self.sources))
        if not _TYPE.fullmatch(str(value["type"])):
            self.file.fail((*path, "type"), "a type is bool, int, double, string, any, object, list(T) or map(T)")
        said = {source: value[source] for source in self.sources if source in value}
        facts = {source: self._facts((*path, source), item) for source, item in said.items()}
        if nested:
            # What a nested property says nothing about is called there what it is called here.
            sayable = self._only((*path, "only"), value.get("only", self.sources))
            facts = dict.fromkeys(sayable, (Fact(expression=name),)) | facts
        defaults = {s: item["default"] for s, item in said.items() if isinstance(item, dict) and "default" in item}
        written = value.get("write", {})
        if len(self.sources) == 1 and not isinstance(written, dict):
            written = {self.sources[0]: written}
        self.file.demand_mapping((*path, "write"), written)
        self.file.demand_keys((*path, "write"), written, self.sources)
        optional = {key: value[key] for key in ("default", "doc", "sensitive") if key in value}
        return Property(
            name=name,
            type=value["type"],
            facts=facts,
            defaults=defaults,
            writes={source: self._writes((*path, "write", source), item) for source, item in written.items()},
            replaces=self._replaces((*path, "replaces"), value.get("replaces", False)),
            names_image=self._names_image((*path, "names_image"), value.get("names_image", False)),
            properties=self.properties((*path, "properties"), value.get("properties", {}), nested=True),
            **optional,
        )

    def _only(self, path: Path, value: Any) -> list[str]:
        """The sources that can say a nested property."""
        named = value if isinstance(value, list) else [value]
        if not set(named) <= set(self.sources):
            self.file.fail(path, f"`only` is a source, or a list of them: {', '.join(self.sources)}")
        return named

    def _writes(self, path: Path, value: Any) -> tuple[Fact, ...]:
        """Facts that are written: paths and expressions; a function cannot be followed backwards."""
        facts = tuple(self._fact(path, item) for item in (value if isinstance(value, list) else [value]))
        if any(fact.call for fact in facts):
            self.file.fail(path, "what is written is a path or an expression; a function cannot be followed backwards")
        return facts

    def _replaces(self, path: Path, value: Any) -> tuple[str, ...]:
        """True is every source; else sources, or raw types of them."""
        if isinstance(value, bool):
            return tuple(self.sources) if value else ()
        known = [*self.sources, *self.types]
        if not isinstance(value, list) or not set(value) <= set(known):
            self.file.fail(path, f"`replaces` is true, or a list of: {', '.join(known)}")
        return tuple(value)

    def _names_image(self, path: Path, value: Any) -> tuple[str, ...]:
        """True is every source; else some of them."""
        if isinstance(value, bool):
            return tuple(self.sources) if value else ()
        if not isinstance(value, list) or not set(value) <= set(self.sources):
            self.file.fail(path, f"`names_image` is true, or a list of: {', '.join(self.sources)}")
        return tuple(value)

    def _facts(self, path: Path, value: Any) -> tuple[Fact, ...]:
        if isinstance(value, list):
            return tuple(self._fact((*path, index), item) for index, item in enumerate(value))
        if isinstance(value, dict) and "call" not in value:
            self.file.demand_keys(path, value, ("from", "default", "call"))
            return self._facts((*path, "from"), value["from"]) if "from" in value else ()
        return (self._fact(path, value),)

    def _fact(self, path: Path, value: Any) -> Fact:
        if isinstance(value, dict) and "call" in value:
            self.file.demand_keys(path, value, ("call", "of", "field", "default"))
            if not all(isinstance(value.get(key, ""), str) for key in ("call", "of", "field")):
                self.file.fail(path, "`call`, `of` and `field` are texts")
            return Fact(call=value["call"], of=value.get("of", ""), field=value.get("field", ""))
        if not isinstance(value, bool | int | float | str):
            self.file.fail(path, "a fact is a path, an expression, or {call: function, field: key}")
        return Fact(expression=str(value).lower() if isinstance(value, bool) else str(value))
