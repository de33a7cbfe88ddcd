"""``AWS::Serverless::StateMachine``: the state machine, its role, and what its events need.

Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
"""

from collections.abc import Iterator

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node
from seatrial.connectors.cloudformation.serverless.code import location_of
from seatrial.connectors.cloudformation.serverless.events import Event, schedule_v2
from seatrial.connectors.cloudformation.serverless.fields import Source, alphanumeric, get_att, ref, tags
from seatrial.connectors.cloudformation.serverless.roles import allowing, role, trust

_RULES = {
    "Schedule": ({"Schedule": "ScheduleExpression"}, ("Name", "Description", "State")),
    "CloudWatchEvent": ({"Pattern": "EventPattern"}, ("EventBusName", "State")),
    "EventBridgeRule": ({"Pattern": "EventPattern"}, ("EventBusName", "State")),
}
_START = "states:StartExecution"


def expand(source: Source) -> Iterator[Definition]:
    """Yield what a state machine makes, the AWS::StepFunctions::StateMachine first."""
    fields, address = source.fields, source.address
    properties: dict[str, Node] = {
        "DefinitionString": {"Fn::ToJsonString": fields.get("Definition")} if "Definition" in fields else None,
        "DefinitionS3Location": location_of(
            fields.get("DefinitionUri"), ("Bucket", "Key", "Version"), "the state machine's definition"
        ),
        "RoleArn": fields.get("Role") or get_att(f"{address}Role", "Arn"),
        "Tags": tags(fields, "Tags", "stateMachine:createdBy"),
        **fields.same("DefinitionSubstitutions"),
        **fields.renamed(
            {
                "Logging": "LoggingConfiguration",
                "Name": "StateMachineName",
                "Tracing": "TracingConfiguration",
                "Type": "StateMachineType",
            }
        ),
    }
    kept = source.kept("DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy")
    yield source.make(address, "AWS::StepFunctions::StateMachine", properties, **kept)
    if "Role" not in fields:
        basic = ["AWSXrayWriteOnlyAccess"] if "Tracing" in fields else []
        said = role(f"{address}Role", fields, "states.amazonaws.com", basic=basic)
        said["Tags"] = tags(fields, "Tags", "stateMachine:createdBy")
        at = fields.inside("Policies").path if "Policies" in fields else None
        yield source.make(f"{address}Role", "AWS::IAM::Role", said, at=at)
    events = fields.inside("Events")
    for name in events:
        yield from _event(source, Event.of(name, events, ref(address), ""))
    yield from _alias(source)


def _event(source: Source, event: Event) -> Iterator[Definition]:
    address = f"{source.address}{event.name}"
    if event.kind == "ScheduleV2":
        yield from schedule_v2(source, event, _START, "StartExecutionPolicy")
    elif event.kind == "Api":
        yield _starter(source, event, "apigateway.amazonaws.com")
    elif event.kind in _RULES:
        names, same = _RULES[event.kind]
        own_role = event.fields.get("RoleArn")
        target = {
            "Arn": event.target,
            "Id": f"{address}StepFunctionsTarget",
            "RoleArn": own_role or get_att(f"{address}Role", "Arn"),
            **event.fields.same("Input", "InputPath", "RetryPolicy"),
        }
        properties = {"Targets": [target], **event.fields.renamed(names), **event.fields.same(*same)}
        yield source.make(address, "AWS::Events::Rule", properties, at=event.path)
        if own_role is None:
            yield _starter(source, event, "events.amazonaws.com")


def _starter(source: Source, event: Event, service: str) -> Definition:
    """The role that lets a service start the state machine."""
    address = f"{source.address}{event.name}Role"
    properties = {
        "AssumeRolePolicyDocument": trust(service),
        "Policies": [allowing(f"{address}StartExecutionPolicy", _START, event.target)],
        "PermissionsBoundary": source.fields.get("PermissionsBoundary"),
    }
    return source.make(address, "AWS::IAM::Role", properties, at=event.path)


def _alias(source: Source) -> Iterator[Definition]:
    alias = source.known_text(source.fields, "AutoPublishAlias")
    if not alias:
        return
    version = f"{source.address}Version"
    at = (*source.fields.path, "AutoPublishAlias")
    machine = {"StateMachineArn": ref(source.address)}
    yield source.make(version, "AWS::StepFunctions::StateMachineVersion", machine, at=at, DeletionPolicy="Retain")
    yield source.make(
        f"{source.address}Alias{alphanumeric(alias)}",
        "AWS::StepFunctions::StateMachineAlias",
        {"Name": alias, "DeploymentPreference": {"StateMachineVersionArn": ref(version), "Type": "ALL_AT_ONCE"}},
        at=at,
    )
