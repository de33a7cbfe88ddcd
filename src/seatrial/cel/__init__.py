"""CEL, the Common Expression Language: https://github.com/google/cel-spec

Text becomes a syntax tree (`parse`), a checked tree, and two forms of Python (`compile`): a fast one, tried first, and
a strict one that knows errors, unknown values and which reads decided.  Nothing here does input or output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from seatrial.cel.ast import Expression
from seatrial.cel.errors import BudgetError, CelError, EvaluationError, NoSuchKeyError
from seatrial.cel.functions import Function
from seatrial.cel.parser import parse
from seatrial.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    UINT,
    ListType,
    MapType,
    ObjectType,
    OptionalType,
    Type,
)
from seatrial.cel.values import NONE, Duration, Optional, Timestamp, TypeValue, Uint

if TYPE_CHECKING:
    from seatrial.cel.frame import Read
    from seatrial.cel.program import Program, Trace

__all__ = [
    "BOOL",
    "BYTES",
    "DOUBLE",
    "DURATION",
    "DYN",
    "INT",
    "NONE",
    "NULL",
    "STRING",
    "TIMESTAMP",
    "UINT",
    "BudgetError",
    "CelError",
    "Duration",
    "EvaluationError",
    "Expression",
    "Function",
    "ListType",
    "MapType",
    "NoSuchKeyError",
    "ObjectType",
    "Optional",
    "OptionalType",
    "Program",
    "Read",
    "Timestamp",
    "Trace",
    "Type",
    "TypeValue",
    "Uint",
    "compile",
    "parse",
]


def compile(
    expression: str | Expression,
    *,
    variables: Mapping[str, Type],
    functions: Sequence[Function] = (),
    container: str = "",
    lists_step_into_first: bool = False,
) -> Program:
    """Compile an expression over typed variables.  Raises CelError with the place of what is wrong.

    With ``lists_step_into_first``, selecting a field from a list selects it from its first element, and an empty list
    and null lack every field: a nested Terraform block is a list of mappings.  A list or map that is written out then
    leaves out the elements whose field is lacking; NoSuchKeyError where that is all of them.
    """
    from seatrial.cel.program import compile_program

    return compile_program(
        expression,
        variables=variables,
        functions=functions,
        container=container,
        lists_step_into_first=lists_step_into_first,
    )


def __getattr__(name: str) -> object:
    """The names that only annotations and tests need; what they come with is imported when something is compiled."""
    if name in ("Program", "Trace", "Read"):
        from seatrial.cel import program

        return getattr(program, name)
    raise AttributeError(name)
