"""Templates that are out to use up time, memory or the stack: each ends in a gap or an unknown value, and soon."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from seatrial.model.value import Unknown

from .reading import Reading, read


def reading_of(template: dict[str, Any]) -> Reading:
    return read(json.dumps(template), name="template.json")


def bucket(value: Any, **sections: Any) -> Reading:
    resources = {"It": {"Type": "AWS::S3::Bucket", "Properties": {"Value": value, "Other": "kept"}}}
    return reading_of({"Resources": resources, **sections})


WRAPPINGS: dict[str, Callable[[Any], Any]] = {
    "a mapping": lambda value: {"a": value},
    "Base64": lambda value: {"Fn::Base64": value},
    "Not": lambda value: {"Fn::Not": [value]},
    "And": lambda value: {"Fn::And": ["true", value]},
    "Equals": lambda value: {"Fn::Equals": [value, "a"]},
    "ToJsonString": lambda value: {"Fn::ToJsonString": value},
    "Join": lambda value: {"Fn::Join": ["", [value]]},
    "Sub": lambda value: {"Fn::Sub": ["${A}", {"A": value}]},
    "If": lambda value: {"Fn::If": ["Maybe", "a", value]},
    "Select": lambda value: {"Fn::Select": [0, [value]]},
    "FindInMap": lambda value: {"Fn::FindInMap": ["M", "a", "b", {"DefaultValue": value}]},
    "ForEach": lambda value: {"Fn::ForEach::L": ["X", ["a"], {"k${X}": value}]},
}


@pytest.mark.parametrize("name", WRAPPINGS)
@pytest.mark.parametrize("depth", [60, 70, 90])
def test_nesting_has_a_bound(name: str, depth: int) -> None:
    value: Any = "x"
    for _ in range(depth * 3 if name == "a mapping" else depth):
        value = WRAPPINGS[name](value)

    reading = bucket(value, Conditions={"Maybe": {"Fn::Equals": [{"Ref": "AWS::Region"}, "x"]}})

    bounds = {gap.bound for gap in reading.gaps}
    assert bounds <= {"depth 200", "depth 400"}
    assert bounds or depth < 90
    if "depth 400" not in bounds:
        assert reading["It"].attributes["Other"] == "kept"


def test_a_chain_of_conditions_has_a_bound() -> None:
    conditions = {f"C{index}": {"Condition": f"C{index + 1}"} for index in range(2000)}

    reading = bucket({"Fn::If": ["C0", "a", "b"]}, Conditions=conditions)

    assert isinstance(reading["It"].attributes["Value"], Unknown)
    assert [gap.bound for gap in reading.gaps] == ["depth 200"]


def test_text_that_doubles_has_a_bound() -> None:
    text: Any = "0123456789"
    for _ in range(40):
        text = {"Fn::Sub": ["${A}${A}${A}${A}${A}${A}${A}${A}", {"A": text}]}

    reading = bucket(text)

    assert isinstance(reading["It"].attributes["Value"], Unknown)
    assert [gap.bound for gap in reading.gaps] == ["4 MiB"]


def test_all_the_text_of_a_template_has_a_bound() -> None:
    megabyte = "x" * 1024 * 1024
    properties = {f"P{index}": {"Fn::Join": ["", [{"Ref": "Big"}, {"Ref": "Big"}]]} for index in range(50)}

    reading = reading_of(
        {
            "Parameters": {"Big": {"Type": "String", "Default": megabyte}},
            "Resources": {"It": {"Type": "AWS::S3::Bucket", "Properties": properties}},
        }
    )

    assert isinstance(reading["It"].attributes["P49"], Unknown)
    assert [gap.bound for gap in reading.gaps] == ["64 MiB"]


def test_loops_within_loops_have_a_bound() -> None:
    fragment: Any = {"R${A}${B}${C}${D}": {"Type": "AWS::S3::Bucket"}}
    values = [str(number) for number in range(30)]
    for name in "DCBA":
        fragment = {f"Fn::ForEach::{name}": [name, values, fragment]}

    reading = reading_of({"Resources": fragment | {"It": {"Type": "AWS::S3::Bucket"}}})

    assert "It" in reading.by_id
    assert [gap.bound for gap in reading.gaps] == ["10000 rounds"]


def test_the_steps_of_a_template_have_a_bound() -> None:
    row = ",".join(f"&x{depth + 1} [*x{depth},*x{depth},*x{depth},*x{depth}]" for depth in range(1, 9))

    reading = read(f"""
        Metadata: [&x1 [1,2,3,4], {row}]
        Resources:
          A: {{Type: 'AWS::S3::Bucket', Properties: {{V: *x9}}}}
          B: {{Type: 'AWS::S3::Bucket', Properties: {{V: *x9}}}}
          C: {{Type: 'AWS::S3::Bucket', Properties: {{V: *x9}}}}
        """)

    assert reading.gaps
    assert all(gap.bound for gap in reading.gaps)


def test_a_list_that_is_used_everywhere_is_paid_for_every_time() -> None:
    names = ",".join("abcdefgh" for _ in range(20_000))
    properties = {f"P{index}": {"Fn::If": ["Maybe", {"Ref": "Names"}, {"Ref": "Names2"}]} for index in range(2000)}

    reading = reading_of(
        {
            "Parameters": {
                "Names": {"Type": "CommaDelimitedList", "Default": names},
                "Names2": {"Type": "CommaDelimitedList", "Default": names},
            },
            "Conditions": {"Maybe": {"Fn::Equals": [{"Ref": "AWS::Region"}, "x"]}},
            "Resources": {"It": {"Type": "AWS::S3::Bucket", "Properties": properties}},
        }
    )

    assert [gap.bound for gap in reading.gaps] == ["1000000 steps"]


def test_a_reference_to_itself_in_a_sam_resource_ends() -> None:
    reading = read("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          A: {Type: 'AWS::Serverless::Function', Properties: {AutoPublishAlias: !Ref A.Alias, InlineCode: x}}
        """)

    assert "ARole" in reading.by_id


@pytest.mark.parametrize("number", ["1e999", "-1e999", "123456789012345678901234567890"])
def test_huge_numbers_do_no_harm(number: str) -> None:
    reading = read(f"""
        Parameters: {{P: {{Type: Number, Default: '{number}'}}}}
        Resources:
          It:
            Type: AWS::S3::Bucket
            Properties:
              A: !Ref P
              B: !Select [{number}, [a]]
              C: !Cidr [10.0.0.0/8, {number}, 8]
              D: !Cidr [10.0.0.0/8, 4, {number}]
        """)

    assert reading["It"].attributes["A"] == number
    assert all(isinstance(reading["It"].attributes[key], Unknown) for key in "BCD")


def test_nul_bytes_and_other_encodings_are_gaps() -> None:
    assert read("Resources:\n  A: \0\n").gaps
    assert read('{"Resources": {"A": {"Type": "\0"}}}', name="a.json").gaps
