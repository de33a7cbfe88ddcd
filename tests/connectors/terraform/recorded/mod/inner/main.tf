variable "through" {}

resource "terraform_data" "deep" {
  input = var.through
}

output "out" {
  value = terraform_data.deep.id
}
