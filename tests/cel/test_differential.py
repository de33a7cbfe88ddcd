"""The C++ implementation as an oracle, where its Python binding is installed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial import cel
from seatrial.cel import DYN, CelError, EvaluationError

oracle = pytest.importorskip("cel_expr_python.cel", reason="cel-expr-python is not installed")

DATA = {
    "d": {"name": "web", "ports": [80, 443], "labels": {"app": "a", "tier": "b"}, "on": True, "none": None, "n": 3},
    "l": [1, 2, 3],
}
ENVIRONMENT = oracle.NewEnv(variables=dict.fromkeys(DATA, oracle.Type.DYN))

NUMBERS = ["0", "1", "-1", "3", "7", "-5", "9223372036854775807", "-9223372036854775808", "d.n", "l[1]", "size(l)"]
TEXTS = ["''", "'a'", "'web'", "d.name", "d.labels.app", "string(d.n)", "'é' + 'x'"]
TRUTHS = ["true", "false", "d.on", "has(d.name)", "has(d.nope)", "d.nope", "d.none == null", "'app' in d.labels"]
SHAPES = {
    "number": [
        "({number} + {number})",
        "({number} * {number})",
        "({number} / {number})",
        "({number} % {number})",
        "-({number})",
    ],
    "text": ["({text} + {text})", "string({number})", "({truth} ? {text} : {text})"],
    "truth": [
        "({number} < {number})",
        "({number} == {number})",
        "({text} >= {text})",
        "({truth} && {truth})",
        "({truth} || {truth})",
        "!({truth})",
        "{text}.startsWith({text})",
        "{text}.contains({text})",
        "{text}.matches('^[a-w]+$')",
        "({number} in l)",
        "l.all(x, x < {number})",
        "l.exists(x, {number} / x == 2)",
        "d.ports.exists_one(p, p == {number})",
        "d.labels.all(k, {text} != k)",
        "(l.map(x, x * {number}) == [{number}, {number}, {number}])",
        "(l.filter(x, x != {number}).size() == 3)",
        "(dyn({number}) == {number})",
    ],
}
LEAVES = {"number": NUMBERS, "text": TEXTS, "truth": TRUTHS}


@st.composite
def expressions(draw: st.DrawFn, kind: str, depth: int = 3) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(LEAVES[kind]))
    shape = draw(st.sampled_from(SHAPES[kind]))
    while "{" in shape:
        start, end = shape.index("{"), shape.index("}")
        shape = shape[:start] + draw(expressions(shape[start + 1 : end], depth - 1)) + shape[end + 1 :]
    return shape


def theirs(text: str) -> Any:
    try:
        value = ENVIRONMENT.compile(text).eval(data=DATA)
    except RuntimeError:
        return "error"
    return "error" if value.type() == oracle.Type.ERROR else value.plain_value()


def ours(text: str) -> Any:
    try:
        return cel.compile(text, variables=dict.fromkeys(DATA, DYN))(*DATA.values())
    except (CelError, EvaluationError):
        return "error"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["number", "text", "truth"]).flatmap(expressions))
def test_the_reference_implementation_gives_the_same(text: str) -> None:
    expected = theirs(text)

    assert (type(ours(text)), ours(text)) == (type(expected), expected), text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_are_written_alike(number: float) -> None:
    assert (
        cel.compile("string(x)", variables={"x": cel.DOUBLE})(number)
        == oracle.NewEnv(variables={"x": oracle.Type.DOUBLE})
        .compile("string(x)")
        .eval(data={"x": number})
        .plain_value()
    )
