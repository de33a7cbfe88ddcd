variable "password" {
  type      = string
  sensitive = true
}

resource "aws_ssm_parameter" "booking" {
  name  = "/booking/database-password"
  type  = "String"
  value = var.password
}
