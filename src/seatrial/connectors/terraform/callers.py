"""Who calls a function and what it may do, in the words of its Terraform provider."""

from seatrial.engine.aws.administrators import RoleWords, is_administrator
from seatrial.engine.aws.calling import CallWords, apis_calling
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Value

ROLES = RoleWords(
    role="aws_iam_role",
    steps={
        "aws_instance": (("iam_instance_profile", "aws_iam_instance_profile"),),
        "aws_launch_template": (
            ("iam_instance_profile.name", "aws_iam_instance_profile"),
            ("iam_instance_profile.arn", "aws_iam_instance_profile"),
        ),
        "aws_launch_configuration": (("iam_instance_profile", "aws_iam_instance_profile"),),
        "aws_iam_instance_profile": (("role", "aws_iam_role"),),
        "aws_lambda_function": (("role", "aws_iam_role"),),
        "aws_lambda_function_url": (("function_name", "aws_lambda_function"),),
        "aws_lambda_permission": (("function_name", "aws_lambda_function"),),
    },
    attached=(
        (("aws_iam_role_policy_attachment", "role"), "policy_arn"),
        (("aws_iam_policy_attachment", "roles"), "policy_arn"),
    ),
    managed="managed_policy_arns",
    policies=("aws_iam_policy",),
    written=(("aws_iam_role_policy", "role"),),
    document="policy",
    inline="inline_policy.policy",
)

CALLS = CallWords(
    permission=("aws_lambda_permission", "function_name"),
    principal="principal",
    source="source_arn",
    public_apis=("aws_apigatewayv2_api",),
    rest_api="aws_api_gateway_rest_api",
    endpoint="endpoint_configuration.types",
    names=("name",),
)


def has_administrator(raw: Raw, index: Index) -> Value:
    """Whether a role, or the role of what runs under one, is known to be allowed everything."""
    return is_administrator(raw, index, ROLES)


def apis(function: Raw, index: Index) -> Value:
    """The APIs that may call a function."""
    return apis_calling(function, index, CALLS)
