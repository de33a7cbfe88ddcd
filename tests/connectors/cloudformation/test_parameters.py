"""Parameters: declared types and defaults, and the files that give values."""

import json
from pathlib import Path

import pytest

from seatrial.connectors.cloudformation.parameters import load_given, parse_given
from seatrial.errors import UsageError
from seatrial.model.value import Unknown

from .reading import value

FORMATS = {
    "the AWS CLI's": [{"ParameterKey": "A", "ParameterValue": "x"}, {"ParameterKey": "B", "UsePreviousValue": True}],
    "deploy's": ["A=x", "C=a=b"],
    "a plain object": {"A": "x", "N": 5},
    "CodePipeline's": {"Parameters": {"A": "x"}, "Tags": {"A": "not this"}},
}


@pytest.mark.parametrize("content", FORMATS.values(), ids=FORMATS)
def test_each_format_of_a_parameter_file_is_read(content: object) -> None:
    assert parse_given(json.dumps(content), "p.json")["A"] == "x"


def test_what_else_a_parameter_file_says_is_kept() -> None:
    assert parse_given(json.dumps(FORMATS["deploy's"]), "p.json")["C"] == "a=b"
    assert parse_given(json.dumps(FORMATS["the AWS CLI's"]), "p.json")["B"] is None
    assert parse_given("Parameters:\n  A: true\n", "p.yaml") == {"A": "true"}


def test_a_later_file_wins(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"A": "1", "B": "1"}')
    (tmp_path / "b.json").write_text('{"A": "2"}')

    given = load_given([str(tmp_path / "a.json"), str(tmp_path / "b.json")])

    assert given == {"A": "2", "B": "1"}


@pytest.mark.parametrize("content", ["{", "5", "[5]", "[{}]"])
def test_a_file_that_holds_no_parameters_is_an_error_that_names_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(content)

    with pytest.raises(UsageError, match=r"p\.json"):
        load_given([str(path)])


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.json"):
        load_given([str(tmp_path / "gone.json")])


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("{Type: String, Default: true}", "true"),
        ("{Type: Number, Default: '8'}", 8),
        ("{Type: Number, Default: 0.5}", 0.5),
        ("{Type: 'List<Number>', Default: '1,2'}", [1, 2]),
        ("{Type: CommaDelimitedList, Default: ''}", []),
        ("{Type: 'List<AWS::EC2::Subnet::Id>', Default: 'a, b'}", ["a", "b"]),
        ("{Type: 'AWS::SSM::Parameter::Name', Default: /a}", "/a"),
        ("{Type: String, NoEcho: true, Default: hunter2}", "hunter2"),
    ],
)
def test_a_default_has_the_declared_type(declaration: str, expected: object) -> None:
    assert value("!Ref P", before=f"Parameters: {{P: {declaration}}}") == expected


def test_a_value_from_a_file_wins_over_the_default() -> None:
    found = value("!Ref P", before="Parameters: {P: {Type: Number, Default: 1}}", parameters={"P": "2"})

    assert found == 2


@pytest.mark.parametrize(
    ("declaration", "reason"),
    [
        ("{Type: 'AWS::SSM::Parameter::Value<String>', Default: /a}", "looked up in Parameter Store"),
        ("{Type: String, NoEcho: 'true', Default: a}", "is NoEcho"),
    ],
)
def test_a_given_value_that_is_not_to_be_known_stays_unknown(declaration: str, reason: str) -> None:
    found = value("!Ref P", before=f"Parameters: {{P: {declaration}}}", parameters={"P": "secret"})

    assert isinstance(found, Unknown)
    assert reason in found.reason
    assert "secret" not in found.reason
