"""Edits of YAML: golden cases, and resources that are added."""

from pathlib import Path as FilePath

import pytest

from seatrial.fix import yaml
from seatrial.fix.edit import CannotEditError, NotLiteralError, apply

from .cases import Case, cases_in

CASES = cases_in(FilePath(__file__).with_name("yaml.cases").read_text(encoding="utf-8"))
VERBS = {"set_value": yaml.set_value, "append": yaml.append}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_comes_out_as_it_is_written(case: Case) -> None:
    verb = VERBS[case.verb]

    if case.error:
        with pytest.raises(CannotEditError) as caught:
            verb(case.before, case.at, case.path, case.value)
        assert case.error in str(caught.value)
        return
    edits = verb(case.before, case.at, case.path, case.value)

    assert apply(case.before, edits) == case.after


@pytest.mark.parametrize("case", [case for case in CASES if not case.error], ids=str)
def test_a_second_time_changes_nothing(case: Case) -> None:
    assert VERBS[case.verb](case.after, case.at, case.path, case.value) == ()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_is_no_literal_says_where_it_stands(mark: str) -> None:
    text = mark + "Resources:\n  A:\n    Properties:\n      X: !Ref P # why\n"

    with pytest.raises(NotLiteralError) as caught:
        yaml.set_value(text, (2, 3), ("X",), True)

    assert text[caught.value.start : caught.value.end] == caught.value.expression == "!Ref P"


def test_a_resource_is_added_behind_another() -> None:
    text = "Resources:\n  A:\n    Type: X::Y::Z\n\n  C:\n    Type: X::Y::Z\n"

    edits = yaml.add_resource(
        text, (2, 3), "B", {"Type": "X::Y::W", "Properties": {"A": {"Ref": "A"}, "B": [{"Fn::GetAtt": "A.Arn"}]}}
    )

    added = "\n  B:\n    Type: X::Y::W\n    Properties:\n      A: !Ref A\n      B:\n        - !GetAtt A.Arn\n"
    assert apply(text, edits) == text.replace("Z\n\n  C", f"Z{added}\n  C")


def test_a_resource_that_is_there_is_not_added() -> None:
    with pytest.raises(CannotEditError, match="already"):
        yaml.add_resource("Resources:\n  A: {}\n", (2, 3), "A", {})
