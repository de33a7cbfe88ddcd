"""The roles that SAM makes: who may take them, and what they allow."""

from collections.abc import Iterable, Iterator
from typing import Final

from seatrial.connectors.cloudformation.nodes import Node, Placed, bare, call_in
from seatrial.connectors.cloudformation.serverless.fields import Fields, without_none
from seatrial.connectors.cloudformation.serverless.policies import document_of, is_template
from seatrial.model.location import Path

_VERSION: Final = "2012-10-17"

_SERVICE_ROLES: Final = frozenset(
    {
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaENIManagementAccess",
        "AWSLambdaKinesisExecutionRole",
        "AWSLambdaMSKExecutionRole",
        "AWSLambdaRole",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSCodeDeployRoleForLambda",
        "AWSCodeDeployRoleForLambdaLimited",
        "AmazonAPIGatewayPushToCloudWatchLogs",
    }
)
"""Managed policies that live below ``service-role/``."""


def managed(name: str) -> str:
    """The ARN of a managed policy by its name; what is an ARN already stays."""
    if name.startswith("arn:"):
        return name
    return f"arn:aws:iam::aws:policy/{'service-role/' if name in _SERVICE_ROLES else ''}{name}"


def trust(*services: str) -> Node:
    """The policy that lets services take a role."""
    return {
        "Version": _VERSION,
        "Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Allow", "Principal": {"Service": [*services]}}],
    }


def allowing(name: str, action: Node, resource: Node) -> Node:
    """An inline policy with one statement."""
    statement = {"Action": action, "Effect": "Allow", "Resource": resource}
    return {"PolicyName": name, "PolicyDocument": {"Version": _VERSION, "Statement": [statement]}}


def role(
    address: str, fields: Fields, service: str, *, basic: Iterable[str] = (), inline: Iterable[Node] = ()
) -> dict[str, Node]:
    """The properties of the role that a function or a state machine gets where it names none.

    ``basic`` are the managed policies and ``inline`` the others that its other properties call for.
    """
    arns: list[Node] = [managed(name) for name in basic]
    policies: list[Node] = [*inline]
    for index, item in enumerate(_listed(fields.get("Policies"))):
        document = _inline(item, f"{address}Policy{index}")
        if document is not None:
            policies.append(document)
        else:
            arns.append(Placed(managed(item.node), item.path) if isinstance(item.node, str) else item)
    return without_none(
        {
            "AssumeRolePolicyDocument": fields.get("AssumeRolePolicyDocument") or trust(service),
            "ManagedPolicyArns": arns or None,
            "Policies": policies or None,
            "Path": fields.get("RolePath"),
            "PermissionsBoundary": fields.get("PermissionsBoundary"),
        }
    )


def _listed(policies: Placed | None) -> Iterator[Placed]:
    """Each policy of a list; a policy alone is a list of one."""
    if policies is None:
        return
    if type(policies.node) is not list:
        yield policies
        return
    for index, item in enumerate(policies.node):
        yield Placed(*bare(item, (*policies.path, index)))


def _inline(item: Placed, name: str) -> Node:
    """The inline policy that an item means, or None where it names a managed one."""
    node, path = item.node, item.path
    if type(node) is not dict:
        return None
    call = call_in(node)
    if call is not None and call[0] == "Fn::If":
        return _either(call[1], (*path, "Fn::If"), name)
    if call is not None:
        return None
    template = next(iter(node), "")
    if len(node) == 1 and is_template(template):
        document = document_of(template, Fields(node[template], (*path, template)))
        return Placed({"PolicyName": name, "PolicyDocument": document}, path)
    if "Statement" not in node and len(node) == 1:
        return Placed({"PolicyName": name, "PolicyDocument": document_of(template, Fields(None, path))}, path)
    return {"PolicyName": name, "PolicyDocument": item}


def _either(argument: Node, path: Path, name: str) -> Node:
    """A condition chooses between two policies: inline ones stay within it."""
    if type(argument) is not list or len(argument) != 3:
        return None
    branches = [Placed(*bare(argument[index], (*path, index))) for index in (1, 2)]
    inlined = [_inline(branch, name) for branch in branches]
    if inlined == [None, None]:
        return None
    chosen = [made if made is not None else branch for made, branch in zip(inlined, branches, strict=True)]
    return {"Fn::If": [argument[0], *chosen]}
