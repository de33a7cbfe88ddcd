resource "aws_kms_key" "tickets" {
  description = "tickets"
}
