"""Optional values, beside the syntax for them: ``optional.of(x)``, ``.orValue(x)``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seatrial.cel.functions import Library
from seatrial.cel.operations import no_overload
from seatrial.cel.values import NONE, Duration, Optional, Timestamp
from seatrial.model.value import Unknown, UnknownTouchedError, Value

LIBRARY = Library()


@LIBRARY.function("optional.none", "-> optional(T)")
def none() -> Optional:
    return NONE


@LIBRARY.function("optional.of", "T -> optional(T)", transparent=True)
def of(value: Value) -> Optional:
    return Optional(value)


@LIBRARY.function("optional.ofNonZeroValue", "T -> optional(T)")
def of_non_zero(value: Value) -> Optional:
    return NONE if _is_zero(value) else Optional(value)


@LIBRARY.method("hasValue", "optional(T) -> bool")
def has_value(optional: Optional) -> bool:
    return optional.present


@LIBRARY.method("value", "optional(T) -> T")
def value_of(optional: Optional) -> Value:
    return optional.value


@LIBRARY.method("or", "optional(T), optional(T) -> optional(T)", transparent=True)
def or_(optional: Optional | Unknown, other: Value) -> Value:
    return _known(optional) if _known(optional).present else other


@LIBRARY.method("orValue", "optional(T), T -> T", transparent=True)
def or_value(optional: Optional | Unknown, other: Value) -> Value:
    return _known(optional).value if _known(optional).present else other


@LIBRARY.function("optional.unwrap", "list(optional(T)) -> list(T)")
@LIBRARY.method("unwrapOpt", "list(optional(T)) -> list(T)")
def unwrap(optionals: list[Value]) -> list[Value]:
    found = []
    for optional in optionals:
        if type(optional) is Unknown:
            raise UnknownTouchedError(optional)
        if type(optional) is not Optional:
            raise no_overload("unwrap", optional)
        if optional.present:
            found.append(optional.value)
    return found


def _known(optional: Optional | Unknown) -> Optional:
    if isinstance(optional, Unknown):
        raise UnknownTouchedError(optional)
    return optional


def _is_zero(value: Any) -> bool:
    if value is None or value is False:
        return True
    if isinstance(value, Timestamp | Duration):
        return value.nanoseconds == 0
    if isinstance(value, str | bytes | list | tuple | Mapping):
        return len(value) == 0
    if isinstance(value, int | float):
        return value == 0
    return isinstance(value, Optional) and not value.present
