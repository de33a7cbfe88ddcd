# What the recorded plan and states beside it were made of, by Terraform 1.15 (see test_real_plan.py).

variable "name" {
  default = "harbour"
}

variable "secret" {
  default   = "hush"
  sensitive = true
}

locals {
  berths = { a = 1, b = 2 }
}

resource "terraform_data" "one" {
  input = { name = var.name, secret = var.secret, none = null }
}

resource "terraform_data" "many" {
  count = 2

  input            = [terraform_data.one.id, count.index]
  triggers_replace = terraform_data.one.output
}

resource "terraform_data" "each" {
  for_each = local.berths

  input = { key = each.key, one = terraform_data.one.id, text = "a-${terraform_data.one.id}" }
}

resource "terraform_data" "paired" {
  count = 2

  input = terraform_data.many[count.index].id
}

resource "terraform_data" "chained" {
  for_each = terraform_data.each

  input = each.value.id
}

resource "terraform_data" "all" {
  input = terraform_data.many[*].id
}

resource "terraform_data" "either" {
  input = var.name == "harbour" ? terraform_data.one.id : terraform_data.many[0].id
}

module "piers" {
  source   = "./mod"
  for_each = toset(["east", "west"])

  given = terraform_data.one.id
  both  = { first = terraform_data.many[0].id, second = "literal" }
}

module "mole" {
  source = "./mod"

  given = module.piers["east"].out
  both  = {}
}

output "out" {
  value = module.piers["east"].out
}

output "secret" {
  value     = var.secret
  sensitive = true
}
