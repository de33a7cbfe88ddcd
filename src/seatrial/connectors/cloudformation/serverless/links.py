"""``AWS::Serverless::Connector`` and the ``Connectors`` of a resource: the policy that lets one resource use another.

Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
Followed are connections from what has a role (functions, state machines) and those to functions; the others make
policies of queues and topics, which are not followed.
"""

from collections.abc import Iterator, Sequence

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node, Placed, bare
from seatrial.connectors.cloudformation.serverless.fields import Fields, Source, get_att, ref, sub
from seatrial.model.value import Unknown

_ROLES = {
    "AWS::Serverless::Function": "Role",
    "AWS::Serverless::StateMachine": "Role",
    "AWS::Lambda::Function": "Role",
    "AWS::StepFunctions::StateMachine": "RoleArn",
}
_SAME = {
    "AWS::Serverless::Function": "AWS::Lambda::Function",
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
    owner = resources.get(origin.text("Id"))
    ends = [*_ends(fields)]
    for index, end in enumerate(ends):
        type_ = _type_of(end, resources)
        own = f"{address}Destination{index}" if len(ends) > 1 else address
        if owner is not None and owner.type in _ROLES:
            statements = [_statement(type_, name, end) for name in _permissions(fields)]
            properties: dict[str, Node] = {
                "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
                "Roles": [_role_name(owner)],
            }
            yield source.make(f"{own}Policy", "AWS::IAM::ManagedPolicy", properties, at=fields.path)
        elif type_ == "AWS::Lambda::Function" and "Write" in _permissions(fields):
            properties = {
                "Action": "lambda:InvokeFunction",
                "FunctionName": _arn(end),
                "Principal": Unknown("the service of the connector's source", is_set=True),
                "SourceArn": _arn(origin),
            }
            yield source.make(f"{own}WriteLambdaPermission", "AWS::Lambda::Permission", properties, at=fields.path)


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


def _permissions(fields: Fields) -> list[str]:
    node = fields.node("Permissions")
    return [name for name in ("Read", "Write") if isinstance(node, list) and name in node]


def _statement(type_: str, permission: str, end: Fields) -> Node:
    actions = _ACTIONS.get((type_, permission))
    if actions is None:
        return Unknown(f"what a connector allows on `{type_}` is not known to Seatrial", is_set=True)
    arn = _arn(end)
    below = _BELOW.get(type_)
    resources = [arn] if below is None else [arn, sub("${Arn}" + below, Arn=arn)]
    return {"Effect": "Allow", "Action": actions.split(), "Resource": resources}


def _arn(end: Fields) -> Node:
    return end.get("Arn") or get_att(end.text("Id"), "Arn")


def _role_name(owner: Definition) -> Node:
    role = Fields(owner.body, owner.path).inside("Properties").get(_ROLES[owner.type])
    if role is None:
        return ref(f"{owner.address}Role")
    node = role.node.get("Fn::GetAtt") if type(role.node) is dict else None
    name = node.partition(".")[0] if isinstance(node, str) else node[0] if isinstance(node, list) and node else None
    if isinstance(name, str):
        return Placed(ref(name), role.path)
    return Placed(Unknown("the role's name is not said", is_set=True), role.path)
