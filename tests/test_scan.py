"""The pipeline as a whole: what is found, judged and reported, in which order, and what one broken part costs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from seatrial import connectors
from seatrial.config import content_for
from seatrial.connectors import Options
from seatrial.errors import ContentError, UsageError
from seatrial.files import File
from seatrial.model.asset import Asset, Collected
from seatrial.model.report import Report
from seatrial.model.result import Verdict
from seatrial.request import Request
from seatrial.scan import scan

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "tickets"\n}\n'
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  hostPID: true\n  containers: [{name: c, image: nginx}]\n"
)
TEMPLATE = "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  B:\n    Type: AWS::S3::Bucket\n"
PLAN = """{"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [{"address": "aws_s3_bucket.b",
"mode": "managed", "type": "aws_s3_bucket", "name": "b", "change": {"actions": ["create"], "after": {}}}]}"""
_NEVER = datetime.fromtimestamp(0, UTC)
STATE = """{"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x", "outputs": {}, "resources": [
{"mode": "managed", "type": "aws_s3_bucket", "name": "b", "provider": "aws", "instances": [{"attributes": {}}]}]}"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one asset of each kind; the command runs in it."""
    (tmp_path / ".git").mkdir()
    write(
        tmp_path,
        {
            "infra/main.tf": BUCKET,
            "plans/plan.json": PLAN,
            "states/terraform.tfstate": STATE,
            "stacks/bucket.yaml": TEMPLATE,
            "deploy/pod.yaml": POD,
            "app/Dockerfile": "FROM debian:12\nUSER root\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def run(*targets: str, **more: Any) -> Report:
    return scan(Request(targets=targets or (".",), **{"jobs": 1, **more}))


def kinds(report: Report) -> dict[str, str]:
    return {asset.name: asset.kind for asset in report.assets}


def test_every_kind_of_asset_below_a_target_is_found(repository: Path) -> None:
    report = run()

    assert kinds(report) == {
        "app/Dockerfile": "Dockerfile",
        "deploy": "Kubernetes manifests",
        "infra": "Terraform root module",
        "plans/plan.json": "Terraform plan",
        "stacks/bucket.yaml": "CloudFormation template",
        "states/terraform.tfstate": "Terraform state",
    }
    assert [asset.name for asset in report.assets if not asset.results] == []


def test_several_targets_are_reported_together_and_each_asset_once(repository: Path) -> None:
    report = run("infra", "app", ".", "infra/main.tf")

    assert len(report.assets) == len(run().assets)
    assert {"infra", "app/Dockerfile"} <= set(kinds(report))


def test_a_target_that_is_not_there_is_an_error_of_the_command(repository: Path) -> None:
    with pytest.raises(UsageError, match="nothing at 'nowhere'"):
        run("infra", "nowhere")


def test_results_are_ordered_by_place(repository: Path) -> None:
    for asset in run(all_verdicts=True, policies=("strict",)).assets:
        places = [(r.location.file, r.location.line, r.location.column, r.check) for r in asset.results]

        assert places == sorted(places)


def test_the_same_tree_gives_the_same_report(repository: Path) -> None:
    first, second = (replace(run(policies=("strict",)), started=_NEVER, seconds=0.0) for _ in range(2))

    assert first == second


def test_two_processes_give_the_report_of_one(repository: Path) -> None:
    reports = (run(policies=("strict",), jobs=jobs) for jobs in (1, 2))

    one, two = (replace(report, started=_NEVER, seconds=0.0) for report in reports)

    assert one == two
    assert one.counts()[Verdict.FAIL] > 10


def test_what_git_ignores_is_not_scanned_unless_it_is_named(repository: Path) -> None:
    (repository / ".gitignore").write_text("app/\n")

    assert "app/Dockerfile" not in kinds(run())
    assert list(kinds(run("app/Dockerfile"))) == ["app/Dockerfile"]


def test_what_is_excluded_is_not_scanned(repository: Path) -> None:
    assert list(kinds(run(exclude=("infra", "plans/", "*.tfstate", "*.yaml")))) == ["app/Dockerfile"]


def test_only_the_named_connectors_read(repository: Path) -> None:
    assert list(kinds(run(only=("dockerfile",)))) == ["app/Dockerfile"]


def test_passes_are_counted_and_listed_only_on_demand(repository: Path) -> None:
    short, long = run("infra"), run("infra", all_verdicts=True)

    assert short.counts() == long.counts()
    assert {r.verdict for _, r in short.every_result()} <= {Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR}
    assert sum(1 for _ in long.every_result()) == sum(long.counts().values())


def test_what_no_check_has_looked_at_is_said(repository: Path) -> None:
    write(repository, {"infra/more.tf": 'resource "random_pet" "name" {}\n'})

    (asset,) = run("infra").assets

    assert asset.unasked == {"random_pet": 1}
    assert asset.resources["aws.s3.bucket"] == 1


def test_one_check_judges_every_source(repository: Path) -> None:
    write(
        repository,
        {".seatrial/named/check.yaml": NAMED, ".seatrial/policies/ours.yaml": "title: x\ninclude: [named]\n"},
    )

    report = run(policies=("ours",), content=content_for(repository), params={"named": {"wanted": "lots"}})

    failing = {asset.name for asset, result in report.every_result() if result.verdict is Verdict.FAIL}
    assert "infra" in failing
    assert {asset.name for asset, _ in report.every_result()} == {
        "infra", "plans/plan.json", "stacks/bucket.yaml", "states/terraform.tfstate",
    }  # fmt: skip
    assert report.asked == 1


NAMED = """\
title: Buckets are named as we want
severity: low
likelihood: depth
resource: aws.s3.bucket
expects: resource.name == params.wanted
message: "`{resource.name}` is not `{params.wanted}`"
why: Our own.
params: {wanted: {type: string, doc: The name}}
fix: {steps: Name it.}
"""


def test_a_check_without_its_parameter_asks_nothing(repository: Path) -> None:
    write(
        repository,
        {".seatrial/named/check.yaml": NAMED, ".seatrial/policies/ours.yaml": "title: x\ninclude: [named]\n"},
    )

    report = run("infra", policies=("ours",), content=content_for(repository), all_verdicts=True)

    assert [(r.verdict, r.reason) for _, r in report.every_result()] == [
        (Verdict.SKIP, "no policy gives a value to `wanted`")
    ]


def test_content_that_is_wrong_stops_the_scan(repository: Path) -> None:
    write(repository, {".seatrial/named/check.yaml": NAMED.replace("resource.name ==", "resource.nam ==")})

    with pytest.raises(ContentError, match=r"named/check.yaml:5:19: .*nam"):
        run(content=content_for(repository))


class Broken:
    """A slice whose files break it, while finding or while collecting."""

    def __init__(self, slice_: str, *, finding: bool = False) -> None:
        self.sound = {part: connectors.module(slice_, part) for part in ("find", "collect")}
        self.finding = finding

    def find(self, files: Sequence[File], options: Options) -> Iterator[Asset]:
        yield from self.sound["find"].find(files, options)
        if self.finding:
            raise IndexError("list index out of range")

    def collect(self, asset: Asset, options: Options) -> Collected:
        if not self.finding:
            raise RecursionError("maximum recursion depth exceeded")
        collected: Collected = self.sound["collect"].collect(asset, options)
        return collected


@pytest.mark.parametrize("finding", [True, False])
def test_a_connector_that_breaks_costs_only_its_own(
    repository: Path, monkeypatch: pytest.MonkeyPatch, finding: bool
) -> None:
    before = {asset.name: asset for asset in run().assets}
    broken = Broken("dockerfile", finding=finding)
    module = connectors.module
    monkeypatch.setattr(connectors, "module", lambda name, part: broken if name == "dockerfile" else module(name, part))

    after = run()

    others = {name: asset for name, asset in before.items() if name != "app/Dockerfile"}
    assert {asset.name: asset for asset in after.assets if asset.name in others} == others
    assert [gap.reason.partition(":")[0] for gap in after.every_gap()] == [
        "IndexError" if finding else "RecursionError"
    ]


def test_a_value_that_breaks_when_it_is_asked_for_costs_only_its_asset(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Exploding(dict[str, Any]):
        def get(self, *_: Any) -> Any:
            raise ZeroDivisionError("division by zero")

        __getitem__ = get

    sound = connectors.module("terraform", "collect")

    def collect(asset: Asset, options: Options) -> Collected:
        from dataclasses import replace as changed

        collected: Collected = sound.collect(asset, options)
        return changed(collected, raws=tuple(changed(raw, attributes=Exploding()) for raw in collected.raws))

    fake = SimpleNamespace(collect=collect)
    module = connectors.module

    def part_of(name: str, part: str) -> Any:
        return fake if (name, part) == ("terraform", "collect") else module(name, part)

    monkeypatch.setattr(connectors, "module", part_of)

    report = run("infra", "app")

    assert [gap.reason for gap in report.every_gap()] == ["ZeroDivisionError: division by zero"]
    assert [asset.name for asset in report.assets if asset.results] == ["app/Dockerfile"]


def test_a_file_that_is_named_and_that_nobody_can_read_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing to see")

    report = scan(Request(targets=(str(tmp_path / "notes.txt"),)))

    assert ["no connector knows" in gap.reason for gap in report.every_gap()] == [True]


def test_a_terraform_file_that_is_named_is_read(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_sns_topic" "delays" {\n  name = "delays"\n}\n')

    report = scan(Request(targets=(str(tmp_path / "main.tf"),)))

    assert list(report.every_gap()) == []
    assert len(report.assets) == 1


def test_a_block_of_several_types_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"main.tf": 'resource "aws_instance" "a" {\n  instance_type = "t3.micro"\n}\n'})

    [asset] = run(policies=("default", "organisation")).assets

    assert len(asset.resources) > 1
    assert asset.judged == 1


def test_the_values_of_a_chart_are_no_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"chart/Chart.yaml": "apiVersion: v2\nname: feed\nversion: 1.0.0\n", "chart/values.yaml": "a: 1\n"})
    monkeypatch.chdir(tmp_path)

    report = run(policies=("strict",))

    assert report.counts()[Verdict.ERROR] == 0
    assert "no-removed-api-version" not in str([result.check for _, result in report.every_result()])
