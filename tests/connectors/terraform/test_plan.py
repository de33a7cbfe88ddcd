"""Plans as the AWS provider makes them: nested blocks, sets, computed attributes, references in the configuration."""

from typing import Any

import pytest

from seatrial.model.value import Unknown
from seatrial.parsers.partial_json import decode

from .readers import Blocks, plan, pointing

GROUP, KEY = "aws_security_group.web", "aws_kms_key.main"


def change(address: str, after: Any, unknown: Any = None, sensitive: Any = None, **more: Any) -> dict[str, Any]:
    block = address.rpartition("module.")[2].partition(".")[2] if address.startswith("module.") else address
    mode, type_, name = ("data", *block.split(".")[1:3]) if "data." in block else ("managed", *block.split(".")[:2])
    return {
        "address": address,
        "mode": mode,
        "type": type_,
        "name": name.partition("[")[0],
        "change": {
            "actions": more.pop("actions", ["create"]),
            "after": after,
            "after_unknown": unknown or {},
            "after_sensitive": sensitive or {},
        },
        **more,
    }


def configured(address: str, expressions: Any, **more: Any) -> dict[str, Any]:
    *mode, type_, name = address.split(".")
    return {
        "address": address,
        "mode": "data" if mode else "managed",
        "type": type_,
        "name": name,
        "expressions": expressions,
        **more,
    }


def refer(*references: str) -> dict[str, list[str]]:
    """References as Terraform lists them: each with its prefixes down to the block."""
    listed: list[str] = []
    for reference in references:
        listed += [reference, reference.rpartition(".")[0]] if reference.count(".") > 1 else [reference]
    return {"references": listed}


def constant(value: Any) -> dict[str, Any]:
    return {"constant_value": value}


def planned(*changes: Any, resources: Any = (), calls: Any = None, **more: Any) -> Blocks:
    root = {"resources": list(resources), "module_calls": calls or {}}
    return plan(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.8",
            "planned_values": {"root_module": {}},
            "resource_changes": list(changes),
            "configuration": {"root_module": root},
            **more,
        }
    )


def test_nested_blocks_are_lists_and_what_is_null_or_empty_and_not_written_is_absent() -> None:
    blocks = planned(
        change(
            "aws_s3_bucket.logs",
            {
                "bucket": "logs",
                "force_destroy": False,
                "versioning": [{"enabled": True, "mfa_delete": False}],
                "logging": [],
                "acl": None,
                "bucket_prefix": "",
                "tags": {},
            },
        ),
        resources=[
            configured(
                "aws_s3_bucket.logs",
                {"bucket": constant("logs"), "versioning": [{"enabled": constant(True)}], "tags": constant({})},
            )
        ],
    )

    assert blocks["aws_s3_bucket.logs"] == {
        "bucket": "logs",
        "force_destroy": False,
        "versioning": [{"enabled": True, "mfa_delete": False}],
        "tags": {},
    }


def test_what_the_provider_will_compute_is_absent_and_what_was_written_is_unknown() -> None:
    blocks = planned(
        change(
            "aws_ebs_volume.data",
            {"size": 8},
            {"id": True, "arn": True, "encrypted": True, "kms_key_id": True, "iops": True},
        ),
        resources=[configured("aws_ebs_volume.data", {"size": constant(8), "kms_key_id": refer(f"{KEY}.arn")})],
    )

    attributes = blocks["aws_ebs_volume.data"]

    assert sorted(attributes) == ["arn", "id", "kms_key_id", "size"]
    assert pointing(attributes["kms_key_id"]) == (KEY, "arn")
    assert attributes["kms_key_id"].is_set
    assert pointing(attributes["arn"]) == ("aws_ebs_volume.data", "arn")


def test_without_a_configuration_nothing_is_taken_for_computed() -> None:
    blocks = planned(change("aws_ebs_volume.data", {"size": 8}, {"encrypted": True}))

    assert type(blocks["aws_ebs_volume.data"]["encrypted"]) is Unknown


def test_an_attribute_in_a_nested_block_points_through_the_block_that_wrote_it() -> None:
    after = {
        "rule": [
            {"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}], "bucket_key_enabled": None}
        ]
    }
    unknown = {"bucket": True, "rule": [{"apply_server_side_encryption_by_default": [{"kms_master_key_id": True}]}]}
    said = {
        "bucket": refer("aws_s3_bucket.logs.id"),
        "rule": [
            {
                "apply_server_side_encryption_by_default": [
                    {"sse_algorithm": constant("aws:kms"), "kms_master_key_id": refer(f"{KEY}.arn")}
                ]
            }
        ],
    }
    address = "aws_s3_bucket_server_side_encryption_configuration.logs"

    blocks = planned(change(address, after, unknown), resources=[configured(address, said)])

    (rule,) = blocks[address]["rule"]
    (default,) = rule["apply_server_side_encryption_by_default"]
    assert pointing(blocks[address]["bucket"]) == ("aws_s3_bucket.logs", "id")
    assert default["sse_algorithm"] == "aws:kms"
    assert pointing(default["kms_master_key_id"]) == (KEY, "arn")


def test_the_elements_of_a_set_of_blocks_are_told_apart_by_what_is_constant_in_them() -> None:
    ingress = [{"from_port": 443, "security_groups": [None]}, {"from_port": 80, "security_groups": [None]}]
    unknown = {"ingress": [{"security_groups": [True]}, {"security_groups": [True]}]}
    said = {
        "ingress": [
            {"from_port": constant(80), "security_groups": refer("aws_security_group.http.id")},
            {"from_port": constant("443"), "security_groups": refer("aws_security_group.https.id")},
        ]
    }

    blocks = planned(change(GROUP, {"ingress": ingress}, unknown), resources=[configured(GROUP, said)])

    found = {rule["from_port"]: pointing(rule["security_groups"][0])[0] for rule in blocks[GROUP]["ingress"]}
    assert found == {80: "aws_security_group.http", 443: "aws_security_group.https"}


def test_what_a_dynamic_block_wrote_is_never_taken_for_computed() -> None:
    ingress = [{"from_port": 22}, {"from_port": 80}]
    unknown = {"ingress": [{"cidr_blocks": True}, {"cidr_blocks": True}]}
    one_is_static = {"ingress": [{"from_port": constant(22)}]}

    blocks = planned(change(GROUP, {"ingress": ingress}, unknown), resources=[configured(GROUP, one_is_static)])

    assert [type(rule["cidr_blocks"]) for rule in blocks[GROUP]["ingress"]] == [Unknown, Unknown]


def test_a_list_of_references_points_with_each_item_to_its_own() -> None:
    said = {"security_group_ids": refer("aws_security_group.a.id", "aws_security_group.b.id")}
    address = "aws_elasticache_cluster.x"

    blocks = planned(
        change(address, {"security_group_ids": [None, None]}, {"security_group_ids": [True, True]}),
        resources=[configured(address, said)],
    )

    found = [pointing(item)[0] for item in blocks[address]["security_group_ids"]]
    assert found == ["aws_security_group.a", "aws_security_group.b"]


def test_a_reference_leads_through_variables_and_outputs_of_modules() -> None:
    inner = {
        "outputs": {"key_arn": {"expression": refer("aws_kms_key.this.arn")}},
        "resources": [configured("aws_kms_key.this", {})],
    }
    outer = {
        "module_calls": {"key": {"module": inner}},
        "outputs": {"arn": {"expression": {"references": ["module.key.key_arn", "module.key"]}}},
    }
    queue = {"resources": [configured("aws_sqs_queue.q", {"kms_master_key_id": {"references": ["var.key"]}})]}
    calls = {
        "keys": {"module": outer},
        "queue": {"module": queue, "expressions": {"key": {"references": ["module.keys.arn", "module.keys"]}}},
    }

    blocks = planned(
        change("module.queue.aws_sqs_queue.q", {}, {"kms_master_key_id": True}),
        change("module.keys.module.key.aws_kms_key.this", {}),
        calls=calls,
    )

    value = blocks["module.queue.aws_sqs_queue.q"]["kms_master_key_id"]
    assert pointing(value) == ("module.keys.module.key.aws_kms_key.this", "arn")


def test_a_reference_to_the_only_instance_of_a_counted_block_means_that_instance() -> None:
    blocks = planned(
        change(f"{KEY}[0]", {}, index=0),
        change("aws_sqs_queue.q", {}, {"kms_master_key_id": True}),
        resources=[configured("aws_sqs_queue.q", {"kms_master_key_id": {"references": [KEY]}})],
    )

    assert pointing(blocks["aws_sqs_queue.q"]["kms_master_key_id"])[0] == f"{KEY}[0]"


def test_what_will_be_gone_is_left_out_and_what_stays_is_kept() -> None:
    blocks = planned(
        change("aws_sqs_queue.deleted", None, actions=["delete"]),
        change("aws_sqs_queue.forgotten", None, actions=["forget"]),
        change("aws_sqs_queue.replaced", {"name": "r"}, actions=["delete", "create"]),
        change("aws_sqs_queue.kept", {"name": "k"}, actions=["no-op"]),
        change("aws_sqs_queue.updated", {"name": "u"}, actions=["update"]),
    )

    assert blocks.resources() == ["aws_sqs_queue.replaced", "aws_sqs_queue.kept", "aws_sqs_queue.updated"]


def test_data_sources_come_from_what_was_read_before() -> None:
    read = {"address": "data.aws_caller_identity.me", "mode": "data", "type": "aws_caller_identity", "name": "me"}
    kept = {"address": "aws_sqs_queue.old", "mode": "managed", "type": "aws_sqs_queue", "name": "old"}
    resources = [{**read, "values": {"account_id": "123456789012"}}, kept]

    blocks = planned(prior_state={"values": {"root_module": {"resources": resources}}})

    assert blocks.resources() == ["data.aws_caller_identity.me"]
    assert blocks.by_address["data.aws_caller_identity.me"].kind == "data"
    assert blocks["data.aws_caller_identity.me"]["account_id"] == "123456789012"


def test_a_data_source_that_is_read_during_apply_is_known_in_part() -> None:
    address = "data.aws_iam_policy_document.read"
    after = {"statement": [{"actions": ["s3:GetObject"], "resources": [None]}]}
    said = {"statement": [{"actions": constant(["s3:GetObject"]), "resources": refer("aws_s3_bucket.logs.arn")}]}

    blocks = planned(
        change(address, after, {"json": True, "statement": [{"resources": [True]}]}, actions=["read"]),
        resources=[configured(address, said)],
    )

    (statement,) = blocks[address]["statement"]
    assert statement["actions"] == ["s3:GetObject"]
    assert pointing(statement["resources"][0]) == ("aws_s3_bucket.logs", "arn")


def test_a_policy_that_is_known_only_after_apply_is_readable_but_for_what_it_refers_to() -> None:
    inner, outer, policy = (
        "data.aws_iam_policy_document.inner",
        "data.aws_iam_policy_document.outer",
        "aws_iam_policy.p",
    )
    after = {"statement": [{"actions": ["*"], "effect": None, "resources": [None], "principals": []}]}
    said = {"statement": [{"actions": constant(["*"]), "resources": refer("aws_s3_bucket.logs.arn")}]}

    blocks = planned(
        change(policy, {}, {"policy": True}),
        change(inner, after, {"json": True, "statement": [{"resources": [True]}]}, actions=["read"]),
        change(outer, {"source_policy_documents": [None]}, {"json": True, "source_policy_documents": [True]}),
        resources=[
            configured(policy, {"policy": refer(f"{outer}.json")}),
            configured(inner, said),
            configured(outer, {"source_policy_documents": refer(f"{inner}.json")}),
        ],
    )

    text = blocks[policy]["policy"]
    document = decode(text.parts)
    assert document["Statement"][0]["Action"] == "*"
    assert pointing(document["Statement"][0]["Resource"]) == ("aws_s3_bucket.logs", "arn")
    assert decode(blocks[inner]["json"].parts)["Version"] == "2012-10-17"


def test_policy_documents_that_contain_each_other_are_known_after_apply() -> None:
    one, two = "data.aws_iam_policy_document.one", "data.aws_iam_policy_document.two"

    blocks = planned(
        change(one, {}, {"source_policy_documents": True}),
        change(two, {}, {"source_policy_documents": True}),
        resources=[
            configured(one, {"source_policy_documents": refer(f"{two}.json")}),
            configured(two, {"source_policy_documents": refer(f"{one}.json")}),
        ],
    )

    assert type(blocks[one]["source_policy_documents"]) is Unknown


def test_planned_values_alone_are_enough() -> None:
    queue = {"address": "module.m.aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q"}
    child = {"address": "module.m", "resources": [{**queue, "values": {"name": "jobs"}}]}

    blocks = plan({"format_version": "1.0", "planned_values": {"root_module": {"child_modules": [child]}}})

    assert blocks["module.m.aws_sqs_queue.q"] == {"name": "jobs"}
    assert blocks.line("module.m.aws_sqs_queue.q", "name") == '"name": "jobs"'


def test_what_is_sensitive_is_hidden_and_its_structure_is_not() -> None:
    after = {"password": "hunter2", "settings": {"tls": True, "users": ["root", "app"]}, "port": 5432}
    blocks = planned(
        change("aws_db_instance.db", after, sensitive={"password": True, "settings": True}),
    )

    attributes = blocks["aws_db_instance.db"]
    assert type(attributes["password"]) is Unknown
    assert attributes["settings"]["tls"] is True
    assert [type(user) for user in attributes["settings"]["users"]] == [Unknown, Unknown]
    assert attributes["port"] == 5432


def test_a_deferred_block_may_or_may_not_exist() -> None:
    deferred = {"reason": "instance_count_unknown", "resource_change": change("aws_sqs_queue.q", {"name": "q"})}

    blocks = planned(deferred_changes=[deferred])

    exists = blocks.by_address["aws_sqs_queue.q"].exists
    assert type(exists) is Unknown
    assert "instance_count_unknown" in exists.reason


def test_providers_have_their_constants_and_say_what_else_they_refer_to() -> None:
    settings = {
        "region": constant("eu-central-1"),
        "default_tags": [{"tags": constant({"owner": "crew"})}],
        "profile": {"references": ["var.profile"]},
    }
    blocks = plan(
        {
            "format_version": "1.2",
            "planned_values": {},
            "configuration": {
                "provider_config": {
                    "aws": {"name": "aws", "expressions": settings},
                    "aws.west": {"name": "aws", "alias": "west", "expressions": {"region": constant("us-west-2")}},
                    "module.m:aws": {"name": "aws", "module_address": "module.m", "expressions": {}},
                },
                "root_module": {},
            },
        }
    )

    assert blocks["provider.aws"]["region"] == "eu-central-1"
    assert blocks["provider.aws"]["default_tags"] == [{"tags": {"owner": "crew"}}]
    assert "var.profile" in blocks["provider.aws"]["profile"].reason
    assert blocks["provider.aws.west"] == {"region": "us-west-2", "alias": "west"}
    assert blocks.by_address["module.m.provider.aws"].kind == "provider"


def test_a_plan_that_terraform_could_not_finish_is_a_gap() -> None:
    blocks = planned(change("aws_sqs_queue.q", {"name": "q"}), errored=True)

    assert blocks.resources() == ["aws_sqs_queue.q"]
    assert [gap.reason for gap in blocks.gaps] == [
        "Terraform could not finish this plan; what it left out is not judged"
    ]


@pytest.mark.parametrize("entry", [None, 7, [], {}, {"address": "a.b"}, {"address": 1, "type": "a", "name": "b"}])
def test_an_entry_without_a_name_is_a_gap_and_costs_only_itself(entry: Any) -> None:
    blocks = planned(entry, change("aws_sqs_queue.q", {"name": "q"}))

    assert blocks.resources() == ["aws_sqs_queue.q"]
    assert len(blocks.gaps) == 1


def test_references_that_go_in_circles_point_nowhere() -> None:
    circle = {
        "m": {
            "expressions": {"a": {"references": ["module.m.b", "var.a"]}},
            "module": {
                "outputs": {"b": {"expression": {"references": ["var.a"]}}},
                "resources": [configured("aws_sqs_queue.q", {"name": {"references": ["var.a"]}})],
            },
        }
    }

    blocks = planned(change("module.m.aws_sqs_queue.q", {}, {"name": True}), calls=circle)

    assert pointing(blocks["module.m.aws_sqs_queue.q"]["name"]) == (None, None)


def test_references_that_multiply_are_given_up_in_time() -> None:
    body: dict[str, Any] = {"resources": [configured("aws_sqs_queue.q", {"name": {"references": ["var.a", "var.b"]}})]}
    address = "aws_sqs_queue.q"
    for _ in range(60):
        both = {"references": ["var.a", "var.b", "aws_sqs_queue.x"]}
        body = {"module_calls": {"m": {"expressions": {"a": both, "b": both}, "module": body}}}
        address = f"module.m.{address}"

    blocks = planned(change(address, {}, {"name": True}), calls=body["module_calls"])

    assert type(blocks[address]["name"]) is Unknown


def test_values_nested_deeper_than_any_provider_does_are_unknown_below() -> None:
    value: Any = "bottom"
    for _ in range(150):
        value = {"x": [value]}

    blocks = planned(change("aws_sqs_queue.q", {"value": value}))

    assert "nested deeper" in repr(blocks["aws_sqs_queue.q"])
    assert "bottom" not in repr(blocks["aws_sqs_queue.q"])


@pytest.mark.parametrize("document", [[], 1, None, {"configuration": [], "resource_changes": {}, "variables": 1}])
def test_a_document_of_another_shape_has_no_blocks(document: Any) -> None:
    assert plan(document).raws == ()
