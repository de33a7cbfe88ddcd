"""States, in both forms."""

from typing import Any

import pytest

from seatrial.connectors.terraform import facts
from seatrial.engine.index import Index
from seatrial.model.value import Unknown

from .readers import Blocks, state


def resource(type_: str, *instances: Any, **more: Any) -> dict[str, Any]:
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    return {"mode": "managed", "type": type_, "name": "x", "provider": provider, **more, "instances": list(instances)}


def instance(attributes: Any, **more: Any) -> dict[str, Any]:
    return {"schema_version": 0, "attributes": attributes, "sensitive_attributes": [], **more}


def stored(*resources: Any, **more: Any) -> Blocks:
    return state({"version": 4, "serial": 1, "lineage": "l", "outputs": {}, "resources": list(resources), **more})


def test_addresses_are_made_of_module_mode_and_key() -> None:
    blocks = stored(
        resource("aws_sqs_queue", instance({}, index_key=0), instance({}, index_key='a"b'), module='module.m["k"]'),
        resource("aws_region", instance({}), mode="data"),
    )

    assert blocks.resources() == [
        'module.m["k"].aws_sqs_queue.x[0]',
        'module.m["k"].aws_sqs_queue.x["a\\"b"]',
        "data.aws_region.x",
    ]
    assert blocks.by_address["data.aws_region.x"].kind == "data"


def test_what_is_empty_was_not_written() -> None:
    attributes: dict[str, Any] = {
        "name": "jobs",
        "policy": "",
        "tags": {},
        "timeouts": None,
        "rule": [],
        "delay_seconds": 0,
        "fifo_queue": False,
        "logging": [{"bucket": "b", "prefix": ""}],
    }

    blocks = stored(resource("aws_sqs_queue", instance(attributes)))

    assert blocks["aws_sqs_queue.x"] == {
        "name": "jobs",
        "delay_seconds": 0,
        "fifo_queue": False,
        "logging": [{"bucket": "b"}],
    }


def test_rules_join_their_group_by_its_id() -> None:
    blocks = stored(
        resource("aws_security_group", instance({"id": "sg-1", "ingress": []})),
        resource(
            "aws_security_group_rule",
            instance({"security_group_id": "sg-1", "type": "ingress", "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}),
        ),
    )

    rules = facts.security_group_ingress(blocks.by_address["aws_security_group.x"], Index(blocks.raws))

    assert [rule["cidr"] for rule in rules] == ["0.0.0.0/0"]
    assert blocks.lines[rules[0].origin_of("cidr").location().line - 1].strip() == '"0.0.0.0/0"'


def test_marked_values_and_those_that_are_secret_by_name_are_hidden() -> None:
    marked = [
        [{"type": "get_attr", "value": "endpoint"}],
        [{"type": "get_attr", "value": "users"}, {"type": "index", "value": {"value": 1, "type": "number"}}],
    ]
    attributes = {
        "endpoint": "db.internal",
        "users": ["open", "closed"],
        "master_auth": [{"client_key": "PEM", "password": "hunter2"}],
        "password": "",
        "secret_name": "shown",
    }

    blocks = stored(resource("aws_db_instance", instance(attributes, sensitive_attributes=marked)))

    found = blocks["aws_db_instance.x"]
    assert type(found["endpoint"]) is Unknown
    assert found["endpoint"].is_set
    assert found["users"][0] == "open"
    assert type(found["users"][1]) is Unknown
    assert [type(value) for value in found["master_auth"][0].values()] == [Unknown, Unknown]
    assert found["secret_name"] == "shown"
    assert "password" not in found


def test_values_whose_type_is_open_are_taken_out_of_their_wrapping() -> None:
    wrapped = {"value": {"kind": "Pod", "password": "hunter2"}, "type": ["object", {"kind": "string"}]}
    plain = {"value": "text", "type": "string"}

    blocks = stored(
        resource("kubernetes_manifest", instance({"manifest": wrapped})),
        resource("terraform_data", instance({"input": plain})),
        resource("aws_sqs_queue", instance({"record": plain})),
    )

    assert blocks["kubernetes_manifest.x"]["manifest"]["kind"] == "Pod"
    assert type(blocks["kubernetes_manifest.x"]["manifest"]["password"]) is Unknown
    assert blocks["terraform_data.x"]["input"] == "text"
    assert blocks["aws_sqs_queue.x"]["record"] == plain


def test_what_a_replacement_left_behind_is_left_out() -> None:
    blocks = stored(resource("aws_sqs_queue", instance({"name": "new"}), instance({"name": "old"}, deposed="a1b2")))

    assert [raw.attributes["name"] for raw in blocks.raws] == ["new"]


def test_outputs_are_blocks() -> None:
    blocks = stored(outputs={"url": {"value": "https://x", "type": "string"}, "key": {"value": "k", "sensitive": True}})

    assert blocks["output.url"] == {"value": "https://x"}
    assert type(blocks["output.key"]["value"]) is Unknown


@pytest.mark.parametrize("version", [3, 5, "4", None])
def test_another_version_of_the_file_is_a_gap(version: Any) -> None:
    blocks = stored(resource("aws_sqs_queue", instance({})), version=version)

    assert blocks.raws == ()
    assert len(blocks.gaps) == 1
    assert "only version 4" in blocks.gaps[0].reason


def test_the_form_of_old_terraform_is_a_gap_and_costs_only_itself() -> None:
    blocks = stored(resource("aws_sqs_queue", {"attributes_flat": {"name": "x"}}, instance({"name": "y"}, index_key=1)))

    assert blocks.resources() == ["aws_sqs_queue.x[1]"]
    assert "0.11" in blocks.gaps[0].reason


@pytest.mark.parametrize(
    "broken",
    [
        {"resources": 1},
        {"resources": [None, 3, {"instances": 4}, {"instances": [None]}]},
        {"resources": [resource("aws_sqs_queue", instance([], sensitive_attributes=[[{}], 5, [[1]]]))]},
        {"format_version": "1.0", "values": {"root_module": [1]}},
    ],
)
def test_a_state_of_another_shape_is_no_error(broken: Any) -> None:
    blocks = state({"version": 4, **broken})

    assert all(dict(raw.attributes) == {} for raw in blocks.raws)
