resource "aws_kms_key" "tickets" {
  description = "tickets"
  is_enabled  = false
}
