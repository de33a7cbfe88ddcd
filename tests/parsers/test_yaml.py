import math
import time

import pytest
import yaml

from seatrial.errors import LimitError, ParseError
from seatrial.parsers.document import Limits
from seatrial.parsers.yaml import Parser, parse_yaml, parse_yaml_stream

MANIFEST = """\
# a pod
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web, "tier": front}
spec:
  containers:
  - name: a
    image: nginx:1.27  # pinned
    command: ["sh", "-c"]
    args:
    - |
      echo one
      echo two

    securityContext:
      runAsUser: 0
"""


def value(text: str | bytes) -> object:
    (document,) = parse_yaml(text)
    return document.value


def test_the_tests_run_with_the_fast_parser() -> None:
    assert Parser is yaml.CSafeLoader


def test_a_manifest_becomes_plain_values() -> None:
    assert value(MANIFEST) == yaml.safe_load(MANIFEST)


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ((), (2, 1, 18, 19)),
        (("kind",), (3, 1, 3, 10)),
        (("metadata", "labels"), (6, 3, 6, 36)),
        (("metadata", "labels", "tier"), (6, 22, 6, 35)),
        (("spec", "containers", 0), (9, 5, 18, 19)),
        (("spec", "containers", 0, "image"), (10, 5, 10, 22)),
        (("spec", "containers", 0, "command", 1), (11, 21, 11, 25)),
        (("spec", "containers", 0, "args"), (12, 5, 15, 15)),
        (("spec", "containers", 0, "args", 0), (13, 7, 15, 15)),
        (("spec", "containers", 0, "securityContext", "runAsUser"), (18, 7, 18, 19)),
    ],
)
def test_a_path_has_the_span_of_its_entry_from_its_key(path: tuple[str | int, ...], span: tuple[int, ...]) -> None:
    (document,) = parse_yaml(MANIFEST)

    assert document.span(path) == span


@pytest.mark.parametrize(
    "path",
    [("spec", "hostPID"), ("spec", 0), ("spec", "hostPID", "x", 3)],
    ids=["absent", "index of a mapping", "deep"],
)
def test_a_path_to_nothing_has_the_span_of_the_deepest_node_above(path: tuple[str | int, ...]) -> None:
    (document,) = parse_yaml(MANIFEST)

    assert document.span(path) == document.span(("spec",)) == (7, 1, 18, 19)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", True),
        ("off", False),
        ("'yes'", "yes"),
        ("y", "y"),
        ("TRUE", True),
        ("tRue", "tRue"),
        ("0644", 420),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0b11", -3),
        ("089", 89.0),
        ("1_000", 1000),
        ("+12", 12),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        ("0x", "0x"),
        ("123456789012345678901234567890", 123456789012345678901234567890.0),
        (".5", 0.5),
        ("-.inf", -math.inf),
        ("12:30:45", "12:30:45"),
        ("2012-10-17", "2012-10-17"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("<<", "<<"),
        ("-", [None]),
        ("100m", "100m"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("!!float 1", 1.0),
        ("!!binary aGk=", "aGk="),
        ("!Ref 12", "12"),
        ("!!set {a: , b: }", {"a": None, "b": None}),
    ],
)
def test_scalars_mean_what_they_mean_to_kubectl(text: str, expected: object) -> None:
    assert value(f"- {text}") == [expected]
    assert type(value(f"- {text}")[0]) is type(expected)  # type: ignore[index]


def test_not_a_number_is_a_number() -> None:
    assert math.isnan(value("[.nan]")[0])  # type: ignore[index]


def test_null_has_five_forms() -> None:
    assert value("[~, null, Null, NULL, ]\n") == [None] * 4
    assert value("a:\nb: ''\n") == {"a": None, "b": ""}


def test_keys_are_texts_as_they_are_written() -> None:
    assert value("8080: a\nyes: b\n0x10: c\n? d\n: e\n~: f\n") == {
        "8080": "a",
        "yes": "b",
        "0x10": "c",
        "d": "e",
        "~": "f",
    }


def test_of_duplicate_keys_the_last_counts_and_has_its_own_place() -> None:
    (document,) = parse_yaml("a: 1\nb: 2\na:\n  c: 3\nd: 4\n")

    assert document.value == {"b": 2, "a": {"c": 3}, "d": 4}
    assert [document.span((key,))[0] for key in "abd"] == [3, 2, 5]
    assert document.span(("a", "c"))[0] == 4


def test_an_alias_shares_the_value_and_points_into_the_anchor() -> None:
    (document,) = parse_yaml("one: &x\n  deep: [1, 2]\ntwo: *x\nthree: &y text\nfour: *y\n")

    assert document.value["two"] is document.value["one"]
    assert document.value["four"] == "text"
    assert document.span(("two",)) == (3, 1, 3, 8)
    assert document.span(("two", "deep", 1)) == (2, 13, 2, 14)
    assert document.span(("four",)) == (5, 1, 5, 9)


def test_merged_keys_lose_to_written_ones_and_keep_their_places() -> None:
    text = "x: &x {a: 1, b: 1}\ny: &y\n  b: 2\n  c: 2\nz:\n  <<: [*x, *y]\n  c: 3\n  d: 3\nw: {<<: *x, e: 4}\nend: 1\n"

    (document,) = parse_yaml(text)

    assert document.value["z"] == {"c": 3, "d": 3, "a": 1, "b": 1}
    assert document.value["w"] == {"e": 4, "a": 1, "b": 1}
    lines = {key: document.span(("z", key))[0] for key in "abcd"}
    assert lines == {"a": 1, "b": 1, "c": 7, "d": 8}
    assert document.span(("w", "e")) == (9, 13, 9, 17)
    assert document.span(("w",)) == (9, 1, 9, 18)
    assert document.span(("end",))[0] == 10


def test_a_mapping_that_is_only_a_merge_has_a_place() -> None:
    (document,) = parse_yaml("x: &x {}\ny:\n  <<: *x\nz: 1\n")

    assert document.value["y"] == {}
    assert document.span(("y",))[0] == 2
    assert document.span(("z",))[0] == 4


@pytest.mark.parametrize("text", ["a: {<<: 1}", "a: {<<: [1]}"])
def test_what_cannot_be_merged_is_an_error(text: str) -> None:
    with pytest.raises(ParseError, match="needs a mapping"):
        parse_yaml(text)


def test_unknown_tags_are_given_to_the_caller() -> None:
    text = "a: !Ref x\nb: !Join [',', [!Ref y, z]]\nc: !Sub {k: v}\nd: !!str 1\n"

    (document,) = parse_yaml(text, tagged=lambda tag, inner: {tag[1:]: inner})

    assert document.value == {
        "a": {"Ref": "x"},
        "b": {"Join": [",", [{"Ref": "y"}, "z"]]},
        "c": {"Sub": {"k": "v"}},
        "d": "1",
    }
    assert document.span(("b", "Join", 1, 1)) == (2, 25, 2, 26)
    assert document.span(("c", "Sub", "k")) == (3, 10, 3, 14)
    assert document.span(("a", "Ref")) == (1, 1, 1, 10)


def test_what_a_tag_turns_into_something_else_has_the_place_of_the_whole() -> None:
    (document,) = parse_yaml("a: !T [1, 2]\nb: 3\n", tagged=lambda tag, inner: {"p": 1, "q": inner})

    assert document.span(("a", "q", 0)) == document.span(("a",)) == (1, 1, 1, 13)
    assert document.span(("b",))[0] == 2


def test_what_a_tag_makes_can_be_merged_and_stands_where_the_merge_is() -> None:
    text = "a:\n  <<: !T x\n  b: 1\nc:\n  <<: !L [x]\nd: 2\n"

    (document,) = parse_yaml(text, tagged=lambda tag, inner: {"k": 1, "l": 2} if tag == "!T" else [{"m": 1}, {"n": 2}])

    assert document.value == {"a": {"b": 1, "k": 1, "l": 2}, "c": {"m": 1, "n": 2}, "d": 2}
    assert [document.span(path)[0] for path in [("a", "l"), ("a", "b"), ("c", "n"), ("d",)]] == [2, 3, 5, 6]


def test_tags_that_nobody_asks_for_are_ignored() -> None:
    assert value("a: !Ref x\nb: !GetAtt [y, z]\n") == {"a": "x", "b": ["y", "z"]}


def test_a_stream_has_many_documents_and_the_empty_ones_are_left_out() -> None:
    documents = parse_yaml("%YAML 1.2\n---\na: 1\n---\n---\n# nothing\n---\n[b]\n...\n---\nc\n")

    assert [document.value for document in documents] == [{"a": 1}, ["b"], "c"]
    assert [document.line for document in documents] == [3, 8, 11]


def test_an_anchor_ends_with_its_document() -> None:
    with pytest.raises(ParseError, match="x names nothing"):
        parse_yaml("a: &x 1\n---\nb: *x\n")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n...\n", b"\xef\xbb\xbf"])
def test_a_text_without_content_has_no_documents(text: str | bytes) -> None:
    assert parse_yaml(text) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    (document,) = parse_yaml("gr\u00fc\u00dfe: \U0001f600 a\nnext: 1\n".encode(encoding))

    assert document.value == {"gr\u00fc\u00dfe": "\U0001f600 a", "next": 1}
    assert document.span(("gr\u00fc\u00dfe",)) == (1, 1, 1, 11)
    assert document.span(("next",))[0] == 2


def test_windows_line_ends_count_once() -> None:
    (document,) = parse_yaml(b"a: 1\r\nb:\r\n  c: text\r\n")

    assert document.value == {"a": 1, "b": {"c": "text"}}
    assert document.span(("b", "c")) == (3, 3, 3, 10)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (b"a: 1\nb: [1, 2\nc: 3\n", 3, 2),
        (b"a:\n\tb: 1\n", 2, 1),
        (b"a: 1\nb: \x00\n", 2, 4),
        (b"a: \xc3\xbc\nb: \xff\n", 2, 4),
        (b"\xff\xfea\x00:\x00 \x00\x00\xd8", 1, 4),
        ("a: 1\nb: \x07\n", 2, 4),
        (b"a: 'never closed\n", 2, 1),
        (b"a: {{ .Values.x }}\n", 1, 5),
        (b"a: *nobody\n", 1, 4),
        (b"&a [*a]\n", 1, 5),
        (b"? [1]\n: 2\n", 1, 3),
        ("? " * 5000, 1, 3),
        (b"a: b: c\n", 1, 5),
        (b"%YAML 9.9\n---\na\n", 1, 1),
        ("a: \ud800\n", 1, 0),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_place(text: bytes | str, line: int, column: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse_yaml(text)

    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_broken_document_costs_only_itself() -> None:
    text = "a: 1\n---\nb: [\n---\nc: \x00\n---\nd: 4\n"

    documents, errors = parse_yaml_stream(text)

    assert [document.value for document in documents] == [{"a": 1}, {"d": 4}]
    assert [document.line for document in documents] == [1, 7]
    assert [error.line for error in errors] == [4, 5]


def test_a_broken_stream_keeps_its_directives_with_the_first_document() -> None:
    documents, errors = parse_yaml_stream("%YAML 1.1\n---\na: 1\n---\n]\n")

    assert [document.value for document in documents] == [{"a": 1}]
    assert [error.line for error in errors] == [5]


def test_a_whole_stream_has_no_errors() -> None:
    documents, errors = parse_yaml_stream(b"a: 1\n---\nb: 2\n")

    assert [document.value for document in documents] == [{"a": 1}, {"b": 2}]
    assert errors == []


@pytest.mark.parametrize("text", [b"\xff\xff", b"{"])
def test_a_stream_that_cannot_be_split_is_one_error(text: bytes) -> None:
    documents, errors = parse_yaml_stream(text)

    assert documents == []
    assert len(errors) == 1


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{', '.join(['*' + chr(97 + level)] * 9)}]\n" for level in range(20)
)
MERGES = "a: &a {" + ", ".join(f"k{n}: 1" for n in range(1000)) + "}\n" + "b:\n" + "- <<: *a\n" * 2000


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("[" * 100_000, "depth 400"),
        ("a: " + "{a: " * 100_000, "depth 400"),
        ("- " * 5000, "depth 400"),
        (BOMB, "1000000 nodes from aliases"),
        (MERGES, "1000000 nodes from aliases"),
        ("".join(f"k{n}: 1\n" for n in range(15_000)) + "".join(f"k{n}: 1\n" for n in range(15_000)), "20000000 moves"),
    ],
    ids=["brackets", "braces", "dashes", "aliases", "merges", "duplicates"],
)
def test_what_is_meant_to_hurt_is_refused_soon(text: str, bound: str) -> None:
    begin = time.process_time()

    with pytest.raises(LimitError) as caught:
        parse_yaml(text)

    assert time.process_time() - begin < 2
    assert caught.value.bound == bound


def test_a_text_with_too_many_nodes_is_refused() -> None:
    with pytest.raises(LimitError) as caught:
        parse_yaml("- 1\n" * 50, limits=Limits(nodes=40))

    assert caught.value.bound == "40 nodes"
    assert caught.value.line > 30
