"""Edits of JSON: golden cases, and resources that are added."""

from pathlib import Path as FilePath

import pytest

from seatrial.fix import json
from seatrial.fix.edit import CannotEditError, NotLiteralError, apply

from .cases import Case, cases_in

CASES = cases_in(FilePath(__file__).with_name("json.cases").read_text(encoding="utf-8"))
VERBS = {"set_value": json.set_value, "append": json.append}


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
    text = mark + '{"Resources": {"A": {"Properties": {"X": {"Ref": "P"}}}}}'

    with pytest.raises(NotLiteralError) as caught:
        json.set_value(text, (1, 16), ("X",), True)

    assert text[caught.value.start : caught.value.end] == caught.value.expression == '{"Ref": "P"}'


def test_a_resource_is_added_behind_another() -> None:
    text = '{\n  "Resources": {\n    "A": {\n      "Type": "X::Y::Z"\n    },\n    "C": {}\n  }\n}\n'

    edits = json.add_resource(text, (3, 5), "B", {"Type": "X::Y::W"})

    wanted = '    "B": {\n      "Type": "X::Y::W"\n    },\n    "C"'
    assert apply(text, edits) == text.replace('    "C"', wanted)


def test_a_resource_that_is_there_is_not_added() -> None:
    with pytest.raises(CannotEditError, match="already"):
        json.add_resource('{"Resources": {"A": {}}}', (1, 16), "A", {})
