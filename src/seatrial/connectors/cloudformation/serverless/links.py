"""``AWS::Serverless::Connector`` and the ``Connectors`` of a resource: the policy that lets one resource use another.

Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
Followed are connections from what has a role (functions, state machines), and those from services to functions, queues
and topics.
"""

from collections.abc import Iterator, Sequence

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node, Placed, bare
from seatrial.connectors.cloudformation.serverless.fields import Fields, Source, get_att, ref, sub
from seatrial.model.location import Path
from seatrial.model.value import Unknown

_ROLES = {
    "AWS::Serverless::Function": "Role",
    "AWS::Serverless::StateMachine": "Role",
    "AWS::Lambda::Function": "Role",
    "AWS::StepFunctions::StateMachine": "RoleArn",
}
_SAME = {
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
}
_ACTIONS = {
    ("AWS::DynamoDB::Table", "Read"): "dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchGetItem "
    "dynamodb:ConditionCheckItem dynamodb:PartiQLSelect",
    ("AWS::DynamoDB::Table", "Write"): "dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem "
    "dynamodb:BatchWriteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert dynamodb:PartiQLUpdate",
    ("AWS::S3::Bucket", "Read"): "s3:GetObject s3:GetObjectAcl s3:GetObjectLegalHold s3:GetObjectRetention "
    "s3:GetObjectTorrent s3:GetObjectVersion s3:GetObjectVersionAcl s3:GetObjectVersionForReplication "
    "s3:GetObjectVersionTorrent s3:ListBucket s3:ListBucketMultipartUploads s3:ListBucketVersions "
    "s3:ListMultipartUploadParts",
    ("AWS::S3::Bucket", "Write"): "s3:AbortMultipartUpload s3:DeleteObject s3:DeleteObjectVersion s3:PutObject "
    "s3:PutObjectLegalHold s3:PutObjectRetention s3:RestoreObject",
    ("AWS::SQS::Queue", "Read"): "sqs:ReceiveMessage sqs:GetQueueAttributes",
    ("AWS::SQS::Queue", "Write"): "sqs:DeleteMessage sqs:SendMessage sqs:ChangeMessageVisibility sqs:PurgeQueue",
    ("AWS::SNS::Topic", "Write"): "sns:Publish",
    ("AWS::Lambda::Function", "Write"): "lambda:InvokeAsync lambda:InvokeFunction",
    ("AWS::StepFunctions::StateMachine", "Read"): "states:DescribeExecution",
    ("AWS::StepFunctions::StateMachine", "Write"): "states:StartExecution",
    ("AWS::Events::EventBus", "Write"): "events:PutEvents",
}
_SERVICES = {
    "AWS::ApiGateway::RestApi": "apigateway.amazonaws.com",
    "AWS::ApiGatewayV2::Api": "apigateway.amazonaws.com",
    "AWS::Events::Rule": "events.amazonaws.com",
    "AWS::S3::Bucket": "s3.amazonaws.com",
    "AWS::SNS::Topic": "sns.amazonaws.com",
}
_POLICIES = {
    "AWS::SQS::Queue": ("AWS::SQS::QueuePolicy", "QueuePolicy", "sqs:SendMessage", "Queues"),
    "AWS::SNS::Topic": ("AWS::SNS::TopicPolicy", "TopicPolicy", "sns:Publish", "Topics"),
}
# What Ref gives the ARN of.
_NAMED_BY_ARN = frozenset({"AWS::SNS::Topic", "AWS::StepFunctions::StateMachine"})
_BELOW = {"AWS::DynamoDB::Table": "/index/*", "AWS::S3::Bucket": "/*"}


def expand(source: Source, declared: Sequence[Definition]) -> Iterator[Definition]:
    """Yield what a connector, or each connector embedded in a resource, makes."""
    resources = {definition.address: definition for definition in declared}
    if source.definition.type == "AWS::Serverless::Connector":
        origin = source.fields.inside("Source")
        yield from _linked(source, source.address, origin, source.fields, resources)
        return
    embedded = Fields(source.definition.body, source.definition.path).inside("Connectors")
    itself = Fields({"Id": source.address}, source.definition.path)
    for name in embedded:
        fields = embedded.inside(name).inside("Properties")
        yield from _linked(source, f"{source.address}{name}", itself, fields, resources)


def _linked(
    source: Source, address: str, origin: Fields, fields: Fields, resources: dict[str, Definition]
) -> Iterator[Definition]:
    ends = [*_ends(fields)]
    permissions = [name for name in ("Read", "Write") if _has(fields, name)]
    for index, end in enumerate(ends):
        own = f"{address}Destination{index}" if len(ends) > 1 else address
        owner = resources.get(origin.text("Id"))
        to = _type_of(end, resources)
        if owner is not None and owner.type in _ROLES:
            document = {"Version": "2012-10-17", "Statement": statements_for(to, permissions, _arn(end, to))}
            properties = {"PolicyDocument": document, "Roles": [_role_name(owner)]}
            yield source.make(f"{own}Policy", "AWS::IAM::ManagedPolicy", properties, at=fields.path)
        elif "Write" in permissions:
            yield from _from_service(source, own, (origin, _type_of(origin, resources)), (end, to), fields.path)


def _from_service(
    source: Source, address: str, origin: tuple[Fields, str], end: tuple[Fields, str], at: Path
) -> Iterator[Definition]:
    """What lets a service, which has no role, use a function, a queue or a topic."""
    service = _SERVICES.get(origin[1])
    principal: Node = service or Unknown("the service of the connector's source is not known to Seatrial", is_set=True)
    sender, target = _arn(*origin), _arn(*end)
    if end[1] == "AWS::Lambda::Function":
        said = {"Action": "lambda:InvokeFunction", "FunctionName": target, "Principal": principal, "SourceArn": sender}
        yield source.make(f"{address}WriteLambdaPermission", "AWS::Lambda::Permission", said, at=at)
    if end[1] not in _POLICIES:
        return
    kind, suffix, action, named = _POLICIES[end[1]]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": action,
        "Resource": target,
        "Condition": {"ArnEquals": {"aws:SourceArn": sender}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    said = {"PolicyDocument": document, named: [ref(end[0].text("Id")) if "Id" in end[0] else target]}
    yield source.make(f"{address}{suffix}", kind, said, at=at)


def _ends(fields: Fields) -> Iterator[Fields]:
    said = fields.get("Destination")
    if said is None:
        return
    if type(said.node) is not list:
        yield Fields(said.node, said.path)
        return
    for index, item in enumerate(said.node):
        yield Fields(*bare(item, (*said.path, index)))


def _type_of(end: Fields, resources: dict[str, Definition]) -> str:
    found = resources.get(end.text("Id"))
    type_ = found.type if found is not None else end.text("Type")
    return _SAME.get(type_, type_)


def _has(fields: Fields, permission: str) -> bool:
    node = fields.node("Permissions")
    return isinstance(node, list) and permission in node


def statements_for(type_: str, permissions: Sequence[str], arn: Node) -> list[Node]:
    """The statements that permissions on a resource of a type mean."""
    return [_statement(type_, permission, arn) for permission in permissions]


def _statement(type_: str, permission: str, arn: Node) -> Node:
    actions = _ACTIONS.get((type_, permission))
    if actions is None:
        return Unknown(f"what a connector allows on `{type_}` is not known to Seatrial", is_set=True)
    below = _BELOW.get(type_)
    resources = [arn] if below is None else [arn, sub("${Arn}" + below, Arn=arn)]
    return {"Effect": "Allow", "Action": actions.split(), "Resource": resources}


def _arn(end: Fields, type_: str) -> Node:
    if "Arn" in end:
        return end.get("Arn")
    return ref(end.text("Id")) if type_ in _NAMED_BY_ARN else get_att(end.text("Id"), "Arn")


def _role_name(owner: Definition) -> Node:
    role = Fields(owner.body, owner.path).inside("Properties").get(_ROLES[owner.type])
    if role is None:
        return ref(f"{owner.address}Role")
    node = role.node.get("Fn::GetAtt") if type(role.node) is dict else None
    name = node.partition(".")[0] if isinstance(node, str) else node[0] if isinstance(node, list) and node else None
    if isinstance(name, str):
        return Placed(ref(name), role.path)
    return Placed(Unknown("the role's name is not said", is_set=True), role.path)
