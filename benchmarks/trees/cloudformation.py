"""CloudFormation templates, 2.7 MB of them: YAML with short and long intrinsic functions, and JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from benchmarks.trees.words import name, prose, token, word
from benchmarks.trees.yaml_text import Call, document, long_form

Object: TypeAlias = dict[str, Any]
Maker: TypeAlias = Callable[[Random, str], tuple[str, Object]]

TEMPLATES = 90


def write(root: Path, seed: int) -> None:
    """Write the tree into ``root``; the same seed gives the same bytes."""
    rng = Random(seed)
    for number in range(TEMPLATES):
        template = _template(rng)
        path = root / f"{number % 7}-{name(Random(number))}" / f"template-{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number % 3 == 0:
            path.with_suffix(".json").write_text(json.dumps(long_form(template), indent=2) + "\n", encoding="utf-8")
        else:
            tree = template if number % 3 == 1 else long_form(template)
            path.with_suffix(".yaml").write_text(document(tree), encoding="utf-8")


def ref(target: str) -> Call:
    return Call("Ref", target)


def sub(text: str) -> Call:
    return Call("Fn::Sub", text)


def attribute(resource: str, of: str) -> Call:
    return Call("Fn::GetAtt", [resource, of])


def when(condition: str, yes: object, no: object) -> Call:
    return Call("Fn::If", [condition, yes, no])


def _template(rng: Random) -> Object:
    resources: Object = {}
    for number in range(rng.randint(16, 54)):
        make = rng.choice(_MAKERS)
        previous = rng.choice(list(resources)) if resources else "Base"
        if not resources:
            resources["Base"] = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": sub("base-${Environment}")}}
        kind, properties = make(rng, previous)
        made: Object = {"Type": kind, "Properties": properties}
        if rng.random() < 0.15:
            made["Condition"] = "IsProduction"
        if rng.random() < 0.15:
            made["DependsOn"] = "Base"
        if rng.random() < 0.2:
            made["DeletionPolicy"] = made["UpdateReplacePolicy"] = "Retain"
        resources[f"{word(rng).capitalize()}{kind.rsplit('::', 1)[-1]}{number}"] = made
    shown = rng.sample(list(resources), k=6)
    outputs = {f"{key}Id": {"Value": ref(key), "Description": prose(rng, 6)} for key in shown}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": prose(rng, 12),
        "Parameters": {
            "Environment": {"Type": "String", "Default": "staging", "AllowedValues": ["staging", "production"]},
            "VpcId": {"Type": "AWS::EC2::VPC::Id", "Description": prose(rng, 5)},
            "SubnetIds": {"Type": "List<AWS::EC2::Subnet::Id>", "Description": prose(rng, 5)},
            "AllowedCidr": {"Type": "String", "Default": rng.choice(["10.0.0.0/8", "0.0.0.0/0"])},
        },
        "Mappings": {
            "Sizes": {
                "staging": {"Instance": "t3.small", "Database": "db.t4g.micro", "Days": 7},
                "production": {"Instance": "m6i.large", "Database": "db.r7g.large", "Days": 365},
            }
        },
        "Conditions": {"IsProduction": Call("Fn::Equals", [ref("Environment"), "production"])},
        "Resources": resources,
        "Outputs": outputs,
    }


def _bucket(rng: Random, previous: str) -> tuple[str, Object]:
    properties: Object = {"BucketName": Call("Fn::Join", ["-", [word(rng), ref("Environment"), token(rng, 6)]])}
    if rng.random() < 0.7:
        rule = {
            "ServerSideEncryptionByDefault": when(
                "IsProduction", {"SSEAlgorithm": "aws:kms"}, {"SSEAlgorithm": "AES256"}
            )
        }
        properties["BucketEncryption"] = {"ServerSideEncryptionConfiguration": [rule]}
    if rng.random() < 0.7:
        names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        properties["PublicAccessBlockConfiguration"] = {it: rng.random() < 0.9 for it in names}
    if rng.random() < 0.6:
        properties["VersioningConfiguration"] = {"Status": when("IsProduction", "Enabled", "Suspended")}
    rules = [
        {"Id": token(rng, 8), "Status": "Enabled", "Prefix": f"{word(rng)}/", "ExpirationInDays": 90} for _ in range(3)
    ]
    return "AWS::S3::Bucket", properties | {"LifecycleConfiguration": {"Rules": rules}, "Tags": _tags(rng)}


def _queue(rng: Random, previous: str) -> tuple[str, Object]:
    return "AWS::SQS::Queue", {
        "QueueName": sub(f"{name(rng)}-${{Environment}}"),
        "SqsManagedSseEnabled": rng.random() < 0.7,
        "VisibilityTimeout": rng.choice([30, 60, 300]),
        "MessageRetentionPeriod": 345600,
        "Tags": _tags(rng),
    }


def _topic(rng: Random, previous: str) -> tuple[str, Object]:
    key = when("IsProduction", "alias/aws/sns", ref("AWS::NoValue"))
    return "AWS::SNS::Topic", {"TopicName": name(rng), "KmsMasterKeyId": key, "Tags": _tags(rng)}


def _table(rng: Random, previous: str) -> tuple[str, Object]:
    return "AWS::DynamoDB::Table", {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": when("IsProduction", True, False)},
        "SSESpecification": {"SSEEnabled": rng.random() < 0.6},
    }


def _function(rng: Random, previous: str) -> tuple[str, Object]:
    body = "".join(f"    {word(rng)} = event.get('{word(rng)}')\n" for _ in range(rng.randint(3, 25)))
    return "AWS::Lambda::Function", {
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Role": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/" + name(rng)),
        "Timeout": 30,
        "Environment": {"Variables": {word(rng).upper(): sub(f"${{{previous}}}-${{AWS::Region}}") for _ in range(5)}},
        "Code": {"ZipFile": f"def handler(event, context):\n{body}    return event\n"},
        "TracingConfig": {"Mode": rng.choice(["Active", "PassThrough"])},
    }


def _role(rng: Random, previous: str) -> tuple[str, Object]:
    trust = {"Effect": "Allow", "Principal": {"Service": f"{rng.choice(['lambda', 'ec2'])}.amazonaws.com"}}
    statements = [
        {
            "Sid": f"S{number}",
            "Effect": "Allow",
            "Action": rng.sample(
                ["s3:GetObject", "s3:*", "sqs:SendMessage", "dynamodb:Query", "logs:PutLogEvents"], k=2
            ),
            "Resource": rng.choice(["*", sub(f"arn:${{AWS::Partition}}:s3:::{name(rng)}/*"), ref(previous)]),
        }
        for number in range(rng.randint(1, 6))
    ]
    policy = {"PolicyName": word(rng), "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
    document_ = {"Version": "2012-10-17", "Statement": [trust | {"Action": "sts:AssumeRole"}]}
    return "AWS::IAM::Role", {"AssumeRolePolicyDocument": document_, "Policies": [policy]}


def _security_group(rng: Random, previous: str) -> tuple[str, Object]:
    rules = [
        {
            "Description": prose(rng, 4).rstrip("."),
            "IpProtocol": "tcp",
            "FromPort": port,
            "ToPort": port,
            "CidrIp": rng.choice([ref("AllowedCidr"), "10.0.0.0/8", "0.0.0.0/0"]),
        }
        for port in rng.sample([22, 80, 443, 3306, 5432, 6379, 8080], k=rng.randint(1, 5))
    ]
    return "AWS::EC2::SecurityGroup", {
        "GroupDescription": prose(rng, 4).rstrip("."),
        "VpcId": ref("VpcId"),
        "SecurityGroupIngress": rules,
        "Tags": _tags(rng),
    }


def _instance(rng: Random, previous: str) -> tuple[str, Object]:
    return "AWS::EC2::Instance", {
        "ImageId": "ami-0abcdef1234567890",
        "InstanceType": Call("Fn::FindInMap", ["Sizes", ref("Environment"), "Instance"]),
        "SubnetId": Call("Fn::Select", [0, ref("SubnetIds")]),
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 40, "Encrypted": rng.random() < 0.6}}
        ],
        "UserData": Call(
            "Fn::Base64", sub("#!/bin/sh\nset -eu\necho ${AWS::StackName}\n" + "echo x\n" * rng.randint(3, 30))
        ),
        "Tags": _tags(rng),
    }


def _database(rng: Random, previous: str) -> tuple[str, Object]:
    return "AWS::RDS::DBInstance", {
        "Engine": "postgres",
        "DBInstanceClass": Call("Fn::FindInMap", ["Sizes", ref("Environment"), "Database"]),
        "AllocatedStorage": "100",
        "StorageEncrypted": when("IsProduction", True, False),
        "BackupRetentionPeriod": Call("Fn::FindInMap", ["Sizes", ref("Environment"), "Days"]),
        "PubliclyAccessible": rng.random() < 0.1,
        "MasterUsername": "operator",
        "ManageMasterUserPassword": True,
    }


def _alarm(rng: Random, previous: str) -> tuple[str, Object]:
    return "AWS::CloudWatch::Alarm", {
        "AlarmDescription": prose(rng, 14),
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateAgeOfOldestMessage",
        "Dimensions": [{"Name": "QueueName", "Value": name(rng)}],
        "Statistic": "Maximum",
        "Period": 300,
        "EvaluationPeriods": 3,
        "Threshold": rng.choice([60, 600, 3600]),
        "ComparisonOperator": "GreaterThanThreshold",
        "AlarmActions": [ref("Base")],
    }


def _log_group(rng: Random, previous: str) -> tuple[str, Object]:
    days = Call("Fn::FindInMap", ["Sizes", ref("Environment"), "Days"])
    return "AWS::Logs::LogGroup", {"LogGroupName": sub(f"/{name(rng)}/${{Environment}}"), "RetentionInDays": days}


def _tags(rng: Random) -> list[Object]:
    return [{"Key": word(rng).capitalize(), "Value": ref("Environment")}, {"Key": "Team", "Value": name(rng)}]


_MAKERS: tuple[Maker, ...] = (
    _bucket,
    _queue,
    _topic,
    _table,
    _function,
    _role,
    _security_group,
    _instance,
    _database,
    _alarm,
    _log_group,
)
