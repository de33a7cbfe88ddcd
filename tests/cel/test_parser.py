"""The syntax tree, and what is said about a text that is none."""

import pytest

from seatrial import cel
from seatrial.cel import CelError
from seatrial.cel.ast import And, Binary, Call, Comprehension, Expression, Has, Literal, Select, path_of, walk


def test_every_node_knows_its_line_and_column() -> None:
    tree = cel.parse('resource.a &&\n  resource.b == "x"')

    assert isinstance(tree, And)
    comparison = tree.operands[1]
    assert isinstance(comparison, Binary)
    assert (comparison.line, comparison.column, comparison.offset) == (2, 3, 16)
    assert (comparison.right.line, comparison.right.column) == (2, 17)


def test_a_chain_of_conjunctions_is_one_node() -> None:
    tree = cel.parse("a && b && c && d")

    assert isinstance(tree, And)
    assert len(tree.operands) == 4


def test_and_binds_more_tightly_than_or_and_arithmetic_more_than_comparisons() -> None:
    grouped = cel.parse("a || (b && ((1 + (2 * 3)) < 4))")
    plain = cel.parse("a || b && 1 + 2 * 3 < 4")

    assert _shape(plain) == _shape(grouped)


def test_a_plain_path_can_be_told_from_other_expressions() -> None:
    assert path_of(cel.parse("block.versioning.enabled")) == ("block", "versioning", "enabled")
    assert path_of(cel.parse("block.?versioning.enabled")) is None
    assert path_of(cel.parse("block.versioning[0]")) is None


def test_macros_are_told_apart_and_keep_their_variables() -> None:
    tree = cel.parse("resource.ingress.exists(rule, has(rule.port))")

    assert isinstance(tree, Comprehension)
    assert (tree.macro, tree.variables) == ("exists", ("rule",))
    assert isinstance(tree.arguments[0], Has)


def test_a_call_with_another_number_of_arguments_than_the_macro_is_a_call() -> None:
    assert isinstance(cel.parse("x.map(a)"), Call)


def test_the_sign_of_a_number_belongs_to_it() -> None:
    tree = cel.parse("-9223372036854775808")

    assert isinstance(tree, Literal)
    assert tree.value == -(2**63)


def test_walking_yields_every_node_outermost_first() -> None:
    names = [type(node).__name__ for node in walk(cel.parse("a.b ? [1] : {2: f(3)}"))]

    assert names == [
        "Conditional",
        "Select",
        "Ident",
        "ListLiteral",
        "Literal",
        "MapLiteral",
        "Literal",
        "Call",
        "Literal",
    ]


def test_reserved_words_can_be_fields() -> None:
    tree = cel.parse("a.namespace")

    assert isinstance(tree, Select)
    assert tree.field == "namespace"


def test_fields_in_backticks_may_hold_dashes_and_dots() -> None:
    assert path_of(cel.parse("a.`b-c.d/e`")) == ("a", "b-c.d/e")


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("", "a value is expected here, and this is the end of the expression", 1),
        ("1 +", "a value is expected here, and this is the end of the expression", 4),
        ("a b", 'unexpected "b" after the expression', 3),
        ("(a", 'expected ")" to close the parenthesis, found the end of the expression', 3),
        ("[1, 2", 'expected "]" or a comma after an element of a list, found the end of the expression', 6),
        ("{1}", 'expected ":" after the key of a map, found "}"', 3),
        ("a ? b", 'expected ":" between the two branches of a condition, found the end of the expression', 6),
        ("a.", "expected the name of a field after the dot, found the end of the expression", 3),
        ("'abc", "this text has no closing quote", 1),
        ('"a\\qb"', "\\q is no escape sequence; a backslash itself is written \\\\", 3),
        ("a & b", "unexpected character '&'", 3),
        ("for", "for is a reserved word", 1),
        ("99999999999999999999", "the number 99999999999999999999 is out of range", 1),
        ("9223372036854775808", "the number is out of range; with a u at its end it would be an unsigned one", 1),
        ("x.all(1, true)", "the variable of all must be a plain name", 7),
        ("has(x)", "has() takes a field: has(x.name)", 5),
        ("x.all(i, i, true)", "the variables of all need different names", 10),
    ],
)
def test_a_syntax_error_says_what_is_wrong_and_where(text: str, message: str, column: int) -> None:
    with pytest.raises(CelError) as caught:
        cel.parse(text)

    assert caught.value.message == message
    assert caught.value.column == column


def test_the_caret_stands_below_the_fault() -> None:
    with pytest.raises(CelError) as caught:
        cel.parse("a &&\n\tfor == 1")

    assert caught.value.caret() == "\tfor == 1\n\t^^^"
    assert str(caught.value) == "2:2: for is a reserved word"


def test_two_hundred_levels_of_brackets_are_parsed_and_evaluated() -> None:
    for opening, closing in (("(", ")"), ("[", "]"), ("!(", ")"), ("dyn(", ")")):
        text = opening * 200 + "true" + closing * 200

        assert cel.compile(text, variables={})() is not None


def test_deeper_nesting_is_an_error_and_not_a_crash() -> None:
    for text in (
        "(" * 5000 + "1" + ")" * 5000,
        "-!" * 5000 + "x",
        "a" + ".b" * 5000,
        "a ? b : " * 5000 + "c",
        "[" * 300,
    ):
        with pytest.raises(CelError, match=r"nested more than 250 levels deep|a value is expected"):
            cel.parse(text)


def test_chains_of_thousands_of_operators_are_parsed_and_evaluated() -> None:
    variables = {"a": cel.BOOL, "n": cel.INT}

    assert cel.compile(" && ".join(["a"] * 5000), variables=variables)(True, 1) is True
    assert cel.compile(" || ".join(["a"] * 5000), variables=variables)(False, 1) is False
    assert cel.compile(" + ".join(["n"] * 5000), variables=variables)(True, 2) == 10_000
    assert cel.compile(" == ".join(["a"] * 3000), variables=variables).trace(True, 1).value is True


def test_a_text_past_the_limit_is_refused() -> None:
    with pytest.raises(CelError, match="the limit is 262144"):
        cel.parse("a" * 300_000)


def _shape(node: Expression) -> tuple[object, ...]:
    return type(node).__name__, *map(_shape, node.children())
