"""Laws: after an edit a path has its value, all else is what it was, and a second time changes nothing."""

import json as stdlib_json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.errors import ParseError
from seatrial.fix import dockerfile, hcl, json, yaml
from seatrial.fix.edit import CannotEditError, Edit, apply
from seatrial.fix.scalars import yaml_scalar
from seatrial.model.location import Path
from seatrial.parsers.dockerfile import parse as parse_dockerfile
from seatrial.parsers.hcl import Block, Body, parse
from seatrial.parsers.hcl.syntax import Expression, Literal, ObjectOf, Parentheses, TupleOf
from seatrial.parsers.json import parse_json
from seatrial.parsers.yaml import parse_yaml

LAW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SetValue = Callable[[str, tuple[int, int], Path, Any], tuple[Edit, ...]]

WORDS = (
    "on",
    "y",
    "null",
    "~",
    "1:20",
    "0x1f",
    "1_000",
    "1e3",
    "2020-01-01",
    "-",
    "a: b",
    "a #b",
    "#a",
    "*a",
    "${b}",
    "<<",
)
TEXTS = st.one_of(
    st.sampled_from((*WORDS, "é\u2028\x85", "a\nb", " a ", "")), st.text("ab:# -'\"\\{}[],&*!|>%@`?=~\t\n", max_size=6)
)
KEYS = st.sampled_from(("name", "a", "b1", "long_name", "on", "x-y", "a/b"))
SCALARS = st.one_of(st.booleans(), st.integers(-5, 10**6), TEXTS, st.floats(-1e30, 1e30).map(lambda f: f or 0.5))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


def put(value: Any, path: Path, new: Any) -> Any:
    """A value in which a path has another one; what is missing on the way is made."""
    if not path:
        return new
    made = deepcopy(value)
    step = path[0]
    if isinstance(step, int):
        made = made if isinstance(made, list) else []
        below = made[step] if step < len(made) else None
        made[step:] = [put(below, path[1:], new), *made[step + 1 :]]
    else:
        made = made if isinstance(made, dict) else {}
        made[step] = put(made.get(step), path[1:], new)
    return made


@st.composite
def paths(draw: st.DrawFn, value: Any) -> Path:
    """A way into a value, perhaps on to a key or an element that is not there."""
    path: list[str | int] = []
    while isinstance(value, dict | list) and (not path or draw(st.integers(0, 4))):
        if isinstance(value, dict):
            step: str | int = draw(st.sampled_from((*value, "new", "another_new_one")))
            value = value.get(str(step), None)
        else:
            step = draw(st.integers(0, len(value)))
            value = value[step] if step < len(value) else None
        path.append(step)
    if value is None and draw(st.booleans()):
        path.append("deep")
    return tuple(path)


def keeps_the_laws(verb: SetValue, read: Callable[[str], Any], text: str, path: Path, new: Any) -> None:
    """A value is set in ``spec`` of the one object of a text, and everything that an edit promises is looked at."""
    before = read(text)

    try:
        edits = verb(text, (1, 1 + text.index("a") - text.startswith('{"')), ("spec", *path), new)
    except CannotEditError:
        return
    after = apply(text, edits)

    assert read(after) == put(before, ("spec", *path), new)
    assert verb(after, (1, 1 + text.index("a") - text.startswith('{"')), ("spec", *path), new) == ()
    assert after.count("# why") == text.count("# why")
    assert ("\r\n" in text) >= ("\r" in after)
    if "\r\n" in text:
        assert after.count("\n") == after.count("\r\n")
    assert text.endswith("\n") == after.endswith("\n")


@st.composite
def manifests(draw: st.DrawFn) -> tuple[str, Any]:
    """A manifest in one of the many ways of writing it, and its spec."""
    spec = draw(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
    text = pyyaml.dump(
        {"apiVersion": "v1", "kind": "Pod", "spec": spec},
        Dumper=draw(st.sampled_from((pyyaml.SafeDumper, _Indented))),
        default_flow_style=draw(st.sampled_from((False, None))),
        default_style=draw(st.sampled_from((None, None, "'", '"'))),
        indent=draw(st.sampled_from((2, 4))),
        width=draw(st.sampled_from((20, 200))),
        allow_unicode=True,
        sort_keys=False,
    )
    text = _commented(text, draw(st.integers(0, 3)))
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if text.startswith('"'):
        text = text.replace('"apiVersion"', "apiVersion", 1)
    if text.startswith("'"):
        text = text.replace("'apiVersion'", "apiVersion", 1)
    return (text.replace("\n", "\r\n") if draw(st.booleans()) else text), spec


def _commented(text: str, every: int) -> str:
    """A text with comments at the ends of its lines and on lines of their own, wherever they change nothing."""
    lines = text.split("\n")
    for number in range(every, len(lines) - 1, every + 1) if every else ():
        for line in (f"{lines[number]}  # why", f"{lines[number]}\n# why"):
            tried = "\n".join((*lines[:number], line, *lines[number + 1 :]))
            if _reads_the_same(tried, text):
                lines[number] = line
    return "\n".join(lines)


def _reads_the_same(text: str, other: str) -> bool:
    try:
        return bool(parse_yaml(text)[0].value == parse_yaml(other)[0].value)
    except ParseError:
        return False


class _Indented(pyyaml.SafeDumper):
    """Lists stand to the right of their keys."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


@LAW
@given(st.data())
def test_yaml(data: st.DataObject) -> None:
    text, spec = data.draw(manifests())
    path = data.draw(paths(spec))
    new = data.draw(VALUES)

    keeps_the_laws(yaml.set_value, lambda source: parse_yaml(source)[0].value, text, path, new)


@LAW
@given(st.data())
def test_json(data: st.DataObject) -> None:
    spec = data.draw(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
    whole = {"apiVersion": "v1", "kind": "Pod", "spec": spec}
    indent = data.draw(st.sampled_from((None, 2, 4, "\t")))
    separators = data.draw(st.sampled_from(((",", ":"), (", ", ": ")))) if indent is None else None
    text = stdlib_json.dumps(whole, indent=indent, separators=separators, ensure_ascii=data.draw(st.booleans()))
    text = "{" + text[1:].lstrip() + data.draw(st.sampled_from(("", "\n")))
    text = text.replace("\n", "\r\n") if data.draw(st.booleans()) else text
    path = data.draw(paths(spec))
    new = data.draw(VALUES)

    keeps_the_laws(json.set_value, lambda source: parse_json(source).value, text, path, new)


@LAW
@given(TEXTS)
def test_a_text_stays_a_text_to_every_reader(text: str) -> None:
    for style in ("", "'", '"'):
        written = yaml_scalar(text, style)

        for around in ("a: {}", "a: [{}, b]", "- {}"):
            source = around.replace("{}", written)
            ours = parse_yaml(source)[0].value
            said = ours[0] if isinstance(ours, list) else ours["a"]
            assert (said[0] if isinstance(said, list) else said) == text
            theirs = pyyaml.safe_load(source)
            assert theirs == ours


# HCL

NAMES = st.sampled_from(("a", "enabled", "name", "long_name_of_it", "tags", "depends_on", "count"))
HCL_SCALARS = st.one_of(st.booleans(), st.integers(0, 999), st.text('ab$%{}"\\\n é', max_size=5))
HCL_VALUES = st.recursive(
    HCL_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)


SHORT = st.sampled_from(("true", "1", '"a"', '"a-${var.b}"', "null", "var.x", "(true)", "-1", "[]", "{}"))
COMMENTS = st.sampled_from(("", "", " # why", " // because"))


@st.composite
def expressions(draw: st.DrawFn, indent: str) -> str:
    def inner() -> str:
        return draw(expressions(f"{indent}  ")) + comma

    kind = draw(st.integers(0, 9))
    comma = "," if kind == 0 else ""
    if kind == 0:
        items = (f"{indent}  {inner()}{draw(COMMENTS)}\n" for _ in range(draw(st.integers(0, 2))))
        return "[\n" + "".join(items) + f"{indent}]"
    if kind == 1:
        keys = draw(st.lists(KEYS, max_size=3, unique=True))
        entries = (f'{indent}  "{key}" = {inner()}{draw(COMMENTS)}\n' for key in keys)
        return "{\n" + "".join(entries) + f"{indent}}}"
    if kind == 2:
        return "[" + ", ".join(draw(st.lists(st.sampled_from(("1", '"a"', "true", "var.x")), max_size=3))) + "]"
    if kind == 3:
        return f"{{ a = 1, b1 = {draw(st.sampled_from(('2', 'var.y', '[]', '{}')))} }}"
    return draw(SHORT)


@st.composite
def bodies(draw: st.DrawFn, indent: str, depth: int) -> str:
    lines: list[str] = []
    for name in draw(st.lists(NAMES, max_size=4, unique=True)):
        pad = " " * draw(st.sampled_from((0, 0, 16 - len(name))))
        lines.append(f"{indent}{name}{pad} = {draw(expressions(indent))}{draw(COMMENTS)}\n")
    for kind in draw(st.lists(st.sampled_from(("rule", "rule", "lifecycle", "other")), max_size=2)) if depth else ():
        if draw(st.integers(0, 3)) == 0:
            lines.append(f"{indent}{kind} {{{draw(st.sampled_from(('', ' a = 1 ')))}}}{draw(COMMENTS)}\n")
        else:
            lines.append(f"{indent}{kind} {{{draw(COMMENTS)}\n{draw(bodies(indent + '  ', depth - 1))}{indent}}}\n")
        if draw(st.booleans()):
            lines.append("\n")
    return "".join(lines)


def said(body: Body) -> dict[str, Any]:
    """What a body says: nested blocks are lists of mappings, and what is no literal is its source."""
    found: dict[str, Any] = {
        name: meaning(item.expression(), item.text.content) for name, item in body.attributes.items()
    }
    for block in body.blocks:
        found.setdefault(block.type, []).append(said(block.body))
    return found


def meaning(node: Expression, content: str) -> Any:
    match node:
        case Literal():
            return node.value
        case Parentheses():
            return meaning(node.inner, content)
        case TupleOf():
            return [meaning(item, content) for item in node.items]
        case ObjectOf():
            return {str(meaning(key, content)): meaning(value, content) for key, value in node.items}
    return ("source", content[node.start : node.end].strip())


@LAW
@given(st.data())
def test_hcl(data: st.DataObject) -> None:
    text = f'resource "x" "y" {{{data.draw(COMMENTS)}\n{data.draw(bodies("  ", 2))}}}\n'
    text = text.replace("\n", "\r\n") if data.draw(st.booleans()) else text
    before = said(_first(text).body)
    path = data.draw(paths({**before, "never": 1}))
    new = data.draw(HCL_VALUES.filter(lambda value: value != {}))
    maps = frozenset({path[:length] for length in range(1, len(path) + 1)}) if data.draw(st.booleans()) else frozenset()

    try:
        edits = hcl.set_value(text, (1, 1), path, new, maps=maps)
    except CannotEditError:
        return
    after = apply(text, edits)
    document = parse(after.encode())

    assert document.problems() == ()
    assert normal(said(document.body.blocks[0].body)) == normal(put(before, path, new))
    assert hcl.set_value(after, (1, 1), path, new, maps=maps) == ()
    assert after.count("\n") == after.count("\r\n") or "\r\n" not in text
    assert ("\r" in text) >= ("\r" in after)


def _first(text: str) -> Block:
    return parse(text.encode()).body.blocks[0]


def normal(value: Any) -> Any:
    """A value in which a mapping and a list of one mapping, which a nested block is, are one."""
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return normal(value[0]) if len(value) == 1 and isinstance(value[0], dict) else [normal(item) for item in value]
    return value


# What is broken

PIECES = st.sampled_from(
    (
        *"{}[]()\"'\\=:,-#&*!|>%$\n\r\t ",
        "<<EOF\n",
        "EOF\n",
        "/*",
        "*/",
        "${",
        "%{",
        "---\n",
        "...\n",
        "? ",
        "<<: ",
        "&a ",
        "*a",
    )
)
SEEDS = {
    "hcl": 'resource "a" "b" {\n  x = [1, { y = "z" }] # c\n  n {\n    m = <<EOF\nq\nEOF\n  }\n}\n',
    "yaml": 'a: 1\nspec: &a\n  x: [1, {y: "z"}] # c\n  n: |\n    q\nb: *a\n',
    "json": '{"a": 1, "spec": {"x": [1, {"y": "z"}], "n": "q"}}',
}
EDITORS: dict[str, SetValue] = {"hcl": hcl.set_value, "yaml": yaml.set_value, "json": json.set_value}


@LAW
@given(st.data())
@pytest.mark.parametrize("language", SEEDS)
def test_what_is_broken_is_refused_in_a_sentence(language: str, data: st.DataObject) -> None:
    text = SEEDS[language]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(PIECES) + text[at + data.draw(st.integers(0, 3)) :]
    place = data.draw(st.sampled_from(((1, 1), (1, 2), (2, 1), (2, 3), (3, 3), (1, 11), (99, 1), (0, 0))))
    path = data.draw(
        st.sampled_from((("x", 1, "y"), ("spec", "x", 1, "y"), ("new",), ("n", 0, "m"), ("spec", "new", 0), ()))
    )

    try:
        edits = EDITORS[language](text, place, path, data.draw(SCALARS))
    except CannotEditError as error:
        assert str(error)
    else:
        apply(text, edits)


@LAW
@given(st.data())
def test_a_broken_dockerfile_is_refused_in_a_sentence(data: st.DataObject) -> None:
    text = 'FROM a\nRUN b \\\n  # c\n  && d e\nCOPY --from=f <<EOF /g\nh\nEOF\nONBUILD RUN ["i", "j"]\n'
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(PIECES) + text[at + data.draw(st.integers(0, 3)) :]
    line, column = data.draw(st.integers(0, 9)), data.draw(st.integers(0, 12))
    place = (line, column, line, column + data.draw(st.integers(1, 4)))
    word = data.draw(st.sampled_from(("--x=y", "k", "RUN l", "<<M", '"', "\\")))
    edits: tuple[Callable[[], tuple[Edit, ...]], ...] = (
        lambda: dockerfile.replace(text, place, word),
        lambda: dockerfile.add_word(text, place, word),
        lambda: dockerfile.remove_word(text, place),
        lambda: dockerfile.add_flag(text, place[:2], word),
        lambda: dockerfile.rename(text, place[:2], "COPY"),
        lambda: dockerfile.extend(text, place[:2], word),
        lambda: dockerfile.add_line(text, place[:2], word, before=column > 1),
    )

    try:
        after = apply(text, data.draw(st.sampled_from(edits))())
    except CannotEditError as error:
        assert str(error)
    else:
        assert abs(len(parse_dockerfile(after).instructions) - len(parse_dockerfile(text).instructions)) <= 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("hcl", 'resource "a" "b" {\n  x = ' + "[" * 5000 + "]" * 5000 + "\n}\n"),
        ("hcl", "a {\n" * 5000 + "}\n" * 5000),
        ("hcl", "a {\n  x = [" + "1," * 200_000 + "]\n}\n"),
        ("yaml", "x: " + "[" * 5000 + "]" * 5000),
        ("yaml", "x:\n" + "".join(" " * n + "a:\n" for n in range(1, 500))),
        ("yaml", "x: 1\n" * 100_000),
        ("json", '{"x": ' + "[" * 5000 + "]" * 5000 + "}"),
        ("json", '{"x": "' + "\\" * 200_001),
        ("yaml", "a: &a [1]\n" + "".join(f"a{n}: &a{n} [*a, *a]\n" for n in range(1000)) + "x: *a\n"),
        ("yaml", "\x00"),
        ("hcl", "a { x = \ud800 }"),
    ],
    ids=range(11),
)
def test_what_is_deep_or_large_ends_soon(language: str, text: str) -> None:
    at = (1, 1 + text.startswith("{"))

    try:
        EDITORS[language](text, at, ("x", "y"), 1)
    except CannotEditError as error:
        assert str(error)
