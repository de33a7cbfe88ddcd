"""The events of functions: permissions, event source mappings, rules and subscriptions.

Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node
from seatrial.connectors.cloudformation.serverless import routes
from seatrial.connectors.cloudformation.serverless.fields import (
    Fields,
    Source,
    alphanumeric,
    get_att,
    ref,
    sub,
    without_none,
)
from seatrial.connectors.cloudformation.serverless.roles import allowing, trust
from seatrial.model.location import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a function.

    ``target``  the function, or the alias that is published for it.
    """

    name: str
    kind: str
    fields: Fields
    path: Path
    target: Node
    alias: str

    @classmethod
    def of(cls, name: str, events: Fields, target: Node, alias: str) -> "Event":
        entry = events.inside(name)
        return cls(
            name=name,
            kind=entry.text("Type"),
            fields=entry.inside("Properties"),
            path=entry.path,
            target=target,
            alias=alias,
        )


Kind = Callable[[Source, Event], Iterator[Definition]]

_MAPPED = {
    "DynamoDB": ("Stream", "AWSLambdaDynamoDBExecutionRole"),
    "Kinesis": ("Stream", "AWSLambdaKinesisExecutionRole"),
    "SQS": ("Queue", "AWSLambdaSQSQueueExecutionRole"),
    "MSK": ("Stream", "AWSLambdaMSKExecutionRole"),
    "MQ": ("Broker", ""),
    "DocumentDB": ("Cluster", ""),
    "SelfManagedKafka": ("", ""),
}
"""The events that Lambda polls: the property that names their source, and the policy that the role needs for it."""

_MAPPING_SAME = (
    "AmazonManagedKafkaEventSourceConfig",
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "DocumentDBEventSourceConfig",
    "Enabled",
    "FilterCriteria",
    "FunctionResponseTypes",
    "KmsKeyArn",
    "LoggingConfig",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "MetricsConfig",
    "ParallelizationFactor",
    "ProvisionedPollerConfig",
    "Queues",
    "ScalingConfig",
    "SelfManagedKafkaEventSourceConfig",
    "SourceAccessConfigurations",
    "StartingPosition",
    "StartingPositionTimestamp",
    "Topics",
    "TumblingWindowInSeconds",
)


def managed_policies(event: Fields) -> Iterator[str]:
    """Yield the managed policies that a function's role gets for an event."""
    policy = _MAPPED.get(event.text("Type"), ("", ""))[1]
    if policy:
        yield policy


def resources_of(source: Source, event: Event) -> Iterator[Definition]:
    """Yield what an event makes.  One of a kind that nobody knows makes nothing."""
    if event.kind in _MAPPED:
        return _mapping(source, event)
    return _KINDS.get(event.kind, _nothing)(source, event)


def permission(
    source: Source, event: Event, principal: str, *, suffix: str = "Permission", **properties: Node
) -> Definition:
    """The permission for a service to invoke the function."""
    said = {"Action": "lambda:InvokeFunction", "FunctionName": event.target, "Principal": principal, **properties}
    return source.make(f"{source.address}{event.name}{suffix}", "AWS::Lambda::Permission", said, at=event.path)


def _nothing(source: Source, event: Event) -> Iterator[Definition]:
    return iter(())


def _mapping(source: Source, event: Event) -> Iterator[Definition]:
    origin = _MAPPED[event.kind][0]
    properties = {
        "FunctionName": event.target,
        "EventSourceArn": event.fields.get(origin) if origin else None,
        **event.fields.same(*_MAPPING_SAME),
    }
    brokers = event.fields.get("KafkaBootstrapServers")
    if brokers is not None:
        properties["SelfManagedEventSource"] = {"Endpoints": {"KafkaBootstrapServers": brokers}}
    yield source.make(f"{source.address}{event.name}", "AWS::Lambda::EventSourceMapping", properties, at=event.path)


def _api(source: Source, event: Event) -> Iterator[Definition]:
    api = routes.api_of(event.fields, "RestApiId", routes.IMPLICIT_REST)
    suffix = f"Permission{alphanumeric(source.stages.get(api, ''))}"
    arn = _invocation_arn(event, _api_node(event, "RestApiId", api))
    yield permission(source, event, "apigateway.amazonaws.com", suffix=suffix, SourceArn=arn)


def _http_api(source: Source, event: Event) -> Iterator[Definition]:
    api = routes.api_of(event.fields, "ApiId", routes.IMPLICIT_HTTP)
    arn = _invocation_arn(event, _api_node(event, "ApiId", api))
    yield permission(source, event, "apigateway.amazonaws.com", SourceArn=arn)


def _api_node(event: Event, key: str, api: str) -> Node:
    return event.fields.get(key) if api == routes.EXTERNAL else ref(api)


def _invocation_arn(event: Event, api: Node) -> Node:
    method = event.fields.text("Method").upper()
    place = event.fields.text("Path") or "/*"
    verb = "*" if method in ("", "ANY", "X-AMAZON-APIGATEWAY-ANY-METHOD") else method
    text = f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/{verb}"
    return sub(text + _without_parameters(place), Api=api)


def _without_parameters(path: str) -> str:
    """``/a/{id}`` as the ARN of an invocation has it: ``/a/*``."""
    return "/".join("*" if step.startswith("{") else step for step in path.split("/"))


def _dead_letters(source: Source, event: Event, rule: str) -> tuple[Node, list[Definition]]:
    """Where a rule sends what it could not deliver: a queue that the event names, or one that SAM makes for it."""
    said = event.fields.inside("DeadLetterConfig")
    if "Arn" in said:
        return said.same("Arn"), []
    if said.text("Type") != "SQS":
        return None, []
    queue = said.text("QueueLogicalId") or f"{rule}Queue"
    arn = get_att(queue, "Arn")
    policy = _queue_policy(arn, get_att(rule, "Arn"), {"Service": "events.amazonaws.com"})
    made = [
        source.make(queue, "AWS::SQS::Queue", {}, at=said.path),
        source.make(
            f"{rule}QueuePolicy",
            "AWS::SQS::QueuePolicy",
            {"PolicyDocument": policy, "Queues": [ref(queue)]},
            at=said.path,
        ),
    ]
    return {"Arn": arn}, made


def _schedule(source: Source, event: Event) -> Iterator[Definition]:
    fields = event.fields
    enabled = fields.node("Enabled")
    properties = {
        "ScheduleExpression": fields.get("Schedule"),
        "State": fields.get("State")
        or ({True: "ENABLED", False: "DISABLED"}[enabled] if type(enabled) is bool else None),
        **fields.same("Name", "Description"),
    }
    yield from _rule(source, event, properties, fields.same("Input", "RetryPolicy"))


def _pattern(source: Source, event: Event) -> Iterator[Definition]:
    fields = event.fields
    properties = {
        **fields.renamed({"Pattern": "EventPattern", "RuleName": "Name"}),
        **fields.same("EventBusName", "State"),
    }
    yield from _rule(source, event, properties, fields.same("Input", "InputPath", "InputTransformer", "RetryPolicy"))


def _rule(source: Source, event: Event, properties: dict[str, Node], target: dict[str, Node]) -> Iterator[Definition]:
    address = f"{source.address}{event.name}"
    dead_letters, made = _dead_letters(source, event, address)
    whole = {"Arn": event.target, "Id": f"{address}LambdaTarget", "DeadLetterConfig": dead_letters, **target}
    yield source.make(address, "AWS::Events::Rule", {**properties, "Targets": [without_none(whole)]}, at=event.path)
    yield from made
    yield permission(source, event, "events.amazonaws.com", SourceArn=get_att(address, "Arn"))


def _scheduler(source: Source, event: Event) -> Iterator[Definition]:
    yield from schedule_v2(source, event, "lambda:InvokeFunction", "LambdaPolicy")


def schedule_v2(source: Source, event: Event, action: str, policy: str) -> Iterator[Definition]:
    """The schedule of EventBridge Scheduler, and the role that it takes where it is given none."""
    fields = event.fields
    address = f"{source.address}{event.name}"
    own_role = fields.get("RoleArn")
    target = {
        "Arn": event.target,
        "RoleArn": own_role or get_att(f"{address}Role", "Arn"),
        **fields.same("Input", "RetryPolicy"),
    }
    properties = {
        "FlexibleTimeWindow": fields.get("FlexibleTimeWindow") or {"Mode": "OFF"},
        "Name": fields.get("Name") or address,
        "Target": target,
        **fields.same(
            "Description", "EndDate", "GroupName", "KmsKeyArn", "ScheduleExpression", "ScheduleExpressionTimezone",
            "StartDate", "State",
        ),
    }  # fmt: skip
    yield source.make(address, "AWS::Scheduler::Schedule", properties, at=event.path)
    if own_role is None:
        yield source.make(
            f"{address}Role",
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": trust("scheduler.amazonaws.com"),
                "Policies": [allowing(f"{address}{policy}", action, event.target)],
                "PermissionsBoundary": fields.get("PermissionsBoundary"),
            },
            at=event.path,
        )


def _s3(source: Source, event: Event) -> Iterator[Definition]:
    yield permission(source, event, "s3.amazonaws.com", SourceAccount=ref("AWS::AccountId"))


def _sns(source: Source, event: Event) -> Iterator[Definition]:
    topic = event.fields.get("Topic")
    address = f"{source.address}{event.name}"
    own_queue = event.fields.get("SqsSubscription")
    subscription = {
        "TopicArn": topic,
        **event.fields.same("FilterPolicy", "FilterPolicyScope", "Region", "RedrivePolicy"),
    }
    if own_queue is None or own_queue.node is False:
        yield permission(source, event, "sns.amazonaws.com", SourceArn=topic)
        said = {"Endpoint": event.target, "Protocol": "lambda", **subscription}
        yield source.make(address, "AWS::SNS::Subscription", said, at=event.path)
        return
    settings = event.fields.inside("SqsSubscription")
    queue_arn: Node = settings.get("QueueArn")
    queue_url: Node = settings.get("QueueUrl")
    if queue_arn is None:
        yield source.make(f"{address}Queue", "AWS::SQS::Queue", {}, at=event.path)
        queue_arn, queue_url = get_att(f"{address}Queue", "Arn"), ref(f"{address}Queue")
    yield source.make(
        f"{address}QueuePolicy",
        "AWS::SQS::QueuePolicy",
        {"PolicyDocument": _queue_policy(queue_arn, topic), "Queues": [queue_url]},
        at=event.path,
    )
    said = {"Endpoint": queue_arn, "Protocol": "sqs", **subscription}
    yield source.make(address, "AWS::SNS::Subscription", said, at=event.path)
    mapping = {"FunctionName": event.target, "EventSourceArn": queue_arn, **settings.same("BatchSize", "Enabled")}
    yield source.make(f"{address}EventSourceMapping", "AWS::Lambda::EventSourceMapping", mapping, at=event.path)


def _queue_policy(queue: Node, sender: Node, principal: Node = "*") -> Node:
    statement = {
        "Action": "sqs:SendMessage",
        "Effect": "Allow",
        "Principal": principal,
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": sender}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _logs(source: Source, event: Event) -> Iterator[Definition]:
    group = event.fields.get("LogGroupName")
    arn = sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}:*", Group=group)
    yield permission(source, event, "logs.amazonaws.com", SourceArn=arn)
    properties = {"DestinationArn": event.target, **event.fields.same("LogGroupName", "FilterPattern")}
    yield source.make(f"{source.address}{event.name}", "AWS::Logs::SubscriptionFilter", properties, at=event.path)


def _iot(source: Source, event: Event) -> Iterator[Definition]:
    address = f"{source.address}{event.name}"
    arn = sub("arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${Rule}", Rule=ref(address))
    yield permission(source, event, "iot.amazonaws.com", SourceArn=arn, SourceAccount=ref("AWS::AccountId"))
    payload = {
        "RuleDisabled": False,
        "Actions": [{"Lambda": {"FunctionArn": event.target}}],
        **event.fields.same("Sql", "AwsIotSqlVersion"),
    }
    yield source.make(address, "AWS::IoT::TopicRule", {"TopicRulePayload": payload}, at=event.path)


def _alexa(source: Source, event: Event) -> Iterator[Definition]:
    yield permission(source, event, "alexa-appkit.amazon.com", EventSourceToken=event.fields.get("SkillId"))


def _cognito(source: Source, event: Event) -> Iterator[Definition]:
    pool = event.fields.get("UserPool")
    named = pool is not None and type(pool.node) is dict and isinstance(pool.node.get("Ref"), str)
    arn = get_att(pool.node["Ref"], "Arn") if named and pool is not None else None
    said = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": event.target,
        "Principal": "cognito-idp.amazonaws.com",
        "SourceArn": arn,
    }
    owner = f"{source.address}Alias{alphanumeric(event.alias)}" if event.alias else source.address
    yield source.make(f"{owner}CognitoPermission", "AWS::Lambda::Permission", said, at=event.path)


_KINDS: dict[str, Kind] = {
    "AlexaSkill": _alexa,
    "Api": _api,
    "CloudWatchEvent": _pattern,
    "CloudWatchLogs": _logs,
    "Cognito": _cognito,
    "EventBridgeRule": _pattern,
    "HttpApi": _http_api,
    "IoTRule": _iot,
    "S3": _s3,
    "SNS": _sns,
    "Schedule": _schedule,
    "ScheduleV2": _scheduler,
}
