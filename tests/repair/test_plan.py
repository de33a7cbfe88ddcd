"""What is written for a property, in each language."""

import json
from typing import Any

import pytest

from tests.repair.yard import Yard

ATTRIBUTES = "aws-elb-load-balancer-deletion-protected"
BALANCER = """\
Resources:
  Site:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets: [subnet-0123456789abcdef0]
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: booking}
spec:
  containers:
    - name: web # the first
      image: registry.example.com/web:1.0
    - name: log
      image: registry.example.com/log:1.0
      securityContext: {privileged: true}
"""


def test_a_pair_of_a_list_is_added(yard: Yard) -> None:
    repaired = yard.write({"t.yaml": BALANCER}).repaired(ATTRIBUTES)

    added = '      LoadBalancerAttributes:\n        - Key: deletion_protection.enabled\n          Value: "true"\n'
    assert repaired.files == {"t.yaml": BALANCER + added}


def test_a_pair_that_is_there_is_changed(yard: Yard) -> None:
    there = "      LoadBalancerAttributes:\n      - {Key: a, Value: b}\n"
    there += '      - {Key: deletion_protection.enabled, Value: "X"}\n'
    repaired = yard.write({"t.yaml": BALANCER + there.replace("X", "false")}).repaired(ATTRIBUTES)

    assert repaired.files == {"t.yaml": BALANCER + there.replace("X", "true")}


def test_only_the_element_that_failed_is_changed(yard: Yard) -> None:
    repaired = yard.write({"pod.yaml": POD}).repaired("kubernetes-workload-not-privileged", unsafe=True)

    assert repaired.files == {"pod.yaml": POD.replace("true", "false")}


def test_fixes_of_one_object_are_made_together(yard: Yard) -> None:
    checks = ("kubernetes-workload-read-only-root-filesystem", "kubernetes-workload-no-privilege-escalation")

    repaired = yard.write({"pod.yaml": POD.replace("true", "false")}).repaired(*checks, unsafe=True)

    assert set(repaired.outcomes) == {"fixed"}
    assert repaired.files["pod.yaml"].count("readOnlyRootFilesystem: true") == 2
    assert repaired.files["pod.yaml"].count("allowPrivilegeEscalation: false") == 2
    assert repaired.files["pod.yaml"].count("securityContext") == 2


def test_an_object_that_a_terraform_block_describes_is_changed_in_the_block(yard: Yard) -> None:
    text = """\
resource "kubernetes_deployment_v1" "booking" {
  metadata {
    name = "booking"
  }
  spec {
    template {
      metadata {}
      spec {
        container {
          name  = "web"
          image = "registry.example.com/web:1.0"
        }
      }
    }
  }
}
"""
    repaired = yard.write({"main.tf": text}).repaired("kubernetes-workload-seccomp-profile")

    made = """\
          image = "registry.example.com/web:1.0"

          security_context {
            seccomp_profile {
              type = "RuntimeDefault"
            }
          }
"""
    assert repaired.files == {"main.tf": text.replace('          image = "registry.example.com/web:1.0"\n', made)}


def test_a_manifest_as_an_object_of_terraform_is_changed_in_it(yard: Yard) -> None:
    text = """\
resource "kubernetes_manifest" "booking" {
  manifest = {
    apiVersion = "v1"
    kind       = "Pod"
    metadata   = { name = "booking" }
    spec       = { hostPID = true, containers = [{ name = "web" }] }
  }
}
"""
    repaired = yard.write({"main.tf": text}).repaired("kubernetes-workload-no-host-processes", unsafe=True)

    assert repaired.files == {"main.tf": text.replace("hostPID = true", "hostPID = false")}


def test_a_manifest_as_a_text_is_left_alone(yard: Yard) -> None:
    text = 'resource "kubectl_manifest" "p" {\n  yaml_body = <<-EOT\nBODYEOT\n}\n'.replace("BODY", POD)

    repaired = yard.write({"main.tf": text}).repaired("kubernetes-workload-not-privileged")

    assert (repaired.files, repaired.one().reason) == ({}, "it is a text in the block")


def test_terraform_in_json_is_changed(yard: Yard) -> None:
    text = '{\n  "resource": {\n    "aws_kms_key": {\n      "k": {"enable_key_rotation": false}\n    }\n  }\n}\n'

    repaired = yard.write({"main.tf.json": text}).repaired("aws-kms-key-rotated")

    assert repaired.files == {"main.tf.json": text.replace("false", "true")}


def test_a_plan_has_no_source_to_write_to(yard: Yard) -> None:
    key: dict[str, Any] = {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k"}
    key["values"] = {"enable_key_rotation": False}
    plan = {"format_version": "1.2", "terraform_version": "1.9.0"}
    text = json.dumps({**plan, "planned_values": {"root_module": {"resources": [key]}}})

    repaired = yard.write({"plan.json": text}).repaired("aws-kms-key-rotated")

    assert (repaired.files, repaired.outcomes) == ({}, ["suggested"])
    assert repaired.one().reason == "it has no source that could be written to"


def test_what_replaces_a_resource_is_only_suggested(yard: Yard) -> None:
    text = 'resource "aws_efs_file_system" "t" {\n  encrypted = false\n}\n'

    repaired = yard.write({"main.tf": text}).repaired("aws-efs-file-system-encrypted", unsafe=True)

    fix = repaired.one()
    assert (repaired.files, str(fix.outcome), fix.reason) == (
        {},
        "suggested",
        "changing `encrypted` replaces the resource",
    )
    assert [(change.path, change.value) for change in fix.changes] == [(("encrypted",), True)]


def test_what_may_break_something_is_written_on_demand_only(yard: Yard) -> None:
    yard.write({"main.tf": 'resource "aws_sns_topic" "t" {\n  name = "t"\n}\n'})

    assert yard.repaired("aws-sns-topic-encrypted").files == {}
    assert "alias/aws/sns" in yard.repaired("aws-sns-topic-encrypted", unsafe=True, policy="default").files["main.tf"]


BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "ferry-tickets"\n}\n'


def test_a_resource_is_added_on_demand_only(yard: Yard) -> None:
    yard.write({"main.tf": BUCKET + '\nresource "aws_sqs_queue" "q" {}\n'})

    safe = yard.repaired("aws-s3-bucket-versioning")
    unsafe = yard.repaired("aws-s3-bucket-versioning", unsafe=True, policy="default")

    assert (safe.files, safe.one().reason) == ({}, "it adds a resource; --unsafe does it")
    assert unsafe.files["main.tf"].startswith(
        BUCKET + '\nresource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.b.id\n'
    )
    assert unsafe.files["main.tf"].endswith('}\n\nresource "aws_sqs_queue" "q" {}\n')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BUCKET.replace("{\n", "{\n  count = 2\n", 1), "it is one of several"),
        (BUCKET + 'resource "aws_s3_bucket_versioning" "b" {\n  bucket = "another"\n}\n', "there is another"),
    ],
)
def test_a_resource_that_would_be_in_the_way_is_not_added(yard: Yard, text: str, reason: str) -> None:
    repaired = yard.write({"main.tf": text}).repaired("aws-s3-bucket-versioning", unsafe=True)

    assert repaired.files == {}
    assert all(reason in fix.reason for fix in repaired.repairs.fixes)


def test_a_dockerfile_is_changed_word_by_word(yard: Yard) -> None:
    text = "FROM debian:12.8-slim\nRUN apt update && \\\n    apt-get install curl # x\nUSER 10001\n"

    repaired = yard.write({"Dockerfile": text}).repaired(
        "dockerfile-apt-get-instead-of-apt", "dockerfile-apt-no-recommends", "dockerfile-install-without-questions"
    )

    assert repaired.files["Dockerfile"].startswith(
        "FROM debian:12.8-slim\nRUN apt-get update && \\\n    apt-get install "
    )
    assert all(
        word in repaired.files["Dockerfile"] for word in ("--no-install-recommends", " -y ", "curl # x\nUSER 10001\n")
    )
    assert set(repaired.outcomes) == {"fixed"}


def test_crlf_and_a_mark_of_byte_order_stay(yard: Yard) -> None:
    text = "\ufeff" + 'resource "aws_kms_key" "k" {\r\n  enable_key_rotation = false\t# x\r\n}\r\n'

    repaired = yard.write({"main.tf": text}).repaired("aws-kms-key-rotated")

    assert repaired.files == {"main.tf": text.replace("false", "true")}


@pytest.mark.parametrize(
    ("bucket", "outcome"),
    [('"ferry-logs"', "fixed"), ("aws_s3_bucket.logs.id", "fixed"), ("var.bucket", "left"), ("null", "left")],
)
def test_what_needs_another_value_is_written_where_that_is_known_to_be_set(
    yard: Yard, bucket: str, outcome: str
) -> None:
    logs = f"  access_logs {{\n    bucket  = {bucket}\n    enabled = false\n  }}\n"
    text = f'variable "bucket" {{}}\n\nresource "aws_s3_bucket" "logs" {{}}\n\nresource "aws_lb" "site" {{\n{logs}}}\n'
    repaired = yard.write({"main.tf": text}).repaired("aws-elb-load-balancer-access-logs", unsafe=True)

    assert repaired.outcomes == [outcome]
    assert repaired.files == ({"main.tf": text.replace("false", "true")} if outcome == "fixed" else {})
