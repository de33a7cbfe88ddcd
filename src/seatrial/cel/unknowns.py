"""What is known of the result when an operand is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seatrial.cel.errors import EvaluationError
from seatrial.model.value import Unknown, Value


def derived(unknown: Unknown) -> Unknown:
    """What comes of an unknown value: unknown for the same reason, and nothing else is known of it.

    The value may be known to be set, or in parts; what was computed from it may still be null, and is another text.
    """
    if not unknown.is_set:
        return unknown
    result = Unknown(unknown.reason, ref=unknown.ref, attribute=unknown.attribute)
    result.is_set = False
    return result


def _starts_with(text: Value, prefix: Value) -> bool | Unknown:
    if not isinstance(prefix, str) or type(text) is not Unknown:
        return _first(text, prefix)
    known = text.prefix
    if known.startswith(prefix):
        return True
    return derived(text) if prefix.startswith(known) else False


def _ends_with(text: Value, suffix: Value) -> bool | Unknown:
    if not isinstance(suffix, str) or type(text) is not Unknown:
        return _first(text, suffix)
    known = text.parts[-1] if text.parts and isinstance(text.parts[-1], str) else ""
    if known.endswith(suffix):
        return True
    return derived(text) if suffix.endswith(known) else False


def _contains(text: Value, part: Value) -> bool | Unknown:
    if isinstance(part, str) and type(text) is Unknown:
        return True if any(isinstance(known, str) and part in known for known in text.parts) else derived(text)
    return _first(text, part)


def _first(*values: Value) -> Unknown:
    for value in values:
        if type(value) is Unknown:
            return derived(value)
    raise AssertionError("one of the values is unknown")


_KNOWABLE: dict[str, Callable[[Any, Any], bool | Unknown]] = {
    "startsWith": _starts_with,
    "endsWith": _ends_with,
    "contains": _contains,
}


def call_result(name: str, values: tuple[Value, ...]) -> Value:
    """The result of a function, one of whose arguments is unknown: that unknown, save where enough of it is known."""
    rule = _KNOWABLE.get(name)
    if rule is not None and len(values) == 2 and all(isinstance(value, str | Unknown) for value in values):
        return rule(*values)
    return _first(*values)


class Doubt:
    """Gathers what kept an answer from being certain.  An unknown outweighs an error, as the language has it."""

    __slots__ = ("error", "unknown")

    def __init__(self) -> None:
        self.unknown: Unknown | None = None
        self.error: EvaluationError | None = None

    def add(self, value: Unknown | EvaluationError) -> None:
        if isinstance(value, EvaluationError):
            self.error = self.error or value
        elif self.unknown is None:
            self.unknown = derived(value)

    def settle(self, certain: Value) -> Value:
        """The unknown or the error if there was any, else the answer."""
        if self.unknown is not None:
            return self.unknown
        if self.error is not None:
            raise self.error
        return certain
