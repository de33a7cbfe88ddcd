"""Only what proves itself is written."""

from pathlib import Path

import pytest

from seatrial.request import Request
from tests.repair.yard import Yard

DEFINITION = """\
type: ships.hull
title: Hulls
sources:
  terraform: {block: ships_hull}
properties:
  sealed: {type: bool, default: false, terraform: sealed}
  dry: {type: bool, default: true, terraform: dry}
  painted: {type: string, terraform: painted}
"""
CHECK = """\
title: T
severity: high
resource: ships.hull
expects: |
  EXPECTS
message: M
why: W
likelihood: direct
fix: FIX
"""


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return Request(content=(tmp_path / ".seatrial",), policies=("mine",))


def checked(yard: Yard, **checks: tuple[str, str]) -> Yard:
    yard.write({".seatrial/ships/hull.resource.yaml": DEFINITION})
    yard.write({".seatrial/policies/mine.yaml": 'title: Mine\ninclude: ["ships-*"]\n'})
    for name, (expects, fix) in checks.items():
        text = CHECK.replace("EXPECTS", expects).replace("FIX", fix)
        yard.write({f".seatrial/ships/hull-{name}/check.yaml": text})
    return yard


HULL = 'resource "ships_hull" "a" {\n  sealed = false\n}\n'


def test_a_fix_that_does_not_remove_its_finding_is_not_written(yard: Yard, request_: Request) -> None:
    checked(yard, sealed=("resource.sealed && resource.painted != null", "{set: {sealed: true}}"))

    repaired = yard.write({"main.tf": HULL}).repaired(request=request_)

    assert (repaired.files, repaired.outcomes) == ({}, ["left"])
    assert repaired.one().reason == "with the change made, the finding is still there"


def test_a_fix_that_brings_another_finding_is_not_written(yard: Yard, request_: Request) -> None:
    checked(
        yard,
        sealed=("resource.sealed", "{set: {sealed: true}}"),
        light=("!resource.sealed", "{steps: S}"),
    )

    repaired = yard.write({"main.tf": HULL}).repaired(request=request_)

    assert (repaired.files, repaired.outcomes) == ({}, ["left"])
    assert repaired.one().reason == "with the change made, ships-hull-light finds something new"


def test_the_guilty_one_is_taken_out_and_the_others_stay(yard: Yard, request_: Request) -> None:
    checked(
        yard,
        sealed=("resource.sealed", "{set: {sealed: true}}"),
        plain=('resource.painted != "white" || !resource.sealed', "{steps: S}"),
    )
    hulls = [f'resource "ships_hull" "h{n}" {{\n  sealed = false\n}}\n' for n in range(9)]
    hulls[4] = hulls[4].replace("false\n", 'false\n  painted = "white"\n')

    repaired = yard.write({"main.tf": "".join(hulls)}).repaired(request=request_)

    assert repaired.outcomes == ["fixed"] * 4 + ["left"] + ["fixed"] * 4
    assert repaired.files["main.tf"].count("sealed = true") == 8


def test_fixes_that_need_each_other_are_proven_together(yard: Yard, request_: Request) -> None:
    checked(
        yard,
        sealed=("resource.sealed && resource.dry", "{set: {sealed: true}}"),
        dry=("resource.dry && resource.sealed", "{set: {dry: true}}"),
    )

    repaired = yard.write({"main.tf": HULL.replace("sealed", "dry    = false\n  sealed")}).repaired(request=request_)

    assert repaired.outcomes == ["fixed", "fixed"]


def test_of_two_that_want_different_values_the_first_is_made(yard: Yard, request_: Request) -> None:
    checked(
        yard,
        red=("resource.painted != 'blue'", "{set: {painted: red}}"),
        white=("resource.painted != 'blue' && resource.sealed == false", "{set: {painted: white}}"),
    )

    repaired = yard.write({"main.tf": HULL.replace("}", '  painted = "blue"\n}')}).repaired(request=request_)

    assert repaired.outcomes == ["fixed", "fixed"]
    assert 'painted = "red"' in repaired.files["main.tf"]


def test_what_another_fix_removes_is_fixed(yard: Yard, request_: Request) -> None:
    checked(yard, sealed=("resource.sealed", "{set: {sealed: true}}"), also=("resource.sealed", "{steps: By hand.}"))

    assert yard.write({"main.tf": HULL}).repaired(request=request_).outcomes == ["fixed", "fixed"]


def test_every_root_module_that_reads_a_file_has_a_say(yard: Yard, request_: Request) -> None:
    checked(
        yard,
        sealed=("resource.sealed", "{set: {sealed: true}}"),
        plain=('resource.painted != "white" || !resource.sealed', "{steps: S}"),
    )
    call = 'module "h" {\n  source  = "../hull"\n  painted = "COLOUR"\n}\n'
    hull = HULL.replace("}", '  painted = var.painted\n}\nvariable "painted" {}')

    yard.write({"a/main.tf": call.replace("COLOUR", "red"), "b/main.tf": call.replace("COLOUR", "white")})
    repaired = yard.write({"hull/main.tf": hull}).repaired(request=request_)

    assert (repaired.files, repaired.outcomes) == ({}, ["left", "left"])


def test_secrets_are_never_written(yard: Yard, request_: Request) -> None:
    definition = DEFINITION.replace("painted: {type: string,", "painted: {type: string, sensitive: true,")
    checked(yard, red=("resource.painted == 'red'", "{set: {painted: red}}"))
    yard.write({".seatrial/ships/hull.resource.yaml": definition})

    repaired = yard.write({"main.tf": HULL.replace("}", '  painted = "blue"\n}')}).repaired(request=request_)

    assert (repaired.files, repaired.one().reason) == ({}, "`painted` is a secret")


def test_a_parameter_gives_the_value(yard: Yard, request_: Request) -> None:
    text = CHECK.replace("EXPECTS", "resource.painted == params.colour").replace(
        "FIX", '{set: {painted: "{params.colour}"}}'
    )
    checked(yard).write(
        {".seatrial/ships/hull-red/check.yaml": text + "params: {colour: {type: string, doc: D, default: red}}\n"}
    )

    repaired = yard.write({"main.tf": HULL}).repaired(request=request_)

    assert 'painted = "red"' in repaired.files["main.tf"]


def test_what_is_waived_is_left_as_it_is(yard: Yard, request_: Request) -> None:
    checked(yard, sealed=("resource.sealed", "{set: {sealed: true}}"))
    text = HULL.replace("false\n", "false # seatrial:waive ships-hull-sealed -- it is a wreck\n")

    repaired = yard.write({"main.tf": text + HULL.replace('"a"', '"b"')}).repaired(request=request_)

    assert repaired.outcomes == ["fixed"]
    assert repaired.files == {"main.tf": text + HULL.replace('"a"', '"b"').replace("false", "true")}
