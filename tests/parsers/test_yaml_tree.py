"""YAML as it is written: nodes with their spans, styles, tags and anchors."""

from typing import Any

import pytest

from seatrial.errors import LimitError, ParseError
from seatrial.parsers import tree
from seatrial.parsers.yaml import parse_yaml
from seatrial.parsers.yaml_tree import LIMITS, parse_trees

TEXT = """\
a: &x {b: [1, yes, ~], 'c': 0o7}
d: *x
e: |
  f

g: !Ref "h"
i:
- j: k  # why
-
"""


def written(node: tree.Node, text: str = TEXT) -> str:
    return text[node.start : node.end]


def root(text: str = TEXT) -> tree.Mapping:
    found = parse_trees(text, 0)[0]
    assert isinstance(found, tree.Mapping)
    return found


def plain(node: tree.Node) -> Any:
    match node:
        case tree.Mapping():
            return {entry.key: plain(entry.node) for entry in node.entries}
        case tree.Sequence():
            return [plain(item) for item in node.items]
        case tree.Alias():
            return plain(node.target)
        case tree.Scalar():
            return node.value
    raise AssertionError(node)


def test_the_tree_says_what_the_value_does() -> None:
    assert plain(root()) == parse_yaml(TEXT)[0].value


def test_each_node_knows_its_span() -> None:
    spans = {entry.key: written(entry.node) for entry in root().entries}

    assert spans == {
        "a": "&x {b: [1, yes, ~], 'c': 0o7}",
        "d": "*x",
        "e": "|\n  f\n\n",
        "g": '!Ref "h"',
        "i": "- j: k  # why\n-",
    }


def test_keys_know_theirs() -> None:
    inner = root().entries[0].node

    assert isinstance(inner, tree.Mapping)
    assert [TEXT[entry.start : entry.key_end] for entry in inner.entries] == ["b", "'c'"]


def test_what_aliases_name_is_shared() -> None:
    first, second = (entry.node for entry in root().entries[:2])

    assert isinstance(second, tree.Alias)
    assert second.target is first
    assert first.is_shared
    assert first.anchor == "x"


def test_styles_and_tags_are_kept() -> None:
    nodes = {entry.key: entry.node for entry in root().entries}
    text, call, items = nodes["e"], nodes["g"], nodes["i"]

    assert isinstance(text, tree.Scalar)
    assert text.style == "|"
    assert isinstance(call, tree.Scalar)
    assert (call.tag, call.style) == ("!Ref", '"')
    assert isinstance(items, tree.Sequence)
    assert not items.is_flow
    assert isinstance(items.items[1], tree.Scalar)
    assert items.items[1].is_absent


def test_a_merge_is_an_entry_that_merges() -> None:
    text = 'a: &a {b: 1}\nc: {<<: *a, "<<": 2}\n'
    inner = root(text).entries[1].node

    assert isinstance(inner, tree.Mapping)
    assert [entry.merges for entry in inner.entries] == [True, False]


def test_the_document_at_an_offset_is_read_with_places_in_the_whole() -> None:
    text = "a: [\n---\nb: 1\n---\n}\n"

    (document,) = parse_trees(text, text.index("b"))

    assert isinstance(document, tree.Mapping)
    assert written(document.entries[0].node, text) == "1"


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: [", "flow", 2),
        ("a: *b", "names nothing", 1),
        ("a: &a [*a]", "names nothing", 1),
        ("? [a]\n: b", "cannot be the key", 1),
        ("a: \x00", "does not allow", 1),
    ],
)
def test_what_is_broken_is_told_with_its_place(text: str, message: str, line: int) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        parse_trees(text, 0)

    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("[" * (LIMITS.depth + 1) + "]" * (LIMITS.depth + 1), "depth 100"),
        ("[" + "1," * LIMITS.nodes + "]", "500000 nodes"),
    ],
)
def test_what_is_past_a_bound_is_refused(text: str, bound: str) -> None:
    with pytest.raises(LimitError) as caught:
        parse_trees(text, 0)

    assert caught.value.bound == bound
