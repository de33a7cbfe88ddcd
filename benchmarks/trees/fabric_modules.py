"""The modules of a tree for Google Cloud: maps of objects in, resources for each member, outputs by name."""

from random import Random

from benchmarks.trees.google import FAMILIES
from benchmarks.trees.hcl import (
    Lines,
    Schema,
    attributes,
    block,
    indented,
    joined,
    mapping,
    nested_blocks,
    object_type,
    text,
)
from benchmarks.trees.module import Module, Variable

PROVIDERS = (("hashicorp/google", ">= 6.13.0, < 7.0.0"), ("hashicorp/google-beta", ">= 6.13.0, < 7.0.0"))

# Resources that are named by an attribute of another name.
_NAMED_OTHERWISE = {
    "google_artifact_registry_repository",
    "google_bigquery_dataset",
    "google_folder",
    "google_monitoring_alert_policy",
    "google_project",
    "google_secret_manager_secret",
    "google_service_account",
}
_WITHOUT_PROJECT = {
    "google_project",
    "google_folder",
    "google_logging_folder_sink",
    "google_kms_crypto_key",
    "google_container_node_pool",
}
_SINK_PARENT = {"google_logging_folder_sink": {"folder": "each.value.parent_id"}}


def module(name: str, family: str, rng: Random) -> Module:
    """A module with the resources of its family, bindings, and data files as another way in."""
    schemas = FAMILIES[family]
    variables = _common_variables()
    bodies: dict[str, list[Lines]] = {"main.tf": []}
    for kind, schema in schemas.items():
        plural = plural_of(kind)
        variables[plural] = _map_variable(plural, schema)
        alone = bodies["main.tf"] and rng.random() < 0.4
        bodies.setdefault(f"{plural.replace('_', '-')}.tf" if alone else "main.tf", []).append(
            _resource(kind, schema, plural)
        )
    primary = next(iter(schemas))
    factory = [_factory(plural_of(kind), schema) for kind, schema in schemas.items()]
    bodies.setdefault("factory.tf" if rng.random() < 0.5 else "main.tf", []).extend(factory)
    bodies["iam.tf"] = [_bindings(primary)]
    if rng.random() < 0.3:
        bodies["tags.tf"] = [_tags(plural_of(primary), primary)]
        variables["tag_bindings"] = Variable(kind="map(string)", description="Values of tags, by name", default="{}")
    files = {file: text(*parts) for file, parts in bodies.items()}
    outputs: dict[str, str] = {}
    for kind in schemas:
        outputs |= {
            plural_of(kind): f"{kind}.default",
            f"{plural_of(kind)}_ids": f"{{ for k, v in {kind}.default : k => v.id }}",
        }
    outputs["names"] = f"keys(local.{plural_of(primary)})"
    return Module(path=f"modules/{name}", variables=variables, outputs=outputs, files=files, providers=PROVIDERS)


def plural_of(kind: str) -> str:
    """``google_compute_network`` -> ``networks``."""
    last = {
        "google_container_cluster": "clusters",
        "google_container_node_pool": "node_pools",
        "google_sql_database_instance": "databases",
        "google_cloud_run_v2_service": "services",
        "google_compute_backend_service": "backends",
        "google_compute_router_nat": "nats",
        "google_dns_managed_zone": "zones",
        "google_dns_record_set": "record_sets",
        "google_kms_key_ring": "key_rings",
        "google_kms_crypto_key": "keys",
        "google_service_account": "service_accounts",
        "google_artifact_registry_repository": "repositories",
        "google_monitoring_alert_policy": "alert_policies",
        "google_compute_health_check": "health_checks",
    }
    return last.get(kind, kind.rsplit("_", 1)[-1] + "s")


def _common_variables() -> dict[str, Variable]:
    condition = object_type({"expression": "string", "title": "string", "description": "string"}, defaults=False)
    binding = (
        "object(" + mapping({"role": "string", "members": "list(string)", "condition": f"optional({condition})"}) + ")"
    )
    additive = "object(" + mapping({"role": "string", "member": "string", "condition": f"optional({condition})"}) + ")"
    paths = mapping({"context": "optional(map(map(string)), {})", "data": "optional(string)"})
    prefix_is_short = block(
        "validation",
        attributes(
            {"condition": "try(length(var.prefix), 0) < 12", "error_message": '"A prefix has 11 letters at most."'}
        ),
    )
    return {
        "factories_config": Variable(
            kind=f"object({paths})",
            description="Folders with data files that describe what is to be made",
            default="{}",
        ),
        "iam": Variable(kind="map(list(string))", description="Members of each role, and no others", default="{}"),
        "iam_bindings": Variable(
            kind=f"map({binding})", description="Bindings, each for a role, by any name", default="{}"
        ),
        "iam_bindings_additive": Variable(
            kind=f"map({additive})", description="Single members of roles, by any name", default="{}"
        ),
        "labels": Variable(kind="map(string)", description="Labels for everything", default="{}"),
        "prefix": Variable(kind="string", description="Prefix of names", default="null", validation=prefix_is_short),
        "project_id": Variable(kind="string", description="The project that everything belongs to", default=None),
    }


def _map_variable(plural: str, schema: Schema) -> Variable:
    extended: Schema = {"name": "string", "parent_id": "string", **schema}
    condition = f"alltrue([\n  for k, v in var.{plural} :\n  length(coalesce(v.name, k)) < 64\n])"
    check = block(
        "validation", attributes({"condition": condition, "error_message": '"A name has 63 letters at most."'})
    )
    words = plural.replace("_", " ")
    return Variable(
        kind=f"map({object_type(extended)})",
        description=f"The {words} to be made, by name; members that are absent fall back to what the provider does",
        default="{}",
        validation=joined(attributes({"nullable": "false"}), check),
    )


def _resource(kind: str, schema: Schema, plural: str) -> Lines:
    head = {"for_each": f"local.{plural}"}
    if kind not in _WITHOUT_PROJECT:
        head["project"] = "var.project_id"
    if kind not in _NAMED_OTHERWISE:
        head["name"] = '"${local.prefix}${each.value.name}"'
    head |= _SINK_PARENT.get(kind, {})
    flat = {key: _expression(key) for key, member in schema.items() if isinstance(member, str)}
    nested = nested_blocks(schema, "each.value")
    life = block(
        "lifecycle",
        block(
            "precondition",
            attributes({"condition": "each.value.name != null", "error_message": '"Everything has a name."'}),
        ),
    )
    if "v2" in kind:
        head["provider"] = "google-beta"
    # Blocks follow one another without a blank line between, as is the custom there.
    inner = attributes(head | flat)
    for lines in nested:
        inner += lines
    return ["# " + plural.replace("_", " ").capitalize(), "", *_resource_block(kind, inner, life)]


def _resource_block(kind: str, inner: Lines, life: Lines) -> Lines:
    return [f'resource "{kind}" "default" {{', *indented([*inner, "", *life]), "}"]


def _expression(attribute: str) -> str:
    if attribute in ("labels", "resource_labels"):
        return f"merge(var.labels, each.value.{attribute})"
    if attribute == "description":
        return 'coalesce(each.value.description, "Managed by Terraform.")'
    if attribute in ("location", "region"):
        context = "var.factories_config.context"
        return f'lookup(try({context}.locations, {{}}), coalesce(each.value.{attribute}, "-"), each.value.{attribute})'
    if attribute in ("account_id", "dataset_id", "repository_id", "secret_id"):
        return f'"${{local.prefix}}${{coalesce(each.value.{attribute}, each.key)}}"'
    return f"each.value.{attribute}"


def _factory(plural: str, schema: Schema) -> Lines:
    """Locals that read data files and complete what is in them, member by member."""
    folder = plural.replace("_", "-")
    made = mapping({"name": "try(v.name, k)", "parent_id": "try(v.parent_id, null)", **_completed(schema, "v")})
    raw = (
        "{\n"
        f'  for f in try(fileset(local._{plural}_path, "**/*.yaml"), []) :\n'
        f'  trimsuffix(basename(f), ".yaml") => yamldecode(file("${{local._{plural}_path}}/${{f}}"))\n'
        "}"
    )
    # An absolute path to a folder with one folder for each kind.
    path = f'try(pathexpand("${{var.factories_config.data}}/{folder}"), null)'
    from_files = (
        "{\n" + f"  for k, v in local._{plural}_raw : k => " + "\n".join(indented(made.split("\n"))).strip() + "\n}"
    )
    all_of_them = (
        "merge(\n"
        f"  {{ for k, v in var.{plural} : k => merge(v, {{ name = coalesce(v.name, k) }}) }},\n"
        f"  local._{plural}_from_files,\n"
        ")"
    )
    names = {
        f"_{plural}_path": path,
        f"_{plural}_raw": raw,
        f"_{plural}_from_files": from_files,
        plural: all_of_them,
    }
    return block("locals", attributes(names))


def _completed(schema: Schema, source: str, depth: int = 0) -> dict[str, str]:
    pairs = {}
    for key, member in schema.items():
        name = key.removesuffix("*")
        where = f"{source}.{name}"
        if isinstance(member, str):
            empty = {"list(string)": "[]", "map(string)": "{}"}.get(member, "null")
            pairs[name] = f"try({where}, {empty})"
        elif key.endswith("*"):
            each = f"v{depth + 2}"
            body = mapping(_completed(member, each, depth + 1))
            inner = "\n".join(indented(body.split("\n"))).strip()
            pairs[name] = (
                f"!can({where}) ? {{}} : {{\n  for k{depth + 2}, {each} in {where} : k{depth + 2} => {inner}\n}}"
            )
        else:
            pairs[name] = f"!can({where}) ? null : {mapping(_completed(member, where, depth))}"
    return pairs


def _bindings(kind: str) -> Lines:
    """Bindings of roles at the project, as Google's three kinds of resource have it."""
    return joined(_BINDINGS.replace("@KIND", kind).strip("\n").split("\n"))


def _tags(plural: str, kind: str) -> Lines:
    return _TAGS.replace("@PLURAL", plural).replace("@KIND", kind).strip("\n").split("\n")


_BINDINGS = """
locals {
  prefix = var.prefix == null || var.prefix == "" ? "" : "${var.prefix}-"

  _iam_members = try(var.factories_config.context.iam_members, {})

  iam = {
    for role, members in var.iam : role => [
      for member in members : lookup(local._iam_members, member, member)
    ]
  }

  # One name space for all, so that a later one replaces an earlier one of the same name.
  iam_pairs = flatten([
    for role, members in local.iam : [
      for member in members : { role = role, member = member, kind = split(":", member)[0] }
    ]
  ])

  iam_kinds = distinct([for pair in local.iam_pairs : pair.kind])

  iam_bindings = merge(
    { for role, members in local.iam : role => { role = role, members = members, condition = null } },
    var.iam_bindings,
  )
}

resource "google_project_iam_binding" "bindings" {
  for_each = local.iam_bindings
  project  = var.project_id
  role     = each.value.role
  members  = [for member in each.value.members : lookup(local._iam_members, member, member)]
  dynamic "condition" {
    for_each = each.value.condition == null ? [] : [""]
    content {
      expression  = each.value.condition.expression
      title       = each.value.condition.title
      description = each.value.condition.description
    }
  }
  depends_on = [@KIND.default]
}

resource "google_project_iam_member" "bindings" {
  for_each = var.iam_bindings_additive
  project  = var.project_id
  role     = each.value.role
  member   = lookup(local._iam_members, each.value.member, each.value.member)
  dynamic "condition" {
    for_each = each.value.condition == null ? [] : [""]
    content {
      expression  = each.value.condition.expression
      title       = each.value.condition.title
      description = each.value.condition.description
    }
  }
}
"""

_TAGS = """
locals {
  tag_bindings = merge([
    for key, it in local.@PLURAL : {
      for name, value in var.tag_bindings : "${key}/${name}" => { key = key, value = value }
    }
  ]...)
}

resource "google_tags_tag_binding" "bindings" {
  for_each  = local.tag_bindings
  parent    = "//cloudresourcemanager.googleapis.com/${@KIND.default[each.value.key].id}"
  tag_value = each.value.value
}
"""
