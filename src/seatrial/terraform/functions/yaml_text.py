"""``yamlencode`` and ``yamldecode``.

What does their work is imported when they are called, for the library behind it is large.
"""

from __future__ import annotations

from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Value
from seatrial.terraform.functions.registry import Context, FunctionError, Parameter, Unknowns, function, text


@function(Parameter("value", unknowns=Unknowns.ALLOWED, nullable=True), context=True)
def yamlencode(context: Context, value: Value) -> Value:
    from seatrial.terraform.functions.yaml_writer import write

    return write(value, context.limits.characters)


@function(text("src"), context=True, may_be_null=True)
def yamldecode(context: Context, source: str) -> Value:
    from seatrial.terraform.functions.yaml_reader import read

    try:
        return read(source, context.limits.elements)
    except LimitError:
        raise
    except ParseError as error:
        place = f"line {error.line}: " if error.line else ""
        raise FunctionError(f"yamldecode: {place}{error.message}") from error
