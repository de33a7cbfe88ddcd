"""A landing zone for Google Cloud: 798 files in 133 folders, wide rather than deep.

As in cloud-foundation-fabric, of which it has the size and the shape and no line: ninety modules of a few files each,
called by forty-three stages and blueprints, fed by variables and by folders of data files.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from benchmarks.trees.fabric_modules import PROVIDERS, module, plural_of
from benchmarks.trees.google import FAMILIES
from benchmarks.trees.hcl import Lines, Schema, attributes, block, joined, mapping, object_type, sequence, text
from benchmarks.trees.module import Module, Variable

FILES = 798
MODULES = 90
ROOTS = 43

_VARIANTS = ("", "-regional", "-internal", "-shared", "-factory")
_PURPOSES = (
    "networking",
    "security",
    "data-platform",
    "gitops",
    "resources",
    "observability",
    "migration",
    "serverless",
)
_REGIONS = ("europe-west1", "europe-west8", "us-east4", "asia-southeast1")

_PREAMBLE = """/**
 * Part of a tree that was made to be measured.
 *
 * It has the size and the shape of a public repository of modules, and nothing
 * of its text. Its resources are named as the provider names them; its values
 * are made up, and nobody should apply it: the projects do not exist, the
 * addresses are private ones and the keys are none. A comment of this size
 * stands at the head of each file, because the licence of the real ones does.
 */

"""


def write(root: Path, seed: int) -> None:
    """Write the tree into ``root``; the same seed gives the same bytes."""
    rng = Random(seed)
    names = [f"{family}{variant}" for variant in _VARIANTS for family in FAMILIES][:MODULES]
    modules = {name: module(name, _family_of(name), rng) for name in names}
    for made in modules.values():
        made.write(root, preamble=_PREAMBLE)
    left = FILES - sum(1 for _ in root.rglob("*.tf"))
    for number in range(ROOTS):
        # Whatever is left of the 798 is spread evenly over the roots.
        count = left // ROOTS + (1 if number < left % ROOTS else 0)
        _root(number, count, modules, rng).write(root, preamble=_PREAMBLE)


def _family_of(name: str) -> str:
    return max((family for family in FAMILIES if name.startswith(family)), key=len)


def _root(number: int, files: int, modules: Mapping[str, Module], rng: Random) -> Module:
    purpose = _PURPOSES[number % len(_PURPOSES)]
    kind = "stages" if number < 15 else "blueprints"
    # Beside the three files that every module has, and the one with the providers.
    parts = [f"{it}.tf" for it in ("main", "network", "security", "data", "compute", "operations")][: max(1, files - 4)]
    parts += [f"part-{it}.tf" for it in range(files - 4 - len(parts))]
    chosen = ["project", *rng.sample([it for it in modules if not it.startswith("project")], k=rng.randint(6, 15))]
    calls = {name: _call(name, modules[name], rng) for name in chosen}
    texts: dict[str, list[Lines]] = {name: [] for name in parts}
    texts["main.tf"].append(_LOCALS.replace("@PURPOSE", purpose).strip("\n").split("\n"))
    for position, lines in enumerate(calls.values()):
        texts[parts[position % len(parts)]].append(lines)
    made = {name: text(*bodies) for name, bodies in texts.items()}
    made["providers.tf"] = text(_providers(rng))
    made["terraform.tfvars"] = text(_values(purpose, number, rng))
    made["templates/startup.sh.tftpl"] = _STARTUP
    made |= _data_files(chosen, rng)
    outputs = {name.replace("-", "_"): f"module.{name}.names" for name in chosen}
    return Module(
        path=f"{kind}/{number}-{purpose}", variables=_variables(), outputs=outputs, files=made, providers=PROVIDERS
    )


def _call(name: str, target: Module, rng: Random) -> Lines:
    family = _family_of(name)
    settings = {
        "project_id": "var.project_id" if name == "project" else "local.project_id",
        "prefix": "var.prefix",
        "labels": 'merge(var.labels, { "component" = "%s" })' % name,  # noqa: UP031 - braces
        "factories_config": mapping(
            {"context": "merge(var.context, { locations = var.locations })", "data": f'"${{path.module}}/data/{name}"'}
        ),
        "iam": mapping({f'"{role}"': sequence(_members(rng)) for role in rng.sample(_ROLES, k=rng.randint(1, 4))}),
    }
    if rng.random() < 0.4:
        settings["iam_bindings"] = mapping({f"binding-{n}": _binding(rng) for n in range(rng.randint(1, 3))})
    for kind, schema in FAMILIES[family].items():
        members = {f"{plural_of(kind)[:4]}-{n}": _member(kind, schema, rng) for n in range(rng.randint(0, 4))}
        settings[plural_of(kind)] = mapping(members)
    if "tag_bindings" in target.variables:
        settings["tag_bindings"] = "var.tag_bindings"
    source = {"source": f'"../../{target.path}"'}
    if rng.random() < 0.2:
        each = {"for_each": 'toset(["dev", "prod"])'}
        many = block(f'module "{name}-each"', attributes(source | each | settings | {"prefix": "each.value"}))
        return joined(many, _single(name, target))
    return block(f'module "{name}"', attributes(source | settings))


def _single(name: str, target: Module) -> Lines:
    """The call that others refer to, where the first is one for each environment."""
    return block(f'module "{name}"', attributes({"source": f'"../../{target.path}"', "project_id": "var.project_id"}))


def _member(kind: str, schema: Schema, rng: Random) -> str:
    """Some settings of one resource, nested ones too, with outputs of the project and of data files among them."""
    pairs = {"name": f'"{plural_of(kind)[:4]}-{rng.randint(100, 999)}"'}
    for key, member in schema.items():
        if rng.random() < 0.45:
            continue
        pairs[key.removesuffix("*")] = _value(key, member, rng)
    return mapping(pairs)


def _value(key: str, member: "str | Schema", rng: Random) -> str:
    if not isinstance(member, str):
        inner = {k.removesuffix("*"): _value(k, it, rng) for k, it in member.items() if rng.random() < 0.6}
        body = mapping(inner)
        return mapping({f"item-{rng.randint(1, 9)}": body}) if key.endswith("*") else body
    fixed = {
        "region": "var.region",
        "location": "var.region",
        "labels": "var.labels",
        "ip_cidr_range": f"cidrsubnet(var.ip_range, 8, {rng.randint(0, 255)})",
        "metadata_startup_script": 'templatefile("${path.module}/templates/startup.sh.tftpl", local.startup)',
        "public_access_prevention": f'"{rng.choice(("enforced", "inherited"))}"',
        "source_ranges": rng.choice(('["10.0.0.0/8"]', '["0.0.0.0/0"]', "[var.ip_range]")),
        "disk_type": '"pd-balanced"',
        "kms_key_name": "try(var.kms_keys[var.region], null)",
        "service_account": "try(local.service_accounts[0], null)",
        "role": '"roles/viewer"',
    }
    plain = {
        "string": f'"{key.replace("_", "-")}-{rng.randint(1, 99)}"',
        "bool": rng.choice(("true", "false")),
        "number": str(rng.choice((1, 2, 5, 10, 30, 60, 100, 3600))),
        "list(string)": sequence(f'"{key[:3]}-{n}"' for n in range(rng.randint(1, 3))),
        "map(string)": mapping({"environment": '"test"', "team": '"platform"'}),
    }
    return fixed.get(key, plain[member])


def _members(rng: Random) -> Sequence[str]:
    choices = (
        '"group:${var.groups.admins}"',
        '"group:${var.groups.viewers}"',
        '"serviceAccount:${local.automation}"',
        '"user:someone@example.org"',
        '"allUsers"',
    )
    return rng.choices(choices, weights=(6, 5, 5, 2, 0.4), k=rng.randint(1, 3))


def _binding(rng: Random) -> str:
    condition = mapping({"title": '"until"', "expression": "\"request.time < timestamp('2030-01-01T00:00:00Z')\""})
    return mapping({"role": f'"{rng.choice(_ROLES)}"', "members": sequence(_members(rng)), "condition": condition})


def _providers(rng: Random) -> Lines:
    settings = attributes({"project": "var.project_id", "region": f'"{rng.choice(_REGIONS)}"'})
    return joined(block('provider "google"', settings), block('provider "google-beta"', settings))


def _values(purpose: str, number: int, rng: Random) -> Lines:
    return attributes(
        {
            "prefix": f'"x{number}"',
            "project_id": f'"{purpose}-{rng.randint(100, 999)}"',
            "region": f'"{rng.choice(_REGIONS)}"',
            "ip_range": f'"10.{rng.randint(0, 250)}.0.0/16"',
            "groups": mapping({"admins": '"admins@example.org"', "viewers": '"viewers@example.org"'}),
        }
    )


def _variables() -> dict[str, Variable]:
    teams = object_type({"members": "list(string)", "budget": {"amount": "number", "thresholds": "list(string)"}})
    return {
        "context": Variable(kind="map(map(string))", description="Names that data files may use", default="{}"),
        "groups": Variable(kind="map(string)", description="Groups of people, by what they may do", default=None),
        "ip_range": Variable(kind="string", description="Addresses of the stage", default='"10.0.0.0/16"'),
        "kms_keys": Variable(kind="map(string)", description="Keys, by region", default="{}"),
        "labels": Variable(kind="map(string)", description="Labels for everything", default="{}"),
        "locations": Variable(kind="map(string)", description="Short names of locations", default="{}"),
        "prefix": Variable(kind="string", description="Prefix of names", default=None),
        "project_id": Variable(kind="string", description="The project of the stage", default=None),
        "region": Variable(kind="string", description="Where nothing else is said", default='"europe-west1"'),
        "tag_bindings": Variable(kind="map(string)", description="Values of tags, by name", default="{}"),
        "teams": Variable(kind=f"map({teams})", description="Teams that get a folder", default="{}"),
    }


def _data_files(chosen: Sequence[str], rng: Random) -> dict[str, str]:
    """Files for the factories of the modules that are called: a few settings each."""
    files = {}
    for name in chosen:
        for kind, schema in FAMILIES[_family_of(name)].items():
            for n in range(rng.randint(0, 3)):
                path = f"data/{name}/{plural_of(kind).replace('_', '-')}/item-{n}.yaml"
                files[path] = (
                    "\n".join(["# Read by the factory of the module.", f"name: item-{n}", *_yaml(schema, rng)]) + "\n"
                )
    return files


def _yaml(schema: Schema, rng: Random) -> Lines:
    lines = []
    for key, member in schema.items():
        name = key.removesuffix("*")
        if rng.random() < 0.3:
            continue
        if not isinstance(member, str):
            inner = _yaml(member, rng)
            if not inner:
                continue
            if key.endswith("*"):
                inner = ["item:", *("  " + line for line in inner)]
            lines += [f"{name}:", *("  " + line for line in inner)]
        else:
            plain = {
                "string": f"{name.replace('_', '-')}-{rng.randint(1, 99)}",
                "bool": rng.choice(("true", "false")),
                "number": str(rng.randint(1, 100)),
                "list(string)": "[one, two]",
                "map(string)": "{team: platform}",
            }
            lines.append(f"{name}: {plain[member]}")
    return lines


_ROLES = (
    "roles/viewer",
    "roles/editor",
    "roles/owner",
    "roles/storage.objectViewer",
    "roles/logging.logWriter",
    "roles/iam.serviceAccountUser",
    "roles/compute.networkUser",
    "roles/container.clusterViewer",
    "roles/cloudkms.cryptoKeyEncrypterDecrypter",
)

_LOCALS = """
locals {
  automation = "automation@${var.project_id}.iam.gserviceaccount.com"
  project_id = try(values(module.project.projects)[0].project_id, var.project_id)

  service_accounts = [
    for team in keys(var.teams) : "${team}@${local.project_id}.iam.gserviceaccount.com"
  ]

  startup = {
    purpose = "@PURPOSE"
    servers = [for n in range(3) : cidrhost(var.ip_range, n + 10)]
  }

  team_members = merge([
    for team, it in var.teams : {
      for member in it.members : "${team}/${member}" => { team = team, member = member }
    }
  ]...)

  budgets = { for team, it in var.teams : team => it.budget if it.budget != null }
}
"""

_STARTUP = """#!/bin/bash
# ${purpose}
%{ for server in servers ~}
echo "server ${server}" >> /etc/servers
%{ endfor ~}
"""
