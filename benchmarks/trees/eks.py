"""A module for EKS with its submodules and examples: 87 files in 19 folders, deep rather than wide.

As in terraform-aws-eks, of which it has the size and the shape and no line: hundreds of variables, modules called
for each member of a map whose settings fall back to defaults, dynamic blocks, outputs of one module in the next.
"""

from pathlib import Path
from random import Random

from benchmarks.trees import aws
from benchmarks.trees.eks_examples import example
from benchmarks.trees.eks_parts import Variables, resource, role, security_group
from benchmarks.trees.hcl import Lines, Schema, attributes, block, heading, joined, mapping, text
from benchmarks.trees.module import Module, Variable

PROVIDERS = (("hashicorp/aws", ">= 5.95, < 6.0"), ("hashicorp/tls", ">= 3.0"), ("hashicorp/time", ">= 0.9"))

EXAMPLES = (
    "complete",
    "managed-nodes",
    "self-managed-nodes",
    "fargate",
    "autoscaler",
    "outposts",
    "private-cluster",
    "two-regions",
    "access-entries",
    "edge-nodes",
    "addons-first",
)

_NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryReadOnly", "AmazonEKS_CNI_Policy")

_SUBMODULES: dict[str, tuple[dict[str, Schema], tuple[tuple[str, str, tuple[str, ...]], ...], tuple[str, ...]]] = {
    "managed-nodes": (
        {
            "aws_launch_template": aws.LAUNCH_TEMPLATE,
            "aws_eks_node_group": aws.NODE_GROUP,
            "aws_autoscaling_schedule": aws.SCHEDULE,
        },
        (("node", "ec2", _NODE_POLICIES),),
        ("node",),
    ),
    "self-managed-nodes": (
        {
            "aws_launch_template": aws.LAUNCH_TEMPLATE,
            "aws_autoscaling_group": aws.AUTOSCALING_GROUP,
            "aws_autoscaling_schedule": aws.SCHEDULE,
        },
        (("node", "ec2", _NODE_POLICIES),),
        ("node",),
    ),
    "fargate": (
        {"aws_eks_fargate_profile": aws.FARGATE_PROFILE, "aws_cloudwatch_log_group": aws.LOG_GROUP},
        (("pod_execution", "eks-fargate-pods", ("AmazonEKSFargatePodExecutionRolePolicy",)),),
        (),
    ),
    "autoscaler": (
        {"aws_sqs_queue": aws.QUEUE, "aws_cloudwatch_event_rule": aws.EVENT_RULE},
        (("controller", "pods.eks", ()), ("node", "ec2", _NODE_POLICIES)),
        (),
    ),
    "edge-nodes": (
        {"aws_eks_access_entry": aws.ACCESS_ENTRY},
        (("edge", "ssm", ("AmazonSSMManagedInstanceCore",)),),
        ("edge",),
    ),
    "access": (
        {"aws_eks_access_entry": aws.ACCESS_ENTRY, "aws_eks_identity_provider_config": aws.IDENTITY_PROVIDER},
        (("viewer", "eks", ()),),
        (),
    ),
    "key": ({"aws_kms_key": aws.KEY, "aws_cloudwatch_log_group": aws.LOG_GROUP}, (("operator", "kms", ()),), ()),
}

# Which submodules the cluster calls for each member of a map, and what the variable with the map is called.
_CALLED = {
    "managed-nodes": "managed_node_groups",
    "self-managed-nodes": "self_managed_node_groups",
    "fargate": "fargate_profiles",
}


def write(root: Path, seed: int) -> None:
    """Write the tree into ``root``; the same seed gives the same bytes."""
    rng = Random(seed)
    submodules = {name: _submodule(name, rng) for name in _SUBMODULES}
    cluster = _cluster(submodules, rng)
    for module in (cluster, *submodules.values()):
        module.write(root)
    (root / "modules/managed-nodes/templates").mkdir()
    (root / "modules/managed-nodes/templates/user-data.sh.tftpl").write_text(_USER_DATA, encoding="utf-8")
    # Nine with a file for policies bring the whole to 87 files.
    with_policies = rng.sample(EXAMPLES, k=9)
    for name in EXAMPLES:
        made = example(name, cluster, submodules, rng, with_policies=name in with_policies, providers=PROVIDERS)
        made.write(root)


def _submodule(name: str, rng: Random) -> Module:
    resources, roles, groups = _SUBMODULES[name]
    variables: Variables = {
        "create": Variable(kind="bool", description="Determines whether anything is made", default="true"),
        "name": Variable(kind="string", description="Name of what is made", default='""'),
        "tags": Variable(kind="map(string)", description="Tags for everything", default="{}"),
        "account_id": Variable(kind="string", description="The account, where it is known beforehand"),
    }
    parts = [resource(kind, schema, variables, rng) for kind, schema in resources.items()]
    parts += [security_group(label, variables, rng) for label in groups]
    iam = [role(label, service, policies, variables) for label, service, policies in roles]
    outputs = {
        f"{kind.removeprefix('aws_')}_{attribute}": f"try({kind}.this[0].{attribute}, null)"
        for kind in resources
        for attribute in ("arn", "id")
    }
    outputs |= {
        f"{label}_iam_role_{it}": f"try(aws_iam_role.{label}[0].{it}, null)"
        for label, *_ in roles
        for it in ("arn", "name")
    }
    outputs |= {f"{label}_security_group_id": f"local.{label}_security_group_id" for label in groups}
    main = joined(_SHARED.strip("\n").split("\n"), _user_data(name), *parts)
    separate = name == "autoscaler"
    files = {"main.tf": text(main), "iam.tf": text(*iam)} if separate else {"main.tf": text(main, *iam)}
    return Module(
        path=f"modules/{name}",
        variables=variables,
        outputs=outputs,
        files=files,
        providers=PROVIDERS[:1],
    )


def _cluster(submodules: dict[str, Module], rng: Random) -> Module:
    variables: Variables = {
        "create": Variable(kind="bool", description="Determines whether anything is made", default="true"),
        "name": Variable(kind="string", description="Name of the cluster", default='""'),
        "tags": Variable(kind="map(string)", description="Tags for everything", default="{}"),
        "account_id": Variable(kind="string", description="The account, where it is known beforehand"),
        "addons": Variable(kind="any", description="Add-ons of the cluster, by name", default="{}"),
        "addons_timeouts": Variable(kind="map(string)", description="Timeouts of all add-ons", default="{}"),
        "enable_irsa": Variable(kind="bool", description="Determines whether pods may take roles", default="true"),
        "audiences": Variable(kind="list(string)", description="Who else the provider is for", default="[]"),
        "access_entries": Variable(kind="any", description="Who may do what in the cluster", default="{}"),
        "create_key": Variable(kind="bool", description="Determines whether a key is made", default="true"),
    }
    main = joined(
        _SHARED.strip("\n").split("\n"),
        resource("aws_eks_cluster", aws.CLUSTER, variables, rng),
        resource("aws_cloudwatch_log_group", aws.LOG_GROUP, variables, rng),
        security_group("cluster", variables, rng),
        role("cluster", "eks", ("AmazonEKSClusterPolicy", "AmazonEKSVPCResourceController"), variables),
        _KEY_AND_ADDONS.strip("\n").split("\n"),
    )
    calls = [_for_each_call(submodules[name], plural, variables) for name, plural in _CALLED.items()]
    nodes = joined(security_group("node", variables, rng), *calls)
    outputs = {
        f"cluster_{it}": f"try(aws_eks_cluster.this[0].{it}, null)"
        for it in ("arn", "id", "name", "endpoint", "version")
    }
    outputs |= {
        "cluster_issuer": "try(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, null)",
        "oidc_provider": 'try(replace(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "https://", ""), null)',
        "oidc_provider_arn": "try(aws_iam_openid_connect_provider.this[0].arn, null)",
        "cluster_security_group_id": "local.cluster_security_group_id",
        "node_security_group_id": "local.node_security_group_id",
        "cluster_iam_role_arn": "local.cluster_iam_role_arn",
        "key_arn": "module.key.kms_key_arn",
        "addons": "aws_eks_addon.this",
    }
    outputs |= {plural: f"module.{plural}" for plural in _CALLED.values()}
    outputs["node_iam_role_arns"] = (
        "compact(flatten([\n"
        "  for group in merge(module.managed_node_groups, module.self_managed_node_groups) : "
        "[group.node_iam_role_arn]\n"
        "]))"
    )
    return Module(
        path=".",
        variables=variables,
        outputs=outputs,
        files={"main.tf": text(main), "node_groups.tf": text(nodes)},
        providers=PROVIDERS,
    )


def _for_each_call(module: Module, plural: str, variables: Variables) -> Lines:
    """A call for each member of a map, each setting taken from the member, from the defaults, or from the module."""
    defaults = f"{plural}_defaults"
    variables[plural] = Variable(
        kind="any", description=f"Settings of the {plural.replace('_', ' ')}, by name", default="{}"
    )
    variables[defaults] = Variable(kind="any", description=f"Settings of all {plural.replace('_', ' ')}", default="{}")
    arguments = {}
    for name, it in module.variables.items():
        fallback = _FALLBACKS.get(name, it.default or "null")
        arguments[name] = f"try(each.value.{name}, var.{defaults}.{name}, {fallback})"
    arguments["name"] = "try(each.value.name, each.key)"
    arguments["tags"] = f"merge(var.tags, try(each.value.tags, var.{defaults}.tags, {{}}))"
    head = attributes({"source": f'"./{module.path}"'})
    each = attributes({"for_each": f"{{ for k, v in var.{plural} : k => v if var.create && try(v.create, true) }}"})
    return joined(
        heading(plural.replace("_", " ").capitalize()), block(f'module "{plural}"', head, each, attributes(arguments))
    )


def _user_data(name: str) -> Lines:
    if name != "managed-nodes":
        return []
    template = mapping(
        {"cluster_name": "var.name", "arguments": 'join(" ", ["--use-max-pods", "false"])', "labels": "keys(var.tags)"}
    )
    call = f'base64encode(templatefile("${{path.module}}/templates/user-data.sh.tftpl", {template}))'
    return block("locals", attributes({"made_user_data": call}))


_FALLBACKS = {
    "cluster_name": 'try(aws_eks_cluster.this[0].name, "")',
    "subnet_ids": "var.subnet_ids_of_nodes",
    "vpc_zone_identifier": "var.subnet_ids_of_nodes",
    "ip_family": "var.ip_family",
    "vpc_id": "var.vpc_id",
    "metadata_options": "local.metadata_options",
    "vpc_security_group_ids": "compact([local.cluster_security_group_id, local.node_security_group_id])",
}

_SHARED = """
data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

locals {
  name          = coalesce(var.name, "unnamed")
  account_id    = try(coalesce(var.account_id, data.aws_caller_identity.current.account_id), null)
  policy_prefix = "arn:${data.aws_partition.current.partition}:iam::aws:policy"
}
"""

_KEY_AND_ADDONS = """
variable "subnet_ids_of_nodes" {
  description = "Subnets of the nodes, where a group has none of its own"
  type        = list(string)
  default     = []
}

locals {
  metadata_options = {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }

  # Some add-ons have to be there before the first node.
  addons = {
    for stage in ["before", "after"] : stage => {
      for k, v in var.addons : k => v if var.create && (stage == "before") == try(v.before_compute, false)
    }
  }
}

module "key" {
  source = "./modules/key"

  create              = var.create && var.create_key
  name                = local.name
  description         = coalesce(try(var.encryption_config.description, null), "Secrets of ${local.name}")
  enable_key_rotation = true
  tags                = var.tags
}

data "tls_certificate" "this" {
  count = var.create && var.enable_irsa ? 1 : 0

  url = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
}

resource "aws_iam_openid_connect_provider" "this" {
  count = var.create && var.enable_irsa ? 1 : 0

  client_id_list  = distinct(compact(concat(["sts.amazonaws.com"], var.audiences)))
  thumbprint_list = data.tls_certificate.this[0].certificates[*].sha1_fingerprint
  url             = aws_eks_cluster.this[0].identity[0].oidc[0].issuer

  tags = merge({ Name = "${local.name}-pods" }, var.tags)
}

resource "aws_eks_addon" "this" {
  for_each = local.addons["after"]

  cluster_name = aws_eks_cluster.this[0].name
  addon_name   = try(each.value.name, each.key)

  addon_version               = try(each.value.addon_version, null)
  configuration_values        = try(each.value.configuration_values, null)
  preserve                    = try(each.value.preserve, null)
  resolve_conflicts_on_update = try(each.value.resolve_conflicts_on_update, "OVERWRITE")
  service_account_role_arn    = try(each.value.service_account_role_arn, null)

  dynamic "pod_identity_association" {
    for_each = try(each.value.pod_identity_association, [])

    content {
      role_arn        = pod_identity_association.value.role_arn
      service_account = pod_identity_association.value.service_account
    }
  }

  timeouts {
    create = try(each.value.timeouts.create, var.addons_timeouts.create, null)
    update = try(each.value.timeouts.update, var.addons_timeouts.update, null)
    delete = try(each.value.timeouts.delete, var.addons_timeouts.delete, null)
  }

  depends_on = [module.managed_node_groups, module.self_managed_node_groups, module.fargate_profiles]

  tags = var.tags
}

resource "aws_eks_addon" "before_compute" {
  for_each = local.addons["before"]

  cluster_name  = aws_eks_cluster.this[0].name
  addon_name    = try(each.value.name, each.key)
  addon_version = try(each.value.addon_version, null)
  tags          = var.tags
}

locals {
  associations = merge([
    for entry_key, entry in var.access_entries : {
      for policy_key, policy in lookup(entry, "policy_associations", {}) : "${entry_key}_${policy_key}" => {
        principal_arn = entry.principal_arn
        policy_arn    = policy.policy_arn
        scope         = merge({ type = "cluster", namespaces = [] }, try(policy.access_scope, {}))
      }
    }
  ]...)
}

resource "aws_eks_access_entry" "this" {
  for_each = { for k, v in var.access_entries : k => v if var.create }

  cluster_name      = aws_eks_cluster.this[0].id
  kubernetes_groups = try(each.value.kubernetes_groups, null)
  principal_arn     = each.value.principal_arn
  type              = try(each.value.type, "STANDARD")
  user_name         = try(each.value.user_name, null)
  tags              = merge(var.tags, try(each.value.tags, {}))
}

resource "aws_eks_access_policy_association" "this" {
  for_each = local.associations

  cluster_name  = aws_eks_cluster.this[0].id
  policy_arn    = each.value.policy_arn
  principal_arn = each.value.principal_arn

  access_scope {
    type       = each.value.scope.type
    namespaces = each.value.scope.namespaces
  }

  depends_on = [aws_eks_access_entry.this]
}
"""

_USER_DATA = """#!/bin/bash
set -euo pipefail
%{ for label in labels ~}
echo "label ${label}"
%{ endfor ~}
/etc/eks/bootstrap.sh ${cluster_name} ${arguments}
"""
