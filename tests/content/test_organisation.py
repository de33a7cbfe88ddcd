"""The policy `organisation`: what a `seatrial.yaml` allows holds alike in whatever describes the resources."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from seatrial.config import load_config
from seatrial.model.result import Verdict
from seatrial.request import Request
from seatrial.scan import scan

CONFIG = """\
policies: [organisation]
params:
  cloud-machine-size-allowed: {allowed_sizes: [t3.*, Standard_D2s_v5, e2-*]}
  cloud-required-tags: {required_tags: [owner]}
  cloud-tag-values-allowed: {tag_values: {owner: shop|finance}}
  cloud-region-allowed: {allowed_regions: [eu-central-1, westeurope, europe-west3]}
  cloud-*-allowed: {allowed_registries: [registry.example.com], allowed_database_sizes: [db.t4g.*]}
"""

ALLOWED = {
    "size": "t3.small",
    "tag": "owner",
    "team": "shop",
    "region": "eu-central-1",
    "registry": "registry.example.com",
}
REFUSED = {
    "size": "p5.48xlarge",
    "tag": "project",
    "team": "sales",
    "region": "us-east-1",
    "registry": "registry.example.org",
}

SOURCE = """\
provider "aws" {{
  region = "{region}"
}}

resource "aws_instance" "web" {{
  ami               = "ami-0123456789abcdef0"
  availability_zone = "{region}a"
  instance_type     = "{size}"
  tags              = {{ "{tag}" = "{team}" }}
}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  container_definitions = jsonencode([{{ name = "web", image = "{registry}/web:1", memory = 128 }}])
  tags                  = {{ "{tag}" = "{team}" }}
}}
"""

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0123456789abcdef0
      AvailabilityZone: {region}a
      InstanceType: {size}
      Tags: [{{Key: {tag}, Value: {team}}}]
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions:
        - {{Name: web, Image: "{registry}/web:1", Memory: 128}}
      Tags: [{{Key: {tag}, Value: {team}}}]
"""


def resources(values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What a plan and a state say of the resources in `SOURCE`."""
    tags = {values["tag"]: values["team"]}
    machine = {
        "ami": "ami-0123456789abcdef0",
        "availability_zone": f"{values['region']}a",
        "instance_type": values["size"],
        "tags": tags,
        "tags_all": tags,
    }
    containers = json.dumps([{"name": "web", "image": f"{values['registry']}/web:1", "memory": 128}])
    task = {
        "arn": f"arn:aws:ecs:{values['region']}:123456789012:task-definition/web:1",
        "family": "web",
        "container_definitions": containers,
        "tags": tags,
        "tags_all": tags,
    }
    return {"aws_instance": machine, "aws_ecs_task_definition": task}


def plan(values: Mapping[str, str]) -> str:
    changes = [
        {
            "address": f"{type_}.web",
            "mode": "managed",
            "type": type_,
            "name": "web",
            "change": {"actions": ["create"], "before": None, "after": attributes, "after_unknown": {"id": True}},
        }
        for type_, attributes in resources(values).items()
    ]
    return json.dumps({"format_version": "1.2", "terraform_version": "1.9.8", "resource_changes": changes})


def state(values: Mapping[str, str]) -> str:
    listed = [
        {
            "mode": "managed",
            "type": type_,
            "name": "web",
            "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
            "instances": [{"schema_version": 1, "attributes": {"id": "web", **attributes}}],
        }
        for type_, attributes in resources(values).items()
    ]
    return json.dumps({"version": 4, "terraform_version": "1.9.8", "serial": 1, "lineage": "x", "resources": listed})


def write(folder: Path, name: str, values: Mapping[str, str]) -> None:
    """Write one description of the same two resources."""
    made = {
        "main.tf": SOURCE.format_map,
        "plan.json": plan,
        "terraform.tfstate": state,
        "template.yaml": TEMPLATE.format_map,
    }
    (folder / name).write_text(made[name](dict(values)))


def verdicts(folder: Path, config: str = CONFIG) -> dict[str, set[Verdict]]:
    """The verdicts of each check on a repository, run as its own configuration says."""
    (folder / "seatrial.yaml").write_text(config)
    said = load_config(folder)
    report = scan(Request(targets=(str(folder),), policies=said.policies, params=said.params, all_verdicts=True))
    assert [*report.every_gap()] == []
    found: dict[str, set[Verdict]] = {}
    for _, result in report.every_result():
        found.setdefault(result.check, set()).add(result.verdict)
    return found


@pytest.mark.parametrize("name", ["main.tf", "plan.json", "terraform.tfstate", "template.yaml"])
def test_what_is_allowed_passes_in_every_source(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, ALLOWED)

    found = verdicts(tmp_path)

    assert {check: list(said) for check, said in found.items() if said != {Verdict.SKIP}} == {
        "cloud-machine-size-allowed": [Verdict.PASS],
        "cloud-region-allowed": [Verdict.PASS],
        "cloud-registry-allowed": [Verdict.PASS],
        "cloud-required-tags": [Verdict.PASS],
        "cloud-tag-values-allowed": [Verdict.PASS],
    }


@pytest.mark.parametrize("name", ["main.tf", "plan.json", "terraform.tfstate", "template.yaml"])
@pytest.mark.parametrize(
    ("check", "refused"),
    [
        ("cloud-machine-size-allowed", "size"),
        ("cloud-region-allowed", "region"),
        ("cloud-registry-allowed", "registry"),
        ("cloud-required-tags", "tag"),
        ("cloud-tag-values-allowed", "team"),
    ],
)
def test_what_is_not_allowed_fails_its_own_check_in_every_source(
    tmp_path: Path, name: str, check: str, refused: str
) -> None:
    write(tmp_path, name, {**ALLOWED, refused: REFUSED[refused]})

    found = verdicts(tmp_path)

    assert {name for name, said in found.items() if Verdict.FAIL in said} == {check}


def test_without_values_every_check_is_skipped_and_says_which_value_it_needs(tmp_path: Path) -> None:
    write(tmp_path, "main.tf", REFUSED)

    found = verdicts(tmp_path, "policies: [organisation]\n")

    assert set(found) >= {"cloud-machine-size-allowed", "cloud-required-tags", "cloud-region-allowed"}
    assert all(said == {Verdict.SKIP} for said in found.values())


def test_azure_and_google_are_held_to_the_same_values(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
        resource "azurerm_linux_virtual_machine" "web" {
          name     = "web"
          location = "East US"
          size     = "Standard_ND96asr_v4"
          tags     = { Owner = "shop" }
        }

        resource "google_compute_instance" "web" {
          name         = "web"
          machine_type = "e2-small"
          zone         = "europe-west3-a"
          labels       = { project = "x" }
        }
        """
    )
    (tmp_path / "seatrial.yaml").write_text(CONFIG)
    said = load_config(tmp_path)

    report = scan(Request(targets=(str(tmp_path),), policies=said.policies, params=said.params))

    assert sorted((result.check, result.address) for _, result in report.every_result()) == [
        ("cloud-machine-size-allowed", "azurerm_linux_virtual_machine.web"),
        ("cloud-region-allowed", "azurerm_linux_virtual_machine.web"),
        ("cloud-required-tags", "google_compute_instance.web"),
    ]


def test_a_module_is_where_the_provider_that_its_call_passes_is(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
        provider "aws" {
          region = "eu-central-1"
        }

        provider "aws" {
          alias  = "far"
          region = "us-east-1"
        }

        module "near" {
          source = "./queue"
        }

        module "far" {
          source    = "./queue"
          count     = 1
          providers = { aws = aws.far }
        }
        """
    )
    (tmp_path / "queue").mkdir()
    (tmp_path / "queue" / "main.tf").write_text('resource "aws_sqs_queue" "orders" {\n  tags = { owner = "shop" }\n}\n')
    (tmp_path / "seatrial.yaml").write_text(CONFIG)
    said = load_config(tmp_path)

    report = scan(Request(targets=(str(tmp_path),), policies=said.policies, params=said.params))

    found = [(result.check, result.address, result.location.line) for _, result in report.every_result()]
    assert found == [("cloud-region-allowed", "module.far[0].aws_sqs_queue.orders", 8)]
