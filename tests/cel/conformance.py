"""The official conformance cases: reading them, running one, and what each must come to."""

import base64
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seatrial.cel import (
    BOOL,
    BYTES,
    DOUBLE,
    DYN,
    INT,
    NULL,
    STRING,
    UINT,
    CelError,
    EvaluationError,
    Function,
    ListType,
    MapType,
    Type,
    TypeValue,
    Uint,
)
from seatrial.cel.functions import parse_signature
from seatrial.cel.program import compile_program

CASES = Path(__file__).parents[3] / "shared" / "cel" / "conformance.jsonl"

_PRIMITIVES = {
    "primitive: BOOL": BOOL,
    "primitive: BYTES": BYTES,
    "primitive: DOUBLE": DOUBLE,
    "primitive: INT64": INT,
    "primitive: STRING": STRING,
    "primitive: UINT64": UINT,
    "null: NULL_VALUE": NULL,
}

# The cases leave out the signatures of the functions that they declare, and the types that are to be deduced.
_SIGNATURES = {
    "fn": "string, int -> string",
    "tuple": "T, U, V -> tuple(T, U, V)",
    "sort": "tuple(T, T, T) -> tuple(T, T, T)",
}
_DEDUCED = {
    "function_result_type": "string",
    "list_parameter": "list(list(list(list(list(dyn)))))",
    "list_parameter_order_independent": "list(list(list(list(list(dyn)))))",
    "unconstrained_type_var_as_dyn": "dyn",
    "optional_none": "list(optional_type(int))",
    "optional_none_2": "list(optional_type(int))",
    "optional_dyn_promotion": "list(optional_type(dyn))",
    "optional_dyn_promotion_2": "list(optional_type(dyn))",
    "optional_in_ternary": "optional_type(dyn)",
    "multiple_parameters_generality": "tuple(dyn, dyn, dyn)",
    "multiple_parameters_generality_2": "tuple(dyn, dyn, dyn)",
    "multiple_parameters_parameterized_ovl": "bool",
    "multiple_parameters_parameterized_ovl_2": "bool",
    "null_assignable_to_abstract_parameter_candidate": "optional_type(int)",
}


# Two expected values kept an escape of the format that the cases were converted from; the same cases for texts, which
# stand beside them, expect the question mark alone.
_CORRECTED = {
    "parse/bytes_literals/triple_single_quoted_unescaped_punctuation": b" ? \" ' ` ",
    "parse/bytes_literals/triple_double_quoted_unescaped_punctuation": b" ? \" ' ` ",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case.  ``proto`` ones need protocol buffers, which do not exist here."""

    file: str
    section: str
    name: str
    data: Mapping[str, Any]

    @property
    def proto(self) -> bool:
        return bool(self.data["proto"])

    def __str__(self) -> str:
        return f"{self.file}/{self.section}/{self.name}"


def read_cases() -> Iterator[Case]:
    with CASES.open(encoding="utf-8") as lines:
        for line in lines:
            data = json.loads(line)
            yield Case(data["file"], data["section"], data["name"], data)


def failure(case: Case) -> str:
    """Why a case does not pass; empty where it does."""
    data = case.data
    bindings = {name: _value(value) for name, value in data["bindings"].items()}
    declared = {entry["name"]: _type(entry["type"]) for entry in data["env"] if entry["kind"] == "ident"}
    variables = {name: declared.get(name, DYN) for name in {**declared, **bindings}}
    try:
        program = compile_program(
            data["expr"],
            variables=variables,
            functions=[_function(entry["name"]) for entry in data["env"] if entry["kind"] == "function"],
            container=data["container"],
            checked=not data["disable_check"],
        )
        if data["matcher"] == "typed":
            wanted = _DEDUCED[case.name]
            return "" if str(program.type) == wanted else f"deduced {program.type}, not {wanted}"
        values = [bindings.get(name) for name in variables]
        result = program(*values)
        traced = program.trace(*values).value
    except (CelError, EvaluationError) as error:
        return "" if data["matcher"] in ("eval_error", "any_eval_errors") else f"{type(error).__name__}: {error}"
    if data["matcher"] in ("eval_error", "any_eval_errors"):
        return f"gave {result!r} where an error is expected"
    wanted_value = _CORRECTED.get(str(case), _expected(data))
    if not _alike(result, traced):
        return f"gave {result!r}, and traced {traced!r}"
    return "" if _alike(result, wanted_value) else f"gave {result!r}, not {wanted_value!r}"


def _expected(data: Mapping[str, Any]) -> Any:
    return True if data["matcher"] == "default_true" else _value(data["expect"])


def _function(name: str) -> Function:
    parameters, result = parse_signature(_SIGNATURES[name])
    return Function(name, parameters, result, lambda *values: values)


def _type(text: str) -> Type:
    text = text.strip()
    if text in _PRIMITIVES:
        return _PRIMITIVES[text]
    if text.startswith("list_type"):
        return ListType(_type(_between(text, "elem_type {")))
    if text.startswith("map_type"):
        return MapType(_type(_between(text, "key_type {")), _type(_between(text, "value_type {")))
    raise AssertionError(f"no type: {text}")


def _between(text: str, opening: str) -> str:
    start = text.index(opening) + len(opening)
    return text[start : text.index("}", start)]


def _value(encoded: list[Any]) -> Any:
    kind, value = encoded
    match kind:
        case "int":
            return int(value)
        case "uint":
            return Uint(value)
        case "double":
            return float(value)
        case "bytes":
            return base64.b64decode(value)
        case "list":
            return [_value(item) for item in value]
        case "map":
            return {_value(key): _value(item) for key, item in value}
        case "type":
            return TypeValue(value)
    return value


def _alike(given: Any, wanted: Any) -> bool:
    """Equal in value and in type, all the way down; NaN is NaN."""
    if isinstance(wanted, float) and math.isnan(wanted):
        return isinstance(given, float) and math.isnan(given)
    if isinstance(wanted, list):
        return isinstance(given, list) and len(given) == len(wanted) and all(map(_alike, given, wanted))
    if isinstance(wanted, dict):
        if not isinstance(given, Mapping) or len(given) != len(wanted):
            return False
        return all(key in given and _alike(given[key], value) for key, value in wanted.items())
    return type(given) is type(wanted) and bool(given == wanted)
