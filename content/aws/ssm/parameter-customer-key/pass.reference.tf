resource "aws_kms_key" "bookings" {
  enable_key_rotation = true
}

variable "password" {
  type      = string
  sensitive = true
}

resource "aws_ssm_parameter" "booking" {
  name   = "/booking/database/password"
  type   = "SecureString"
  value  = var.password
  key_id = aws_kms_key.bookings.arn
}
