"""HCL's native syntax: structure, expressions, places, and what is done with text that is none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.errors import LimitError, ParseError
from seatrial.parsers.hcl import MAX_BYTES, Document, Text, parse, parse_expression, parse_text
from seatrial.parsers.hcl.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Each,
    Expression,
    For,
    Join,
    Literal,
    Name,
    ObjectOf,
    Parentheses,
    Template,
    TupleOf,
    Unary,
    walk,
)

SAMPLE = """\
# comment
variable "x" { default = "a" } // more
/* and
   more */
resource "aws_x" "y" {
  count = var.x == "a" ? 1 : 0
  name  = "${var.x}-%{ if true }y%{ endif }"
  list  = [for k, v in var.m : { (k) = v... } if v != null]
  doc   = <<-EOT
    text ${upper("x")}
  EOT
  nested "label" {
    deep { z = -1.5e3 }
  }
}
"""


def show(node: Expression) -> str:
    """An expression with all of its brackets."""
    match node:
        case Literal():
            return repr(node.value)
        case Name():
            return node.name
        case Parentheses():
            return show(node.inner)
        case Unary():
            return f"({node.operator}{show(node.operand)})"
        case Binary():
            return f"({show(node.left)} {node.operator} {show(node.right)})"
        case Conditional():
            return f"({show(node.condition)} ? {show(node.yes)} : {show(node.no)})"
        case Access():
            return show(node.target) + steps(node.steps)
        case Call():
            return f"{node.name}({', '.join(map(show, node.arguments))}{'...' if node.expand else ''})"
        case TupleOf():
            return f"[{', '.join(map(show, node.items))}]"
        case ObjectOf():
            return "{" + ", ".join(f"{show(key)} = {show(value)}" for key, value in node.items) + "}"
        case For():
            key = f"{show(node.key_body)} => " if node.key_body else ""
            condition = f" if {show(node.condition)}" if node.condition else ""
            names = f"{node.key}, {node.value}" if node.key else node.value
            group = "..." if node.group else ""
            return f"for({names} in {show(node.collection)} : {key}{show(node.body)}{group}{condition})"
        case Template():
            return f"<{'|'.join(map(show, node.parts))}>"
        case Join():
            return f"join({node.value} in {show(node.collection)} : {show(node.body)})"
    raise AssertionError(node)


def steps(taken: tuple[str | Expression | Each, ...]) -> str:
    return "".join(
        f".{step}"
        if isinstance(step, str)
        else f"[*]({steps(step.steps)})"
        if isinstance(step, Each)
        else f"[{show(step)}]"
        for step in taken
    )


def expression(source: str) -> Expression:
    return parse_expression(Text(source), 0, len(source))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("1", "1"),
        ("a.b.c", "a.b.c"),
        ("true", "True"),
        ("null", "None"),
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 * 2 + 3", "((1 * 2) + 3)"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("a || b && c == d < e + f * g", "(a || (b && (c == (d < (e + (f * g))))))"),
        ("!a == b", "((!a) == b)"),
        ("-a.b * c", "((-a.b) * c)"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("(a ? b : c) ? d : e", "((a ? b : c) ? d : e)"),
        ("a-b", "a-b"),
        ("a - b", "(a - b)"),
        ("a.b[0].c", "a.b[0].c"),
        ("a.0.1.b", "a[0][1].b"),
        ("a[*].b[0].c", "a[*](.b[0].c)"),
        ("a.*.b[0].c", "a[*](.b)[0].c"),
        ("a.*.b.*.c", "a[*](.b)[*](.c)"),
        ("a[*].b[*].c", "a[*](.b[*](.c))"),
        ("f(a, b...)", "f(a, b...)"),
        ("f(\n a,\n b,\n)", "f(a, b)"),
        ("provider::aws::arn(x).y", "provider::aws::arn(x).y"),
        ("[1, 2,]", "[1, 2]"),
        ("{ a = 1, b : 2 }", "{'a' = 1, 'b' = 2}"),
        ("{\n a = 1\n\n b = [\n 2\n ]\n (c) = 3\n}", "{'a' = 1, 'b' = [2], c = 3}"),
        ("{ for = 1 }", "{'for' = 1}"),
        ("[for x in a : x]", "for(x in a : x)"),
        ("[for x, y in a : y if x]", "for(x, y in a : y if x)"),
        ("{for x, y in a : x => y... if z}", "for(x, y in a : x => y... if z)"),
        ('"plain"', "'plain'"),
        ('"a${b}c"', "<'a'|b|'c'>"),
        ('"${b}"', "<b>"),
        ('"a${"b${c}"}"', "<'a'|<'b'|c>>"),
        ('"%{ if a }b%{ else }c%{ endif }"', "<(a ? <'b'> : <'c'>)>"),
        ('"%{ for x in a }b%{ endfor }"', "<join(x in a : <'b'>)>"),
        ('"${ { a = "}" }.a }"', "<{'a' = '}'}.a>"),
        ("<<A\nx\nA", "'x\\n'"),
        ("1 # comment", "1"),
        ("[1, # one\n 2 /* two */]", "[1, 2]"),
        ("a ?\n b :\n c", "(a ? b : c)"),
    ],
)
def test_an_expression_is_read_with_its_precedence(source: str, shown: str) -> None:
    assert show(expression(source)) == shown


@pytest.mark.parametrize(
    "source",
    [
        "", "1 +", "a.", "a[", "f(", "f(a b)", "[1 2]", "{ a }", "{ a = }", "{ a = 1 b = 2 }", "(", ")", "a ? b",
        "a ? b :",
        "[for x in a]", "{ for x in a : x }", "[for in a : x]", '"', '"${"', '"${a"', '"%{ if a }"', '"%{ endif }"',
        '"%{ nope }"', '"\\q"', '"\\uZZZZ"', "<<A\nx\n", "a..b", "@", "a = b", "...",
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused_with_a_place(source: str) -> None:
    with pytest.raises(ParseError) as caught:
        expression(source)

    assert caught.value.line >= 1
    assert caught.value.message


def test_every_node_knows_its_text() -> None:
    source = 'merge(local.a, { x = "y${z}" })[0]'

    found = {source[node.start : node.end] for node in walk(expression(source))}

    assert found == {source, source[:-3], "local.a", "local", '{ x = "y${z}" }', "x", '"y${z}"', "y", "z", "0"}


def test_a_template_file_is_text_without_quotes() -> None:
    source = 'a "quoted" \\n ${b}\n'

    assert show(parse_text(Text(source), 0, len(source))) == "<'a \"quoted\" \\\\n '|b|'\\n'>"


def heads(document: Document) -> list[str]:
    return [" ".join([block.type, *block.labels]) for block in document.body.blocks]


def test_blocks_attributes_and_their_places() -> None:
    document = parse(SAMPLE.encode())

    variable, resource = document.body.blocks
    assert heads(document) == ["variable x", "resource aws_x y"]
    assert list(resource.body.attributes) == ["count", "name", "list", "doc"]
    assert document.text.position(resource.start) == (5, 1)
    assert SAMPLE[resource.start : resource.head_end] == 'resource "aws_x" "y" {'
    assert SAMPLE[resource.end - 1] == "}"
    count = resource.body.attributes["count"]
    assert SAMPLE[count.start : count.end] == 'count = var.x == "a" ? 1 : 0'
    nested = resource.body.blocks[0]
    assert (nested.type, nested.labels) == ("nested", ("label",))
    assert show(nested.body.blocks[0].body.attributes["z"].expression()) == "(-1500)"
    assert show(variable.body.attributes["default"].expression()) == "'a'"


def test_of_an_attribute_that_is_there_twice_the_first_counts() -> None:
    body = parse(b"a = 1\na = 2\n").body

    assert show(body.attributes["a"].expression()) == "1"
    assert [attribute.name for attribute in body.repeated] == ["a"]


@pytest.mark.parametrize(
    "broken",
    [
        "x = [1\n}",
        "x = 1, y = 2\n",
        "x = \n}",
        'x = "open\n}',
        "x = <<A\n}",
        "= 1\n}",
        "inner {\n}",
        "/* open\n}",
        "x = (1]\n}",
        "}}\n}",
    ],
)
def test_a_broken_block_costs_no_other(broken: str) -> None:
    source = f'first "a" {{}}\nbroken "b" {{\n{broken}\nlast "c" {{}}\n'

    document = parse(source.encode())

    assert heads(document)[0] == "first a"
    assert heads(document)[-1] == "last c"
    assert document.problems()


def test_the_complaint_about_a_missing_brace_is_at_the_block_that_misses_it() -> None:
    document = parse(b'a {\n x = 1\n\nb {\n y = "\n}\nc {}\n')

    assert [(error.line, error.message) for error in document.errors] == [
        (1, "this block has no closing brace before the next one begins"),
        (5, "this string has no closing quote"),
    ]
    assert heads(document) == ["c"]


def test_a_file_that_is_too_large_is_not_read() -> None:
    document = parse(b"#" * (MAX_BYTES + 1))

    assert isinstance(document.errors[0], LimitError)
    assert document.errors[0].bound == "2 MiB"


@pytest.mark.parametrize(
    "source",
    [
        "a = " + "[" * 200_000,
        "a = " + "(" * 50_000 + "1" + ")" * 50_000,
        "a {" * 100_000,
        "a {\n" * 100_000,
        'a = "' * 100_000,
        "a = " + '"${' * 50_000,
        "a = <<A\n" * 50_000,
        "b {\na = <<A\n" * 50_000,
        "a = " + "-" * 100_000 + "1",
        "a = " + "a ? b : " * 50_000 + "1",
        "a = " + "1 + " * 50_000 + "1",
        "a = b" + "[*]" * 100_000,
        "a = b" + ".*" * 100_000,
        "a {}\n/*" * 100_000,
        'a "b" ' * 200_000,
        " " * 1_000_000 + "=",
        "a = " + "9" * 1_000_000,
        "a = " + '"$$' * 200_000,
        "a = 1" + " " * 1_000_000 + "b\n" * 10,
    ],
)
def test_text_that_is_made_to_cost_is_read_soon(source: str) -> None:
    started = time.process_time()

    parse(source.encode()).problems()

    assert time.process_time() - started < 2


@given(
    st.lists(
        st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 8), st.sampled_from('{}[]()"$%~<-\\\n.*:=?#/ aE0')),
        max_size=6,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_text_is_too_broken_to_be_read(edits: list[tuple[int, int, str]]) -> None:
    source = SAMPLE
    for at, length, replacement in edits:
        source = source[:at] + replacement + source[at + length :]

    document = parse(source.encode())

    for error in document.problems():
        assert error.line >= 1
    for block in document.body.blocks:
        assert source[block.start :].startswith(block.type)


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_no_bytes_are_too_odd_to_be_read(content: bytes) -> None:
    for error in parse(content).problems():
        assert error.message
