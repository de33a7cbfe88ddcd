"""``seatrial scan``: exit codes, outputs, options and configuration."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Seatrial

pytestmark = pytest.mark.usefixtures("repository")

SHIPS = ("scan", "--policy", "ships")


def test_a_finding_is_1(seatrial: Seatrial) -> None:
    answer = seatrial(*SHIPS)

    assert answer.code == 1
    assert "high[ships-hull-sealed]: `leaking` leaks\n  --> main.tf:12:3\n" in answer.out
    assert "1 pass  1 fail  1 unknown  0 gaps" in answer.out
    assert answer.err == ""


def test_no_finding_is_0(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text('resource "ships_hull" "a" {\n  sealed = true\n}\n')

    assert seatrial(*SHIPS).code == 0


def test_a_gap_is_3_and_a_finding_still_1(seatrial: Seatrial, repository: Path) -> None:
    (repository / "broken.tf.json").write_text("{")

    assert seatrial(*SHIPS).code == 1
    assert seatrial(*SHIPS, "--fail-on", "never").code == 3
    assert seatrial(*SHIPS, "--fail-on", "never", "--allow-incomplete").code == 0


@pytest.mark.parametrize(("level", "code"), [("critical", 0), ("high", 1), ("medium", 1), ("low", 1), ("never", 0)])
def test_findings_below_fail_on_do_not_fail(seatrial: Seatrial, level: str, code: int) -> None:
    assert seatrial(*SHIPS, "--fail-on", level).code == code


def test_a_target_that_is_not_there_is_2(seatrial: Seatrial) -> None:
    answer = seatrial("scan", "mian.tf")

    assert answer.code == 2
    assert answer.err == "error: there is nothing at 'mian.tf'\n"
    assert answer.out == ""


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["scna"], "'scan'"),
        (["scan", "--policy", "stirct"], "'strict'"),
        (["scan", "--only", "terrafrom"], "'terraform'"),
        (["scan", "-o", "jsn"], "'json'"),
        (["explain", "ships-hul-sealed"], "'ships-hull-sealed'"),
        (["check", "test", "ships-hull-seled"], "'ships-hull-sealed'"),
        (["scan", "--polcy", "x"], "'--policy'"),
    ],
)
def test_a_wrong_name_is_2_and_the_nearest_is_told(seatrial: Seatrial, arguments: list[str], near: str) -> None:
    answer = seatrial(*arguments)

    assert answer.code == 2
    assert near in answer.err


def test_policies_add_up(seatrial: Seatrial, repository: Path) -> None:
    (repository / ".seatrial/policies/none.yaml").write_text("title: Nothing\ninclude: [no-such-*]\n")

    assert "1 check of policies none, ships" in seatrial("scan", "--policy", "none", "--policy", "ships").out


def test_only_reads_with_one_connector(seatrial: Seatrial, repository: Path) -> None:
    (repository / "Dockerfile").write_text("FROM scratch\n")

    assert "Scanned 1 Dockerfile:" in seatrial("scan", "--only", "dockerfile").out


def test_exclude_leaves_out(seatrial: Seatrial) -> None:
    answer = seatrial(*SHIPS, "--exclude", "*.tf")

    assert "Scanned .: there is nothing that can be read" in answer.out
    assert answer.code == 0


def test_all_verdicts_lists_passes(seatrial: Seatrial) -> None:
    verdicts = [item["verdict"] for item in json.loads(seatrial(*SHIPS, "-o", "json").out)["results"]]
    every = [item["verdict"] for item in json.loads(seatrial(*SHIPS, "-o", "json", "--all-verdicts").out)["results"]]

    assert sorted(verdicts) == ["fail", "unknown"]
    assert sorted(every) == ["fail", "pass", "unknown"]


def test_a_variable_comes_from_a_file(seatrial: Seatrial, repository: Path) -> None:
    (repository / "prod.tfvars").write_text("sealed = true\n")

    assert "2 pass  1 fail  0 unknown" in seatrial(*SHIPS, "--var-file", "prod.tfvars").out


def test_a_parameter_comes_from_a_file(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").unlink()
    (repository / "bucket.yaml").write_text(
        "AWSTemplateFormatVersion: 2010-09-09\n"
        "Parameters: {Acl: {Type: String}}\n"
        "Resources: {B: {Type: AWS::S3::Bucket, Properties: {AccessControl: !Ref Acl}}}\n"
    )
    (repository / "given.json").write_text('{"Acl": "PublicReadWrite"}')

    told = [
        {item["check"]["id"]: item["verdict"] for item in json.loads(answer.out)["results"]}
        for answer in (seatrial("scan", "-o", "json"), seatrial("scan", "-o", "json", "--parameters", "given.json"))
    ]

    assert [verdicts["aws-s3-bucket-acl-no-public-write"] for verdicts in told] == ["unknown", "fail"]


def test_several_reports_in_one_run(seatrial: Seatrial, repository: Path) -> None:
    answer = seatrial(*SHIPS, "-o", "sarif=out.sarif", "-o", "text", "-o", "json=out.json")

    assert answer.out.startswith("main.tf\n")
    assert json.loads((repository / "out.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((repository / "out.json").read_text())["schema_version"] == 1
    assert {path.name for path in repository.iterdir()} >= {"out.sarif", "out.json"}
    assert not [path for path in repository.iterdir() if path.name.startswith(".out")]


def test_a_report_replaces_the_one_of_last_time(seatrial: Seatrial, repository: Path) -> None:
    (repository / "out.json").write_text("old " * 100_000)

    seatrial(*SHIPS, "-o", "json=out.json")

    assert json.loads((repository / "out.json").read_text())["schema_version"] == 1


def test_a_report_goes_through_a_link_and_into_a_pipe(seatrial: Seatrial, repository: Path) -> None:
    (repository / "real.json").write_text("")
    (repository / "link.json").symlink_to("real.json")
    os.mkfifo(repository / "pipe")
    reader = os.open(repository / "pipe", os.O_RDONLY | os.O_NONBLOCK)

    seatrial(*SHIPS, "-o", "json=link.json", "-o", "text=pipe")

    assert (repository / "link.json").is_symlink()
    assert "schema_version" in (repository / "real.json").read_text()
    assert os.read(reader, 7) == b"main.tf"
    os.close(reader)


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        (["json=no/such/x.json"], "there is no folder 'no/such' to write 'x.json' to"),
        (["json=.seatrial"], "'.seatrial' is a folder; -o json=FILE wants a file"),
        (["json="], "-o json= names no file: -o json=FILE"),
        (["json", "text"], "only one report can go to standard output; give the others a file: -o FORMAT=FILE"),
        (["json=a", "text=a"], "only one report can go to the file 'a'"),
    ],
)
def test_an_output_that_cannot_be_is_2(seatrial: Seatrial, outputs: list[str], message: str) -> None:
    answer = seatrial(*SHIPS, *(part for output in outputs for part in ("-o", output)))

    assert answer.code == 2
    assert answer.err == f"error: {message}\n"


def test_the_configuration_is_found_upwards(
    seatrial: Seatrial, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "seatrial.yaml").write_text("policies: [ships]\nfail_on: critical\nexclude: [old/]\n")
    for name in ("deep/down", "deep/old"):
        (repository / name).mkdir(parents=True)
        (repository / name / "hull.tf").write_text('resource "ships_hull" "a" {}\n')
    monkeypatch.chdir(repository / "deep")

    answer = seatrial("scan")

    assert answer.code == 0
    assert "1 fail" in answer.out
    assert "policy ships" in answer.out


def test_the_command_line_wins_over_the_configuration(seatrial: Seatrial, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text("policies: [strict]\nfail_on: never\n")

    assert seatrial(*SHIPS, "--fail-on", "high").code == 1


def test_a_configuration_can_be_named(seatrial: Seatrial, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text("policies: [strict]\n")
    (repository / "ci.yaml").write_text("policies: [ships]\nfail_on: never\n")

    answer = seatrial("scan", "--config", "ci.yaml")

    assert answer.code == 0
    assert "policy ships" in answer.out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exclude: [a]\npolcies: [ships]\n", "seatrial.yaml:2:1: 'polcies' is no key here; did you mean 'policies'?"),
        ("policies: ships\n", "seatrial.yaml:1:1: Expected `array`, got `str`"),
        (
            "fail_on: hihg\n",
            "or a score from 0 to 100, and not 'hihg'; did you mean 'high'?",
        ),
        ("policies: [\n", "seatrial.yaml:2:1: "),
        ("- a\n", "seatrial.yaml:1:1: a content file holds one mapping"),
        ("policies: [shps]\n", "there is no policy 'shps'; did you mean 'ships'?"),
    ],
)
def test_a_wrong_configuration_is_2_and_says_where(
    seatrial: Seatrial, repository: Path, text: str, message: str
) -> None:
    (repository / "seatrial.yaml").write_text(text)

    answer = seatrial("scan")

    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""


def test_parameters_reach_the_check(seatrial: Seatrial, repository: Path) -> None:
    (repository / "Dockerfile").write_text("FROM registry.example.com/base:1\n")
    (repository / "seatrial.yaml").write_text(
        "policies: [organisation]\nparams: {cloud-registry-allowed: {allowed_registries: [quay.io]}}\n"
    )

    answer = seatrial("scan", "Dockerfile")

    assert answer.code == 1
    assert "[cloud-registry-allowed]" in answer.out


def test_a_wrong_check_stops_the_scan_and_says_where(seatrial: Seatrial, repository: Path) -> None:
    check = repository / ".seatrial/ships/hull-sealed/check.yaml"
    check.write_text(check.read_text().replace("resource.sealed", "resource.seald"))

    answer = seatrial("scan")

    assert answer.code == 2
    assert answer.err == (
        "error: .seatrial/ships/hull-sealed/check.yaml:4:19: `expects`: "
        "ships.hull has no property 'seald' (did you mean \"sealed\"?)\n"
        "    resource.seald\n"
        "             ^^^^^\n"
    )
