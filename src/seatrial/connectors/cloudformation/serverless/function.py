"""``AWS::Serverless::Function``: the function, its role, its alias, its URL, and what its events need.

Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
"""

from collections.abc import Iterator

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node
from seatrial.connectors.cloudformation.serverless.code import location_of
from seatrial.connectors.cloudformation.serverless.events import Event, managed_policies, resources_of
from seatrial.connectors.cloudformation.serverless.fields import (
    Fields,
    Source,
    alphanumeric,
    get_att,
    ref,
    sub,
    tags,
    without_none,
)
from seatrial.connectors.cloudformation.serverless.roles import allowing, managed, role, trust

DEPLOYMENT = "ServerlessDeploymentApplication"
DEPLOYMENT_ROLE = "CodeDeployServiceRole"

_SAME = (
    "Architectures",
    "CapacityProviderConfig",
    "CodeSigningConfigArn",
    "Description",
    "DurableConfig",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "Handler",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "RecursiveLoop",
    "ReservedConcurrentExecutions",
    "Runtime",
    "RuntimeManagementConfig",
    "SnapStart",
    "TenancyConfig",
    "Timeout",
    "VpcConfig",
)


def expand(source: Source) -> Iterator[Definition]:
    """Yield what a function makes, the AWS::Lambda::Function first."""
    fields = source.fields
    yield source.make(
        source.address, "AWS::Lambda::Function", _properties(source), **source.kept("DependsOn", "Metadata")
    )
    if "Role" not in fields:
        yield _role(source)
    target = ref(source.address)
    alias = alias_of(source)
    if alias:
        yield from _alias(source, alias)
        target = ref(alias_address(source, alias))
    yield from _url(source, target)
    yield from _invoke_config(source, alias)
    yield from _deployment(source)
    events = fields.inside("Events")
    for name in events:
        yield from resources_of(source, Event.of(name, events, target, alias))


def alias_of(source: Source) -> str:
    """The name of the alias that is published; empty where none is or it is not known."""
    return source.known_text(source.fields, "AutoPublishAlias")


def alias_address(source: Source, alias: str) -> str:
    return f"{source.address}Alias{alphanumeric(alias)}"


def version_address(source: Source) -> str:
    """SAM adds a hash of the code that is uploaded, which is not known here."""
    return f"{source.address}Version"


def _properties(source: Source) -> dict[str, Node]:
    fields = source.fields
    tracing = fields.get("Tracing")
    dead_letters = fields.inside("DeadLetterQueue")
    return without_none(
        {
            **fields.same(*_SAME),
            "Code": _code(fields),
            "Role": fields.get("Role") or get_att(f"{source.address}Role", "Arn"),
            "Tags": tags(fields, "Tags", "lambda:createdBy"),
            "TracingConfig": {"Mode": tracing} if tracing is not None and tracing.node != "Disabled" else None,
            "DeadLetterConfig": dead_letters.same("TargetArn") or None,
        }
    )


def _code(fields: Fields) -> Node:
    if "InlineCode" in fields:
        return {"ZipFile": fields.get("InlineCode")}
    if "ImageUri" in fields:
        return {"ImageUri": fields.get("ImageUri")}
    return location_of(fields.get("CodeUri"), ("S3Bucket", "S3Key", "S3ObjectVersion"), "the code")


def _role(source: Source) -> Definition:
    fields = source.fields
    basic = ["AWSLambdaBasicExecutionRole"]
    if "Tracing" in fields and fields.node("Tracing") != "Disabled":
        basic.append("AWSXrayWriteOnlyAccess")
    if "VpcConfig" in fields:
        basic.append("AWSLambdaVPCAccessExecutionRole")
    events = fields.inside("Events")
    basic += sorted({name for event in events for name in managed_policies(events.inside(event))})
    address = f"{source.address}Role"
    properties = role(address, fields, "lambda.amazonaws.com", basic=basic, inline=_dead_letter_policy(fields))
    at = fields.inside("Policies").path if "Policies" in fields else None
    properties["Tags"] = tags(fields, "Tags", "lambda:createdBy")
    return source.make(address, "AWS::IAM::Role", properties, at=at)


def _dead_letter_policy(fields: Fields) -> list[Node]:
    queue = fields.inside("DeadLetterQueue")
    action = {"SQS": "sqs:SendMessage", "SNS": "sns:Publish"}.get(queue.text("Type"))
    return [allowing("DeadLetterQueuePolicy", action, queue.get("TargetArn"))] if action else []


def _alias(source: Source, alias: str) -> Iterator[Definition]:
    at = (*source.fields.path, "AutoPublishAlias")
    version = version_address(source)
    properties: dict[str, Node] = {"FunctionName": ref(source.address)}
    yield source.make(version, "AWS::Lambda::Version", properties, at=at, DeletionPolicy="Retain")
    yield source.make(
        alias_address(source, alias),
        "AWS::Lambda::Alias",
        {
            **properties,
            "Name": alias,
            "FunctionVersion": get_att(version, "Version"),
            "ProvisionedConcurrencyConfig": source.fields.get("ProvisionedConcurrencyConfig"),
        },
        at=at,
    )


def _deployment(source: Source) -> Iterator[Definition]:
    """CodeDeploy's group for a function whose alias moves step by step; the application makes the rest."""
    preference = source.fields.inside("DeploymentPreference")
    if "Type" not in preference or preference.node("Enabled") is False:
        return
    config = sub("CodeDeployDefault.Lambda${Name}", Name=preference.get("Type"))
    properties: dict[str, Node] = {
        "ApplicationName": ref(DEPLOYMENT),
        "DeploymentConfigName": config,
        "DeploymentStyle": {"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"},
        "ServiceRoleArn": preference.get("Role") or get_att(DEPLOYMENT_ROLE, "Arn"),
    }
    address = f"{source.address}DeploymentGroup"
    yield source.make(address, "AWS::CodeDeploy::DeploymentGroup", properties, at=preference.path)


def shared_deployment(source: Source) -> Iterator[Definition]:
    """Yield what a function needs that all functions with a DeploymentPreference share."""
    preference = source.fields.inside("DeploymentPreference")
    if "Type" not in preference or preference.node("Enabled") is False:
        return
    at = preference.path
    yield source.make(DEPLOYMENT, "AWS::CodeDeploy::Application", {"ComputePlatform": "Lambda"}, at=at)
    if "Role" not in preference:
        arns = [managed("AWSCodeDeployRoleForLambda")]
        said = {"AssumeRolePolicyDocument": trust("codedeploy.amazonaws.com"), "ManagedPolicyArns": arns}
        yield source.make(DEPLOYMENT_ROLE, "AWS::IAM::Role", said, at=at)


def _url(source: Source, target: Node) -> Iterator[Definition]:
    url = source.fields.inside("FunctionUrlConfig")
    if "AuthType" not in url:
        return
    properties = {"TargetFunctionArn": target, **url.same("AuthType", "Cors", "InvokeMode")}
    yield source.make(f"{source.address}Url", "AWS::Lambda::Url", properties, at=url.path)
    if source.known_text(url, "AuthType") != "NONE":
        return
    shared = {"FunctionName": target, "Principal": "*"}
    yield source.make(
        f"{source.address}UrlPublicPermissions",
        "AWS::Lambda::Permission",
        {"Action": "lambda:InvokeFunctionUrl", **shared, "FunctionUrlAuthType": url.get("AuthType")},
        at=url.path,
    )
    yield source.make(
        f"{source.address}URLInvokeAllowPublicAccess",
        "AWS::Lambda::Permission",
        {"Action": "lambda:InvokeFunction", **shared, "InvokedViaFunctionUrl": True},
        at=url.path,
    )


def _invoke_config(source: Source, alias: str) -> Iterator[Definition]:
    config = source.fields.inside("EventInvokeConfig")
    if not any(True for _ in config):
        return
    address = f"{source.address}EventInvokeConfig"
    destinations: dict[str, Node] = {}
    for outcome in ("OnSuccess", "OnFailure"):
        said = config.inside("DestinationConfig").inside(outcome)
        made = {"SQS": "Queue", "SNS": "Topic"}.get(said.text("Type"))
        if "Destination" in said:
            destinations[outcome] = {"Destination": said.get("Destination")}
        elif made:
            own = f"{address}{outcome}{made}"
            yield source.make(own, f"AWS::{said.text('Type')}::{made}", {}, at=said.path)
            destinations[outcome] = {"Destination": get_att(own, "Arn") if made == "Queue" else ref(own)}
    properties = {
        "FunctionName": ref(source.address),
        "Qualifier": alias or "$LATEST",
        "DestinationConfig": destinations or None,
        **config.same("MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
    }
    yield source.make(address, "AWS::Lambda::EventInvokeConfig", properties, at=config.path)
