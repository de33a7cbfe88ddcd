"""Conditions that leave in only callers who are known, and those that only look as if they did."""

import pytest

from seatrial.engine.aws.policy_conditions import each_condition
from seatrial.model.value import Unknown, Value

ELSEWHERE = Unknown("another resource", ref="aws_s3_bucket.logs", attribute="arn")
VARIABLE = Unknown("`var.networks` has no value here")


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
        ("StringEquals", "AWS:SourceOwner", "123456789012"),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::logs"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/*"),
        ("ArnLike", "aws:SourceArn", Unknown("parts", parts=(ELSEWHERE,))),
        ("IpAddress", "aws:SourceIp", ["192.0.2.0/24", "2001:db8::/32"]),
        ("Bool", "aws:PrincipalIsAWSService", "true"),
    ],
)
def test_a_condition_on_who_calls_binds(operator: str, key: str, value: Value) -> None:
    (condition,) = each_condition({operator: {key: value}})

    assert isinstance(condition, dict)
    assert condition["binds"] is True


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEqualsIfExists", "aws:SourceVpce", "vpce-0123456789abcdef0"),
        ("ForAllValues:StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
        ("StringNotEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
        ("StringLike", "aws:PrincipalOrgID", "o-*"),
        ("StringLike", "aws:PrincipalAccount", ["123456789012", "*"]),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Admin"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:logs"),
        ("IpAddress", "aws:SourceIp", "0.0.0.0/0"),
        ("IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"]),
        ("IpAddress", "aws:SourceIp", "::/0"),
        ("Null", "aws:SourceArn", "true"),
        ("Bool", "aws:SecureTransport", "true"),
        ("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com"),
    ],
)
def test_a_condition_that_everybody_can_meet_does_not_bind(operator: str, key: str, value: Value) -> None:
    (condition,) = each_condition({operator: {key: value}})

    assert isinstance(condition, dict)
    assert condition["binds"] is False


def test_a_key_that_the_request_must_have_makes_its_condition_bind() -> None:
    conditions = list(
        each_condition({"ForAllValues:StringEquals": {"aws:SourceVpc": "vpc-1"}, "Null": {"aws:SourceVpc": "false"}})
    )

    assert isinstance(conditions[0], dict)
    assert conditions[0]["binds"] is True


def test_whether_unknown_networks_bind_is_unknown() -> None:
    (condition,) = each_condition({"IpAddress": {"aws:SourceIp": [VARIABLE]}})

    assert isinstance(condition, dict)
    assert condition["binds"] is VARIABLE
