"""Root modules that call the cluster's module and its submodules, as examples and tests do."""

from collections.abc import Mapping
from random import Random

from benchmarks.trees.hcl import Lines, attributes, block, heading, joined, mapping, sequence, text
from benchmarks.trees.module import Module

_REGIONS = ("eu-west-1", "eu-north-1", "us-east-2", "ap-southeast-2")
_SIZES = ("m6i.large", "m7g.xlarge", "c6a.2xlarge", "r6g.large", "t3.medium", "m5.large")


def example(
    name: str,
    cluster: Module,
    submodules: Mapping[str, Module],
    rng: Random,
    *,
    with_policies: bool,
    providers: tuple[tuple[str, str], ...],
) -> Module:
    """A folder with a cluster or two and two direct calls of submodules."""
    labels = ["blue", "green"] if rng.random() < 0.3 else ["cluster"]
    mains = [_cluster_call(label, rng) for label in labels]
    direct = rng.sample(sorted(submodules), k=2)
    files = {
        "main.tf": text(_provider(), _locals(name, rng), *mains),
        "supporting.tf": text(
            _SUPPORTING.strip("\n").split("\n"), *(_direct_call(submodules[it], rng) for it in direct)
        ),
    }
    if with_policies:
        files["access.tf"] = text(_policies(rng))
    outputs = {f"{label}_{it}": f"module.{label}.{it}" for label in labels for it in cluster.outputs}
    return Module(path=f"examples/{name}", variables={}, outputs=outputs, files=files, providers=providers)


def _provider() -> Lines:
    return joined(
        block('provider "aws"', attributes({"region": "local.region"})),
        ['data "aws_availability_zones" "available" {}'],
        ['data "aws_caller_identity" "current" {}'],
    )


def _locals(name: str, rng: Random) -> Lines:
    tags = mapping(
        {"Example": "local.name", "Repository": '"example/cluster"', "Environment": f'"{rng.choice(("test", "demo"))}"'}
    )
    return block(
        "locals",
        attributes(
            {
                "name": f'"ex-${{replace("{name}", "_", "-")}}"',
                "region": f'"{rng.choice(_REGIONS)}"',
                "vpc_cidr": f'"10.{rng.randint(0, 250)}.0.0/16"',
            }
        ),
        attributes({"azs": "slice(data.aws_availability_zones.available.names, 0, 3)"}),
        attributes({"tags": tags}),
    )


def _cluster_call(label: str, rng: Random) -> Lines:
    groups = {f"pool_{n}": _node_group(rng) for n in range(rng.randint(1, 5))}
    own = {f"own_{n}": _node_group(rng) for n in range(rng.randint(0, 3))}
    profiles = {f"profile_{n}": _profile(rng) for n in range(rng.randint(0, 3))}
    addons = {it: mapping({"preserve": "true", "before_compute": rng.choice(("true", "false"))}) for it in _ADDONS}
    settings = {
        "name": f'"${{local.name}}-{label}"',
        "eks_cluster_version": '"1.31"',
        "vpc_config": mapping(
            {
                "endpoint_public_access": rng.choice(("true", "false")),
                "endpoint_private_access": "true",
                "subnet_ids": "module.vpc.private_subnets",
                "public_access_cidrs": rng.choice(('["0.0.0.0/0"]', '["192.0.2.0/24"]')),
            }
        ),
        "addons": mapping(addons),
        "vpc_id": "module.vpc.vpc_id",
        "subnet_ids_of_nodes": "module.vpc.private_subnets",
        "managed_node_groups_defaults": mapping(
            {
                "instance_types": sequence(f'"{it}"' for it in rng.sample(_SIZES, k=3)),
                "ami_type": '"AL2023_x86_64_STANDARD"',
            }
        ),
        "managed_node_groups": mapping(groups),
        "self_managed_node_groups": mapping(own),
        "fargate_profiles": mapping(profiles),
        "access_entries": mapping({"operator": _ACCESS}),
        "tags": "local.tags",
    }
    call = block(
        f'module "{label}"', attributes({"source": '"../.."'}), *(attributes({k: v}) for k, v in settings.items())
    )
    return joined(heading(f"Cluster {label}"), call)


def _node_group(rng: Random) -> str:
    pairs = {
        "instance_types": f'["{rng.choice(_SIZES)}"]',
        "scaling_config": mapping({"min_size": "1", "max_size": str(rng.randint(2, 9)), "desired_size": "1"}),
        "ebs_optimized": "true",
        "labels": mapping({"role": f'"{rng.choice(("web", "batch", "system"))}"'}),
        "metadata_options": mapping(
            {"http_endpoint": '"enabled"', "http_tokens": f'"{rng.choice(("required", "optional"))}"'}
        ),
    }
    disk = mapping(
        {
            "delete_on_termination": "true",
            "encrypted": rng.choice(("true", "true", "false")),
            "volume_size": str(rng.choice((50, 75, 100))),
            "volume_type": '"gp3"',
        }
    )
    if rng.random() < 0.7:
        pairs["block_device_mappings"] = mapping({"xvda": mapping({"device_name": '"/dev/xvda"', "ebs": disk})})
    if rng.random() < 0.4:
        pairs["taint"] = mapping(
            {"dedicated": mapping({"key": '"dedicated"', "value": '"batch"', "effect": '"NO_SCHEDULE"'})}
        )
    if rng.random() < 0.4:
        pairs["node_iam_role_additional_policies"] = mapping({"extra": "aws_iam_policy.extra.arn"})
    return mapping(pairs)


def _profile(rng: Random) -> str:
    labels = mapping({"application": f'"{rng.choice(("web", "worker"))}"'})
    return mapping(
        {"selector": mapping({"main": mapping({"namespace": f'"ns-{rng.randint(1, 9)}"', "labels": labels})})}
    )


def _direct_call(module: Module, rng: Random) -> Lines:
    """A call of a submodule by itself, with a handful of settings that are only strings, numbers and truth."""
    values = {
        "bool": "true",
        "string": '"example"',
        "number": "2",
        "map(string)": "local.tags",
        "list(string)": "local.azs",
    }
    chosen = rng.sample([it for it, variable in module.variables.items() if variable.kind in values], k=12)
    settings = {name: values[module.variables[name].kind] for name in sorted(chosen)} | {
        "name": "local.name",
        "tags": "local.tags",
    }
    label = module.path.rsplit("/", 1)[-1].replace("-", "_") + "_alone"
    return block(f'module "{label}"', attributes({"source": f'"../../{module.path}"'}), attributes(settings))


def _policies(rng: Random) -> Lines:
    return joined(
        *(
            block(
                f'data "aws_iam_policy_document" "team_{n}"',
                block(
                    "statement",
                    attributes(
                        {
                            "actions": sequence(f'"{it}"' for it in rng.sample(_ACTIONS, k=rng.randint(2, 5))),
                            "resources": '["*"]' if rng.random() < 0.4 else '["arn:aws:s3:::${local.name}-*"]',
                        }
                    ),
                ),
            )
            for n in range(rng.randint(2, 5))
        )
    )


_ACTIONS = (
    "s3:GetObject",
    "s3:PutObject",
    "ec2:DescribeInstances",
    "eks:*",
    "ssm:GetParameter",
    "kms:Decrypt",
    "sqs:*",
)
_ADDONS = ("coredns", "kube-proxy", "vpc-cni")

_ACCESS = """{
  principal_arn = aws_iam_role.operator.arn

  policy_associations = {
    view = {
      policy_arn   = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
      access_scope = { type = "namespace", namespaces = ["default"] }
    }
  }
}"""

_SUPPORTING = """
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"

  name = local.name
  cidr = local.vpc_cidr

  azs             = local.azs
  private_subnets = [for k, v in local.azs : cidrsubnet(local.vpc_cidr, 4, k)]
  public_subnets  = [for k, v in local.azs : cidrsubnet(local.vpc_cidr, 8, k + 48)]
  intra_subnets   = [for k, v in local.azs : cidrsubnet(local.vpc_cidr, 8, k + 52)]

  enable_nat_gateway = true
  single_nat_gateway = true

  public_subnet_tags  = { "kubernetes.io/role/elb" = 1 }
  private_subnet_tags = { "kubernetes.io/role/internal-elb" = 1 }

  tags = local.tags
}

resource "aws_iam_role" "operator" {
  name = "${local.name}-operator"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Action    = "sts:AssumeRole"
        Effect    = "Allow"
        Principal = { AWS = data.aws_caller_identity.current.arn }
      },
    ]
  })

  tags = local.tags
}

resource "aws_iam_policy" "extra" {
  name        = "${local.name}-extra"
  description = "What the nodes of an example may do besides"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Action   = ["ec2:Describe*"]
        Effect   = "Allow"
        Resource = "*"
      },
    ]
  })

  tags = local.tags
}

resource "aws_security_group" "remote" {
  name_prefix = "${local.name}-remote"
  description = "Remote access of an example"
  vpc_id      = module.vpc.vpc_id

  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }

  tags = merge(local.tags, { Name = "${local.name}-remote" })
}
"""
