"""Policy documents as statements: alone, and several of one resource."""

import pytest

from seatrial.engine.aws.policy_document import policy_statements
from seatrial.engine.parts import Part
from seatrial.model.value import Unknown, Value, is_unknown

DOCUMENT = {"Statement": {"Effect": "Allow", "Action": "S3:GetObject", "Resource": "*"}}
TEXT = '{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}'


def test_a_statement_that_stands_alone_is_a_list_of_one() -> None:
    parts = policy_statements(DOCUMENT)

    assert isinstance(parts, list)
    assert [(part.path, part.value["actions"]) for part in parts] == [(("Statement",), ["s3:getobject"])]


def test_inline_policies_give_the_statements_of_all_of_them_with_their_places() -> None:
    parts = policy_statements(
        [{"PolicyName": "read", "PolicyDocument": DOCUMENT}, {"name": "deny", "policy": TEXT}, {"name": "empty"}]
    )

    assert isinstance(parts, list)
    assert [part.path for part in parts] == [(0, "PolicyDocument", "Statement"), (1, "policy", "Statement", 0)]
    assert [part.value["effect"] for part in parts] == ["Allow", "Deny"]


def test_an_unknown_inline_policy_is_one_unknown_statement_beside_the_known_ones() -> None:
    parts = policy_statements([{"policy": Unknown("a variable")}, {"policy": TEXT}])

    assert isinstance(parts, list)
    assert isinstance(parts[0].value, Unknown)
    assert parts[1].value["effect"] == "Deny"


def test_a_list_in_a_list_is_no_document() -> None:
    parts = policy_statements([[DOCUMENT]])

    assert isinstance(parts, list)
    assert isinstance(parts[0].value, Unknown)


def test_a_resource_that_another_block_names_is_an_arn() -> None:
    bucket = Unknown("known after apply", ref="aws_s3_bucket.tickets", attribute="arn")

    parts = policy_statements({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": bucket}})

    assert isinstance(parts, list)
    (resource,) = parts[0].value["resources"]
    assert resource.prefix == "arn:"
    assert resource.ref == "aws_s3_bucket.tickets"


def test_a_resource_that_a_variable_names_may_be_anything() -> None:
    parts = policy_statements({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": [Unknown("a variable")]}})

    assert isinstance(parts, list)
    assert parts[0].value["resources"][0].prefix == ""


def test_an_empty_text_is_no_policy() -> None:
    assert policy_statements("") == []
    assert policy_statements([{"name": "", "policy": ""}]) == []


def test_literal_resources_leave_out_what_another_block_names() -> None:
    bucket = Unknown("known after apply", ref="aws_s3_bucket.tickets", attribute="arn")
    objects = Unknown("known after apply", parts=(bucket, "/*"))
    resources = ["arn:aws:s3:::*", bucket, objects]

    parts = policy_statements({"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resources}})

    assert isinstance(parts, list)
    assert parts[0].value["literal_resources"] == ["arn:aws:s3:::*"]
    assert len(parts[0].value["resources"]) == 3


def test_a_text_that_is_known_in_parts_is_a_list_of_one() -> None:
    subject = Unknown("a variable", parts=("repo:", Unknown("a variable"), "/booking:*"))
    condition = {"StringLike": {"token.actions.githubusercontent.com:sub": subject}}

    parts = policy_statements({"Statement": {"Effect": "Allow", "Action": "*", "Condition": condition}})

    assert isinstance(parts, list)
    assert [value.prefix for value in parts[0].value["conditions"][0]["values"]] == ["repo:"]


def everybody(**statement: Value) -> Value:
    (part,) = parts_of({"Statement": {"Effect": "Allow", "Action": "*", **statement}})
    return part.value["everybody"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"*": "*"}}, True),
        ({"Principal": {"AWS": ["arn:aws:iam::123456789012:root", "*"]}}, True),
        ({"Principal": {"AWS": ["*", Unknown("a variable")]}}, True),
        ({"NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"}}, True),
        ({"Principal": {"AWS": "123456789012"}}, False),
        ({"Principal": {"Service": "ec2.amazonaws.com"}}, False),
        ({"Principal": {"Service": Unknown("a variable")}}, False),
        ({"Principal": {"AWS": Unknown("a role", ref="aws_iam_role.a", attribute="arn")}}, False),
        ({"Principal": {"AWS": Unknown("in parts", parts=("arn:aws:iam::", Unknown("a variable"), ":root"))}}, False),
        ({}, False),
    ],
)
def test_everybody_is_a_star_or_all_but_some(statement: dict[str, Value], expected: bool) -> None:
    assert everybody(**statement) is expected


@pytest.mark.parametrize("principal", [Unknown("a variable"), {"AWS": Unknown("a variable")}, {"AWS": [Unknown("v")]}])
def test_a_principal_of_which_nothing_is_known_may_be_everybody(principal: Value) -> None:
    assert is_unknown(everybody(Principal=principal))


def test_a_statement_without_an_effect_is_unknown() -> None:
    (part,) = parts_of({"Statement": {"Action": "*", "Principal": "*"}})

    assert is_unknown(part.value)


def parts_of(document: Value) -> list[Part]:
    found = policy_statements(document)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("resource", ["*", "**", "?*", "arn:*", "arn:aws:*", "arn:aws:*:*:*:*", "*:*", "arn:*:*:*"])
def test_every_pattern_of_everything_is_a_star(resource: str) -> None:
    (part,) = parts_of({"Statement": {"Effect": "Allow", "Action": "**", "Resource": resource}})

    assert (part.value["actions"], part.value["resources"]) == (["*"], ["*"])


@pytest.mark.parametrize("resource", ["arn:aws:s3:::*", "arn:aws:iam::123456789012:*", "arn:aws:s3:*:*:a/*", "?"])
def test_a_pattern_of_something_stays_as_it_is(resource: str) -> None:
    (part,) = parts_of({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": resource}})

    assert part.value["resources"] == [resource]


def test_the_partition_or_the_account_alone_names_nothing() -> None:
    partition = Unknown("the partition", ref="data.aws_partition.current", attribute="partition")
    everywhere = Unknown("in parts", parts=("arn:", partition, ":s3:::*/*"))
    bucket = Unknown("a bucket", ref="aws_s3_bucket.a", attribute="arn")
    inside = Unknown("in parts", parts=(bucket, "/*"))
    named = Unknown("in parts", parts=("arn:", partition, ":s3:::", bucket, "/*"))

    (part,) = parts_of(
        {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": [everywhere, bucket, inside, named]}}
    )

    (found,) = part.value["literal_resources"]
    assert found is everywhere
