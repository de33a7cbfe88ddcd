"""Types and the conversions between them."""

from decimal import Decimal

import pytest

from seatrial.errors import LimitError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.types import (
    ANY,
    BOOL,
    NO_DEFAULT,
    NUMBER,
    STRING,
    ConversionError,
    ListOf,
    MapOf,
    ObjectOf,
    SetOf,
    TupleOf,
    Type,
    convert,
    type_of,
    unify,
    unify_values,
)
from seatrial.terraform.values import Set

UNKNOWN = Unknown("`var.x` has no value here")
RULE = ObjectOf(
    {"port": NUMBER, "protocol": STRING, "cidrs": ListOf(STRING), "note": STRING},
    {"protocol": "tcp", "cidrs": ["10.0.0.0/8"], "note": NO_DEFAULT},
)


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ("a", STRING, "a"),
        (1, STRING, "1"),
        (Decimal("1.50"), STRING, "1.5"),
        (Decimal("1E-7"), STRING, "0.0000001"),
        (True, STRING, "true"),
        ("1.50", NUMBER, Decimal("1.50")),
        ("1e3", NUMBER, 1000),
        (5, NUMBER, 5),
        ("true", BOOL, True),
        ("0", BOOL, False),
        (["a", 1, True], ListOf(STRING), ["a", "1", "true"]),
        (["a", 1], ListOf(ANY), ["a", "1"]),
        ([1, 2], ListOf(ANY), [1, 2]),
        ([], ListOf(ANY), []),
        (["1", "2"], ListOf(NUMBER), [1, 2]),
        ([[1], ["a"]], ListOf(ANY), [["1"], ["a"]]),
        ([{"a": 1}, {"b": "x"}], ListOf(ANY), [{"a": "1"}, {"b": "x"}]),
        ([None, 1, "a"], ListOf(ANY), [None, "1", "a"]),
        (Set(["b", "a"]), ListOf(STRING), ["a", "b"]),
        (["b", "a", "b"], SetOf(STRING), ["a", "b"]),
        ([10, 9, "9"], SetOf(NUMBER), [9, 10]),
        ({"a": 1, "b": True}, MapOf(STRING), {"a": "1", "b": "true"}),
        ({"a": 1, "b": "x"}, MapOf(ANY), {"a": "1", "b": "x"}),
        (["1", "x"], TupleOf((NUMBER, STRING)), [1, "x"]),
        ({"a": "1", "extra": 2}, ObjectOf({"a": NUMBER}), {"a": 1}),
        ({"a": [1]}, ObjectOf({"a": ANY}), {"a": [1]}),
        ([1, "a"], ANY, [1, "a"]),
        (None, ListOf(STRING), None),
        (None, RULE, None),
        ([None], ListOf(NUMBER), [None]),
    ],
)
def test_a_value_becomes_what_is_asked_for(value: Value, wanted: Type, expected: Value) -> None:
    converted = convert(value, wanted)

    assert converted == expected
    assert type(converted) is type(expected) or isinstance(wanted, SetOf)


def test_a_list_becomes_a_set() -> None:
    assert isinstance(convert(["a"], SetOf(STRING)), Set)


@pytest.mark.parametrize(
    ("value", "wanted", "message"),
    [
        (["a"], STRING, "string required, but have list"),
        ({}, STRING, "string required, but have object"),
        (True, NUMBER, "number required, but have bool"),
        ("a", NUMBER, 'number required, but have the string "a"'),
        (" 1", NUMBER, "number required"),
        ("1_0", NUMBER, "number required"),
        ("0x1F", NUMBER, "number required"),
        ("", NUMBER, "number required"),
        ("NaN", NUMBER, "number required"),
        ("٣", NUMBER, "number required"),
        (1, BOOL, "bool required, but have number"),
        ("True", BOOL, "bool required"),
        ("a", ListOf(STRING), "list(string) required, but have the string"),
        ({"a": 1}, SetOf(STRING), "set(string) required, but have object"),
        (["a"], MapOf(STRING), "map(string) required, but have list"),
        ([1, True], ListOf(ANY), "all elements must have the same type"),
        ([[1], {}], ListOf(ANY), "all elements must have the same type"),
        ({"a": 1, "b": [1]}, MapOf(ANY), "all elements must have the same type"),
        (["a"], TupleOf((STRING, STRING)), "tuple of 2 elements required, but have 1"),
        ({}, ObjectOf({"a": STRING}), 'attribute "a" is required'),
        ({}, ObjectOf({"b": STRING, "a": STRING}), 'attributes "a", "b" are required'),
        ("a", ObjectOf({"a": STRING}), "object required, but have the string"),
        ({"rules": [{"port": 1}, {"port": "x"}]}, ObjectOf({"rules": ListOf(RULE)}), "rules[1].port: number required"),
        ({"a": {"b": []}}, MapOf(MapOf(STRING)), '["a"]["b"]: string required'),
    ],
)
def test_a_value_that_cannot_become_it_is_refused_with_its_place(value: Value, wanted: Type, message: str) -> None:
    with pytest.raises(ConversionError) as caught:
        convert(value, wanted)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"port": "22"}, {"port": 22, "protocol": "tcp", "cidrs": ["10.0.0.0/8"], "note": None}),
        ({"port": 22, "protocol": None}, {"port": 22, "protocol": "tcp", "cidrs": ["10.0.0.0/8"], "note": None}),
        (
            {"port": 22, "protocol": "udp", "cidrs": [], "note": "x"},
            {"port": 22, "protocol": "udp", "cidrs": [], "note": "x"},
        ),
        ({"port": None}, {"port": None, "protocol": "tcp", "cidrs": ["10.0.0.0/8"], "note": None}),
    ],
)
def test_optional_attributes_are_filled_in(given: Value, expected: Value) -> None:
    assert convert(given, RULE) == expected


def test_a_default_is_converted_and_completed_like_a_given_value() -> None:
    outer = ObjectOf({"rule": RULE}, {"rule": {"port": "443"}})

    converted = convert({}, outer)

    assert converted["rule"]["port"] == 443
    assert converted["rule"]["protocol"] == "tcp"


@pytest.mark.parametrize("wanted", [STRING, NUMBER, BOOL, ListOf(STRING), SetOf(ANY), MapOf(ANY), TupleOf(()), RULE])
def test_an_unknown_passes_as_it_is(wanted: Type) -> None:
    assert convert(UNKNOWN, wanted) is UNKNOWN


def test_an_unknown_within_stays_where_it_is() -> None:
    assert convert([1, UNKNOWN], ListOf(STRING))[1] is UNKNOWN
    assert convert({"port": UNKNOWN}, RULE)["port"] is UNKNOWN


def test_a_set_whose_size_is_not_known_is_unknown() -> None:
    assert type(convert(["a", UNKNOWN], SetOf(STRING))) is Unknown
    assert len(convert([UNKNOWN], SetOf(STRING))) == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, "a"], ["1", "a"]),
        ([None, 1], [None, 1]),
        ([True, "a"], ["true", "a"]),
        ([[], ["a"]], [[], ["a"]]),
        ([["b", "a"], Set(["c"])], [["a", "b"], ["c"]]),
        ([{"a": 1, "b": "x"}, {}], [{"a": "1", "b": "x"}, {}]),
        ([{"a": 1}, {"a": "x"}], [{"a": "1"}, {"a": "x"}]),
        ([[1], ["x"]], [["1"], ["x"]]),
        ([[1], ["x", "y"]], [["1"], ["x", "y"]]),
    ],
)
def test_values_are_brought_to_one_type(values: list[Value], expected: list[Value]) -> None:
    assert unify_values(values) == expected


def test_a_set_that_meets_a_tuple_stays_a_set() -> None:
    first, second = unify_values([Set(["a"]), []])

    assert isinstance(first, Set)
    assert isinstance(second, Set)


def test_unknown_values_do_not_hinder_the_others() -> None:
    values = unify_values([UNKNOWN, 1, "a"])

    assert values[0] is UNKNOWN
    assert values[1:] == ["1", "a"]


@pytest.mark.parametrize(
    "values", [[1, True], ["a", []], [[], {}], [{"a": 1, "b": {}}, {"a": "x"}], [{"a": 1}, {"a": []}]]
)
def test_values_that_share_no_type_are_refused(values: list[Value]) -> None:
    with pytest.raises(ConversionError, match="same type"):
        unify_values(values)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ([STRING, NUMBER], STRING),
        ([NUMBER, BOOL], None),
        ([ANY, NUMBER], NUMBER),
        ([], ANY),
        ([ListOf(STRING), SetOf(STRING)], ListOf(STRING)),
        ([TupleOf((STRING,)), SetOf(STRING)], SetOf(STRING)),
        ([TupleOf((STRING,)), TupleOf((NUMBER,))], TupleOf((STRING,))),
        ([MapOf(STRING), ObjectOf({"a": NUMBER})], MapOf(STRING)),
        ([STRING, ListOf(STRING)], None),
    ],
)
def test_types_have_one_that_all_convert_to_or_none(types: list[Type], expected: Type | None) -> None:
    assert unify(types) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "any"),
        (UNKNOWN, "any"),
        ("a", "string"),
        (1, "number"),
        (Decimal("0.5"), "number"),
        (True, "bool"),
        ([], "tuple([])"),
        ([1, "a"], "tuple([number, string])"),
        (Set([1]), "set(number)"),
        (Set(), "set(any)"),
        ({"b": [], "a": 1}, "object({a=number, b=tuple([])})"),
    ],
)
def test_the_type_of_a_value_is_written_as_in_a_configuration(value: Value, text: str) -> None:
    assert str(type_of(value)) == text


def test_constructors_are_written_as_in_a_configuration() -> None:
    assert str(MapOf(SetOf(ListOf(ANY)))) == "map(set(list(any)))"


def test_a_value_that_is_too_deep_or_too_large_is_refused() -> None:
    deep: Value = "x"
    for _ in range(200):
        deep = [deep]
    large: Value = ["x"]
    for _ in range(40):
        large = [large, large]

    with pytest.raises(LimitError):
        convert([deep], ListOf(ANY))
    with pytest.raises(LimitError):
        type_of(large)
