"""Functions on maps and objects."""

from __future__ import annotations

from collections.abc import Mapping

from seatrial.model.value import Value
from seatrial.terraform.functions.registry import FunctionError, Parameter, Unknowns, function, text
from seatrial.terraform.types import STRING, ListOf, MapOf
from seatrial.terraform.values import Set

_MAP = Parameter("map", unknowns=Unknowns.WHOLE)


def _mapping(value: Value, name: str) -> Mapping[str, Value]:
    if not isinstance(value, Mapping):
        raise FunctionError(f"{name}: argument must be a map or an object")
    return value


@function(_MAP)
def keys(value: Value) -> Value:
    return sorted(_mapping(value, "keys"))


@function(_MAP)
def values(value: Value) -> Value:
    mapping = _mapping(value, "values")
    return [mapping[key] for key in sorted(mapping)]


@function(_MAP, text("key"), rest=Parameter("default", unknowns=Unknowns.ALLOWED, nullable=True), may_be_null=True)
def lookup(value: Value, key: str, *default: Value) -> Value:
    if len(default) > 1:
        raise FunctionError(f"lookup takes two or three arguments, but {len(default) + 2} were given")
    mapping = _mapping(value, "lookup")
    if key in mapping:
        return mapping[key]
    if not default:
        raise FunctionError(f'lookup: the given object has no attribute "{key}"')
    return default[0]


@function(rest=Parameter("maps", unknowns=Unknowns.WHOLE, nullable=True))
def merge(*maps: Value) -> Value:
    merged: dict[str, Value] = {}
    for one in maps:
        if one is not None:
            merged.update(_mapping(one, "merge"))
    return merged


@function(Parameter("keys", ListOf(STRING)), Parameter("values", unknowns=Unknowns.WHOLE))
def zipmap(names: list[Value], items: Value) -> Value:
    if not isinstance(items, list) or isinstance(items, Set):
        raise FunctionError("zipmap: values argument must be a list or tuple value")
    if len(names) != len(items):
        raise FunctionError(f"zipmap: number of keys ({len(names)}) does not match number of values ({len(items)})")
    if any(name is None for name in names):
        raise FunctionError("zipmap: keys list must not contain null")
    return dict(zip(names, items, strict=True))


@function(Parameter("values", MapOf(ListOf(STRING))))
def transpose(value: Mapping[str, list[str]]) -> Value:
    swapped: dict[str, list[str]] = {}
    for key in sorted(value):
        if value[key] is None:
            raise FunctionError("transpose: input must not contain null lists")
        for item in value[key]:
            if item is None:
                raise FunctionError("transpose: input must not contain null list elements")
            swapped.setdefault(item, []).append(key)
    return {key: swapped[key] for key in sorted(swapped)}
