"""Whatever a template holds, reading it ends without an error, and every value can say where it stands."""

import copy
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.connectors.cloudformation import facts
from seatrial.connectors.cloudformation.collect import collect
from seatrial.engine.index import Index
from seatrial.model.asset import Collected
from seatrial.model.raw import Raw

from .reading import asset_of

FUNCTIONS = [
    "Ref",
    "Condition",
    "Fn::GetAtt",
    "Fn::Sub",
    "Fn::Join",
    "Fn::Select",
    "Fn::Split",
    "Fn::FindInMap",
    "Fn::If",
    "Fn::And",
    "Fn::Or",
    "Fn::Not",
    "Fn::Equals",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::GetAZs",
    "Fn::ImportValue",
    "Fn::Transform",
    "Fn::Length",
    "Fn::ToJsonString",
    "Fn::ForEach::Loop",
    "Fn::Odd",
]
WORDS = [
    "A",
    "B",
    "P",
    "L",
    "C",
    "D",
    "M",
    "k",
    "x",
    "0",
    "1",
    "-1",
    "tcp",
    "10.0.0.0/8",
    "${A}",
    "${A.b}",
    "${!x}",
    "${P}",
    "&{X}",
    "AWS::NoValue",
    "AWS::Region",
    "{{resolve:ssm:/a}}",
    "Statement",
    "Type",
    "Properties",
    "Events",
    "Policies",
    "true",
    "s3://a/b",
    "NONE",
    "Api",
    "Schedule",
    "SQS",
]
TYPES = [
    "AWS::S3::Bucket",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::NetworkAclEntry",
    "Custom::X",
    "AWS::EC2::NetworkAcl",
    "AWS::Serverless::Function",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
    "X::Y::MODULE",
    "AWS::Serverless::StateMachine",
    "AWS::Serverless::SimpleTable",
    "AWS::Serverless::Connector",
    "AWS::Serverless::LayerVersion",
    "AWS::Serverless::GraphQLApi",
    "AWS::Serverless::CapacityProvider",
]
PROPERTIES = [
    "Tags",
    "SecurityGroupIngress",
    "CidrIp",
    "FromPort",
    "IpProtocol",
    "GroupId",
    "NetworkAclId",
    "PortRange",
    "Policies",
    "Events",
    "Auth",
    "Domain",
    "Type",
    "Role",
    "FunctionUrlConfig",
    "AuthType",
    "DeadLetterQueue",
    "EventInvokeConfig",
    "CodeUri",
    "Definition",
    "StageName",
    "Path",
    "Method",
    "RestApiId",
    "DestinationConfig",
    "OnFailure",
    "Source",
    "Destination",
    "Id",
    "Permissions",
    "DefinitionUri",
    "AutoPublishAlias",
    "Layers",
    "Environment",
    "ApiKeys",
    "DataSources",
    "DynamoDb",
    "Lambda",
    "Logging",
    "Additional",
]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 70_000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(WORDS),
)
names = st.one_of(st.sampled_from(PROPERTIES), st.sampled_from(WORDS), st.sampled_from(FUNCTIONS))
nodes = st.recursive(
    scalars,
    lambda below: st.one_of(
        st.lists(below, max_size=4),
        st.dictionaries(names, below, max_size=4),
        st.builds(lambda name, argument: {name: argument}, st.sampled_from(FUNCTIONS), below),
        st.builds(
            lambda name, items: {name: items}, st.sampled_from(FUNCTIONS), st.lists(below, min_size=2, max_size=4)
        ),
    ),
    max_leaves=12,
)
resources = st.fixed_dictionaries(
    {"Type": st.sampled_from(TYPES)},
    optional={"Properties": nodes, "Condition": st.sampled_from(["C", "D"]), "Metadata": nodes, "Connectors": nodes},
)
templates = st.fixed_dictionaries(
    {"Resources": st.one_of(st.dictionaries(st.sampled_from("ABCL"), st.one_of(resources, nodes), max_size=4), nodes)},
    optional={
        "Parameters": st.dictionaries(st.sampled_from("PLX"), nodes, max_size=3),
        "Conditions": st.dictionaries(st.sampled_from("CD"), nodes, max_size=2),
        "Mappings": nodes,
        "Globals": nodes,
        "Transform": nodes,
    },
)

WHOLE: dict[str, Any] = {
    "Transform": ["AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"],
    "Parameters": {
        "P": {"Type": "String", "AllowedValues": ["a", "b"]},
        "L": {"Type": "CommaDelimitedList", "Default": "a,b"},
    },
    "Mappings": {"M": {"k": {"x": "1"}}},
    "Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, "a"]}, "D": {"Fn::Not": [{"Condition": "C"}]}},
    "Globals": {"Function": {"Runtime": "python3.12", "Environment": {"Variables": {"A": "b"}}}},
    "Resources": {
        "A": {
            "Type": "AWS::Serverless::Function",
            "Condition": "C",
            "Properties": {
                "CodeUri": "s3://a/b",
                "AutoPublishAlias": "live",
                "Policies": ["X", {"Statement": []}, {"S3ReadPolicy": {"BucketName": {"Ref": "B"}}}],
                "FunctionUrlConfig": {"AuthType": "NONE"},
                "DeploymentPreference": {"Type": "AllAtOnce"},
                "EventInvokeConfig": {"DestinationConfig": {"OnFailure": {"Type": "SQS"}}},
                "Events": {
                    "Web": {"Type": "Api", "Properties": {"Path": "/a", "Method": "get", "RestApiId": {"Ref": "R"}}},
                    "News": {"Type": "SNS", "Properties": {"Topic": "t", "SqsSubscription": True}},
                    "Daily": {"Type": "Schedule", "Properties": {"Schedule": "x", "DeadLetterConfig": {"Type": "SQS"}}},
                    "Later": {"Type": "ScheduleV2", "Properties": {"ScheduleExpression": "x"}},
                },
            },
        },
        "R": {
            "Type": "AWS::Serverless::Api",
            "Properties": {"StageName": "v", "Auth": {"DefaultAuthorizer": "AWS_IAM"}},
        },
        "B": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {
                "SecurityGroupIngress": [
                    {"IpProtocol": 6, "FromPort": 22, "CidrIp": {"Fn::Select": [0, {"Ref": "L"}]}}
                ],
                "Tags": [{"Key": "a", "Value": {"Fn::FindInMap": ["M", "k", "x"]}}],
            },
        },
        "Fn::ForEach::X": ["X", {"Ref": "L"}, {"N${X}": {"Type": "Custom::X", "Properties": {"A": {"Ref": "X"}}}}],
    },
}

relaxed = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def collected(text: str) -> Collected:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "template.yaml")
        path.write_text(text, errors="replace")
        return collect(asset_of(path), {})


def every_path(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(value, Mapping):
        found += [below for key, item in value.items() for below in every_path(item, (*path, key))]
    elif isinstance(value, list):
        found += [below for index, item in enumerate(value) for below in every_path(item, (*path, index))]
    return found


def check(text: str) -> None:
    found = collected(text)
    lines = text.count("\n") + 1
    for raw in found.raws:
        assert raw.exists is not False
        for path in every_path(raw.attributes):
            assert 1 <= raw.locate(path).line <= lines
    for gap in found.gaps:
        assert gap.reason
        assert 1 <= gap.location.line <= lines + 1
    check_facts(found.raws)


def check_facts(raws: tuple[Raw, ...]) -> None:
    index = Index(raws)
    for raw in raws:
        facts.tags(raw, index)
        facts.canned_acl(raw, index)
        for made in (
            facts.security_group_ingress(raw, index),
            facts.security_group_egress(raw, index),
            facts.network_acl_entries(raw, index),
            facts.loose_security_group_rules(raw, index),
            facts.loose_network_acl_entries(raw, index),
        ):
            assert isinstance(made, list)


@relaxed
@given(templates)
def test_a_template_of_anything_is_read(template: dict[str, Any]) -> None:
    check(json.dumps(template, indent=1))


@relaxed
@given(st.data())
def test_a_whole_template_with_one_part_replaced_is_read(data: st.DataObject) -> None:
    template = copy.deepcopy(WHOLE)
    path = data.draw(st.sampled_from(every_path(template)[1:]))
    parent: Any = template
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = data.draw(nodes)

    check(json.dumps(template, indent=1))


@relaxed
@given(st.integers(0, 10_000), st.text(max_size=3))
def test_a_template_with_characters_replaced_is_read(place: int, text: str) -> None:
    whole = json.dumps(WHOLE, indent=1)
    place %= len(whole)

    check(whole[:place] + text.replace("\r", "") + whole[place + 1 :])
