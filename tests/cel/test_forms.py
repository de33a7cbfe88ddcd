"""The law that holds a program together: where the fast form answers, it answers what the strict form does."""

import math
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.cel import (
    BOOL,
    DOUBLE,
    DYN,
    INT,
    STRING,
    CelError,
    EvaluationError,
    ListType,
    MapType,
    ObjectType,
    Optional,
    Type,
    Uint,
)
from seatrial.cel.fast import FALLBACK, compile_fast
from seatrial.cel.program import Program, compile_program
from seatrial.model.value import Unknown, Value

RULE = ObjectType("", {"port": INT, "cidr": STRING, "open": BOOL})
RESOURCE = ObjectType(
    "test.thing",
    {
        "flag": BOOL,
        "name": STRING,
        "count": INT,
        "ratio": DOUBLE,
        "tags": MapType(STRING, STRING),
        "names": ListType(STRING),
        "rules": ListType(RULE),
        "any": DYN,
    },
)
VARIABLES: Mapping[str, Type] = {"r": RESOURCE, "d": DYN}

TEXTS = st.sampled_from(["", "a", "ab", "abc", "b", "10.0.0.0/8", "1"])
_UNKNOWNS = (
    Unknown("no value"),
    Unknown("a reference", ref="aws_kms_key.a", attribute="arn"),
    Unknown("in parts", parts=("ab", Unknown("piece"), "c")),
)
# Hypothesis hashes what it samples, and an unknown value lets nobody do that.
UNKNOWNS = st.integers(0, 2).map(_UNKNOWNS.__getitem__)


def of(strategy: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """A declared property: a value of its type, null or unknown."""
    return st.one_of(*([strategy] * 8), st.none(), UNKNOWNS)


INTS = st.one_of(st.integers(-3, 3), st.sampled_from([2**63 - 1, -(2**63), 22]))
DOUBLES = st.sampled_from([0.0, 1.0, -1.5, 2.0, math.inf, math.nan])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    INTS,
    DOUBLES,
    TEXTS,
    st.sampled_from([b"", b"ab", Uint(1)]),
    UNKNOWNS,
    st.just(Optional(1)),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=2).map(tuple),
        st.dictionaries(st.sampled_from(["name", "port", "a", "b"]), inner, max_size=3),
        st.dictionaries(st.sampled_from([1, 2, True]), inner, max_size=2),
    ),
    max_leaves=6,
)
OBJECTS = st.fixed_dictionaries({"a": ANYTHING, "name": of(TEXTS), "port": of(INTS)})
RULES = st.fixed_dictionaries({"port": of(INTS), "cidr": of(TEXTS), "open": of(st.booleans())})
RESOURCES = st.fixed_dictionaries(
    {
        "flag": of(st.booleans()),
        "name": of(TEXTS),
        "count": of(INTS),
        "ratio": of(DOUBLES),
        "tags": of(st.dictionaries(TEXTS, of(TEXTS), max_size=2)),
        "names": of(st.lists(of(TEXTS), max_size=3)),
        "rules": of(st.lists(RULES, max_size=3)),
        "any": ANYTHING,
    }
)

LEAVES = {
    "bool": ["r.flag", "true", "false", "d", "d.a", "x.open", "r.any"],
    "int": ["r.count", "0", "1", "2", "9223372036854775807", "d", "x.port", "d.port", "r.rules[0].port", "d[1]"],
    "double": ["r.ratio", "1.0", "0.0", "d"],
    "string": ["r.name", '"a"', '"ab"', '""', "d", "d.name", "x.cidr", "r.names[0]", 'r.tags["a"]', "r.tags.a"],
    "list": ["r.names", "r.rules", "[]", "d", '["a", "b"]', "[1, r.count]", "[r.name, null]", "d.a", "r.any"],
    "any": [
        "d",
        "r.any",
        "null",
        "d.a.b",
        "d[0]",
        'd["a"]',
        "d.?a",
        "r.?name",
        "[1, d]",
        '{"a": d}',
        "{1: d, true: 2}",
    ],
}
SHAPES = {
    "bool": [
        "!{bool}",
        "({bool} && {bool})",
        "({bool} || {bool} || {bool})",
        "({any} == {any})",
        "({int} == {int})",
        "({int} != {any})",
        "({string} == {any})",
        "({bool} == {bool})",
        "({any} != null)",
        "({double} == {int})",
        "({int} < {int})",
        "({double} <= {int})",
        "({string} > {string})",
        "({any} >= {any})",
        "({any} in {list})",
        "({string} in {list})",
        '({string} in ["a", "b", "10.0.0.0/8"])',
        "({int} in {any})",
        "{string}.startsWith({string})",
        "{string}.endsWith({string})",
        "{string}.contains({string})",
        '{string}.matches("^a+b?$")',
        "has(d.a)",
        "has(r.name)",
        "has({any}.a)",
        "r.rules.all(x, {bool})",
        "r.rules.exists(x, {bool})",
        "r.rules.exists_one(x, {bool})",
        "{list}.all(x, {bool})",
        "d.all(k, v, {any} == v)",
        "({bool} ? {bool} : {bool})",
        "d.?a.hasValue()",
        "sets.contains({list}, {list})",
        "cel.bind(x, {any}, {bool})",
    ],
    "int": ["({int} + {int})", "({int} * {int})", "({int} / {int})", "-({int})", "size({list})", "{string}.size()"],
    "double": ["({double} + {double})", "double({int})"],
    "string": ["({string} + {string})", "string({any})", "({bool} ? {string} : {string})", "d.?name.orValue({string})"],
    "list": [
        "r.rules.filter(x, {bool})",
        "{list}.filter(x, {bool})",
        "{list}.map(x, {any})",
        "{list}.map(x, {bool}, {int})",
        "({list} + {list})",
        "[?d.?a, {any}]",
        "{list}.distinct()",
        "[{list}, {list}].flatten()",
    ],
    "any": ["dyn({any})", "{list}[{int}]", "d.transformMap(k, v, {any})", "({bool} ? {any} : null)", "type({any})"],
}


@st.composite
def expressions(draw: st.DrawFn, kind: str = "bool", depth: int = 3) -> str:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(LEAVES[kind]))
    shape = draw(st.sampled_from(SHAPES[kind]))
    while "{" in shape and (start := _hole(shape)) is not None:
        end = shape.index("}", start)
        inner = draw(expressions(shape[start + 1 : end], depth - 1))
        shape = shape[:start] + inner.replace("{", "\x01").replace("}", "\x02") + shape[end + 1 :]
    return shape.replace("\x01", "{").replace("\x02", "}")


def _hole(shape: str) -> int | None:
    found = [shape.find("{" + kind + "}") for kind in LEAVES]
    return min((position for position in found if position >= 0), default=None)


def outcome(program: Program, values: list[Value]) -> Value:
    try:
        return program._strictly(values, None)
    except EvaluationError as error:
        return error


def _facts(unknown: Unknown) -> tuple[object, ...]:
    return unknown.reason, unknown.is_set, unknown.prefix


def alike(first: Any, second: Any) -> bool:
    """The same value of the same type, all the way down."""
    if type(first) is Unknown or type(second) is Unknown:
        return type(first) is type(second) and _facts(first) == _facts(second)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(alike, first, second))
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return list(first) == list(second) and all(alike(first[key], second[key]) for key in first)
    if isinstance(first, Optional) and isinstance(second, Optional):
        return first.present == second.present and (not first.present or alike(first.value, second.value))
    if isinstance(first, float) and isinstance(second, float) and math.isnan(first):
        return math.isnan(second)
    return type(first) is type(second) and bool(first == second)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["bool", "any", "list", "string", "int"]).flatmap(expressions),
    RESOURCES,
    st.one_of(OBJECTS, ANYTHING),
)
def test_the_fast_form_never_gives_another_answer_than_the_strict_form(
    text: str, resource: Value, other: Value
) -> None:
    try:
        program = compile_program(f"r.rules.map(x, {text})", variables=VARIABLES)
    except CelError:
        return
    values = [resource, other]
    fast = compile_fast(program._root, 2, step_into=False)
    assert fast is not None

    try:
        answer = fast(None, *values)
    except FALLBACK:
        return

    assert alike(answer, outcome(program, values)), text


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions(), RESOURCES, st.one_of(OBJECTS, ANYTHING))
def test_tracing_changes_no_answer(text: str, resource: Value, other: Value) -> None:
    try:
        program = compile_program(text, variables=VARIABLES)
    except CelError:
        return
    expected = outcome(program, [resource, other])

    try:
        traced = program.trace(resource, other).value
    except EvaluationError as error:
        traced = error

    assert alike(traced, expected) or (isinstance(traced, EvaluationError) and str(traced) == str(expected))


@st.composite
def known_in_place_of_unknown(draw: st.DrawFn, value: Value) -> Value:
    """The value with its unknown parts replaced by something that they could turn out to be."""
    if type(value) is Unknown:
        if value.parts:
            return f"ab{draw(TEXTS)}c"
        return draw(SCALARS.filter(lambda one: type(one) is not Unknown and not (value.is_set and one is None)))
    if isinstance(value, Mapping):
        return {key: draw(known_in_place_of_unknown(inner)) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([draw(known_in_place_of_unknown(inner)) for inner in value])
    return value


def could_become(first: Any, second: Any) -> bool:
    """Whether a value with unknown parts could turn out to be another."""
    if type(first) is Unknown:
        return True
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(could_become, first, second))
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return list(first) == list(second) and all(could_become(first[key], second[key]) for key in first)
    if isinstance(first, Optional) and isinstance(second, Optional):
        return first.present == second.present and (not first.present or could_become(first.value, second.value))
    return alike(first, second)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(["bool", "bool", "any", "list"]).flatmap(expressions))
def test_what_is_answered_in_spite_of_unknowns_holds_whatever_they_turn_out_to_be(
    data: st.DataObject, text: str
) -> None:
    try:
        program = compile_program(text, variables=VARIABLES)
    except CelError:
        return
    values = [data.draw(RESOURCES), data.draw(st.one_of(OBJECTS, ANYTHING))]
    answer = outcome(program, values)
    if isinstance(answer, Unknown | EvaluationError):
        return

    later = outcome(program, [data.draw(known_in_place_of_unknown(value)) for value in values])

    assert isinstance(later, EvaluationError) or could_become(answer, later), text
