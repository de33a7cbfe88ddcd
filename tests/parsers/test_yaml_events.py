"""The events that PyYAML's C parser makes: ours while a text is parsed, its own at any other time."""

import pytest
import yaml
from yaml import events

from seatrial.errors import ParseError
from seatrial.parsers.yaml import parse_yaml
from seatrial.parsers.yaml_events import MappingStartEvent, ScalarEvent, quick_events

TEXT = "a: [1, 'two', *x]\nb: {c: &x !t 3}\n"
OWN = [events.StreamStartEvent, events.DocumentStartEvent, events.MappingStartEvent, events.ScalarEvent]


def kinds() -> list[type]:
    return [type(event) for event in yaml.parse("a: 1", Loader=yaml.CSafeLoader)][:4]


def test_ours_are_made_meanwhile_and_its_own_afterwards() -> None:
    with quick_events():
        assert kinds()[2:] == [MappingStartEvent, ScalarEvent]
        with quick_events():
            assert kinds()[3] is ScalarEvent
        assert kinds()[3] is ScalarEvent
    assert kinds() == OWN


def test_a_text_that_cannot_be_parsed_leaves_its_own() -> None:
    with pytest.raises(ParseError):
        parse_yaml("a: [1")

    assert kinds() == OWN


def test_they_say_the_same_as_its_own() -> None:
    def said() -> list[dict[str, object]]:
        names = ("anchor", "tag", "implicit", "value", "style", "flow_style")
        return [
            {name: getattr(event, name, None) for name in names}
            | {mark: getattr(event, mark).index for mark in ("start_mark", "end_mark")}
            for event in yaml.parse(TEXT, Loader=yaml.CSafeLoader)
        ]

    own = said()
    with quick_events():
        assert said() == own
    assert any(each["anchor"] == "x" for each in own)
