"""Who calls a function and what it may do, in the words of CloudFormation."""

from seatrial.engine.aws.administrators import RoleWords, is_administrator
from seatrial.engine.aws.calling import CallWords, apis_calling
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Value

ROLES = RoleWords(
    role="AWS::IAM::Role",
    steps={
        "AWS::EC2::Instance": (("IamInstanceProfile", "AWS::IAM::InstanceProfile"),),
        "AWS::EC2::LaunchTemplate": (
            ("LaunchTemplateData.IamInstanceProfile.Name", "AWS::IAM::InstanceProfile"),
            ("LaunchTemplateData.IamInstanceProfile.Arn", "AWS::IAM::InstanceProfile"),
        ),
        "AWS::AutoScaling::LaunchConfiguration": (("IamInstanceProfile", "AWS::IAM::InstanceProfile"),),
        "AWS::IAM::InstanceProfile": (("Roles", "AWS::IAM::Role"),),
        "AWS::Lambda::Function": (("Role", "AWS::IAM::Role"),),
        "AWS::Lambda::Url": (("TargetFunctionArn", "AWS::Lambda::Function"),),
        "AWS::Lambda::Permission": (("FunctionName", "AWS::Lambda::Function"),),
    },
    attached=(),
    managed="ManagedPolicyArns",
    policies=("AWS::IAM::ManagedPolicy",),
    written=(
        ("AWS::IAM::Policy", "Roles"),
        ("AWS::IAM::ManagedPolicy", "Roles"),
        ("AWS::IAM::RolePolicy", "RoleName"),
    ),
    document="PolicyDocument",
    inline="Policies.PolicyDocument",
)

CALLS = CallWords(
    permission=("AWS::Lambda::Permission", "FunctionName"),
    principal="Principal",
    source="SourceArn",
    public_apis=("AWS::ApiGatewayV2::Api",),
    rest_api="AWS::ApiGateway::RestApi",
    endpoint="EndpointConfiguration.Types",
    names=("Name",),
)


def has_administrator(raw: Raw, index: Index) -> Value:
    """Whether a role, or the role of what runs under one, is known to be allowed everything."""
    return is_administrator(raw, index, ROLES)


def apis(function: Raw, index: Index) -> Value:
    """The APIs that may call a function."""
    return apis_calling(function, index, CALLS)
