"""SAM's policy templates: ``S3ReadPolicy: {BucketName: b}`` as the policy document that it stands for."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

from seatrial.connectors.cloudformation.nodes import Node
from seatrial.connectors.cloudformation.serverless.fields import Fields, sub
from seatrial.model.value import Unknown

_PARAMETER = re.compile(r"\{(\w+)\}")
_ACCOUNT: Final = "${AWS::Region}:${AWS::AccountId}"


@cache
def policy_templates() -> dict[str, tuple[str, ...]]:
    """The statements of each template, as the table has them."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in files(__package__).joinpath("policies.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        if line.startswith(" "):
            found[name].append(line.strip())
        else:
            name = line
            found[name] = []
    return {key: tuple(lines) for key, lines in found.items()}


def is_template(name: str) -> bool:
    return name in policy_templates()


def document_of(name: str, parameters: Fields) -> Node:
    """The policy document that a template with its parameters makes; Unknown for a template that nobody knows."""
    if not is_template(name):
        return Unknown(f"Seatrial does not know the policy template `{name}`", is_set=True)
    return {"Version": "2012-10-17", "Statement": [_statement(line, parameters) for line in policy_templates()[name]]}


def _statement(line: str, parameters: Fields) -> Node:
    said, _, condition = line.partition(" ? ")
    actions, _, resources = said.partition(" @ ")
    service, _, names = actions.partition(": ")
    statement: dict[str, Node] = {
        "Effect": "Allow",
        "Action": [f"{service}:{name}" for name in names.split()],
        "Resource": [_arn(resource, parameters) for resource in resources.split()],
    }
    if condition:
        key, _, value = condition.partition("=")
        statement["Condition"] = {"StringEquals": {key: _arn(value, parameters)}}
    return statement


def _arn(resource: str, parameters: Fields) -> Node:
    if resource == "*":
        return "*"
    names = _PARAMETER.findall(resource)
    variables = {name: parameters.get(name) or Unknown(f"the policy template has no `{name}`") for name in names}
    text = _PARAMETER.sub(r"${\1}", resource.replace("~", _ACCOUNT))
    # A parameter alone is an ARN already.
    return sub(text if resource.startswith("{") else f"arn:${{AWS::Partition}}:{text}", **variables)
