"""From where resources can be reached: real sources, in pairs that differ in what decides."""

import tempfile
from pathlib import Path

import pytest

from seatrial.library.pack import folder
from seatrial.model.risk import Exposure
from seatrial.prove import proof_of

from .exposed import NAMES, exposures_of, library, privileges_of, resources_in

INTERNET, PARTNER, INTERNAL, ISOLATED = Exposure.INTERNET, Exposure.PARTNER, Exposure.INTERNAL, Exposure.ISOLATED
NOTHING = "nothing leads to it from outside"


def asked(tmp_path: Path, connector: str, text: str, type_: str, address: str) -> tuple[Exposure | None, str]:
    """From where one resource of a source can be reached, and what says so."""
    (tmp_path / NAMES[connector]).write_text(text, encoding="utf-8")
    (resources,) = resources_in(tmp_path, connector)
    return exposures_of(resources, type_)[address]


def group(name: str, *cidrs: str, port: int = 22) -> str:
    listed = ", ".join(f'"{cidr}"' for cidr in cidrs)
    return f"""
resource "aws_security_group" "{name}" {{
  name = "{name}"
  ingress {{
    from_port   = {port}
    to_port     = {port}
    protocol    = "tcp"
    cidr_blocks = [{listed}]
  }}
}}
"""


def block(type_: str, name: str, *lines: str) -> str:
    return f'\nresource "{type_}" "{name}" {{\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


OPEN = group("web", "10.0.0.0/8", "0.0.0.0/0")
OFFICE = group("web", "198.51.100.0/24")
CLOSED = group("web", "10.0.0.0/8")
IN_GROUP = "vpc_security_group_ids = [aws_security_group.web.id]"
IN_SUBNET = "subnet_id = aws_subnet.a.id"
PUBLIC = "associate_public_ip_address = true"
ROUTES = (
    block("aws_route_table", "a")
    + block("aws_internet_gateway", "a")
    + block("aws_route_table_association", "a", "subnet_id = aws_subnet.a.id", "route_table_id = aws_route_table.a.id")
)
TO_INTERNET = block("aws_route", "a", "route_table_id = aws_route_table.a.id", "gateway_id = aws_internet_gateway.a.id")
TO_NAT = block("aws_route", "a", "route_table_id = aws_route_table.a.id", 'nat_gateway_id = "nat-1"')
LETS_IN = "a security group lets in 0.0.0.0/0 on port 22"

TASK_SERVICE = block(
    "aws_ecs_service",
    "runs",
    "task_definition = aws_ecs_task_definition.a.arn",
    "network_configuration {",
    "assign_public_ip = true",
    "subnets = []",
    "security_groups = [aws_security_group.web.id]",
    "}",
)


def machine(*lines: str) -> str:
    return block("aws_instance", "a", 'ami = "ami-1"', *lines)


def subnet(*lines: str) -> str:
    return block("aws_subnet", "a", 'cidr_block = "10.0.0.0/24"', *lines)


@pytest.mark.parametrize(
    ("text", "level", "said"),
    [
        (OPEN + machine(PUBLIC, IN_GROUP), INTERNET, f"`public_address` is true, and {LETS_IN}"),
        (OFFICE + machine(PUBLIC, IN_GROUP), PARTNER, "198.51.100.0/24 on port 22"),
        (CLOSED + machine(PUBLIC, IN_GROUP), INTERNAL, NOTHING),
        (machine(PUBLIC), None, "it names no security group"),
        (machine(PUBLIC, 'vpc_security_group_ids = ["sg-1"]'), None, "the security group `sg-1` is not in this source"),
        (
            'variable "groups" {}\n' + machine(PUBLIC, "vpc_security_group_ids = var.groups"),
            None,
            "`var.groups` has no value here",
        ),
        (OPEN + machine(IN_GROUP), None, "it names no subnet"),
        (OPEN + machine(IN_GROUP, 'subnet_id = "subnet-1"'), None, "the subnet `subnet-1` is not in this source"),
        (CLOSED + machine(IN_GROUP), INTERNAL, NOTHING),
        (OPEN + subnet() + machine(IN_GROUP, IN_SUBNET), INTERNAL, NOTHING),
        (OPEN + subnet("map_public_ip_on_launch = true") + machine(IN_GROUP, IN_SUBNET), INTERNET, LETS_IN),
        (
            OPEN + subnet("map_public_ip_on_launch = true") + ROUTES + TO_INTERNET + machine(IN_GROUP, IN_SUBNET),
            INTERNET,
            LETS_IN,
        ),
        (
            OPEN + subnet("map_public_ip_on_launch = true") + ROUTES + TO_NAT + machine(IN_GROUP, IN_SUBNET),
            INTERNAL,
            NOTHING,
        ),
        (
            OPEN + subnet() + machine(IN_GROUP, IN_SUBNET) + block("aws_eip", "a", "instance = aws_instance.a.id"),
            INTERNET,
            LETS_IN,
        ),
        (
            OPEN
            + block("aws_launch_template", "t", IN_GROUP)
            + machine(
                PUBLIC, "launch_template { id = aws_launch_template.t.id }".replace("{ ", "{\n").replace(" }", "\n}")
            ),
            INTERNET,
            LETS_IN,
        ),
    ],
    ids=[
        "a public address and an open group",
        "a public address for some networks",
        "a public address in a closed group",
        "no group is named",
        "a group that is not here",
        "groups that nobody knows",
        "an address that nobody knows",
        "a subnet that is not here",
        "an address does not matter in a closed group",
        "a subnet that gives no addresses",
        "a subnet that gives addresses",
        "a subnet with a route to the internet",
        "a subnet without a route to the internet",
        "an elastic address",
        "a group of the launch template",
    ],
)
def test_a_machine_needs_an_address_and_a_group_that_lets_in(
    tmp_path: Path, text: str, level: Exposure | None, said: str
) -> None:
    found = asked(tmp_path, "terraform", text, "aws.ec2.instance", "aws_instance.a")

    assert found[0] is level
    assert said in found[1]


UNSURE = 'variable "number" {}\n'
SOME = "count = var.number"


@pytest.mark.parametrize(
    "text",
    [
        OPEN + subnet() + machine(IN_GROUP, IN_SUBNET) + block("aws_eip", "a", SOME, "instance = aws_instance.a.id"),
        OPEN
        + subnet("map_public_ip_on_launch = true")
        + ROUTES.replace("subnet_id =", f"{SOME}\n  subnet_id =")
        + TO_NAT
        + machine(IN_GROUP, IN_SUBNET),
    ],
    ids=["an elastic address", "a table of routes"],
)
def test_what_may_not_exist_decides_nothing(tmp_path: Path, text: str) -> None:
    found = asked(tmp_path, "terraform", UNSURE + text, "aws.ec2.instance", "aws_instance.a")

    # Without the table that shuts it out it is on the internet, as far as is known.
    assert found[0] is (INTERNET if "route_table" in text else None)


BALANCED = (
    block("aws_lb_target_group", "a", 'name = "a"')
    + block(
        "aws_lb_listener",
        "a",
        "load_balancer_arn = aws_lb.front.arn",
        "default_action {",
        '  type = "forward"',
        "  target_group_arn = aws_lb_target_group.a.arn",
        "}",
    )
    + block(
        "aws_lb_target_group_attachment",
        "a",
        "target_group_arn = aws_lb_target_group.a.arn",
        "target_id = aws_instance.a.id",
    )
    + machine(IN_SUBNET, 'vpc_security_group_ids = ["sg-inner"]')
    + subnet()
)


def balancer(*lines: str) -> str:
    return block("aws_lb", "front", 'name = "front"', *lines)


IN_FRONT = "security_groups = [aws_security_group.web.id]"


@pytest.mark.parametrize(
    ("text", "level", "said"),
    [
        (OPEN + balancer(IN_FRONT), INTERNET, f"the load balancer `front` leads to it, and {LETS_IN}"),
        (OPEN + balancer(IN_FRONT, "internal = true"), INTERNAL, NOTHING),
        (CLOSED + balancer(IN_FRONT), INTERNAL, NOTHING),
        (balancer(), None, "it names no security group"),
        (balancer('load_balancer_type = "network"'), INTERNET, "lets in 0.0.0.0/0 on every port"),
        (UNSURE + OPEN + balancer(IN_FRONT, SOME), None, "var.number"),
    ],
    ids=["open", "internal", "closed", "of unknown groups", "of networks, without groups", "that may not exist"],
)
def test_a_machine_behind_a_load_balancer_is_as_exposed_as_that(
    tmp_path: Path, text: str, level: Exposure | None, said: str
) -> None:
    found = asked(tmp_path, "terraform", text + BALANCED, "aws.ec2.instance", "aws_instance.a")

    assert found[0] is level
    assert said in found[1]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (OPEN, INTERNET),
        (CLOSED, INTERNAL),
        (OFFICE, PARTNER),
        (OPEN + machine(PUBLIC, IN_GROUP), INTERNET),
        (OPEN + machine("associate_public_ip_address = false", IN_GROUP, IN_SUBNET) + subnet(), INTERNAL),
        (OPEN + machine(IN_GROUP), INTERNET),
        (OPEN + balancer(IN_FRONT, "internal = true"), INTERNAL),
        (OPEN + balancer(IN_FRONT), INTERNET),
        (OPEN + machine("associate_public_ip_address = false", IN_GROUP) + balancer(IN_FRONT), INTERNET),
    ],
    ids=[
        "open",
        "closed",
        "open to an office",
        "around a public machine",
        "around a private machine",
        "around one that nobody knows",
        "around an internal balancer",
        "around a balancer on the internet",
        "around something private and something public",
    ],
)
def test_a_group_is_as_exposed_as_its_rules_unless_all_that_uses_it_is_private(
    tmp_path: Path, text: str, level: Exposure
) -> None:
    assert asked(tmp_path, "terraform", text, "aws.ec2.security_group", "aws_security_group.web")[0] is level


POLICY = """
resource "aws_{kind}" "a" {{
{body}
}}
"""
EVERYBODY = 'policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }] })'
ACCOUNT = EVERYBODY.replace('"*", Action', '{ AWS = "111122223333" }, Action')
TRUST = EVERYBODY.replace("policy =", "assume_role_policy =").replace('"*", Resource = "*"', '"sts:AssumeRole"')
ALONE = OPEN.replace("22", "5432")


def called(*lines: str) -> str:
    return block("aws_lambda_function", "a", 'function_name = "a"', 'role = "r"') + "".join(lines)


URL = "function_name = aws_lambda_function.a.function_name"
GATEWAY = 'principal = "apigateway.amazonaws.com"'
SOURCE = 'source_arn = "${aws_api_gateway_rest_api.a.execution_arn}/*"'
REST_API = block("aws_api_gateway_rest_api", "a", 'name = "shop"')
PRIVATE_API = block(
    "aws_api_gateway_rest_api", "a", 'name = "shop"', "endpoint_configuration {", '  types = ["PRIVATE"]', "}"
)

PAIRS = [
    ("aws.rds.instance", "aws_db_instance", ("publicly_accessible = true", IN_GROUP), OPEN, INTERNET),
    ("aws.rds.instance", "aws_db_instance", ("publicly_accessible = true", IN_GROUP), CLOSED, INTERNAL),
    ("aws.rds.instance", "aws_db_instance", ("publicly_accessible = true",), "", None),
    ("aws.rds.instance", "aws_db_instance", (IN_GROUP,), OPEN, INTERNAL),
    ("aws.redshift.cluster", "aws_redshift_cluster", ("publicly_accessible = true", IN_GROUP), OPEN, INTERNET),
    ("aws.redshift.cluster", "aws_redshift_cluster", (IN_GROUP,), OPEN, INTERNAL),
    ("aws.mq.broker", "aws_mq_broker", ("publicly_accessible = true", 'engine_type = "RabbitMQ"'), "", INTERNET),
    ("aws.mq.broker", "aws_mq_broker", ("publicly_accessible = true", 'engine_type = "ActiveMQ"'), "", None),
    ("aws.mq.broker", "aws_mq_broker", ('engine_type = "RabbitMQ"',), "", INTERNAL),
    ("aws.elb.load_balancer", "aws_lb", (IN_FRONT,), OPEN, INTERNET),
    ("aws.elb.load_balancer", "aws_lb", (IN_FRONT, "internal = true"), OPEN, INTERNAL),
    ("aws.elb.classic_load_balancer", "aws_elb", (IN_FRONT,), OPEN, INTERNET),
    ("aws.elb.classic_load_balancer", "aws_elb", (IN_FRONT,), OFFICE, PARTNER),
    ("aws.cloudfront.distribution", "aws_cloudfront_distribution", ("enabled = true",), "", INTERNET),
    ("aws.cloudfront.distribution", "aws_cloudfront_distribution", ("enabled = false",), "", INTERNAL),
    ("aws.eks.cluster", "aws_eks_cluster", (), "", INTERNET),
    ("aws.eks.cluster", "aws_eks_cluster", ("vpc_config {", "endpoint_public_access = false", "}"), "", INTERNAL),
    (
        "aws.eks.cluster",
        "aws_eks_cluster",
        ("vpc_config {", 'public_access_cidrs = ["198.51.100.0/24"]', "}"),
        "",
        PARTNER,
    ),
    ("aws.s3.bucket", "aws_s3_bucket", ('acl = "public-read"',), "", INTERNET),
    ("aws.s3.bucket", "aws_s3_bucket", ('acl = "private"',), "", INTERNAL),
    ("aws.sqs.queue", "aws_sqs_queue", (EVERYBODY,), "", INTERNET),
    ("aws.sqs.queue", "aws_sqs_queue", (ACCOUNT,), "", INTERNAL),
    ("aws.sqs.queue", "aws_sqs_queue", ("policy = var.policy",), 'variable "policy" {}\n', None),
    ("aws.sns.topic", "aws_sns_topic", (EVERYBODY,), "", INTERNET),
    ("aws.sns.topic", "aws_sns_topic", (ACCOUNT,), "", INTERNAL),
    ("aws.kms.key", "aws_kms_key", (EVERYBODY,), "", INTERNET),
    ("aws.kms.key", "aws_kms_key", (), "", INTERNAL),
    ("aws.secretsmanager.secret", "aws_secretsmanager_secret", (EVERYBODY,), "", INTERNET),
    ("aws.secretsmanager.secret", "aws_secretsmanager_secret", (ACCOUNT,), "", INTERNAL),
    ("aws.iam.role", "aws_iam_role", (TRUST,), "", INTERNET),
    ("aws.iam.role", "aws_iam_role", (TRUST.replace('"*"', '{ AWS = "111122223333" }', 1),), "", INTERNAL),
    ("aws.ecs.service", "aws_ecs_service", (), "", INTERNAL),
    (
        "aws.ecs.service",
        "aws_ecs_service",
        (
            "network_configuration {",
            "assign_public_ip = true",
            "subnets = []",
            "security_groups = [aws_security_group.web.id]",
            "}",
        ),
        OPEN,
        INTERNET,
    ),
    ("aws.ecs.task_definition", "aws_ecs_task_definition", (), "", None),
    ("aws.ecs.task_definition", "aws_ecs_task_definition", (), TASK_SERVICE + CLOSED, INTERNAL),
    ("aws.ecs.task_definition", "aws_ecs_task_definition", (), TASK_SERVICE + OPEN, INTERNET),
    ("aws.ec2.volume", "aws_ebs_volume", (), "", ISOLATED),
    ("aws.ec2.launch_template", "aws_launch_template", (IN_GROUP, "network_interfaces {", PUBLIC, "}"), OPEN, INTERNET),
    (
        "aws.ec2.launch_template",
        "aws_launch_template",
        (IN_GROUP, "network_interfaces {", PUBLIC, "}"),
        CLOSED,
        INTERNAL,
    ),
    ("aws.ec2.launch_template", "aws_launch_template", (IN_GROUP,), OPEN, None),
    (
        "aws.ec2.launch_template",
        "aws_launch_template",
        ("network_interfaces {", "associate_public_ip_address = false", "}"),
        OPEN
        + balancer(IN_FRONT).replace("aws_lb", "aws_elb")
        + block(
            "aws_autoscaling_group",
            "g",
            "launch_template {",
            "id = aws_launch_template.a.id",
            "}",
            "load_balancers = [aws_elb.front.name]",
        ),
        INTERNET,
    ),
    ("aws.rds.cluster", "aws_rds_cluster", (IN_GROUP,), OPEN, INTERNAL),
    (
        "aws.rds.cluster",
        "aws_rds_cluster",
        (IN_GROUP,),
        OPEN
        + block(
            "aws_rds_cluster_instance", "i", "cluster_identifier = aws_rds_cluster.a.id", "publicly_accessible = true"
        ),
        INTERNET,
    ),
    (
        "aws.neptune.instance",
        "aws_neptune_cluster_instance",
        ("cluster_identifier = aws_neptune_cluster.c.id", "publicly_accessible = true"),
        OPEN + block("aws_neptune_cluster", "c", IN_GROUP),
        INTERNET,
    ),
    (
        "aws.neptune.instance",
        "aws_neptune_cluster_instance",
        ("cluster_identifier = aws_neptune_cluster.c.id", "publicly_accessible = true"),
        CLOSED + block("aws_neptune_cluster", "c", IN_GROUP),
        INTERNAL,
    ),
    (
        "aws.opensearch.domain",
        "aws_opensearch_domain",
        (EVERYBODY.replace("policy =", "access_policies ="),),
        "",
        INTERNET,
    ),
    (
        "aws.opensearch.domain",
        "aws_opensearch_domain",
        (ACCOUNT.replace("policy =", "access_policies ="),),
        "",
        INTERNAL,
    ),
    (
        "aws.opensearch.domain",
        "aws_opensearch_domain",
        (EVERYBODY.replace("policy =", "access_policies ="), "vpc_options {", 'subnet_ids = ["subnet-1"]', "}"),
        "",
        INTERNAL,
    ),
    (
        "aws.ecr.repository",
        "aws_ecr_repository",
        ('name = "a"',),
        block("aws_ecr_repository_policy", "p", "repository = aws_ecr_repository.a.name", EVERYBODY),
        INTERNET,
    ),
    ("aws.ecr.repository", "aws_ecr_repository", ('name = "a"',), "", INTERNAL),
    (
        "aws.elb.listener",
        "aws_lb_listener",
        ("load_balancer_arn = aws_lb.front.arn",),
        OPEN + balancer(IN_FRONT),
        INTERNET,
    ),
    ("aws.elb.listener", "aws_lb_listener", ('load_balancer_arn = "arn:x"',), "", None),
    (
        "aws.elb.listener",
        "aws_lb_listener",
        ("load_balancer_arn = aws_lb.front.arn",),
        OPEN + balancer(IN_FRONT, "internal = true"),
        INTERNAL,
    ),
    ("aws.codebuild.project", "aws_codebuild_project", ('project_visibility = "PUBLIC_READ"',), "", INTERNET),
    ("aws.codebuild.project", "aws_codebuild_project", (), "", INTERNAL),
    ("aws.eks.node_group", "aws_eks_node_group", ("remote_access {", 'ec2_ssh_key = "k"', "}"), "", INTERNET),
    ("aws.eks.node_group", "aws_eks_node_group", (), "", INTERNAL),
    ("aws.lambda.function_url", "aws_lambda_function_url", ('authorization_type = "NONE"',), "", INTERNET),
    ("aws.lambda.function_url", "aws_lambda_function_url", ('authorization_type = "AWS_IAM"',), "", INTERNAL),
    ("aws.dynamodb.table", "aws_dynamodb_table", (), "", INTERNAL),
    ("aws.lambda.function", "aws_lambda_function", ('function_name = "a"',), "", INTERNAL),
    (
        "aws.lambda.function",
        "aws_lambda_function",
        ('function_name = "a"',),
        block("aws_lambda_function_url", "u", URL, 'authorization_type = "NONE"'),
        INTERNET,
    ),
    (
        "aws.lambda.function",
        "aws_lambda_function",
        ('function_name = "a"',),
        block("aws_lambda_function_url", "u", URL, 'authorization_type = "AWS_IAM"'),
        INTERNAL,
    ),
    (
        "aws.lambda.function",
        "aws_lambda_function",
        ('function_name = "a"',),
        REST_API + block("aws_lambda_permission", "p", URL, GATEWAY, SOURCE),
        INTERNET,
    ),
    (
        "aws.lambda.function",
        "aws_lambda_function",
        ('function_name = "a"',),
        PRIVATE_API + block("aws_lambda_permission", "p", URL, GATEWAY, SOURCE),
        INTERNAL,
    ),
    (
        "aws.lambda.function",
        "aws_lambda_function",
        ('function_name = "a"',),
        block("aws_lambda_permission", "p", URL, GATEWAY),
        None,
    ),
    (
        "aws.apigateway.method",
        "aws_api_gateway_method",
        ("rest_api_id = aws_api_gateway_rest_api.a.id",),
        REST_API,
        INTERNET,
    ),
    (
        "aws.apigateway.method",
        "aws_api_gateway_method",
        ("rest_api_id = aws_api_gateway_rest_api.a.id",),
        PRIVATE_API,
        INTERNAL,
    ),
    ("aws.apigateway.method", "aws_api_gateway_method", ('rest_api_id = "x1"',), "", None),
]


@pytest.mark.parametrize(("type_", "raw", "lines", "more", "level"), PAIRS)
def test_what_a_service_says_decides(
    tmp_path: Path, type_: str, raw: str, lines: tuple[str, ...], more: str, level: Exposure | None
) -> None:
    found, said = asked(tmp_path, "terraform", more + block(raw, "a", *lines), type_, f"{raw}.a")

    assert found is level, said
    assert said


TEMPLATE = """\
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: true}}
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}]
"""
OPENING = """\
  Opening:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !GetAtt Web.GroupId, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
MACHINE = """\
  A:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1, SubnetId: !Ref Subnet, SecurityGroupIds: [!GetAtt Web.GroupId]}
"""
DATABASE = """\
  A:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, VPCSecurityGroups: [!Ref Web]ACCESS}
"""
TASKS = """\
  Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: SCHEME, SecurityGroups: [!Ref Web]}}
  Targets: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Port: 80, Protocol: HTTP}}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref Front, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]}
  A:
    Type: AWS::ECS::Service
    Properties: {LoadBalancers: [{ContainerName: a, ContainerPort: 80, TargetGroupArn: !Ref Targets}]}
"""


def task(scheme: str) -> str:
    """A task definition of its own, run by that service."""
    service = (
        TASKS.replace("SCHEME", scheme)
        .replace("  A:\n", "  Runs:\n")
        .replace("{LoadB", "{TaskDefinition: !Ref A, LoadB")
    )
    return f"{service}  A: {{Type: AWS::ECS::TaskDefinition}}\n"


@pytest.mark.parametrize(
    ("type_", "text", "level", "said"),
    [
        ("aws.ec2.instance", OPENING + MACHINE, INTERNET, f"`public_address` is true, and {LETS_IN}"),
        ("aws.ec2.instance", MACHINE, INTERNAL, NOTHING),
        ("aws.ec2.instance", MACHINE.replace("!GetAtt Web.GroupId", "sg-1"), None, "`sg-1` is not in this source"),
        ("aws.rds.instance", OPENING + DATABASE.replace("ACCESS", ", PubliclyAccessible: true"), INTERNET, LETS_IN),
        ("aws.rds.instance", OPENING + DATABASE.replace("ACCESS", ", PubliclyAccessible: false"), INTERNAL, NOTHING),
        ("aws.rds.instance", OPENING + DATABASE.replace("ACCESS", ""), None, "RDS decides"),
        (
            "aws.ecs.service",
            OPENING + TASKS.replace("SCHEME", "internet-facing"),
            INTERNET,
            "the load balancer `Front`",
        ),
        ("aws.ecs.service", OPENING + TASKS.replace("SCHEME", "internal"), INTERNAL, NOTHING),
        ("aws.ecs.task_definition", OPENING + task("internet-facing"), INTERNET, "the load balancer `Front`"),
        ("aws.ecs.task_definition", OPENING + task("internal"), INTERNAL, NOTHING),
        ("aws.ecs.task_definition", "  A: {Type: AWS::ECS::TaskDefinition}\n", None, "not known"),
    ],
)
def test_cloudformation_is_followed_as_well(
    tmp_path: Path, type_: str, text: str, level: Exposure | None, said: str
) -> None:
    found = asked(tmp_path, "cloudformation", TEMPLATE + text, type_, "A")

    assert found[0] is level
    assert said in found[1]


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
"""
SERVICE = """\
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""
INGRESS = """\
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front, namespace: shop}
spec:
  ingressClassName: nginx
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
"""
ROUTE = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: front, namespace: shop}
spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}
"""
MESH = """\
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: mesh}
spec: {http: [{route: [{destination: {host: web.shop.svc.cluster.local}}]}]}
"""
BALANCER = SERVICE.replace("spec: {", "spec: {type: LoadBalancer, ")
NODE_PORT = SERVICE.replace("spec: {", "spec: {type: NodePort, ")
INSIDE = "metadata: {annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}, "


@pytest.mark.parametrize(
    ("text", "level", "said"),
    [
        ("", INTERNAL, NOTHING),
        (SERVICE, INTERNAL, NOTHING),
        (BALANCER, INTERNET, "Service `web` is a load balancer"),
        (BALANCER.replace("app: web}", "app: web, tier: back}"), INTERNAL, NOTHING),
        (BALANCER.replace("namespace: shop", "namespace: other"), INTERNAL, NOTHING),
        (BALANCER.replace("metadata: {", INSIDE), INTERNAL, NOTHING),
        (
            BALANCER.replace("spec: {", "spec: {loadBalancerSourceRanges: [198.51.100.0/24], "),
            PARTNER,
            "for some networks",
        ),
        (BALANCER.replace("spec: {", "spec: {loadBalancerSourceRanges: [0.0.0.0/0], "), INTERNET, "load balancer"),
        (NODE_PORT, PARTNER, "Service `web` opens a port on every node"),
        (SERVICE + INGRESS, INTERNET, "Ingress `front` publishes it"),
        (SERVICE + INGRESS.replace("nginx", "nginx-internal"), INTERNAL, NOTHING),
        (SERVICE + INGRESS.replace("nginx", "alb"), INTERNAL, NOTHING),
        (SERVICE + INGRESS.replace("name: web", "name: other"), INTERNAL, NOTHING),
        (INGRESS, INTERNAL, NOTHING),
        (SERVICE + ROUTE, None, "whether the gateway of a route is on the internet is not known"),
        (SERVICE + MESH, None, "whether the gateway of a route is on the internet is not known"),
        (SERVICE + MESH.replace("web.shop", "web.other"), INTERNAL, NOTHING),
    ],
    ids=[
        "nothing selects it",
        "inside of the cluster",
        "load balancer",
        "other labels",
        "other namespace",
        "internal load balancer",
        "some networks",
        "all networks",
        "node port",
        "ingress",
        "internal class",
        "a controller that is internal by default",
        "ingress of something else",
        "ingress without the service",
        "route of a gateway",
        "route of a mesh",
        "route of a mesh to something else",
    ],
)
def test_a_workload_is_as_exposed_as_what_leads_to_its_pods(
    tmp_path: Path, text: str, level: Exposure | None, said: str
) -> None:
    found = asked(tmp_path, "kubernetes", DEPLOYMENT + text, "kubernetes.workload", "shop/Deployment/web")

    assert found[0] is level
    assert said in found[1]


@pytest.mark.parametrize(
    ("said", "level", "why"),
    [
        ("hostNetwork: true, ", PARTNER, "it shares the network of its node"),
        ("hostNetwork: false, ", INTERNAL, NOTHING),
    ],
)
def test_the_network_of_a_node_is_more_than_the_cluster(tmp_path: Path, said: str, level: Exposure, why: str) -> None:
    text = DEPLOYMENT.replace("spec: {containers", f"spec: {{{said}containers")

    assert asked(tmp_path, "kubernetes", text, "kubernetes.workload", "shop/Deployment/web") == (level, why)


ROLE = block("aws_iam_role", "r", 'name = "r"', 'assume_role_policy = "{}"')
ATTACHED = block("aws_iam_role_policy_attachment", "a", "role = aws_iam_role.r.name", "policy_arn = ARN")
ADMIN = ROLE + ATTACHED.replace("ARN", '"arn:aws:iam::aws:policy/AdministratorAccess"')
READER = ROLE + ATTACHED.replace("ARN", '"arn:aws:iam::aws:policy/ReadOnlyAccess"')
INLINE = ROLE + block(
    "aws_iam_role_policy",
    "a",
    "role = aws_iam_role.r.id",
    'policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })',
)
FUNCTION = block("aws_lambda_function", "a", 'function_name = "a"', "role = aws_iam_role.r.arn")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (ADMIN, True),
        (INLINE, True),
        (READER, False),
        (ROLE, False),
        (UNSURE + ADMIN.replace("  policy_arn", f"  {SOME}\n  policy_arn"), False),
    ],
    ids=["administrator", "all of everything", "reader", "no policy that is here", "a policy that may not be attached"],
)
def test_what_runs_under_an_administrators_role_is_privileged(tmp_path: Path, text: str, answer: bool) -> None:
    url = block("aws_lambda_function_url", "u", URL, 'authorization_type = "NONE"')
    (tmp_path / "main.tf").write_text(text + FUNCTION + url, encoding="utf-8")

    (resources,) = resources_in(tmp_path, "terraform")

    assert privileges_of(resources, "aws.lambda.function") == {"aws_lambda_function.a": answer}
    assert privileges_of(resources, "aws.lambda.function_url") == {"aws_lambda_function_url.u": answer}


def test_every_definition_answers_on_the_proofs_of_its_checks() -> None:
    answered: set[str] = set()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        for check in library().checks.values():
            if library().definitions[check.resource].risk is None:
                continue
            for path in sorted((folder().parent / check.file).parent.iterdir()):
                proof = proof_of(path)
                if proof is None:
                    continue
                place = Path(scratch, check.id, path.name)
                place.mkdir(parents=True)
                (place / proof.read_as).write_bytes(path.read_bytes())
                for resources in resources_in(place, proof.connector):
                    found = exposures_of(resources, check.resource)
                    answered |= {check.resource} if found else set()
                    wrong += [f"{path}: {said}" for level, said in found.values() if not said or _is_error(said)]

    assert wrong == []
    assert answered == {type_ for type_, definition in library().definitions.items() if definition.risk}


def _is_error(said: str) -> bool:
    return "cannot be read" in said or said == "what its configuration says"
