import pytest

from seatrial.engine.coerce import coercion
from seatrial.model.value import Unknown, Value, is_unknown


@pytest.mark.parametrize(
    ("type_", "written", "meant"),
    [
        ("bool", "true", True),
        ("bool", "False", False),
        ("int", "8", 8),
        ("int", 8.0, 8),
        ("int", "-1", -1),
        ("double", 3, 3.0),
        ("string", 443, "443"),
        ("string", True, "true"),
        ("list(string)", "one", ["one"]),
        ("list(int)", ["1", 2], [1, 2]),
        ("map(string)", {"a": 1}, {"a": "1"}),
        ("any", {"a": [1]}, {"a": [1]}),
    ],
)
def test_a_value_becomes_what_its_type_says(type_: str, written: Value, meant: Value) -> None:
    assert coercion(type_)(written) == meant


@pytest.mark.parametrize(("type_", "written"), [("bool", "maybe"), ("int", "many"), ("int", []), ("map(string)", "x")])
def test_a_value_that_cannot_be_meant_is_unknown_and_never_a_default(type_: str, written: Value) -> None:
    value = coercion(type_)(written)

    assert is_unknown(value)
    assert "expected" in value.reason


def test_an_unknown_stays_as_it_is() -> None:
    unknown = Unknown("`var.x` has no value here")

    assert coercion("list(int)")(unknown) is unknown
