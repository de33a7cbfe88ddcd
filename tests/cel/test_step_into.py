"""Terraform's nested blocks: a field of a list is the field of its first element."""

import pytest

from seatrial import cel
from seatrial.cel import DYN, EvaluationError, NoSuchKeyError, Program
from seatrial.model.value import Unknown, Value

BLOCK: Value = {
    "bucket": "logs",
    "versioning": [{"enabled": True, "rule": [{"days": 3}, {"days": 5}]}],
    "empty": [],
    "nil": None,
    "names": ["a", "b"],
}


def over_block(text: str) -> Program:
    return cel.compile(text, variables={"block": DYN}, lists_step_into_first=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("block.versioning.enabled", True),
        ("block.versioning.rule.days", 3),
        ("block.versioning[0].rule[1].days", 5),
        ("block.versioning.rule.map(r, r.days)", [3, 5]),
        ("block.versioning.rule.exists(r, r.days == 5)", True),
        ("block.names.size()", 2),
        ("has(block.versioning.enabled)", True),
        ("has(block.versioning.nothing)", False),
        ("has(block.empty.enabled)", False),
        ("has(block.nil.enabled)", False),
        ("block.?versioning.?rule.?days.orValue(9)", 3),
        ("block.?empty.?days.orValue(9)", 9),
        ("block.?nil.?days.orValue(9)", 9),
        ("block.empty.?days.orValue(9)", 9),
        ("block.nil.?days.orValue(9)", 9),
        ("block.?nothing.?days.orValue(9)", 9),
    ],
)
def test_a_field_of_a_list_is_that_of_its_first_element(text: str, expected: Value) -> None:
    program = over_block(text)

    assert program(BLOCK) == expected
    assert program.trace(BLOCK).value == expected


@pytest.mark.parametrize("text", ["block.empty.days", "block.nil.days", "block.nothing", "block.versioning.nothing.x"])
def test_an_empty_list_and_null_lack_every_field(text: str) -> None:
    with pytest.raises(NoSuchKeyError):
        over_block(text)(BLOCK)
    with pytest.raises(NoSuchKeyError):
        over_block(f"{text} == 1")(BLOCK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[block.bucket, block.nothing]", ["logs"]),
        ("[block.nothing.at.all, block.versioning.enabled]", [True]),
        ("[[block.nothing], [block.bucket]]", [["logs"]]),
        ('[{"name": block.nothing}, {"name": block.bucket}]', [{"name": "logs"}]),
        ('{"a": block.bucket, "b": block.empty.days}', {"a": "logs"}),
        ('[block.bucket] + [block.nothing, "x"]', ["logs", "x"]),
        ('[block.nothing, block.bucket].exists(name, name == "logs")', True),
    ],
)
def test_a_literal_leaves_out_what_is_lacking(text: str, expected: Value) -> None:
    program = over_block(text)

    assert program(BLOCK) == expected
    assert program.trace(BLOCK).value == expected


@pytest.mark.parametrize(
    "text", ["[block.nothing]", "[block.nothing, block.nil.x]", '[{"a": block.nothing}]', '{"a": block.nil.b}']
)
def test_a_literal_of_nothing_but_what_is_lacking_is_lacking_itself(text: str) -> None:
    with pytest.raises(NoSuchKeyError):
        over_block(text)(BLOCK)


def test_an_unknown_element_stays_beside_one_that_is_lacking() -> None:
    unknown = Unknown("why")

    (found,) = over_block("[block.nothing, block.it]")({"it": unknown})

    assert found is unknown


def test_a_missing_key_is_named() -> None:
    with pytest.raises(NoSuchKeyError) as caught:
        over_block("block.versioning.nothing")(BLOCK)

    assert caught.value.key == "nothing"
    assert str(caught.value) == "no such key: 'nothing'"


def test_a_text_has_no_fields() -> None:
    with pytest.raises(EvaluationError, match="string has no field 'x'"):
        over_block("block.bucket.x")(BLOCK)


def test_an_unknown_block_gives_an_unknown_value() -> None:
    unknown = Unknown("no value")

    assert isinstance(over_block("block.versioning.enabled")({"versioning": unknown}), Unknown)
    assert isinstance(over_block("block.versioning.enabled")({"versioning": [unknown]}), Unknown)
    assert over_block("block.versioning.enabled")({"versioning": [{"enabled": unknown}]}) is unknown


def test_tuples_and_other_mappings_are_stepped_into_alike() -> None:
    class Lazy(dict[str, Value]):
        def __missing__(self, key: str) -> Value:
            if key == "late":
                return ({"days": 7},)
            raise KeyError(key)

    assert over_block("block.late.days")(Lazy()) == 7
    assert over_block("block.late.days == 7")(Lazy()) is True
    with pytest.raises(NoSuchKeyError):
        over_block("block.early.days")(Lazy())


def test_without_the_option_a_list_has_no_fields() -> None:
    with pytest.raises(EvaluationError, match="list has no field 'enabled'"):
        cel.compile("block.versioning.enabled", variables={"block": DYN})(BLOCK)
