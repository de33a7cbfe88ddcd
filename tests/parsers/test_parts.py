"""Walking down a document: every value knows its line, and finding it costs no search."""

import time

from seatrial.parsers.document import Part
from seatrial.parsers.json import parse_json
from seatrial.parsers.yaml import parse_yaml

TEXT = """base: &base
  name: hull
  needs: [a, b]
boats:
  - *base
  - <<: *base
    name: keel
"""


def lines(part: Part) -> dict[str | int, int]:
    return {key: child.line for key, child in part.items()}


def test_the_entries_of_mappings_and_lists_know_their_lines() -> None:
    root = parse_yaml(TEXT)[0].root

    assert lines(root) == {"base": 1, "boats": 4}
    assert lines(root.get("base")) == {"name": 2, "needs": 3}
    assert lines(root.get("boats")) == {0: 5, 1: 6}


def test_what_an_alias_stands_for_is_where_it_is_written() -> None:
    boats = dict(parse_yaml(TEXT)[0].root.get("boats").items())

    assert boats[0].get("name").value == "hull"
    assert boats[0].get("name").line == 2
    assert (boats[1].get("name").value, boats[1].get("name").line) == ("keel", 7)
    assert (boats[1].get("needs").value, boats[1].get("needs").line) == (["a", "b"], 3)


def test_what_is_not_there_is_nothing_at_the_place_of_the_whole() -> None:
    root = parse_json('{\n "a": 1\n}').root

    assert (root.get("b").value, root.get("b").line) == (None, 1)
    assert root.get("a").get("x").value is None
    assert list(root.get("a").items()) == []


def test_walking_every_entry_of_a_long_list_is_quick() -> None:
    text = "{" + ",\n".join(f'"p{number}": {{"v": 1}}' for number in range(50_000)) + "}"
    root = parse_json(text).root
    begin = time.process_time()

    assert sum(child.get("v").line for _, child in root.items()) == 50_000 * 50_001 // 2
    assert time.process_time() - begin < 3
