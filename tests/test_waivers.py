"""Waivers through a whole scan: what a source says of itself, in every source, and what seatrial.yaml says."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from seatrial.config import load_config
from seatrial.model.report import Report
from seatrial.model.waiver import WaiverState
from seatrial.request import Request
from seatrial.scan import scan

Scan = Callable[..., Report]

BUCKET = """\
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
  tags   = { env = "dev" }
}
"""
CHECK = "aws-s3-bucket-versioning"
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations:
    ANNOTATION
spec:
  containers:
    - name: c
      image: registry.example/c:1
      securityContext: {privileged: true}
"""
TEMPLATE = """\
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Logs:
    Type: AWS::S3::Bucket
    Metadata: METADATA
"""


@pytest.fixture
def scanned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scan:
    """Scans files given by name and text, as the configuration among them says."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def called(files: dict[str, str], **more: Any) -> Report:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        config = load_config(tmp_path)
        given: dict[str, Any] = {
            "policies": ("strict",),
            "today": date(2026, 11, 28),
            "home": config.home,
            "waivers": tuple(config.entries()),
        }
        return scan(Request(**(given | more)))

    return called


def waived(report: Report, check: str) -> list[str | None]:
    """The reasons by which the findings of a check are waived, None for one that counts."""
    return [
        result.waiver.reason if result.waiver else None for _, result in report.every_result() if result.check == check
    ]


def test_a_comment_above_a_block_waives_it(scanned: Scan) -> None:
    found = scanned({"main.tf": f"# seatrial:waive {CHECK} -- kept elsewhere\n{BUCKET}"})

    assert waived(found, CHECK) == ["kept elsewhere"]
    assert None in waived(found, "aws-s3-bucket-logging")


def test_a_comment_on_a_line_waives_what_is_decided_there(scanned: Scan) -> None:
    text = BUCKET + (
        'resource "aws_s3_bucket_versioning" "logs" {\n'
        "  bucket = aws_s3_bucket.logs.id\n"
        "  versioning_configuration {\n"
        f'    status = "Suspended" # seatrial:waive {CHECK} -- for now\n'
        "  }\n}\n"
    )

    assert waived(scanned({"main.tf": text}), CHECK) == ["for now"]


def test_a_comment_on_a_module_call_waives_all_below_it_and_not_its_other_instances(scanned: Scan) -> None:
    call = (
        f'# seatrial:waive {CHECK} -- old\nmodule "a" {{\n  source = "./m"\n}}\nmodule "b" {{\n  source = "./m"\n}}\n'
    )
    inner = 'module "n" {\n  source = "../n"\n}\n'

    found = scanned({"main.tf": call, "m/main.tf": inner, "n/main.tf": BUCKET})

    assert waived(found, CHECK) == ["old", None]


def test_a_plan_honours_the_waivers_of_its_source(scanned: Scan) -> None:
    change = {"actions": ["create"], "before": None, "after": {"bucket": "logs"}, "after_unknown": {}}
    resource = {"address": "aws_s3_bucket.logs", "mode": "managed", "type": "aws_s3_bucket", "name": "logs"}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**resource, "values": {"bucket": "logs"}}]}},
        "resource_changes": [{**resource, "change": change}],
        "configuration": {"root_module": {}},
    }
    files = {"plan.json": json.dumps(plan), "infra/main.tf": f"# seatrial:waive {CHECK} -- kept elsewhere\n{BUCKET}"}

    assert waived(scanned(files, targets=("plan.json",)), CHECK) == [None]
    with_source = scanned(files, targets=("plan.json",), options={"source": "infra"})
    assert waived(with_source, CHECK) == ["kept elsewhere"]


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ('seatrial.dev/waive: "kubernetes-workload-not-privileged until=2027-01-31 -- a driver"', "a driver"),
        ('checkov.io/skip1: "CKV_K8S_16=a driver"', "a driver"),
        ("ignore-check.kube-linter.io/privileged-container: a driver", "a driver"),
        ('polaris.fairwinds.com/runAsPrivileged-exempt: "true"', "no reason was given"),
        ('seatrial.dev/waive: "kubernetes-workload-not-privileged until=2026-01-31 -- a driver"', None),
    ],
)
def test_an_annotation_waives_its_object(scanned: Scan, annotation: str, reason: str | None) -> None:
    found = scanned({"pod.yaml": POD.replace("ANNOTATION", annotation)})

    assert waived(found, "kubernetes-workload-not-privileged") == [reason]


def test_the_annotation_of_an_object_that_terraform_makes_waives_it(scanned: Scan) -> None:
    annotation = "kubernetes-workload-not-privileged -- a driver"
    pod = (
        'resource "kubernetes_pod" "a" {\n'
        f'  metadata {{\n    name = "a"\n    annotations = {{ "seatrial.dev/waive" = "{annotation}" }}\n  }}\n'
        '  spec {\n    container {\n      name = "c"\n      image = "c:1"\n'
        "      security_context {\n        privileged = true\n      }\n    }\n  }\n}\n"
    )

    assert waived(scanned({"main.tf": pod}), "kubernetes-workload-not-privileged") == ["a driver"]


@pytest.mark.parametrize(
    "metadata",
    [
        f'{{seatrial: {{waive: "{CHECK} until=2027-01-31 -- kept elsewhere"}}}}',
        f"{{seatrial: {{waive: [{{check: {CHECK}, until: '2027-01-31', reason: kept elsewhere}}]}}}}",
        "{checkov: {skip: [{id: CKV_AWS_21, comment: kept elsewhere}]}}",
    ],
)
def test_metadata_in_cloudformation_waives_its_resource(scanned: Scan, metadata: str) -> None:
    assert waived(scanned({"t.yaml": TEMPLATE.replace("METADATA", metadata)}), CHECK) == ["kept elsewhere"]


def test_a_comment_in_a_template_waives_the_resource_below_it(scanned: Scan) -> None:
    text = TEMPLATE.replace("  Logs:", f"  # seatrial:waive {CHECK} -- kept elsewhere\n  Logs:").replace(
        "METADATA", "{}"
    )

    assert waived(scanned({"t.yaml": text}), CHECK) == ["kept elsewhere"]


def test_a_comment_in_a_dockerfile_waives_the_next_instruction(scanned: Scan) -> None:
    text = "FROM debian:12\n# hadolint ignore=DL3008 tests only\nRUN apt-get update && apt-get install -y curl\n"

    assert waived(scanned({"Dockerfile": text}), "dockerfile-system-packages-pinned") == ["tests only"]


def test_checkovs_comment_waives_the_block_that_it_stands_in(scanned: Scan) -> None:
    text = BUCKET.replace("  bucket", "  #checkov:skip=CKV_AWS_21:come over\n  bucket", 1)

    assert waived(scanned({"main.tf": text}), CHECK) == ["come over"]


def test_an_entry_of_the_configuration_waives_by_path_tag_and_resource(scanned: Scan) -> None:
    config = (
        "waivers:\n  accepted:\n"
        f"    - {{check: {CHECK}, path: infra/, tag: {{env: dev}}, resource: 'aws_s3_bucket.*', reason: kept}}\n"
    )

    found = scanned({"infra/main.tf": BUCKET, "other/main.tf": BUCKET, "seatrial.yaml": config})

    assert waived(found, CHECK) == ["kept", None]


def test_waivers_that_nothing_needs_are_told_where_everything_was_scanned(scanned: Scan) -> None:
    config = "waivers:\n  accepted:\n    - {check: aws-sqs-*, reason: none left}\n"
    files = {"a/main.tf": f"# seatrial:waive aws-sns-* -- none left\n{BUCKET}", "seatrial.yaml": config}

    whole, part = scanned(files), scanned(files, targets=("a",))

    assert [(use.waiver.checks, use.state) for use in whole.waivers] == [
        (("aws-sns-*",), WaiverState.UNUSED),
        (("aws-sqs-*",), WaiverState.UNUSED),
    ]
    assert [use.waiver.checks for use in part.waivers] == [("aws-sns-*",)]


def test_a_waiver_in_a_module_that_one_root_of_two_needs_is_used(scanned: Scan) -> None:
    module = f'variable "v" {{}}\n# seatrial:waive {CHECK} -- elsewhere\n{BUCKET}' + (
        'resource "aws_s3_bucket_versioning" "v" {\n  bucket = aws_s3_bucket.logs.id\n'
        "  versioning_configuration {\n    status = var.v\n  }\n}\n"
    )
    call = 'module "m" {{\n  source = "../m"\n  v = "{}"\n}}\n'
    files = {"m/main.tf": module, "a/main.tf": call.format("Enabled"), "b/main.tf": call.format("Suspended")}

    (use,) = scanned(files).waivers

    assert (use.state, use.count) == (WaiverState.ACTIVE, 1)


def test_a_waiver_for_a_check_that_was_not_asked_is_not_called_unused(scanned: Scan) -> None:
    found = scanned({"main.tf": f"# seatrial:waive aws-s3-bucket-replicated -- x\n{BUCKET}"}, policies=("default",))

    assert found.waivers == ()


def test_what_is_wrong_with_a_waiver_is_told_and_its_finding_counts(scanned: Scan) -> None:
    found = scanned({"main.tf": f"# seatrial:waive {CHECK} until=tomorrow -- kept elsewhere\n{BUCKET}"})

    assert waived(found, CHECK) == [None]
    assert [(str(flaw.location), flaw.message) for flaw in found.flaws] == [
        ("main.tf:1:3", "'tomorrow' is no date; write it as YYYY-MM-DD")
    ]


def test_a_waived_finding_does_not_count_in_the_grade(scanned: Scan) -> None:
    found = scanned({"main.tf": f"# seatrial:waive aws-s3-* -- all of it\n{BUCKET}"})

    assert found.standing is not None
    assert found.standing.score == 0
    assert found.standing.unwaived > 0
    assert found.groups == ()
