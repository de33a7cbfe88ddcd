"""Configurations that are made to cost: each ends soon, says which bound it met, and leaves the rest alone."""

import time
from collections.abc import Iterator

import pytest

from seatrial.model.value import Value, unknowns_in
from seatrial.terraform import Limits

from .conftest import Evaluate
from .workspace import unknown


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < 5


def chain(first: str, following: str, length: int) -> str:
    lines = [f"  l0 = {first}"] + [f"  l{i} = {following.replace('@', f'local.l{i - 1}')}" for i in range(1, length)]
    return "locals {\n" + "\n".join(lines) + '\n}\nresource "a" "b" {\n  x = 1\n' + f"  y = local.l{length - 1}\n}}\n"


def has_unknown(value: Value) -> bool:
    return next(unknowns_in(value), None) is not None


def bounds(result: object) -> set[str]:
    return {gap.bound for gap in result.evaluation.gaps}  # type: ignore[attr-defined]


def test_a_count_past_all_reason(tree: Evaluate) -> None:
    result = tree('resource "a" "b" {\n  count = 1000000000\n  x = 1\n}')

    assert bounds(result) == {"10000 instances"}
    assert "1000000000 instances are too many" in unknown(result.raw("a.b[?]").exists).reason


@pytest.mark.parametrize(
    ("first", "following", "bound"),
    [
        ('"aaaaaaaaaa"', '"${@}${@}"', "8388608 characters"),
        ('"aaaaaaaaaa${var.u}"', '"${@}${@}"', ""),
        ("[1]", "[@, @]", "300000 elements in all"),
        ("[1]", "concat(@, @)", "300000 elements in all"),
        ("{ a = 1 }", "{ a = @, b = @ }", "300000 elements in all"),
        ("[1, 2]", "flatten([for x in @ : [for y in @ : [x, y]]])", "100000 steps"),
        ('"a"', "upper(@)", "depth 200"),
        ('"a"', "[for x in [@] : { a = x }][0].a", "depth 200"),
    ],
)
def test_locals_that_grow_at_each_step(tree: Evaluate, first: str, following: str, bound: str) -> None:
    result = tree(
        'variable "u" {}\n' + chain(first, following, 1000 if bound == "depth 200" else 60),
        limits=Limits(steps=100_000),
    )

    assert has_unknown(result.raw("a.b").attributes["y"])
    assert result.attribute("a.b", "x") == 1
    assert (bound in bounds(result)) == bool(bound)


def test_one_expression_that_doubles_itself(tree: Evaluate) -> None:
    expression = "[1]"
    for _ in range(30):
        expression = f"[for a in [{expression}] : [a, a]]"

    result = tree(f"locals {{\n  x = jsonencode({expression})\n}}")

    unknown(result.local("x"))
    assert bounds(result) == {"300000 elements in all"}


def test_dynamic_blocks_in_dynamic_blocks(tree: Evaluate) -> None:
    inner = "content { x = 1 }"
    for name in "abc":
        inner = f'content {{\n dynamic "{name}" {{\n for_each = range(1000)\n {inner}\n}}\n}}'

    result = tree(
        f'resource "r" "s" {{\n dynamic "z" {{\n for_each = [1]\n {inner}\n}}\n}}\nlocals {{ all = r.s.z }}',
        limits=Limits(blocks=10_000),
    )

    assert has_unknown(result.raw("local.all").attributes["value"])
    assert "10000 blocks" in bounds(result)


def test_modules_that_multiply(tree: Evaluate) -> None:
    files = {
        f"m{i}/main.tf": "".join(f'module "c{j}" {{ source = "../m{i + 1}" }}\n' for j in range(10)) for i in range(12)
    }

    result = tree(
        {"main.tf": 'module "m" { source = "./m0" }', "m12/main.tf": 'resource "a" "b" {}', **files},
        limits=Limits(blocks=5000),
    )

    assert bounds(result) == {"5000 blocks"}
    assert len(result.raws) == 5000


def test_modules_in_modules_without_end(tree: Evaluate) -> None:
    files = {f"m{i}/main.tf": f'module "c" {{ source = "../m{i + 1}" }}\n' for i in range(50)}

    result = tree({"main.tf": 'module "m" { source = "./m0" }', **files})

    assert bounds(result) == {"20 nested modules"}


def test_work_without_a_result_is_counted_too(tree: Evaluate) -> None:
    loops = "1"
    for name in "abcd":
        loops = f"length([for {name} in range(1000) : {loops}])"

    result = tree(f"locals {{\n  x = {loops}\n}}", limits=Limits(steps=100_000))

    unknown(result.local("x"))
    assert bounds(result) == {"100000 steps"}


def test_a_template_that_renders_itself(tree: Evaluate) -> None:
    result = tree(
        {"main.tf": 'locals { x = templatefile("t.tftpl", {}) }', "t.tftpl": '${templatefile("t.tftpl", {})}'}
    )

    unknown(result.local("x"))


@pytest.mark.parametrize(
    "expression",
    [
        "[" * 90 + "]" * 90,
        "1" + " + 1" * 50_000,
        "true" + " && true" * 20_000,
        "true ? " * 50 + "1" + " : 2" * 50,
        "-" * 90 + "1",
        "!" * 90 + "true",
    ],
)
def test_long_expressions_are_evaluated(tree: Evaluate, expression: str) -> None:
    result = tree(f"locals {{\n  x = {expression}\n}}")

    assert result.gaps == []
    result.local("x")


def test_cycles_through_repetition_are_gaps(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'resource "a" "b" { count = length(a.b) }\nresource "c" "d" { for_each = e.f }\n'
            'resource "e" "f" { for_each = c.d }\nmodule "m" {\n  source = "./m"\n  count = module.m[0].n\n}',
            "m/main.tf": 'output "n" { value = 1 }',
        }
    )

    assert [gap.split(": ", 1)[1] for gap in result.gaps] == [
        "`a.b` depends on itself",
        "`c.d` depends on itself",
        "`module.m` depends on itself",
    ]
