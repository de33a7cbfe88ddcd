variable "password" {
  type      = string
  sensitive = true
}

resource "aws_ssm_parameter" "booking" {
  name             = "/booking/salt"
  type             = "SecureString"
  value_wo         = var.password
  value_wo_version = 1
}
