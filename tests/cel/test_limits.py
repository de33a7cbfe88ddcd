"""Hostile expressions and hostile values: an error with its bound, soon."""

import time
from collections.abc import Callable

import pytest

from seatrial import cel
from seatrial.cel import DYN, BudgetError, EvaluationError
from seatrial.model.value import Value

SECONDS = 20.0
"""Far more than any of these takes on a machine that is busy with something else."""


def soon(call: Callable[[], Value]) -> Value:
    started = time.process_time()
    try:
        return call()
    finally:
        assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "lists.range(1000000).all(a, lists.range(1000000).all(b, true))",
        "lists.range(3000).all(a, lists.range(3000).all(b, a + b >= 0))",
        "lists.range(1000).map(a, lists.range(1000).map(b, lists.range(1000)))",
        "lists.range(100000).exists(a, lists.range(100000).exists_one(b, b == a && a < 0))",
        "lists.range(99999999999)",
        "cel.bind(a, lists.range(100000), a.all(x, x in a))",
        "lists.range(1000000).distinct().size() == lists.range(1000000).map(x, [x]).distinct().size()",
    ],
)
def test_macros_run_out_of_steps(text: str) -> None:
    program = cel.compile(text, variables={})

    with pytest.raises(BudgetError) as caught:
        soon(program)

    assert caught.value.bound in ("steps 2000000", "items 1000000")


def test_running_out_of_steps_is_absorbed_by_nothing() -> None:
    program = cel.compile("true || lists.range(10000).all(a, lists.range(10000).all(b, true))", variables={})
    other = cel.compile("lists.range(10000).all(a, lists.range(10000).all(b, true)) || true", variables={})

    assert program() is True
    with pytest.raises(BudgetError):
        soon(other)


def test_texts_that_double_again_and_again_are_stopped() -> None:
    text = "'0123456789'"
    for number in range(40):
        text = f"cel.bind(x{number}, {text}, x{number} + x{number})"

    with pytest.raises(BudgetError, match="a text of more than 4000000 characters"):
        soon(cel.compile(text, variables={}))


def test_lists_that_double_again_and_again_are_stopped() -> None:
    text = "[1]"
    for number in range(40):
        text = f"cel.bind(x{number}, {text}, x{number} + x{number})"

    with pytest.raises(BudgetError, match="a list of more than 1000000 items"):
        soon(cel.compile(text, variables={}))


def test_a_value_that_shares_its_parts_is_not_compared_for_ever() -> None:
    bound = "[1]"
    for number in range(40):
        bound = f"cel.bind(x{number}, {bound}, [x{number}, x{number}])"

    for text in (f"{bound} == {bound}", f"'%s'.format([{bound}]) == ''", f"{bound} in [{bound}]"):
        with pytest.raises(BudgetError):
            soon(cel.compile(text, variables={}))


@pytest.mark.parametrize(
    "text",
    [
        "'aaaaa'.replace('', big)",
        "big.replace('a', big)",
        "[big, big, big, big, big].join(big)",
        "'%.999999f'.format([1.0])",
        "lists.range(100000).map(x, big).join()",
        "big.split('').map(x, big.split(''))",
        "lists.range(100000).map(x, big + 'b')",
        "lists.range(100000).all(x, big.contains('b') || true) && lists.range(100000).all(x, big.find('b+') == '')",
        "strings.quote(big + big + big + big)",
    ],
)
def test_what_would_be_built_is_counted_before_it_is_built(text: str) -> None:
    program = cel.compile(text, variables={"big": DYN})

    with pytest.raises(EvaluationError):
        soon(lambda: program("a" * 900_000))


def test_values_nested_deeper_than_anything_real_are_an_error_when_compared() -> None:
    deep: Value = 1
    for _ in range(5000):
        deep = [deep]
    program = cel.compile("a == b", variables={"a": DYN, "b": DYN})

    with pytest.raises(EvaluationError, match="nested"):
        program(deep, [deep[0]])


def test_numbers_do_not_grow_past_sixty_four_bits() -> None:
    for text in ("n + 1", "n * 2", "-(-n - 1)", "n - -1", "(n / -1 - 1) / -1"):
        with pytest.raises(EvaluationError, match="overflow"):
            cel.compile(text, variables={"n": cel.INT})(2**63 - 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("quantity('1e999')", "out of range"),
        ("quantity('" + "9" * 5000 + "')", "is no quantity"),
        ("semver('" + "1." * 5000 + "')", "is no semantic version"),
        ("ip('" + ":" * 5000 + "')", "is no IP address"),
        ("duration('" + "9" * 5000 + "h')", "is no duration"),
        ("int('" + "9" * 5000 + "')", "is no whole number"),
        ("double('" + "9" * 5000 + "')", "is no number"),
        ("timestamp('2024-01-01T00:00:00Z').getHours('../../etc/passwd')", "is no known time zone"),
        ("1 << 2", "a value is expected"),
        ("math.bitShiftLeft(1, 9223372036854775807)", ""),
    ],
)
def test_absurd_arguments_are_refused_or_answered_at_once(text: str, message: str) -> None:
    try:
        value = soon(lambda: cel.compile(text, variables={})())
    except (cel.CelError, EvaluationError) as error:
        assert message in str(error)
    else:
        assert (message, value) == ("", 0)


def test_no_text_of_an_expression_reaches_the_generated_source() -> None:
    names = ["__import__('os').system('x')", "a]\n import os #", "'", '"""', "\\", "{0}", "\x00", "\ud7ff"]
    for name in names:
        literal = '"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        text = f"d[{literal}] == {literal} && {literal} in [{literal}] && {{{literal}: 1}}[{literal}] == 1"
        program = cel.compile(text, variables={"d": DYN})

        assert program({name: name}) is True


def test_dunder_names_are_names_of_fields_and_nothing_more() -> None:
    program = cel.compile("d.__class__", variables={"d": DYN})

    assert program({"__class__": 1}) == 1
    with pytest.raises(EvaluationError):
        program("text")
