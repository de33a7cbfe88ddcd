"""The values of the language: numbers, equality, sets, texts with unknown pieces."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.errors import LimitError
from seatrial.model.value import Unknown, Value
from seatrial.terraform import values
from seatrial.terraform.values import Set, equal, export, first_unknown, number, number_text, parse_number, text_of

UNKNOWN = Unknown("`var.x` has no value here")
ARN = Unknown("known after apply", ref="aws_s3_bucket.logs", attribute="arn")
NUMBERS = st.integers(-(10**30), 10**30) | st.decimals(-(10**9), 10**9, allow_nan=False, places=5).map(number)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (values.add(Decimal("0.1"), Decimal("0.2")), "0.3"),
        (values.multiply(values.divide(1, 3), 3), "1"),
        (values.divide(10, 4), "2.5"),
        (values.divide(10, 5), "2"),
        (values.divide(1, 3), "0." + "3" * 154 + "5"),
        (values.divide(2, 3), "0." + "6" * 153 + "7"),
        (values.subtract(1, Decimal("0.9")), "0.1" + "0" * 153 + "3"),
        (values.multiply(Decimal("1.1"), Decimal("1.1")), "1.21" + "0" * 151 + "1"),
        (values.modulo(10, Decimal("3.3")), "0.1" + "0" * 152 + "48"),
        (values.multiply(100, Decimal("1.1")), "110"),
        (values.modulo(-7, 3), "-1"),
        (values.modulo(7, -3), "1"),
        (values.modulo(Decimal("5.5"), 2), "1.5"),
        (number(1e21), "1000000000000000000000"),
        (number(0.1), "0.1"),
        (number(Decimal("1.500")), "1.5"),
        (number(10**300), "1" + "0" * 300),
        (number(-2.0), "-2"),
        (parse_number("-0"), "0"),
        (parse_number("1e-7"), "0.0000001"),
    ],
)
def test_numbers_are_those_of_terraform(result: values.Number, expected: str) -> None:
    assert number_text(result) == expected


@settings(deadline=None)
@given(NUMBERS)
def test_a_number_survives_its_text(value: values.Number) -> None:
    assert parse_number(number_text(value)) == value


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_a_difference_added_again_is_right_to_150_digits(one: values.Number, other: values.Number) -> None:
    restored = values.add(values.subtract(one, other), other)

    assert abs(Decimal(restored) - Decimal(one)) <= max(abs(Decimal(one)), abs(Decimal(other))) * Decimal("1e-150")


@settings(deadline=None)
@given(NUMBERS, NUMBERS.filter(bool))
def test_a_quotient_times_its_divisor_is_the_dividend_to_150_digits(one: values.Number, other: values.Number) -> None:
    product = values.multiply(values.divide(one, other), other)

    assert abs(Decimal(product) - Decimal(one)) <= abs(Decimal(one)) * Decimal("1e-150")


@pytest.mark.parametrize("text", ["", "a", " 1", "1_0", "0x1", "nan", "inf", "1e", "--1", "1.2.3", "٣"])
def test_a_text_that_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("value", [10**1500, Decimal("1e1500"), Decimal("1e-1500"), float("inf")])
def test_a_number_past_the_bound_is_refused(value: float | Decimal) -> None:
    with pytest.raises(LimitError) as caught:
        number(value)

    assert caught.value.bound


def test_a_number_that_grows_past_the_bound_is_refused() -> None:
    large = 10**800

    with pytest.raises(LimitError):
        values.multiply(large, large)


@pytest.mark.parametrize("text", ["1e999999999", "1" * 5000])
def test_a_text_of_a_number_past_the_bound_is_refused_at_once(text: str) -> None:
    with pytest.raises(LimitError):
        parse_number(text)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, Decimal(1), True),
        (1, "1", False),
        (1, True, False),
        (0, False, False),
        (None, None, True),
        (None, "", False),
        ("a", "a", True),
        ([1, 2], [1, 2], True),
        ([1, 2], [1], False),
        ([], {}, False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"b": 1}, False),
        (Set(["b", "a"]), Set(["a", "b"]), True),
        ([True], [1], False),
        (UNKNOWN, 1, None),
        (UNKNOWN, UNKNOWN, None),
        ([1, UNKNOWN], [2, 3], False),
        ([UNKNOWN, 1], [2, 3], False),
        ([1, UNKNOWN], [1, 3], None),
        ([UNKNOWN], [], False),
        (UNKNOWN, None, None),
        (ARN, None, False),
        (ARN, "x", None),
        (Unknown("x", parts=("arn:", ARN)), "arn:aws", None),
        (Unknown("x", parts=("arn:", ARN)), "http", False),
        (Unknown("x", parts=(ARN, "/*")), "arn:aws", False),
        (Unknown("x", parts=(ARN, "/*")), ["a"], False),
    ],
)
def test_equality_has_three_answers(one: Value, other: Value, expected: bool | None) -> None:
    for result in (equal(one, other), equal(other, one)):
        assert type(result) is Unknown if expected is None else result is expected


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        (["b", "a", "b"], ["a", "b"]),
        (["é", "z", "B"], ["B", "z", "é"]),
        ([10, 9, 9], [9, 10]),
        ([True, False], [False, True]),
        ([None, "a"], ["a", None]),
        ([["b"], ["a", "c"], []], [["a", "c"], ["b"], []]),
        ([{"a": 2}, {"a": 1}, {"a": 10}], [{"a": 10}, {"a": 1}, {"a": 2}]),
    ],
)
def test_a_set_is_in_terraforms_order_without_duplicates(elements: list[Value], expected: list[Value]) -> None:
    assert Set(elements) == expected


def test_the_first_unknown_is_found_at_any_depth() -> None:
    assert first_unknown({"a": [1, {"b": ARN}], "c": UNKNOWN}) is ARN
    assert first_unknown({"a": [1, {"b": "x"}]}) is None


def test_a_shared_value_is_looked_into_once() -> None:
    value: Value = ["x"]
    for _ in range(60):
        value = [value, value]

    assert first_unknown(value) is None
    assert export(value)[0] is not None


def test_comparing_values_that_are_large_when_written_out_is_bounded() -> None:
    one: Value = ["x"]
    for _ in range(60):
        one = [one, one]

    with pytest.raises(LimitError):
        equal(one, [one[0], one[1]])


def test_a_text_of_known_pieces_is_a_text() -> None:
    assert text_of(["a", "", "b"]) == "ab"
    assert text_of([]) == ""


def test_known_pieces_between_unknown_ones_are_joined() -> None:
    text = text_of(["a", "b", UNKNOWN, "", "c", Unknown("x", parts=("d", ARN))])

    assert isinstance(text, Unknown)
    assert [part if isinstance(part, str) else part.reason for part in text.parts] == [
        "ab",
        UNKNOWN.reason,
        "cd",
        ARN.reason,
    ]


def test_what_is_exported_is_of_the_model() -> None:
    exported = export({"a": Decimal("0.5"), "b": Set(["y", "x"]), "c": [UNKNOWN]})

    assert exported["a"] == 0.5
    assert type(exported["a"]) is float
    assert type(exported["b"]) is list
    assert exported["c"][0] is UNKNOWN


def test_an_export_that_is_too_deep_is_refused() -> None:
    value: Value = "x"
    for _ in range(200):
        value = [value]

    with pytest.raises(LimitError):
        export(value)


def test_texts_are_kept_in_one_normal_form() -> None:
    assert values.nfc("e\u0301") == "\u00e9"
