"""Values: plain Python data, or `Unknown`.

A value is None, bool, int, float, str, a list or a mapping with string keys of values, or `Unknown`.
Unknown is not null and not false.  Python code that asks an unknown value for an answer (its truth, its
length, whether it equals something) gets `UnknownTouchedError`: three-valued logic is explicit, and an
unknown value can never slip into a verdict by accident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, TypeGuard

Value = Any
"""None, bool, int, float, str, list, mapping of str, or Unknown; nested."""


class UnknownTouchedError(Exception):
    """Somebody asked an unknown value for an answer.  ``unknown`` is that value."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


class Unknown:
    """A value that cannot be known here.

    ``reason``  a phrase for people: "`var.cidr` has no value here; give a tfvars file or scan the plan".
    ``ref``     the address of the resource that it points to (``module.a.aws_kms_key.main[0]``), or None.
    ``attribute``  the attribute of that resource (``arn``), or None.
    ``is_set``  it is known not to be null.
    ``parts``   for a text of which pieces are known: those pieces and unknowns, in order.  An IAM policy with one
                interpolation is still readable through its parts.
    ``kept``    where it is known to be instead of in the source: ``given`` by whoever runs it, in a ``secret store``,
                or in a ``plain store``; else empty.
    ``members``  for an object of which a key is unknown: its keys and values.  Nobody can say what such an object has
                under a name, but a policy's condition on ``${issuer}:sub`` is still readable through its members.
    """

    __slots__ = ("attribute", "is_set", "kept", "members", "parts", "reason", "ref")

    def __init__(
        self,
        reason: str,
        *,
        ref: str | None = None,
        attribute: str | None = None,
        is_set: bool = False,
        parts: tuple[str | Unknown, ...] = (),
        kept: str = "",
        members: tuple[tuple[str | Unknown, Value], ...] = (),
    ) -> None:
        self.reason = reason
        self.ref = ref
        self.attribute = attribute
        self.is_set = is_set or ref is not None or bool(parts) or bool(members)
        self.parts = parts
        self.members = members
        self.kept = kept

    @property
    def prefix(self) -> str:
        """The text that it is known to begin with."""
        return self.parts[0] if self.parts and isinstance(self.parts[0], str) else ""

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r}, ref={self.ref!r})"

    def _touched(self, *_: object) -> NoReturn:
        raise UnknownTouchedError(self)

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _touched
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _touched
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _touched
    __mod__ = __rmod__ = __neg__ = __int__ = __float__ = __index__ = __hash__ = _touched


def is_unknown(value: Value) -> TypeGuard[Unknown]:
    """Whether the value itself is unknown; what it contains is not looked at."""
    return type(value) is Unknown


def unknowns_in(value: Value, *, depth: int = 64) -> Iterator[Unknown]:
    """Yield the unknown values in a value, itself included, to a depth."""
    if type(value) is Unknown:
        yield value
    elif depth and isinstance(value, Mapping):
        for item in value.values():
            yield from unknowns_in(item, depth=depth - 1)
    elif depth and isinstance(value, list | tuple):
        for item in value:
            yield from unknowns_in(item, depth=depth - 1)
