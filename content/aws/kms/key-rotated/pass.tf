resource "aws_kms_key" "tickets" {
  description         = "tickets"
  enable_key_rotation = true
}
