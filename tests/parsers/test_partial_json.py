"""JSON of which pieces are unknown."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Unknown, Value
from seatrial.parsers.partial_json import decode

A = Unknown("a is not known", ref="aws_s3_bucket.a", attribute="arn")
B = Unknown("b is not known")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def shown(value: Value) -> Any:
    """A value with its unknowns as tuples, so that it can be compared."""
    if type(value) is Unknown:
        return ("?", value.reason, *map(shown, value.parts))
    if isinstance(value, list):
        return list(map(shown, value))
    return {key: shown(item) for key, item in value.items()} if isinstance(value, dict) else value


UA, UB = shown(A), shown(B)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2.5, "x", true, false, null]}', {"a": [1, 2.5, "x", True, False, None]}),
        (' "a" ', "a"),
        ("-0.5e1", -5.0),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('"\\u00e9\\ud83d\\ude00\\n"', "é😀\n"),
        ('"\\ud800"', "\ufffd"),
        ("[]", []),
    ],
)
def test_a_known_text_is_read(text: str, value: Value) -> None:
    assert decode(text) == value
    assert decode([text]) == value
    assert decode(list(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        "[1,]",
        "{a: 1}",
        "{'a': 1}",
        "01",
        "1.",
        "NaN",
        "Infinity",
        "[1 2]",
        "1 2",
        "[1]]",
        "{]",
        "tru",
        ",",
        '{"a"}',
        '{"a": }',
        '{"a": 1,}',
        '"a',
        '"\n"',
        '"\\x"',
        "{1: 2}",
        "[1],",
        "[1],[2]",
        ":",
        '{"a" "b"}',
        '["a": 1]',
    ],
)
def test_a_broken_text_is_an_error(text: str) -> None:
    for source in (text, list(text), [text[:1], text[1:]]):
        with pytest.raises(ParseError):
            decode(source)


@pytest.mark.parametrize(
    ("pieces", "value"),
    [
        ((A,), UA),
        (('{"a": ', A, "}"), {"a": UA}),
        (("[", A, ", 1, ", B, "]"), [UA, 1, UB]),
        (('{"Resource": "', A, '/*"}'), {"Resource": ("?", A.reason, UA, "/*")}),
        (('{"a": "', A, '"}'), {"a": UA}),
        (('["x\\"', A, "-", B, '\\n"]'), [("?", A.reason, 'x"', UA, "-", UB, "\n")]),
        (('["a', '\\u00e9"]'), ["aé"]),
        (("[1", "2, tr", "ue]"), [12, True]),
        (("[1", A, "]"), [("?", A.reason)]),
        (("[", A, B, "]"), [("?", A.reason)]),
        (('[{"Effect": "Allow"}', A, "]"), [{"Effect": "Allow"}, UA]),
        (("[", A, '{"Effect": "Allow"}]'), [UA, {"Effect": "Allow"}]),
        (("[1, ", A, " ]"), [1, UA]),
        (('{"a": {"', A, '": 1}, "b": 2}'), {"a": ("?", A.reason), "b": 2}),
        (('{"a": {"x": 1', A, '}, "b": 2}'), {"a": {"x": ("?", A.reason)}, "b": 2}),
        (('{"a": {"x": 1 ', A, '}, "b": 2}'), {"a": ("?", A.reason), "b": 2}),
        (('{"a": {"x": "y"', A, '}, "b": 2}'), {"a": ("?", A.reason), "b": 2}),
        (('{"a": {', A, '}, "b": 2}'), {"a": ("?", A.reason), "b": 2}),
        (('{"a": {', A, ': 1, "c": 3}, "b": 2}'), {"a": ("?", A.reason), "b": 2}),
        (('{"a": {', A, '"k": [1]}, "b": 2}'), {"a": ("?", A.reason), "b": 2}),
        ((A, " {}"), ("?", A.reason)),
        (("{} ", A), ("?", A.reason)),
        ((A, B), ("?", A.reason)),
    ],
)
def test_an_unknown_stands_where_it_stood_in_the_text(pieces: tuple[str | Unknown, ...], value: Any) -> None:
    assert shown(decode(pieces)) == value


def test_a_value_that_is_unknown_is_the_unknown_itself() -> None:
    assert decode(('{"a": ', A, ', "b": "', A, '"}'))["a"] is A
    assert decode(('{"a": ', A, ', "b": "', A, '"}'))["b"] is A


def test_an_object_with_an_unknown_key_is_known_to_be_one() -> None:
    assert decode(('{"', A, '": 1}')).is_set


def test_an_object_with_an_unknown_key_keeps_its_members() -> None:
    found = decode(('{"x": 1, "', A, ':sub": ["', B, '"], "', A, '": ', B, "}"))

    assert [(shown(key), shown(value)) for key, value in found.members] == [
        ("x", 1),
        (("?", A.reason, UA, ":sub"), [UB]),
        (UA, UB),
    ]


def test_an_object_of_which_members_are_unknown_has_none_that_can_be_counted_on() -> None:
    found = decode(('{"', A, ':sub": 1, ', B, "}"))

    assert (found.is_set, found.members) == (True, ())


@pytest.mark.parametrize(
    "pieces",
    [
        ("[", A),
        ('{"a": ', A),
        ('"', A),
        (A, "]"),
        ("{", A, ",}"),
        ("[", A, ",]"),
        ('["', A, "\n", '"]'),
        ('["\\', A, '"]'),
        ('{"a": 1 "b"', A, "}"),
        (A, ","),
    ],
)
def test_a_text_that_is_broken_whatever_the_unknown_is_is_an_error(pieces: tuple[str | Unknown, ...]) -> None:
    with pytest.raises(ParseError):
        decode(pieces)


def test_numbers_can_be_made_by_the_caller() -> None:
    assert decode("[1, 2.50]", number=str) == ["1", "2.50"]
    assert decode(["[1, 2.", "50]"], number=str) == ["1", "2.50"]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 200 + "]" * 200, "1" * 5000])
def test_what_is_past_a_bound_is_refused_by_its_name(text: str) -> None:
    sources: list[str | list[str | Unknown]] = [text, [text, " ", A]]
    for source in sources:
        with pytest.raises(LimitError) as caught:
            decode(source)

        assert caught.value.bound


def test_brackets_within_strings_are_not_nesting() -> None:
    assert decode('["' + "[" * 500 + '"]') == ["[" * 500]


def test_reading_takes_linear_time() -> None:
    pieces: list[str | Unknown] = ["["]
    for _ in range(20_000):
        pieces += ['"x', A, '", ']

    assert len(decode([*pieces, "1]"])) == 20_001


@settings(deadline=None)
@given(JSON)
def test_a_text_cut_into_pieces_means_what_the_whole_means(value: Any) -> None:
    text = json.dumps(value)

    assert decode([text[: len(text) // 2], text[len(text) // 2 :]]) == decode(text) == json.loads(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["{", "}", "[", "]", ":", ",", '"', "a", "1", " ", '"k"', "?"]), max_size=12))
def test_any_pieces_give_a_value_or_an_error(pieces: list[str]) -> None:
    try:
        decode([A if piece == "?" else piece for piece in pieces])
    except ParseError as error:
        assert error.message
