"""SAM's resources that stand for one of CloudFormation's: SimpleTable, LayerVersion, Application, CapacityProvider."""

from collections.abc import Iterator

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node
from seatrial.connectors.cloudformation.serverless.code import location_of
from seatrial.connectors.cloudformation.serverless.fields import Fields, Source, get_att, tags
from seatrial.connectors.cloudformation.serverless.roles import managed, trust
from seatrial.model.value import Unknown

_KEY_TYPES = {"String": "S", "Number": "N", "Binary": "B"}
_POLICIES = {"retain": "Retain", "delete": "Delete"}


def expand_table(source: Source) -> Iterator[Definition]:
    fields = source.fields
    key = fields.inside("PrimaryKey")
    name: Node = key.get("Name") or "id"
    throughput = fields.get("ProvisionedThroughput")
    properties: dict[str, Node] = {
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": _KEY_TYPES.get(key.text("Type"), "S")}],
        "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST" if throughput is None else None,
        "ProvisionedThroughput": throughput,
        "Tags": tags(fields, "Tags"),
        **fields.same("PointInTimeRecoverySpecification", "SSESpecification", "TableName"),
    }
    yield source.make(source.address, "AWS::DynamoDB::Table", properties, **_kept(source))


def expand_layer(source: Source) -> Iterator[Definition]:
    """SAM adds a hash of the layer to its logical id, which changes with the content that is uploaded."""
    fields = source.fields
    properties: dict[str, Node] = {
        "Content": location_of(fields.get("ContentUri"), ("S3Bucket", "S3Key", "S3ObjectVersion"), "the layer"),
        "LayerName": fields.get("LayerName") or source.address,
        **fields.same("CompatibleArchitectures", "CompatibleRuntimes", "Description", "LicenseInfo"),
    }
    kept = {"DeletionPolicy": _POLICIES.get(fields.text("RetentionPolicy").lower(), "Retain"), **_kept(source)}
    yield source.make(source.address, "AWS::Lambda::LayerVersion", properties, **kept)


def expand_application(source: Source) -> Iterator[Definition]:
    fields = source.fields
    properties: dict[str, Node] = {
        "TemplateURL": _template(fields),
        "Tags": tags(fields, "Tags", "lambda:createdBy"),
        **fields.same("NotificationARNs", "Parameters", "TimeoutInMinutes"),
    }
    yield source.make(source.address, "AWS::CloudFormation::Stack", properties, **_kept(source))


def expand_capacity(source: Source) -> Iterator[Definition]:
    fields, address = source.fields, source.address
    own_role = fields.get("OperatorRole")
    properties: dict[str, Node] = {
        "CapacityProviderName": fields.get("CapacityProviderName"),
        "PermissionsConfig": {"CapacityProviderOperatorRoleArn": own_role or get_att(f"{address}OperatorRole", "Arn")},
        "Tags": tags(fields, "Tags", "lambda:createdBy"),
        **fields.same("KmsKeyArn", "VpcConfig"),
        **fields.renamed(
            {"InstanceRequirements": "InstanceRequirements", "ScalingConfig": "CapacityProviderScalingConfig"}
        ),
    }
    yield source.make(address, "AWS::Lambda::CapacityProvider", properties, **_kept(source))
    if own_role is None:
        said: dict[str, Node] = {
            "AssumeRolePolicyDocument": trust("lambda.amazonaws.com"),
            "ManagedPolicyArns": [managed("AWSLambdaManagedEC2ResourceOperator")],
        }
        yield source.make(f"{address}OperatorRole", "AWS::IAM::Role", said)


def _template(fields: Fields) -> Node:
    location = fields.get("Location")
    if location is None or isinstance(location.node, str):
        return location
    return Unknown("the template comes from the Serverless Application Repository", is_set=True)


def _kept(source: Source) -> dict[str, Node]:
    return source.kept("DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy")
