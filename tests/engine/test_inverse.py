"""Expressions followed backwards."""

import pytest

from seatrial.engine.inverse import Demand, NoWayBackError, ways_back
from seatrial.model.value import Value


@pytest.mark.parametrize(
    ("expression", "wanted", "way"),
    [
        ("a.b", 7, [(("a", "b"), 7)]),
        ("Rules[0].On", True, [(("Rules", 0, "On"), True)]),
        ('a["key"]', "x", [(("a", "key"), "x")]),
        ('a.b == "On"', True, [(("a", "b"), "On")]),
        ('"On" == a.b', True, [(("a", "b"), "On")]),
        ("a != true", True, [(("a",), False)]),
        ("a == false", False, [(("a",), True)]),
        ("!a", True, [(("a",), False)]),
        ("a && !b", True, [(("a",), True), (("b",), False)]),
        ("a || b", False, [(("a",), False), (("b",), False)]),
        ("a || b", True, [(("a",), True)]),
        ("size(a) > 0 || b", True, [(("b",), True)]),
        ("a && b", False, [(("a",), False)]),
        ('a in ["x", "y"]', True, [(("a",), "x")]),
        ('a == "x" ? "on" : "off"', "on", [(("a",), "x")]),
        ("a == true ? 1 : 2", 2, [(("a",), False)]),
        ("c ? x : y", 5, [(("x",), 5), (("c",), True)]),
    ],
)
def test_a_way_back_says_what_to_write(expression: str, wanted: Value, way: list[tuple[object, object]]) -> None:
    assert ways_back(expression, wanted)[0] == tuple(Demand(steps, value) for steps, value in way)  # type: ignore[arg-type]


def test_what_must_be_in_a_list_is_added_to_it() -> None:
    assert ways_back('"audit" in logs.types', True) == [(Demand(("logs", "types"), "audit", adds=True),)]


def test_a_pair_is_named_by_what_comes_first() -> None:
    (way,) = ways_back('l.exists(a, a.Key == "k" && a.Value == "v")', True)

    assert way == (Demand(("l",), {"Key": "k", "Value": "v"}, pair="Key"),)


def test_each_branch_is_a_way() -> None:
    first, second = ways_back('raw.type == "A" ? x : y', True)

    assert first == (Demand(("x",), True), Demand(("raw", "type"), "A"))
    assert second == (Demand(("y",), True), Demand(("raw", "type"), "A", other=True))


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("size(a) > 0", True),
        ("a > 1", True),
        ("a == null", True),
        ('"x" in a', False),
        ('a in ["x"]', False),
        ("a + b", 3),
        ("true", False),
        ("1", True),
        ("f.map(x, x)", []),
        ("a == b", True),
        ("l.all(a, a.Key == 1)", True),
        ("l.exists(a, a.Key > 1)", True),
        ("l.exists(a, b.Key == 1)", True),
    ],
)
def test_what_is_computed_or_would_be_taken_away_has_no_way_back(expression: str, wanted: Value) -> None:
    with pytest.raises(NoWayBackError):
        ways_back(expression, wanted)


def test_ways_do_not_multiply_without_end() -> None:
    expression = " && ".join(f"(a{n} || b{n})" for n in range(40))

    assert len(ways_back(expression, True)) == 16
