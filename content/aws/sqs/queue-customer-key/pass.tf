resource "aws_sqs_queue" "bookings" {
  name = "bookings"
  kms_master_key_id = "alias/bookings"
}
