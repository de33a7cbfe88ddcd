import time

import pytest

from seatrial.errors import LimitError, ParseError
from seatrial.parsers.json import parse_json
from seatrial.parsers.yaml import parse_yaml

TEXT = """{
  "kind": "List",
  "items": [
    {"a\\"b": [1, {"x": null}], "c": {}, "d": []},
    "}{"
  ]
}
"""


def test_values_are_those_of_json() -> None:
    document = parse_json(TEXT)

    assert document.value == {"kind": "List", "items": [{'a"b': [1, {"x": None}], "c": {}, "d": []}, "}{"]}


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ((), (1, 1, 7, 2)),
        (("kind",), (2, 3, 2, 17)),
        (("items",), (3, 3, 6, 4)),
        (("items", 0), (4, 5, 4, 49)),
        (("items", 0, 'a"b', 1, "x"), (4, 19, 4, 28)),
        (("items", 0, "d"), (4, 41, 4, 48)),
        (("items", 1), (5, 5, 5, 9)),
        (("items", 7, "x"), (3, 3, 6, 4)),
    ],
)
def test_a_path_has_the_span_of_its_entry_from_its_key(path: tuple[str | int, ...], span: tuple[int, ...]) -> None:
    assert parse_json(TEXT).span(path) == span


def test_places_are_those_that_the_yaml_parser_finds() -> None:
    (as_yaml,) = parse_yaml(TEXT)
    as_json = parse_json(TEXT)

    for path in [("items", 0, "c"), ("items", 0, 'a"b'), ("items", 0, 'a"b', 1), ("items", 1), ("kind",)]:
        assert as_json.span(path) == as_yaml.span(path)


def test_of_duplicate_keys_the_last_counts() -> None:
    document = parse_json('{"a": {"x": 1},\n "b": 2,\n "a": {"y": [3]},\n "a": {"z": 4}}')

    assert document.value == {"a": {"z": 4}, "b": 2}
    assert document.span(("a", "z"))[0] == 4
    assert document.span(("b",))[0] == 2


@pytest.mark.parametrize("text", ["7", '"x"', "null", " [ ] "])
def test_any_value_may_be_the_document(text: str) -> None:
    document = parse_json(text)

    assert document.span(("nothing",)) == document.span(())
    assert document.line == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    document = parse_json('{"\u00fc\U0001f600": 1, "b": 2}'.encode(encoding))

    assert document.value == {"\u00fc\U0001f600": 1, "b": 2}
    assert document.span(("b",)) == (1, 11, 1, 17)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": 1,\n "b" 2}', 2, 6),
        ('{"a": NaN}', 1, 7),
        ("[1,\n]", 2, 1),
        ('{"a": "\u00fc", x}', 1, 12),
        ("{} {}", 1, 5),
        ("", 1, 1),
        ('{"a": [1,\n 2', 2, 3),
        (b'{"a":\n "\xff"}', 2, 3),
        ("// no\n{}", 1, 1),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(text: str | bytes, line: int, column: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse_json(text)

    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize("number", ["1" * 5000, "1e999"])
def test_numbers_past_every_bound_are_refused(number: str) -> None:
    with pytest.raises(ParseError, match="out of range"):
        parse_json(f"[{number}]")


def test_nesting_is_allowed_to_the_bound_and_no_further() -> None:
    assert parse_json("[" * 400 + "]" * 400).line == 1
    with pytest.raises(LimitError) as caught:
        parse_json("[" * 400 + '{"[[": 1}' + "]" * 400)
    assert caught.value.bound == "depth 400"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        '{"a":' * 100_000,
        '"' + '\\"' * 500_000,
        "[" + '"\\"",' * 200_000 + "1]",
        "[" + ("[" * 398 + "]" * 398 + ",") * 500 + "1]",
    ],
    ids=["brackets", "braces", "open string", "escapes", "wide and deep"],
)
def test_what_is_meant_to_hurt_costs_little(text: str) -> None:
    begin = time.process_time()

    try:
        parse_json(text).span((3,))
    except ParseError as error:
        assert error.line == 1

    assert time.process_time() - begin < 2
