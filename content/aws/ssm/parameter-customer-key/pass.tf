variable "password" {
  type      = string
  sensitive = true
}

resource "aws_ssm_parameter" "booking" {
  name   = "/booking/salt"
  type   = "SecureString"
  value  = var.password
  key_id = "alias/booking"
}
