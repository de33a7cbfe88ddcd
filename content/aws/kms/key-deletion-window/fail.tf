resource "aws_kms_key" "tickets" {
  description             = "tickets"
  deletion_window_in_days = 7
}
