"""``seatrial check``: writing, linting and proving a repository's own checks."""

from pathlib import Path

import pytest

from tests.cli.conftest import Seatrial
from tests.ships import CHECK, DEFINITION

pytestmark = pytest.mark.usefixtures("repository")

FOLDER = Path(".seatrial/ships/hull-sealed")
FILE = FOLDER / "check.yaml"


def test_own_checks_are_proven_without_a_name(seatrial: Seatrial) -> None:
    answer = seatrial("check", "test")

    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith("1 checks, 0 flaws, ")


@pytest.mark.parametrize("name", ["ships-hull-sealed", ".seatrial/ships", ".seatrial/ships/hull-sealed"])
def test_a_check_or_a_folder_can_be_named(seatrial: Seatrial, name: str) -> None:
    assert seatrial("check", "test", name).err.startswith("1 checks, 0 flaws")
    assert seatrial("check", "lint", name).err.startswith("1 checks, 0 flaws")


def test_a_proof_with_another_verdict_is_a_flaw(seatrial: Seatrial) -> None:
    (FOLDER / "fail.tf").write_text('resource "ships_hull" "a" {\n  sealed = true\n}\n')

    answer = seatrial("check", "test")

    assert answer.code == 1
    assert "hull-sealed/fail.tf: must be fail, and the check says: pass" in answer.out


def test_a_missing_proof_is_a_flaw(seatrial: Seatrial) -> None:
    (FOLDER / "pass.tf").unlink()

    assert "claims the source 'terraform', and has no proof `pass` in it" in seatrial("check", "test").out


def test_a_file_that_is_no_proof_is_a_flaw(seatrial: Seatrial) -> None:
    (FOLDER / "fale.tf").write_text("")

    assert "fale.tf: is no proof: its name reads verdict[.case].format" in seatrial("check", "test").out


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        (
            "expects: resource.sealed",
            "expects: resource.seald",
            "4:19: `expects`: ships.hull has no property 'seald' (did you mean \"sealed\"?)\n"
            "    resource.seald\n"
            "             ^^^^^\n",
        ),
        (
            "expects: resource.sealed",
            'expects: >-\n  resource.sealed &&\n    resource.nane == "x"',
            "6:14: `expects`: ships.hull has no property 'nane' (did you mean \"name\"?)\n",
        ),
        (
            "expects: resource.sealed",
            "expects: \"resource.sealed && resource.nane == 'x'\"",
            "4:39: `expects`: ships.hull has no property 'nane' (did you mean \"name\"?)\n",
        ),
        (
            "likelihood: direct",
            "likelihood: direct\nwhen: |\n  resource.name\n  = 'x'",
            "12:3: `when`: unexpected character '='",
        ),
        ("expects: resource.sealed", "expects: resource.name", "4:1: `expects`: it must give true or false"),
        ("{resource.name}", "{resource.nme}", "5:1: `message`: there is no property 'nme'; did you mean 'name'?"),
        ("{resource.name}", "{resorce.name}", "5:1: `message`: there is no 'resorce'; did you mean 'resource'?"),
        ("sealed: true", "seeled: true", "7:1: `fix`: there is no property 'seeled'; did you mean 'sealed'?"),
        ("resource: ships.hull", "resource: ships.hul", "3:1: `resource`: there is no resource type 'ships.hul'"),
    ],
)
def test_lint_says_where_and_what_is_meant(seatrial: Seatrial, old: str, new: str, flaw: str) -> None:
    FILE.write_text(CHECK.replace(old, new))

    answer = seatrial("check", "lint")

    assert answer.code == 1
    assert answer.out.startswith(f".seatrial/ships/hull-sealed/check.yaml:{flaw}")


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        ("terraform: sealed}", "terraform: sealed &&}", "9:59: `sealed`, terraform: "),
        ("terraform: sealed}", "terraform: {call: caulk}}", "9:3: `sealed`, terraform: the connector 'terraform' has"),
    ],
)
def test_lint_reads_the_definitions_too(seatrial: Seatrial, old: str, new: str, flaw: str) -> None:
    Path(".seatrial/ships/hull.resource.yaml").write_text(DEFINITION.replace(old, new))

    answer = seatrial("check", "lint")

    assert answer.code == 1
    assert f".seatrial/ships/hull.resource.yaml:{flaw}" in answer.out


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            "severity: high",
            "severity: hihg",
            "2:1: 'hihg' is none of critical, high, medium, low; did you mean 'high'?",
        ),
        ("severity: high", "severty: high", "2:1: 'severty' is no key here; did you mean 'severity'?"),
        ("why: Water", "why: [Water", "7:"),
    ],
)
def test_a_check_that_cannot_be_read_is_2(seatrial: Seatrial, old: str, new: str, error: str) -> None:
    FILE.write_text(CHECK.replace(old, new))

    answer = seatrial("check", "lint")

    assert answer.code == 2
    assert answer.err.startswith(f"error: .seatrial/ships/hull-sealed/check.yaml:{error}")


def test_new_writes_a_check_that_can_be_read(seatrial: Seatrial) -> None:
    answer = seatrial("check", "new", ".seatrial/aws/s3/bucket-is-mine")

    assert answer.code == 0
    assert "seatrial check test .seatrial/aws/s3/bucket-is-mine" in answer.out
    assert seatrial("check", "lint", "aws-s3-bucket-is-mine").err == "1 checks, 0 flaws\n"


def test_new_does_not_write_over_a_check(seatrial: Seatrial) -> None:
    answer = seatrial("check", "new", str(FOLDER))

    assert answer.code == 2
    assert "is there already" in answer.err
    assert FILE.read_text() == CHECK


def test_the_proofs_of_own_checks_are_not_scanned(seatrial: Seatrial) -> None:
    assert "fail.tf" not in seatrial("scan", "--policy", "ships").out
    assert "fail.tf" in seatrial("scan", "--policy", "ships", ".seatrial").out
