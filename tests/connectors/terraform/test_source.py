"""A plan with `--source`: lines, and what a plan does not keep."""

import json
from pathlib import Path
from typing import Any

from seatrial.connectors.terraform.collect import collect
from seatrial.connectors.terraform.find import find
from seatrial.files import File
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown

from .folders import write

SOURCE = """\
    variable "ports" {
      type = map(list(string))
    }
    resource "aws_security_group" "web" {
      dynamic "ingress" {
        for_each = var.ports
        content {
          from_port   = ingress.key
          cidr_blocks = ingress.value
        }
      }
      dynamic "egress" {
        for_each = aws_vpc.main.endpoints
        content {
          from_port = egress.value
        }
      }
    }
    resource "aws_vpc" "main" {}
    resource "aws_sqs_queue" "q" {
      count  = 2
      name   = "q-${count.index}"
      policy = local.policy
      kms_master_key_id = local.key
    }
    locals {
      policy = jsonencode({ Statement = [{ Action = "*", Resource = aws_vpc.main.arn }] })
      key    = aws_vpc.main.id
    }
    provider "aws" {
      region = "eu-${"west"}-1"
    }
    """


def tied(top: Path, changes: list[Any], **more: Any) -> dict[str, Raw]:
    write(top, {"src/main.tf": SOURCE})
    resources = [
        {**{key: change[key] for key in ("address", "mode", "type", "name")}, "expressions": change["said"]}
        for change in changes
    ]
    document = {
        "format_version": "1.2",
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": resources}, "provider_config": {"aws": {"name": "aws"}}},
        **more,
    }
    (top / "plan.json").write_text(json.dumps(document, indent=1))
    options = {"source": str(top / "src")}
    (asset,) = find([File("plan.json", "plan.json", top / "plan.json", top)], options)
    collected = collect(asset, options)
    assert tuple(collected.gaps) == ()
    return {raw.address: raw for raw in collected.raws}


def change(address: str, after: Any, unknown: Any, said: Any, **more: Any) -> dict[str, Any]:
    type_, name = address.partition("[")[0].split(".")
    inner = {"actions": ["create"], "after": after, "after_unknown": unknown}
    return {"address": address, "mode": "managed", "type": type_, "name": name, "change": inner, "said": said, **more}


def line(raw: Raw, *path: str | int) -> str:
    location = raw.locate(path)
    return Path(location.file).read_text().splitlines()[location.line - 1].strip()


def test_each_element_of_a_set_is_found_where_its_source_wrote_it(tmp_path: Path) -> None:
    ingress = [
        {"from_port": 443, "cidr_blocks": ["10.0.0.0/8"]},
        {"from_port": 22, "cidr_blocks": ["0.0.0.0/0"]},
    ]
    raws = tied(tmp_path, [change("aws_security_group.web", {"ingress": ingress}, {}, {})])

    group = raws["aws_security_group.web"]

    assert line(group, "ingress", 1, "cidr_blocks", 0) == 'dynamic "ingress" {'
    assert line(group) == 'resource "aws_security_group" "web" {'


def test_the_variables_of_the_plan_are_those_of_its_source(tmp_path: Path) -> None:
    ingress = [{"from_port": 22, "cidr_blocks": ["0.0.0.0/0"]}]
    variables = {"ports": {"value": {"22": ["0.0.0.0/0"]}}}

    raws = tied(tmp_path, [change("aws_security_group.web", {"ingress": ingress}, {}, {})], variables=variables)

    assert line(raws["aws_security_group.web"], "ingress", 0, "cidr_blocks", 0) == "cidr_blocks = ingress.value"


def test_what_a_dynamic_block_writes_is_unknown_where_the_plan_does_not_know_it(tmp_path: Path) -> None:
    unknown = {"egress": True, "ingress": True, "name": True}

    raws = tied(tmp_path, [change("aws_security_group.web", {}, unknown, {})])

    attributes = raws["aws_security_group.web"].attributes
    assert type(attributes["egress"]) is Unknown
    assert "name" not in attributes


def test_the_source_tells_what_an_expression_without_a_known_value_is_made_of(tmp_path: Path) -> None:
    said = {"policy": {"references": ["local.policy"]}, "kms_master_key_id": {"references": ["local.key"]}}
    unknown = {"policy": True, "kms_master_key_id": True}

    raws = tied(tmp_path, [change("aws_sqs_queue.q[1]", {"name": "q-1"}, unknown, said, index=1)])

    queue = raws["aws_sqs_queue.q[1]"]
    assert queue.attributes["policy"].parts
    assert queue.attributes["kms_master_key_id"].ref == "aws_vpc.main"
    assert queue.attributes["name"] == "q-1"
    assert line(queue, "name") == 'name   = "q-${count.index}"'


def test_an_instance_that_the_source_does_not_have_is_found_at_its_block(tmp_path: Path) -> None:
    raws = tied(tmp_path, [change("aws_sqs_queue.q[7]", {"name": "q-7"}, {}, {}, index=7)])

    assert line(raws["aws_sqs_queue.q[7]"]) == 'resource "aws_sqs_queue" "q" {'


def test_a_sensitive_value_stays_hidden(tmp_path: Path) -> None:
    changed = change("aws_sqs_queue.q[0]", {"policy": "hush"}, {}, {}, index=0)
    changed["change"]["after_sensitive"] = {"policy": True}

    raws = tied(tmp_path, [changed])

    policy = raws["aws_sqs_queue.q[0]"].attributes["policy"]
    assert (type(policy), policy.parts) == (Unknown, ())


def test_a_provider_is_what_its_source_says(tmp_path: Path) -> None:
    raws = tied(tmp_path, [])

    assert raws["provider.aws"].attributes["region"] == "eu-west-1"
