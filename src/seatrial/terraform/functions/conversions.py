"""Functions that convert a value, or mark it: ``tostring``, ``tolist``, ``sensitive``."""

from __future__ import annotations

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.registry import FunctionError, Parameter, Unknowns, function
from seatrial.terraform.types import ANY, BOOL, NUMBER, STRING, ListOf, MapOf, SetOf, Type, convert, type_of

_VALUE = Parameter("value", unknowns=Unknowns.ALLOWED, nullable=True)


def _declare(name: str, wanted: Type) -> None:
    def body(value: Value) -> Value:
        return convert(value, wanted)

    function(_VALUE, name=name)(body)


_declare("tostring", STRING)
_declare("tonumber", NUMBER)
_declare("tobool", BOOL)
_declare("tolist", ListOf(ANY))
_declare("toset", SetOf(ANY))
_declare("tomap", MapOf(ANY))


@function(_VALUE)
def sensitive(value: Value) -> Value:
    return value


@function(_VALUE)
def nonsensitive(value: Value) -> Value:
    return value


@function(_VALUE)
def ephemeralasnull(value: Value) -> Value:
    return value


@function(_VALUE)
def issensitive(value: Value) -> Value:
    return Unknown("whether a value is marked as sensitive is not followed", is_set=True)


@function(_VALUE, name="type")
def type_name(value: Value) -> Value:
    return str(type_of(value))


def _removed(name: str, instead: str) -> None:
    @function(rest=_VALUE, name=name)
    def body(*_: Value) -> Value:
        raise FunctionError(f"`{name}` was removed from Terraform; write `{instead}`")


_removed("list", "tolist([...])")
_removed("map", "tomap({...})")
