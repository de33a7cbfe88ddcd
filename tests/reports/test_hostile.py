"""Whatever a source calls its things, a report stays one: nothing acts upon a terminal, nothing leaves its string."""

import json
import re
from typing import Any

import pytest

from seatrial import reports
from tests.reports.made import HOSTILE, canvas, hostile_report

_ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_FILES = {text: text for text in HOSTILE}


@pytest.mark.parametrize("name", reports.names())
def test_no_report_prints_what_a_terminal_acts_upon(name: str) -> None:
    text = reports.module(name).render(hostile_report(), canvas(_FILES, verbose=1))

    assert _ACTS.findall(text) == []
    assert text.encode("utf-8")


def test_in_color_every_escape_sequence_is_ours() -> None:
    text = reports.module("text").render(hostile_report(), canvas(_FILES, verbose=1, color=True))

    assert _ACTS.findall(re.sub(r"\x1b\[[0-9;]+m", "", text)) == []


def test_a_terminal_without_unicode_gets_none() -> None:
    text = reports.module("text").render(hostile_report(), canvas(_FILES, verbose=1, unicode=False))

    assert text.isascii()


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_json_says_what_the_source_said(name: str) -> None:
    data = json.loads(reports.module(name).render(hostile_report(), canvas(_FILES)))

    assert "<script>alert(1)</script><img src=x onerror=alert(1)>" in set(_strings(data))


@pytest.mark.parametrize("name", reports.names())
def test_a_report_is_the_same_every_time(name: str) -> None:
    first = reports.module(name).render(hostile_report(), canvas(_FILES))
    second = reports.module(name).render(hostile_report(), canvas(_FILES))

    assert first == second


@pytest.mark.parametrize("name", [name for name in reports.names() if name != "github"])
def test_no_line_is_a_command_for_a_build_server(name: str) -> None:
    text = reports.module(name).render(hostile_report(), canvas(_FILES, verbose=1))

    assert re.findall(r"(?m)^\s*::[A-Za-z].*", text) == []
    assert re.findall(r"##(?:vso)?\[", text) == []


def _strings(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for key, value in data.items() for text in (key, *_strings(value))]
    return [text for item in data for text in _strings(item)] if isinstance(data, list) else []
