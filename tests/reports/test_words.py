"""Words as every report shows them."""

import pytest

from seatrial.reports._words import first_sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Close it. Then go.", "Close it."),
        ("Close it: all of it.", "Close it"),
        ("Close it;\nor sink.", "Close it"),
        ("No end at all", "No end at all"),
        ("Version 1.2 leaks. Update.", "Version 1.2 leaks."),
        ("Set `readOnly: true`. Then restart.", "Set `readOnly: true`."),
        ("Set `readOnly: true`", "Set `readOnly: true`"),
        ("Set `a: b` and `c: d. e`: both.", "Set `a: b` and `c: d. e`"),
        ("A lone ` is no quote: go on", "A lone ` is no quote"),
    ],
)
def test_a_first_sentence_ends_outside_of_backticks(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_a_text_full_of_backticks_costs_no_time() -> None:
    text = "`a: b` " * 20_000

    assert first_sentence(text) == text.strip()
