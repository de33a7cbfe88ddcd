"""Writes YAML as go-cty-yaml does: through libyaml, with every key and text quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import yaml

from seatrial.errors import LimitError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.marks import Marks
from seatrial.terraform.values import MAX_DEPTH, number_text, too_deep


def write(value: Value, limit: int) -> str | Unknown:
    """The YAML text of a value; unknown, with parts, where the value has unknowns in it."""
    writer = _Writer(Marks(value), limit)
    written = str(yaml.emit(writer.events(value), Dumper=yaml.CSafeDumper, allow_unicode=True))
    if len(written) > limit:
        raise _too_long(limit)
    if isinstance(value, str | list | Mapping) and written.endswith("\n...\n"):
        # Newer versions of libyaml close a document that ends in an empty line.
        written = written.removesuffix("...\n")
    return writer.marks.restored(written) if writer.marks.unknowns else written


def _too_long(bound: int) -> LimitError:
    return LimitError(f"the text has more than {bound} characters", bound=f"{bound} characters")


class _Writer:
    """Turns a value into libyaml's events, with marks in place of its unknowns."""

    def __init__(self, marks: Marks, limit: int) -> None:
        self.marks = marks
        self._limit = limit
        self._room = limit

    def events(self, value: Value) -> Iterator[yaml.Event]:
        yield yaml.StreamStartEvent()
        yield yaml.DocumentStartEvent(explicit=False)
        yield from self._value(value, MAX_DEPTH)
        # libyaml used to close a document that is one plain scalar, and Terraform's copy still does.
        yield yaml.DocumentEndEvent(explicit=value is None or isinstance(value, bool | int | Decimal))
        yield yaml.StreamEndEvent()

    def _value(self, value: Value, depth: int) -> Iterator[yaml.Event]:
        if not depth:
            raise too_deep()
        # Each line is indented by what it is in.
        self._take(2 * (MAX_DEPTH - depth) + 2)
        if isinstance(value, Mapping):
            yield yaml.MappingStartEvent(None, None, True, flow_style=not value)
            for key in sorted(value):
                self._take(2 * (MAX_DEPTH - depth))
                yield self._text(key)
                yield from self._value(value[key], depth - 1)
            yield yaml.MappingEndEvent()
        elif isinstance(value, list):
            yield yaml.SequenceStartEvent(None, None, True, flow_style=not value)
            for item in value:
                yield from self._value(item, depth - 1)
            yield yaml.SequenceEndEvent()
        else:
            yield self._scalar(value)

    def _scalar(self, value: Value) -> yaml.Event:
        if isinstance(value, str):
            return self._text(value)
        if type(value) is Unknown:
            return self._unknown(value)
        if value is None:
            return self._plain("null")
        if isinstance(value, bool):
            return self._plain("true" if value else "false")
        return self._plain(number_text(value))

    def _take(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            raise _too_long(self._limit)

    def _text(self, value: str) -> yaml.Event:
        self._take(len(value))
        return yaml.ScalarEvent(None, None, (True, True), value, style="|" if "\n" in value else '"')

    def _plain(self, value: str) -> yaml.Event:
        self._take(len(value))
        return yaml.ScalarEvent(None, None, (True, True), value)

    def _unknown(self, value: Unknown) -> yaml.Event:
        if not value.parts:
            return self._plain(self.marks.stand_in(value))
        return self._text(
            "".join(self.marks.stand_in(part) if isinstance(part, Unknown) else part for part in value.parts)
        )
