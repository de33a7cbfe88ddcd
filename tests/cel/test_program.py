"""Programs as the engine uses them: calling, host functions, lazy mappings, and what importing costs."""

import gc
import subprocess
import sys
import weakref
from contextlib import suppress

import pytest

from seatrial import cel
from seatrial.cel import DYN, STRING, Duration, EvaluationError, Function, ListType, Timestamp, Uint
from seatrial.model.value import Value
from tests.cel.things import BUCKET, bucket, check, evaluate


def test_values_are_given_in_the_order_of_the_variables() -> None:
    program = cel.compile("a - b", variables={"b": DYN, "a": DYN})

    assert program(1, 3) == 2


def test_the_wrong_number_of_values_is_the_callers_mistake() -> None:
    with pytest.raises(TypeError, match="the expression takes a, b; 1 values were given"):
        cel.compile("a == b", variables={"a": DYN, "b": DYN})(1)


def test_a_function_given_at_run_time_is_another_one_each_time() -> None:
    function = Function("resources", (STRING,), ListType(BUCKET), runtime=True)
    program = check('resources("aws.s3.bucket").exists(other, other.name == resource.name)', [function])

    assert program(bucket(), runtime={"resources": lambda type_: [bucket(name=type_)]}) is False
    assert program(bucket(), runtime={"resources": lambda type_: [bucket()]}) is True
    assert program.trace(bucket(), runtime={"resources": lambda type_: [bucket()]}).reads == (
        (("resource", "name"), "logs"),
    )


def test_a_host_functions_own_errors_are_not_swallowed() -> None:
    def fail(_: str) -> str:
        raise ZeroDivisionError

    program = cel.compile("f('x') == ''", variables={}, functions=[Function("f", (STRING,), STRING, fail)])

    with pytest.raises(ZeroDivisionError):
        program()


def test_a_host_function_may_be_a_method_and_may_live_in_a_namespace() -> None:
    functions = [
        Function("shout", (STRING,), STRING, str.upper, member=True),
        Function("text.whisper", (STRING,), STRING, str.lower),
    ]
    program = cel.compile("'a'.shout() + text.whisper('B')", variables={}, functions=functions)

    assert program() == "Ab"


def test_a_declared_property_is_asked_for_once_and_only_when_it_is_needed() -> None:
    asked: list[str] = []

    class Lazy(dict[str, Value]):
        def __missing__(self, key: str) -> Value:
            asked.append(key)
            return {"public": False, "name": "logs"}[key]

    assert check("resource.public && resource.name == 'x'")(Lazy()) is False
    assert asked == ["public"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / n", "division by zero"),
        ("5 % n", "modulus by zero"),
        ("d.missing", "no such key: 'missing'"),
        ("d['missing']", "no such key: 'missing'"),
        ("[1, 2][5]", "index 5 is outside of a list of 2"),
        ("[1, 2][-1]", "index -1 is outside of a list of 2"),
        ("d + 1", "no such overload: map + int"),
        ("d < 1", "no such overload: map < int"),
        ("d.name.size() + d", "no such overload: int + map"),
        ("n.startsWith('a')", "no such overload: startsWith(int, string)"),
        ("n && true", "no such overload: int is used as a bool"),
        ("n.all(x, true)", "no such overload: all(int)"),
        ("int('x')", "'x' is no whole number"),
        ("timestamp('yesterday')", "'yesterday' is no timestamp; one looks like 2024-05-01T10:00:00Z"),
        ("duration('1 hour')", "'1 hour' is no duration; one looks like 1h30m or 1.5s"),
        ("d.name.matches(d.pattern)", "the regular expression '(' is not valid: a parenthesis that is not closed"),
    ],
)
def test_an_error_of_evaluation_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        evaluate(text, n=0, d={"name": "x", "pattern": "("})

    assert str(caught.value) == message


def test_bools_and_numbers_are_never_taken_for_each_other() -> None:
    text = "[t == one, one == t, t in [1], [t] == [1], {'a': t} == {'a': one}, one in [true], t != one]"

    assert evaluate(text, t=True, one=1) == [False, False, False, False, False, False, True]


def test_numbers_of_different_types_are_equal_by_value() -> None:
    assert evaluate("[a == b, b == c, a in [c], {a: 'x'}[c]]", a=1, b=1.0, c=Uint(1)) == [True, True, True, "x"]


def test_tuples_are_lists_and_not_a_number_equals_nothing() -> None:
    assert evaluate("a == b && a + b == [1, 2, 1, 2]", a=(1, 2), b=[1, 2]) is True
    assert evaluate("[n == n, n != n, n in [n], [n] == [n]]", n=float("nan")) == [False, True, False, False]


def test_times_are_exact_to_the_nanosecond() -> None:
    assert evaluate("timestamp('2024-01-01T00:00:00.000000001Z') - timestamp('2024-01-01T00:00:00Z')") == Duration(1)
    assert evaluate("t + duration('1h')", t=Timestamp(0)) == Timestamp(3600 * 10**9)
    assert evaluate("string(duration('1h30m0.5s'))") == "5400.5s"


def test_a_program_says_what_it_is() -> None:
    assert repr(check("resource.public")) == "<Program 'resource.public'>"


def test_importing_brings_nothing_that_is_not_needed_yet() -> None:
    heavy = {
        "difflib",
        "ipaddress",
        "datetime",
        "zoneinfo",
        "urllib.parse",
        "decimal",
        "unicodedata",
        "seatrial.cel.program",
    }
    script = f"import sys, seatrial.cel; print(sorted({heavy!r} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


class _Thing(dict[str, object]):
    """A value that can be watched."""


@pytest.mark.parametrize(
    "text", ["x.missing == 1 || true", "x.missing == 1 && x.other == 2", "[1].all(i, x.missing == i)"]
)
def test_an_error_keeps_alive_nothing_of_what_was_evaluated(text: str) -> None:
    program = cel.compile(text, variables={"x": cel.DYN})
    thing = _Thing()
    watched = weakref.ref(thing)
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with suppress(cel.EvaluationError):
            program(thing)
        del thing

        assert watched() is None
    finally:
        if was_enabled:
            gc.enable()
