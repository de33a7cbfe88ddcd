resource "aws_kms_key" "tickets" {
  description             = "tickets"
  enable_key_rotation     = true
  rotation_period_in_days = 2560
}
