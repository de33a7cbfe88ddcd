"""``AWS::Serverless::GraphQLApi``: the API, its schema, its keys, its data sources and their roles.

Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html
"""

from collections.abc import Iterator

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node, call_in
from seatrial.connectors.cloudformation.serverless.fields import Fields, Source, alphanumeric, get_att, ref, sub, tags
from seatrial.connectors.cloudformation.serverless.links import statements_for
from seatrial.connectors.cloudformation.serverless.roles import managed, trust
from seatrial.model.location import Path
from seatrial.model.value import Unknown

_SERVICE = "appsync.amazonaws.com"
_SETTINGS = {
    "LambdaAuthorizer": "LambdaAuthorizerConfig",
    "OpenIDConnect": "OpenIDConnectConfig",
    "UserPool": "UserPoolConfig",
}


def expand(source: Source) -> Iterator[Definition]:
    """Yield what a GraphQL API makes, the AWS::AppSync::GraphQLApi first."""
    fields, address = source.fields, source.address
    auth = fields.inside("Auth")
    others = auth.get("Additional")
    listed = others.node if others is not None and type(others.node) is list else []
    properties: dict[str, Node] = {
        "Name": fields.get("Name") or address,
        "AdditionalAuthenticationProviders": [_provider(Fields(node, (*auth.path, "Additional", index)))
                                              for index, node in enumerate(listed)] or None,
        "LogConfig": _logging(fields, address),
        "Tags": tags(fields, "Tags", "graphqlapi:createdBy"),
        **_provider(auth),
        **fields.same(
            "EnvironmentVariables", "IntrospectionConfig", "OwnerContact", "QueryDepthLimit", "ResolverCountLimit",
            "Visibility", "XrayEnabled",
        ),
    }  # fmt: skip
    yield source.make(address, "AWS::AppSync::GraphQLApi", properties, **source.kept("DependsOn", "Metadata"))
    yield source.make(f"{address}Schema", "AWS::AppSync::GraphQLSchema", _schema(fields, address))
    if _needs_log_role(fields):
        policies = [managed("service-role/AWSAppSyncPushToCloudWatchLogs")]
        said = {"AssumeRolePolicyDocument": trust(_SERVICE), "ManagedPolicyArns": policies}
        yield source.make(f"{address}CloudWatchRole", "AWS::IAM::Role", said, at=fields.inside("Logging").path)
    yield from _keys(source)
    yield from _tables(source)
    yield from _functions(source)


def _provider(auth: Fields) -> dict[str, Node]:
    return {**auth.renamed({"Type": "AuthenticationType"}), **auth.renamed(_SETTINGS)}


def _schema(fields: Fields, address: str) -> dict[str, Node]:
    text: Node = fields.get("SchemaInline")
    if text is None:
        text = Unknown("the schema is uploaded from a file when the stack is made", is_set=True)
    return {"ApiId": get_att(address, "ApiId"), "Definition": text}


def _needs_log_role(fields: Fields) -> bool:
    """Without a word on logging, and with ``true``, SAM turns it on for all fields."""
    node = fields.node("Logging")
    return node is not False and "CloudWatchLogsRoleArn" not in fields.inside("Logging")


def _logging(fields: Fields, address: str) -> Node:
    said = fields.get("Logging")
    if said is not None and (said.node is False or call_in(said.node) is not None):
        return None if said.node is False else said
    own = fields.inside("Logging").same("CloudWatchLogsRoleArn", "ExcludeVerboseContent", "FieldLogLevel")
    return {"FieldLogLevel": "ALL", "CloudWatchLogsRoleArn": get_att(f"{address}CloudWatchRole", "Arn"), **own}


def _keys(source: Source) -> Iterator[Definition]:
    keys = source.fields.inside("ApiKeys")
    for name in keys:
        said = keys.inside(name)
        properties = {
            "ApiId": get_att(source.address, "ApiId"),
            **said.same("ApiKeyId", "Description"),
            **said.renamed({"ExpiresOn": "Expires"}),
        }
        yield source.make(f"{source.address}{alphanumeric(name)}", "AWS::AppSync::ApiKey", properties, at=said.path)


def _tables(source: Source) -> Iterator[Definition]:
    tables = source.fields.inside("DataSources").inside("DynamoDb")
    for name in tables:
        said = tables.inside(name)
        config = {
            "AwsRegion": said.get("Region") or ref("AWS::Region"),
            **said.same("DeltaSyncConfig", "TableName", "UseCallerCredentials", "Versioned"),
        }
        permissions = [text for text in ("Read", "Write") if _allows(said, text)]
        arn = said.get("TableArn")
        statements = statements_for("AWS::DynamoDB::Table", permissions, arn) if arn is not None else []
        address = f"{source.address}{alphanumeric(name)}DynamoDBDataSource"
        own = {"Type": "AMAZON_DYNAMODB", "DynamoDBConfig": config}
        yield from _data_source(source, address, name, said, own)
        yield from _policy(source, f"{address}ToTableConnectorPolicy", address, statements, said.path)


def _functions(source: Source) -> Iterator[Definition]:
    functions = source.fields.inside("DataSources").inside("Lambda")
    for name in functions:
        said = functions.inside(name)
        arn = said.get("FunctionArn")
        statement = {
            "Effect": "Allow",
            "Action": ["lambda:InvokeAsync", "lambda:InvokeFunction"],
            "Resource": [arn, sub("${Arn}:*", Arn=arn)],
        }
        address = f"{source.address}{alphanumeric(name)}LambdaDataSource"
        own = {"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": arn}}
        yield from _data_source(source, address, name, said, own)
        yield from _policy(source, f"{address}ToLambdaConnectorPolicy", address, [statement], said.path)


def _allows(said: Fields, permission: str) -> bool:
    """A table's data source that names no permissions gets both."""
    node = said.node("Permissions")
    return node is None or (isinstance(node, list) and permission in node)


def _data_source(source: Source, address: str, name: str, said: Fields, own: dict[str, Node]) -> Iterator[Definition]:
    role = said.get("ServiceRoleArn")
    properties = {
        "ApiId": get_att(source.address, "ApiId"),
        "Name": said.get("Name") or name,
        "ServiceRoleArn": role or get_att(f"{address}Role", "Arn"),
        **own,
        **said.same("Description"),
    }
    yield source.make(address, "AWS::AppSync::DataSource", properties, at=said.path)
    if role is None:
        trusted: dict[str, Node] = {"AssumeRolePolicyDocument": trust(_SERVICE)}
        yield source.make(f"{address}Role", "AWS::IAM::Role", trusted, at=said.path)


def _policy(source: Source, address: str, data_source: str, statements: list[Node], at: Path) -> Iterator[Definition]:
    if statements:
        document = {"Version": "2012-10-17", "Statement": statements}
        properties = {"PolicyDocument": document, "Roles": [ref(f"{data_source}Role")]}
        yield source.make(address, "AWS::IAM::ManagedPolicy", properties, at=at)
