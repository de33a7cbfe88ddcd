"""``yamlencode`` and ``yamldecode``.

What does their work is imported when they are called, for the library behind it is large.
"""

from __future__ import annotations

from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.marks import Marks
from seatrial.terraform.functions.registry import Context, FunctionError, Parameter, Unknowns, function
from seatrial.terraform.types import STRING
from seatrial.terraform.values import derive, first_unknown


@function(Parameter("value", unknowns=Unknowns.ALLOWED, nullable=True), context=True)
def yamlencode(context: Context, value: Value) -> Value:
    from seatrial.terraform.functions.yaml_writer import write

    return write(value, context.limits.characters)


@function(Parameter("src", STRING, unknowns=Unknowns.ALLOWED), context=True, may_be_null=True)
def yamldecode(context: Context, source: str | Unknown) -> Value:
    if isinstance(source, str):
        return _read(source, context)
    marks = Marks(source)
    text = "".join(part if isinstance(part, str) else marks.stand_in(part) for part in source.parts)
    # An unknown that begins a line may be keys, or many lines.
    if not text or marks.begin_a_line(text):
        return Unknown(source.reason, ref=source.ref)
    try:
        return _restored(_read(text, context), marks, {})
    except FunctionError as error:
        if error.bound:
            raise
        # What is broken with the marks may be whole with what they stand for.
        return Unknown(source.reason)


def _read(source: str, context: Context) -> Value:
    from seatrial.terraform.functions.yaml_reader import read

    try:
        return read(source, context.limits.elements)
    except LimitError:
        raise
    except ParseError as error:
        place = f"line {error.line}: " if error.line else ""
        raise FunctionError(f"yamldecode: {place}{error.message}") from error


def _restored(value: Value, marks: Marks, done: dict[int, Value]) -> Value:
    """A value with its unknowns in their places; with an unknown key the whole mapping is unknown.

    ``done`` holds what has been restored, so that what aliases share is restored once.
    """
    if isinstance(value, str):
        return marks.restored(value) if marks.occur_in(value) else value
    if not isinstance(value, list | dict):
        return value
    if id(value) not in done:
        done[id(value)] = _restored_items(value, marks, done)
    return done[id(value)]


def _restored_items(value: list[Value] | dict[str, Value], marks: Marks, done: dict[int, Value]) -> Value:
    if isinstance(value, list):
        return [_restored(item, marks, done) for item in value]
    unknown = first_unknown([_restored(key, marks, done) for key in value])
    return {key: _restored(item, marks, done) for key, item in value.items()} if unknown is None else derive(unknown)
