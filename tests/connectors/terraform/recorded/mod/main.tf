variable "given" {}

variable "both" {}

resource "terraform_data" "in" {
  input            = var.given
  triggers_replace = [var.both, try(var.both.first, null)]
}

module "inner" {
  source = "./inner"

  through = terraform_data.in.id
}

output "out" {
  value = module.inner.out
}
