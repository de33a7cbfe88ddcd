"""What holds for every call, whatever its arguments."""

from decimal import Decimal
from importlib import import_module
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions import Context, FunctionError, call, names
from seatrial.terraform.functions.families import MODULES
from seatrial.terraform.functions.registry import FUNCTIONS
from seatrial.terraform.types import BOOL, NUMBER, STRING, ListOf, MapOf, SetOf, Type
from seatrial.terraform.values import Set, equal, export, nfc, number

SAMPLES = """
a|/a(b)?/|%s-%d|10.0.0.0/16|fd00::/8|2024-02-29T00:00:00Z|1h|{"a": [1]}|a: [1, b]|UTF-8|é|👩‍👩‍👧|12|true|$1|(|[|*.tf
**/x|YYYY|\x00|\r|aGk=|dns|%|::|- a|<<|{"<<": 1}|&a|... |~|0x1F|1e5|a{2}|\\Qa\\E|(?P<n>a)|{a,b}|a,b
"""
TEXTS = st.sampled_from(["", "\n", *SAMPLES.strip().replace("\n", "|").split("|")]) | st.text(max_size=6).map(nfc)
NUMBERS = st.integers(-5, 40) | st.sampled_from([number(Decimal("0.5")), number(1e30), 10**300, 10**900, -1, 2**64])
# Hypothesis asks what it samples for a hash, which an unknown refuses; so unknowns are made.
UNKNOWNS = st.builds(Unknown, st.just("not known")) | st.builds(
    lambda: Unknown("not known", parts=('{"a": "', Unknown("nor this", ref="x.y", attribute="arn"), '"}'))
)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS | UNKNOWNS
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3) | st.lists(TEXTS, max_size=3).map(Set)
    ),
    max_leaves=8,
)


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(names())), st.data())
def test_a_call_gives_a_value_of_the_language_or_a_function_error(name: str, data: st.DataObject) -> None:
    arguments = data.draw(_arguments(name))

    try:
        result = call(name, arguments, Context())
    except FunctionError as error:
        assert str(error)
        return

    assert _is_of_the_language(result), result


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_json_that_is_encoded_and_decoded_is_what_it_was(value: Value) -> None:
    encoded = call("jsonencode", [value], Context())

    decoded = call("jsondecode", [encoded], Context())

    assert equal(decoded, value) is not False


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_yaml_that_is_encoded_and_decoded_is_what_it_was(value: Value) -> None:
    # Terraform merges also what a quoted "<<" names.
    assume("<<" not in repr(value))
    encoded = call("yamlencode", [value], Context())

    decoded = call("yamldecode", [encoded], Context())

    assert equal(decoded, value) is not False


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, max_size=4))
def test_flattening_twice_is_flattening_once(values: list[Value]) -> None:
    once = call("flatten", [values], Context())

    twice = once if isinstance(once, Unknown) else call("flatten", [once], Context())

    assert isinstance(once, Unknown) or equal(export(once), export(twice)) is not False


def _arguments(name: str) -> st.SearchStrategy[list[Value]]:
    """Arguments of the types that a function asks for, and now and then of others."""
    import_module(MODULES[name])
    declared = FUNCTIONS[name]
    fitting = st.tuples(*(_fitting(parameter.type) for parameter in declared.parameters))
    rest = st.lists(_fitting(declared.rest.type), max_size=3) if declared.rest else st.just([])
    return st.lists(VALUES, max_size=4) | st.builds(lambda first, more: [*first, *more], fitting, rest)


def _fitting(wanted: Type) -> st.SearchStrategy[Value]:
    match wanted:
        case ListOf(element) | SetOf(element):
            return st.lists(_fitting(element), max_size=4)
        case MapOf(element):
            return st.dictionaries(TEXTS, _fitting(element), max_size=3)
    exact: st.SearchStrategy[Value] = VALUES
    if wanted == STRING:
        exact = TEXTS
    elif wanted == NUMBER:
        exact = NUMBERS
    elif wanted == BOOL:
        exact = st.booleans()
    return exact | exact | exact | SCALARS


def _is_of_the_language(value: Any) -> bool:
    if value is None or isinstance(value, bool | Unknown):
        return True
    if isinstance(value, str):
        return value == nfc(value) and not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, Decimal):
        return value != value.to_integral_value()
    if isinstance(value, int):
        return True
    if isinstance(value, list):
        return all(map(_is_of_the_language, value))
    return isinstance(value, dict) and all(isinstance(key, str) and _is_of_the_language(value[key]) for key in value)
