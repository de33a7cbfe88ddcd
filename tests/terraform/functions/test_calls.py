"""Calls that are wrong, calls that are past a bound, and functions that the table cannot hold."""

import time
from contextlib import suppress
from importlib import import_module
from typing import Any

import pytest

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions import Context, FunctionError, Limits, call
from seatrial.terraform.functions.families import MODULES
from seatrial.terraform.functions.registry import FUNCTIONS

ALIASES = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(60))
SMALL = Context(limits=Limits(elements=100, characters=1000))


def run(name: str, *arguments: Value) -> Any:
    return call(name, arguments, Context())


def nested(depth: int) -> Value:
    value: Value = "x"
    for _ in range(depth):
        value = [value]
    return value


def doubled(times: int) -> Value:
    """A value that is small in memory and large when written out."""
    value: Value = ["x"]
    for _ in range(times):
        value = [value, value]
    return value


@pytest.mark.parametrize("name", sorted(MODULES))
def test_the_index_names_the_module_of_each_function(name: str) -> None:
    import_module(MODULES[name])

    assert FUNCTIONS[name].body.__module__ == MODULES[name]


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(FunctionError, match="no function named `jsonencod`; did you mean `jsonencode`"):
        run("jsonencod", 1)


def test_a_name_may_have_the_prefix_of_the_language() -> None:
    assert run("core::upper", "a") == "A"


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("upper", [], "upper takes 1 argument, but 0 were given"),
        ("substr", ["a"], "substr takes 3 arguments, but 1 were given"),
        ("join", [], "join takes at least 1 argument, but 0 were given"),
        ("upper", [["a"]], 'upper: invalid value for "str": string required, but have list'),
        ("upper", [None], 'invalid value for "str": it must not be null'),
        ("list", ["a"], "`list` was removed from Terraform; write `tolist"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(name: str, arguments: list[Value], message: str) -> None:
    with pytest.raises(FunctionError) as caught:
        call(name, arguments, Context())

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("setproduct", [["a"] * 11, ["b"] * 11]),
        ("formatlist", ["%s-%s", ["a"] * 60, "b"]),
        ("csvdecode", ["a\n" + "1\n" * 101]),
        ("regexall", ["a", "a" * 101]),
        ("yamldecode", ["[" + "1," * 101 + "]"]),
        ("join", ["x" * 100, ["a"] * 20]),
        ("indent", [500, "a\nb\nc"]),
        ("replace", ["a" * 100, "a", "b" * 100]),
        ("replace", ["a" * 100, "/a/", "b" * 100]),
        ("format", ["%999d%999d", 1, 1]),
        ("format", ["%99999d", 1]),
        ("format", ["%.99999f", 1]),
        ("jsonencode", [["x" * 100] * 11]),
        ("yamlencode", [["x" * 100] * 11]),
        ("base64gunzip", ["H4sIAAAAAAAA/+3BMQEAAADCIPuntsYOYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAfA2GHxPGiBMAAA=="]),
        ("parseint", ["1" * 1001, 10]),
        ("timeadd", ["9999-12-31T23:59:59Z", "1s"]),
        ("pow", [10, 400]),
        ("tonumber", ["1" * 1002]),
        ("tonumber", ["1e999999999"]),
        ("jsondecode", ["1e999999999"]),
        ("jsondecode", ["1" * 5000]),
        ("jsondecode", ["[" * 5000]),
        ("yamldecode", ["[" * 5000]),
        ("fileset", [".", "{" + ",".join("ab" * 120) + "}"]),
        ("fileset", [".", "*" * 501]),
    ],
)
def test_what_is_past_a_bound_is_refused_by_its_name(name: str, arguments: list[Value]) -> None:
    with pytest.raises(FunctionError) as caught:
        call(name, arguments, SMALL)

    assert caught.value.bound


@pytest.mark.parametrize("pattern", ["((a{0,100}){0,100}){0,100}", "a" * 5000, "(" * 200 + ")" * 200])
def test_a_pattern_that_is_too_large_is_refused(pattern: str) -> None:
    with pytest.raises(FunctionError, match="regular expression"):
        run("regex", pattern, "a")


@pytest.mark.parametrize("name", ["jsonencode", "yamlencode", "flatten", "tolist", "toset"])
def test_a_value_that_is_nested_too_deep_is_refused(name: str) -> None:
    with pytest.raises(FunctionError) as caught:
        run(name, [nested(500)])

    assert caught.value.bound


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("jsonencode", [doubled(60)]),
        ("yamlencode", [doubled(60)]),
        ("tolist", [doubled(60)]),
        ("distinct", [[doubled(60), doubled(60)]]),
        ("contains", [[doubled(60)], doubled(60)]),
        ("toset", [[doubled(60)]]),
        ("flatten", [doubled(60)]),
        ("yamldecode", [ALIASES]),
        ("yamldecode", [Unknown("x", parts=(ALIASES, "z: ", Unknown("y")))]),
        ("regex", ["(a*)*(a*)*(a*)*b", "a" * 2000]),
        ("regexall", ["(a|aa)+$", "a" * 2000 + "b"]),
        ("replace", ["a" * 5000, "/(a+)+$/", "b"]),
        ("fileset", [".", "*a" * 200]),
        ("timeadd", ["2024-01-01T00:00:00Z", "1h" * 49 + "x"]),
    ],
)
def test_a_hostile_call_ends_soon(name: str, arguments: list[Value]) -> None:
    started = time.process_time()

    with suppress(FunctionError):
        call(name, arguments, Context())

    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("base64gunzip", [call("base64gzip", ["hello " * 100], Context())], "hello " * 100),
        ("urldecode", ["a+b%26%C3%A9"], "a b&é"),
        ("ltrimspace", ["  a "], "a "),
        ("cidrcontains", ["10.0.0.0/8", "10.1.2.3"], True),
        ("cidrcontains", ["10.0.0.0/8", "10.1.0.0/16"], True),
        ("cidrcontains", ["10.0.0.0/16", "10.0.0.0/8"], False),
        ("cidrcontains", ["2001:db8::/32", "2001:db9::1"], False),
        ("type", [{"a": [1, "x"], "b": True}], "object({a=tuple([number, string]), b=bool})"),
        ("ephemeralasnull", ["a"], "a"),
        ("issensitive", [1], None),
    ],
)
def test_functions_that_the_table_cannot_hold(name: str, arguments: list[Value], expected: Value) -> None:
    result = call(name, arguments, Context())

    assert expected is None or result == expected


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("urldecode", ["%zz"]),
        ("urldecode", ["%ff"]),
        ("base64gunzip", ["aGVsbG8="]),
        ("base64gunzip", ["!"]),
        ("cidrcontains", ["10.0.0.0/8", "::1"]),
        ("templatestring", ["a", {}]),
    ],
)
def test_their_errors_are_errors(name: str, arguments: list[Value]) -> None:
    with pytest.raises(FunctionError):
        call(name, arguments, Context())
