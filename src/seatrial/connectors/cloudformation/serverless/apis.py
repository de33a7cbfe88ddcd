"""``AWS::Serverless::Api`` and ``AWS::Serverless::HttpApi``: the API, its stage, its domain, its authorizers.

Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node, Placed, call_in
from seatrial.connectors.cloudformation.serverless.code import location_of
from seatrial.connectors.cloudformation.serverless.fields import (
    Fields,
    Source,
    alphanumeric,
    ref,
    sub,
    tags,
    without_none,
)
from seatrial.connectors.cloudformation.serverless.routes import Route
from seatrial.model.value import Unknown

_STAGE = (
    "AccessLogSetting",
    "CacheClusterEnabled",
    "CacheClusterSize",
    "CanarySetting",
    "MethodSettings",
    "StageName",
    "TracingEnabled",
)
_REST = (
    "ApiKeySourceType",
    "BinaryMediaTypes",
    "Description",
    "DisableExecuteApiEndpoint",
    "FailOnWarnings",
    "MinimumCompressionSize",
    "Mode",
    "Name",
    "Policy",
    "SecurityPolicy",
)


def stage_address(api: str, stage: str) -> str:
    """SAM names a stage after the letters and digits of its name, where it can read that."""
    if stage == "$default":
        return f"{api}ApiGatewayDefaultStage"
    return f"{api}{alphanumeric(stage)}Stage"


def expand_rest(source: Source, routes: Sequence[Route]) -> Iterator[Definition]:
    """Yield what a REST API makes, the AWS::ApiGateway::RestApi first."""
    fields = source.fields
    address, stage = source.address, stage_address(source.address, source.known_text(fields, "StageName"))
    yield source.make(
        address, "AWS::ApiGateway::RestApi", _rest(fields, routes), **source.kept("DependsOn", "Metadata")
    )
    yield source.make(f"{address}Deployment", "AWS::ApiGateway::Deployment", {"RestApiId": ref(address)})
    yield source.make(
        stage,
        "AWS::ApiGateway::Stage",
        {
            "RestApiId": ref(address),
            "DeploymentId": ref(f"{address}Deployment"),
            **fields.same(*_STAGE),
            "Variables": fields.get("Variables"),
            "Tags": tags(fields, "Tags"),
        },
    )
    yield from _authorizer_permissions(source, _authorizers_of(address))
    yield from _rest_domain(source, stage)
    yield from _usage_plan(source, stage)


def expand_http(source: Source, routes: Sequence[Route]) -> Iterator[Definition]:
    """Yield what an HTTP API makes, the AWS::ApiGatewayV2::Api first."""
    fields, address = source.fields, source.address
    name = source.known_text(fields, "StageName") if "StageName" in fields else "$default"
    stage = stage_address(address, name)
    yield source.make(address, "AWS::ApiGatewayV2::Api", _http(fields, routes), **source.kept("DependsOn", "Metadata"))
    yield source.make(
        stage,
        "AWS::ApiGatewayV2::Stage",
        {
            "ApiId": ref(address),
            "AutoDeploy": True,
            "StageName": fields.get("StageName") or "$default",
            "Tags": _tag_map(fields),
            **fields.same("AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"),
        },
    )
    yield from _authorizer_permissions(source, _authorizers_of(address))
    yield from _http_domain(source, stage)


def _rest(fields: Fields, routes: Sequence[Route]) -> dict[str, Node]:
    return without_none(
        {
            **fields.same(*_REST),
            "EndpointConfiguration": _endpoint(fields),
            **_description(fields, lambda: _swagger(fields, routes)),
        }
    )


def _http(fields: Fields, routes: Sequence[Route]) -> dict[str, Node]:
    return without_none(
        {
            **fields.same("Description", "DisableExecuteApiEndpoint", "FailOnWarnings", "Name"),
            "CorsConfiguration": _cors(fields),
            "Tags": _tag_map(fields),
            "ProtocolType": "HTTP",
            **_description(fields, lambda: _openapi(fields, routes)),
        }
    )


def _tag_map(fields: Fields) -> Node:
    """The tags of an HTTP API are a mapping, in CloudFormation too."""
    said = fields.get("Tags")
    if said is not None and call_in(said.node) is not None:
        return said
    inside = fields.inside("Tags")
    return {"httpapi:createdBy": "SAM", **{name: inside.get(name) for name in inside}}


def _cors(fields: Fields) -> Node:
    """``true`` allows every origin, and a text that one."""
    said = fields.get("CorsConfiguration")
    if said is None or type(said.node) is dict:
        return said
    return {"AllowOrigins": [Placed("*", said.path) if said.node is True else said]}


def _description(fields: Fields, made: Callable[[], Node]) -> dict[str, Node]:
    """The API's description: the template's own, a file's, or the one that SAM makes of the routes."""
    if "DefinitionBody" in fields:
        return {"Body": fields.get("DefinitionBody")}
    if "DefinitionUri" not in fields:
        return {"Body": made()}
    said = fields.get("DefinitionUri")
    return {"BodyS3Location": location_of(said, ("Bucket", "Key", "Version"), "the API's description")}


def _endpoint(fields: Fields) -> Node:
    said = fields.get("EndpointConfiguration")
    if said is None:
        return None
    if type(said.node) is not dict or call_in(said.node) is not None:
        return {"Types": [said]}
    inside = Fields(said.node, said.path)
    kind = inside.get("Type")
    return without_none(
        {
            "Types": [kind] if kind is not None else None,
            "VpcEndpointIds": inside.get("VPCEndpointIds"),
            "IpAddressType": inside.get("IpAddressType"),
        }
    )


def _swagger(fields: Fields, routes: Sequence[Route]) -> Node:
    auth = fields.inside("Auth")
    return without_none(
        {
            "swagger": "2.0",
            "paths": _paths(routes, auth),
            "securityDefinitions": {name: _scheme(auth, name) for name in _schemes(auth, routes)} or None,
            "x-amazon-apigateway-policy": _resource_policy(auth.inside("ResourcePolicy")),
        }
    )


def _openapi(fields: Fields, routes: Sequence[Route]) -> Node:
    auth = fields.inside("Auth")
    schemes = {name: _scheme(auth, name) for name in _schemes(auth, routes)}
    return without_none(
        {
            "openapi": "3.0.1",
            "paths": _paths(routes, auth),
            "components": {"securitySchemes": schemes} if schemes else None,
        }
    )


def _paths(routes: Sequence[Route], auth: Fields) -> dict[str, Node]:
    paths: dict[str, dict[str, Node]] = {}
    for route in routes:
        operation: Node = without_none(
            {"security": _security(route, auth), "x-amazon-apigateway-integration": {"type": "aws_proxy"}}
        )
        if route.condition is not None:
            operation = {"Fn::If": [route.condition, Placed(operation, route.path), {"Ref": "AWS::NoValue"}]}
        paths.setdefault(route.place, {})[route.method] = Placed(operation, route.path)
    return dict(paths)


def _security(route: Route, auth: Fields) -> Node:
    """What a method asks of a caller; None where it asks nothing."""
    authorizer = route.auth.text("Authorizer") or auth.text("DefaultAuthorizer")
    needs_key = route.auth.node("ApiKeyRequired") if "ApiKeyRequired" in route.auth else auth.node("ApiKeyRequired")
    required: list[Node] = [{authorizer: []}] if authorizer and authorizer != "NONE" else []
    return [*required, *([{"api_key": []}] if needs_key is True else [])] or None


def _schemes(auth: Fields, routes: Sequence[Route]) -> list[str]:
    said = [*auth.inside("Authorizers")]
    used = [auth.text("DefaultAuthorizer"), *(route.auth.text("Authorizer") for route in routes)]
    return said + [name for name in dict.fromkeys(used) if name not in ("", "NONE") and name not in said]


def _scheme(auth: Fields, name: str) -> Node:
    authorizer = auth.inside("Authorizers").inside(name)
    shared = {"type": "apiKey", "name": "Authorization", "in": "header"}
    if name == "AWS_IAM":
        return {**shared, "x-amazon-apigateway-authtype": "awsSigv4"}
    if "UserPoolArn" in authorizer:
        providers = authorizer.get("UserPoolArn")
        listed = providers if providers is not None and type(providers.node) is list else [providers]
        details: Node = {"type": "cognito_user_pools", "providerARNs": listed}
        return {
            **shared,
            "x-amazon-apigateway-authtype": "cognito_user_pools",
            "x-amazon-apigateway-authorizer": details,
        }
    if "JwtConfiguration" in authorizer:
        details = without_none(
            {
                "type": "jwt",
                "jwtConfiguration": authorizer.get("JwtConfiguration"),
                "identitySource": authorizer.get("IdentitySource"),
            }
        )
        return {"type": "oauth2", "x-amazon-apigateway-authorizer": details}
    details = without_none({"type": "token", "authorizerUri": authorizer.get("FunctionArn")})
    return {**shared, "x-amazon-apigateway-authtype": "custom", "x-amazon-apigateway-authorizer": details}


def _resource_policy(policy: Fields) -> Node:
    """The API's resource policy: its own statements; what SAM's lists of addresses and accounts add is not followed."""
    if not any(True for _ in policy):
        return None
    statements = policy.get("CustomStatements")
    if [*policy] != ["CustomStatements"] or statements is None:
        return Unknown("SAM writes this policy from lists of addresses and accounts", is_set=True)
    return {"Version": "2012-10-17", "Statement": statements}


def _authorizers_of(api: str) -> Node:
    region = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}"
    return sub(f"{region}:${{Api}}/authorizers/*", Api=ref(api))


def _authorizer_permissions(source: Source, api: Node) -> Iterator[Definition]:
    authorizers = source.fields.inside("Auth").inside("Authorizers")
    for name in authorizers:
        authorizer = authorizers.inside(name)
        if "FunctionArn" not in authorizer:
            continue
        yield source.make(
            f"{source.address}{alphanumeric(name)}AuthorizerPermission",
            "AWS::Lambda::Permission",
            {
                "Action": "lambda:InvokeFunction",
                "FunctionName": authorizer.get("FunctionArn"),
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": api,
            },
            at=authorizer.path,
        )


def _rest_domain(source: Source, stage: str) -> Iterator[Definition]:
    domain = source.fields.inside("Domain")
    if "DomainName" not in domain:
        return
    address = "ApiGatewayDomainName" + _hash(source.known_text(domain, "DomainName"))
    configuration = domain.get("EndpointConfiguration") or "REGIONAL"
    is_edge = isinstance(configuration, Placed) and configuration.node == "EDGE"
    yield source.make(
        address,
        "AWS::ApiGateway::DomainName",
        {
            "CertificateArn" if is_edge else "RegionalCertificateArn": domain.get("CertificateArn"),
            "EndpointConfiguration": {"Types": [configuration]},
            **domain.same("DomainName", "SecurityPolicy", "OwnershipVerificationCertificateArn"),
            "MutualTlsAuthentication": domain.get("MutualTlsAuthentication"),
        },
        at=domain.path,
    )
    yield source.make(
        f"{source.address}BasePathMapping",
        "AWS::ApiGateway::BasePathMapping",
        {"DomainName": ref(address), "RestApiId": ref(source.address), "Stage": ref(stage)},
        at=domain.path,
    )


def _http_domain(source: Source, stage: str) -> Iterator[Definition]:
    domain = source.fields.inside("Domain")
    if "DomainName" not in domain:
        return
    address = "ApiGatewayDomainNameV2" + _hash(source.known_text(domain, "DomainName"))
    configuration = without_none(
        {
            "EndpointType": domain.get("EndpointConfiguration") or "REGIONAL",
            **domain.same("CertificateArn", "SecurityPolicy"),
        }
    )
    yield source.make(
        address,
        "AWS::ApiGatewayV2::DomainName",
        {
            "DomainNameConfigurations": [configuration],
            **domain.same("DomainName", "MutualTlsAuthentication"),
            "Tags": _tag_map(source.fields),
        },
        at=domain.path,
    )
    yield source.make(
        f"{source.address}ApiMapping",
        "AWS::ApiGatewayV2::ApiMapping",
        {"ApiId": ref(source.address), "DomainName": ref(address), "Stage": ref(stage)},
        at=domain.path,
    )


def _usage_plan(source: Source, stage: str) -> Iterator[Definition]:
    """The plan and the key of an API that has its own; one that APIs share is not followed."""
    plan = source.fields.inside("Auth").inside("UsagePlan")
    if plan.text("CreateUsagePlan") != "PER_API":
        return
    address = source.address
    api_stage = {"ApiId": ref(address), "Stage": ref(stage)}
    said = {"ApiStages": [api_stage], "Tags": tags(plan, "Tags")}
    said |= plan.same("Description", "Quota", "Throttle", "UsagePlanName")
    yield source.make(f"{address}UsagePlan", "AWS::ApiGateway::UsagePlan", said, at=plan.path)
    key = {"Enabled": True, "StageKeys": [{"RestApiId": ref(address), "StageName": ref(stage)}]}
    yield source.make(f"{address}ApiKey", "AWS::ApiGateway::ApiKey", key, at=plan.path)
    linked = {"KeyId": ref(f"{address}ApiKey"), "KeyType": "API_KEY", "UsagePlanId": ref(f"{address}UsagePlan")}
    yield source.make(f"{address}UsagePlanKey", "AWS::ApiGateway::UsagePlanKey", linked, at=plan.path)


def _hash(text: str) -> str:
    """What SAM puts behind the logical ids of resources that it tells apart by a text."""
    return hashlib.sha1(text.encode(errors="replace"), usedforsecurity=False).hexdigest()[:10] if text else ""
