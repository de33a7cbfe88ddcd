resource "aws_kms_external_key" "tickets" {
  description = "tickets"
}
