"""What the modules of a tree for EKS are put together from: a resource, a role, a security group."""

from random import Random

from benchmarks.trees.hcl import (
    Lines,
    Schema,
    attributes,
    block,
    block_body,
    heading,
    joined,
    loose_body,
    mapping,
    nested_blocks,
    object_type,
)
from benchmarks.trees.module import Variable

Variables = dict[str, Variable]

STATEMENTS: Schema = {
    "sid": "string",
    "effect": "string",
    "actions": "list(string)",
    "not_actions": "list(string)",
    "resources": "list(string)",
    "not_resources": "list(string)",
    "principals*": {"type": "string", "identifiers": "list(string)"},
    "not_principals*": {"type": "string", "identifiers": "list(string)"},
    "condition*": {"test": "string", "variable": "string", "values": "list(string)"},
}

RULES: Schema = {
    "description": "string",
    "protocol": "string",
    "from_port": "number",
    "to_port": "number",
    "type": "string",
    "cidr_blocks": "list(string)",
    "ipv6_cidr_blocks": "list(string)",
    "prefix_list_ids": "list(string)",
    "self": "bool",
    "source_security_group_id": "string",
}

PORTS = (
    ("api", 443, "tcp"),
    ("kubelet", 10250, "tcp"),
    ("dns_tcp", 53, "tcp"),
    ("dns_udp", 53, "udp"),
    ("webhook", 8443, "tcp"),
    ("metrics", 4443, "tcp"),
    ("admission", 9443, "tcp"),
    ("nodes_ephemeral", 1025, "tcp"),
)


def resource(kind: str, schema: Schema, variables: Variables, rng: Random) -> Lines:
    """A resource whose every setting is a variable of the module, added to ``variables``."""
    short = kind.removeprefix("aws_")
    variables[f"create_{short}"] = Variable(
        kind="bool", description=f"Determines whether a {_words(short)} is made", default="true"
    )
    variables[f"{short}_tags"] = Variable(
        kind="map(string)", description=f"Additional tags for the {_words(short)}", default="{}"
    )
    flat, nested = {}, []
    for key, member in schema.items():
        name = _variable_name(key.removesuffix("*"), short, variables)
        if isinstance(member, str):
            flat[key] = f"var.{name}"
            variables[name] = Variable(kind=member, description=_about(name, short), default=_default(member, rng))
        else:
            nested.append(_nested(key, name, member, short, variables, rng))
    head = attributes({"count": f"var.create && var.create_{short} ? 1 : 0"})
    tags = attributes({"tags": f"merge(\n  {{ Name = local.name }},\n  var.tags,\n  var.{short}_tags,\n)"})
    life = block("lifecycle", attributes({"create_before_destroy": "true"})) if rng.random() < 0.6 else []
    return joined(
        heading(_words(short).capitalize()),
        block(f'resource "{kind}" "this"', head, attributes(flat), *nested, tags, life),
    )


def role(label: str, service: str, policies: tuple[str, ...], variables: Variables) -> Lines:
    """A role with its trust, the policies of AWS that it needs, and statements that a caller may add."""
    prefix = f"{label}_iam_role"
    variables |= {
        f"create_{prefix}": Variable(kind="bool", description="Determines whether the role is made", default="true"),
        f"{prefix}_arn": Variable(kind="string", description="A role that exists, to be used instead"),
        f"{prefix}_name": Variable(kind="string", description="Name of the role"),
        f"{prefix}_use_name_prefix": Variable(
            kind="bool", description="Determines whether the name is used as a prefix", default="true"
        ),
        f"{prefix}_path": Variable(kind="string", description="Path of the role"),
        f"{prefix}_description": Variable(kind="string", description="Description of the role"),
        f"{prefix}_permissions_boundary": Variable(kind="string", description="ARN of the policy that bounds the role"),
        f"{prefix}_additional_policies": Variable(
            kind="map(string)", description="Policies to be attached as well", default="{}"
        ),
        f"{prefix}_statements": Variable(
            kind=f"map({object_type(STATEMENTS)})",
            description="Statements for a policy of the role's own",
            default="{}",
        ),
        f"{prefix}_tags": Variable(kind="map(string)", description="Additional tags for the role", default="{}"),
    }
    attached = mapping({name: f'"${{local.policy_prefix}}/{name}"' for name in policies})
    body = (
        _ROLE.replace("@LABEL", label)
        .replace("@SERVICE", service)
        .replace("@POLICIES", attached.replace("\n", "\n    "))
    )
    statements = block(
        f'data "aws_iam_policy_document" "{label}"',
        attributes({"count": f"local.create_{prefix} && length(var.{prefix}_statements) > 0 ? 1 : 0"}),
        *nested_blocks({"statement*": STATEMENTS}, "local." + label),
    )
    source = block("locals", attributes({label: mapping({"statement": f"var.{prefix}_statements"})}))
    return joined(heading(f"Role of the {_words(label)}"), body.strip("\n").split("\n"), source, statements)


def security_group(label: str, variables: Variables, rng: Random) -> Lines:
    """A security group with rules of its own and rules that a caller may add or replace."""
    prefix = f"{label}_security_group"
    variables |= {
        f"create_{prefix}": Variable(kind="bool", description="Determines whether the group is made", default="true"),
        f"{prefix}_id": Variable(kind="string", description="A group that exists, to be used instead", default='""'),
        f"{prefix}_name": Variable(kind="string", description="Name of the group"),
        f"{prefix}_description": Variable(
            kind="string", description="Description of the group", default=f'"Traffic of the {_words(label)}"'
        ),
        f"{prefix}_additional_rules": Variable(
            kind="any", description="Rules to be added, or to replace those of the same name", default="{}"
        ),
        f"{prefix}_recommended_rules": Variable(
            kind="bool", description="Determines whether the recommended rules are made", default="true"
        ),
        f"{prefix}_tags": Variable(kind="map(string)", description="Additional tags for the group", default="{}"),
        "vpc_id": Variable(kind="string", description="Network of the security groups"),
        "allowed_cidr_blocks": Variable(kind="list(string)", description="Who may connect", default="[]"),
    }
    rules = {}
    for direction in ("ingress", "egress"):
        for name, port, protocol in rng.sample(PORTS, k=rng.randint(3, 6)):
            peer = rng.choice(({"self": "true"}, {"cidr_blocks": "var.allowed_cidr_blocks"}))
            pairs = {
                "description": f'"{_words(label).capitalize()} {_words(name)}"',
                "protocol": f'"{protocol}"',
                "from_port": str(port),
                "to_port": "65535" if port == 1025 else str(port),
                "type": f'"{direction}"',
            }
            rules[f"{direction}_{name}"] = mapping(pairs | peer)
    rules["egress_all"] = mapping(
        {
            "description": '"Anywhere"',
            "protocol": '"-1"',
            "from_port": "0",
            "to_port": "0",
            "type": '"egress"',
            "cidr_blocks": '["0.0.0.0/0"]',
            "ipv6_cidr_blocks": 'var.ip_family == "ipv6" ? ["::/0"] : null',
        }
    )
    variables["ip_family"] = Variable(kind="string", description="Family of the addresses", default='"ipv4"')
    made = mapping(rules).replace("\n", "\n  ")
    return joined(
        heading(f"Security group of the {_words(label)}"),
        _GROUP.replace("@LABEL", label).replace("@RULES", made).strip("\n").split("\n"),
    )


def _nested(key: str, name: str, schema: Schema, short: str, variables: Variables, rng: Random) -> Lines:
    """A block of a resource as a dynamic one, over a variable that has a type or, as older modules have it, none."""
    block_name, repeated = key.removesuffix("*"), key.endswith("*")
    loose = rng.random() < 0.4
    kind = "any" if loose else object_type(schema)
    if repeated:
        each = f"var.{name}"
    elif loose:
        each = f"length(var.{name}) > 0 ? [var.{name}] : []"
    else:
        each = f"var.{name}[*]"
    variables[name] = Variable(
        kind=f"map({kind})" if repeated and not loose else kind,
        description=_about(name, short),
        default="{}" if repeated or loose else "null",
    )
    body = (loose_body if loose else block_body)(schema, f"{block_name}.value")
    return block(f'dynamic "{block_name}"', attributes({"for_each": each}), block("content", *body))


def _variable_name(attribute: str, short: str, variables: Variables) -> str:
    reserved = {"version", "count", "source", "providers", "for_each", "depends_on", "lifecycle"}
    return f"{short}_{attribute}" if attribute in variables or attribute in reserved else attribute


def _default(kind: str, rng: Random) -> str:
    plain = {"bool": ["null", "true", "false"], "number": ["null", "1", "3", "30"], "string": ["null", "null", '""']}
    return rng.choice(plain.get(kind, ["null", "{}" if kind.startswith("map") else "[]"]))


def _about(name: str, short: str) -> str:
    return f"The {_words(name)} of the {_words(short)}, as the provider's documentation describes it"


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


_ROLE = """
locals {
  create_@LABEL_iam_role = var.create && var.create_@LABEL_iam_role
  @LABEL_iam_role_name   = coalesce(var.@LABEL_iam_role_name, "${local.name}-@LABEL")
  @LABEL_iam_role_arn    = try(aws_iam_role.@LABEL[0].arn, var.@LABEL_iam_role_arn)

  @LABEL_iam_role_policies = { for k, v in merge(
    @POLICIES,
    var.@LABEL_iam_role_additional_policies,
  ) : k => v if local.create_@LABEL_iam_role && v != null }
}

data "aws_iam_policy_document" "@LABEL_trust" {
  count = local.create_@LABEL_iam_role ? 1 : 0

  statement {
    sid     = "Assume"
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["@SERVICE.${data.aws_partition.current.dns_suffix}"]
    }

    dynamic "condition" {
      for_each = local.account_id == null ? [] : [local.account_id]

      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_iam_role" "@LABEL" {
  count = local.create_@LABEL_iam_role ? 1 : 0

  name        = var.@LABEL_iam_role_use_name_prefix ? null : local.@LABEL_iam_role_name
  name_prefix = var.@LABEL_iam_role_use_name_prefix ? "${local.@LABEL_iam_role_name}-" : null
  path        = var.@LABEL_iam_role_path
  description = var.@LABEL_iam_role_description

  assume_role_policy    = data.aws_iam_policy_document.@LABEL_trust[0].json
  permissions_boundary  = var.@LABEL_iam_role_permissions_boundary
  force_detach_policies = true

  tags = merge(var.tags, var.@LABEL_iam_role_tags)
}

resource "aws_iam_role_policy_attachment" "@LABEL" {
  for_each = local.@LABEL_iam_role_policies

  policy_arn = each.value
  role       = aws_iam_role.@LABEL[0].name
}

resource "aws_iam_role_policy" "@LABEL" {
  count = local.create_@LABEL_iam_role && length(var.@LABEL_iam_role_statements) > 0 ? 1 : 0

  name   = local.@LABEL_iam_role_name
  role   = aws_iam_role.@LABEL[0].id
  policy = data.aws_iam_policy_document.@LABEL[0].json
}
"""

_GROUP = """
locals {
  create_@LABEL_security_group = var.create && var.create_@LABEL_security_group
  @LABEL_security_group_name   = coalesce(var.@LABEL_security_group_name, "${local.name}-@LABEL")
  @LABEL_security_group_id     = try(aws_security_group.@LABEL[0].id, var.@LABEL_security_group_id)

  @LABEL_security_group_rules = { for k, v in @RULES : k => v if var.@LABEL_security_group_recommended_rules }
}

resource "aws_security_group" "@LABEL" {
  count = local.create_@LABEL_security_group ? 1 : 0

  name_prefix = "${local.@LABEL_security_group_name}-"
  description = var.@LABEL_security_group_description
  vpc_id      = var.vpc_id

  tags = merge(
    var.tags,
    { "Name" = local.@LABEL_security_group_name },
    var.@LABEL_security_group_tags,
  )

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group_rule" "@LABEL" {
  for_each = { for k, v in merge(
    local.@LABEL_security_group_rules,
    var.@LABEL_security_group_additional_rules,
  ) : k => v if local.create_@LABEL_security_group }

  security_group_id = aws_security_group.@LABEL[0].id
  protocol          = each.value.protocol
  from_port         = each.value.from_port
  to_port           = each.value.to_port
  type              = each.value.type

  description      = try(each.value.description, null)
  cidr_blocks      = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids  = try(each.value.prefix_list_ids, [])
  self             = try(each.value.self, null)
  source_security_group_id = try(
    each.value.source_security_group_id,
    try(each.value.source_nodes, false) ? local.@LABEL_security_group_id : null,
  )
}
"""
