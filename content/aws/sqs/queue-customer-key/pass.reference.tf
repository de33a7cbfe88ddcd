resource "aws_kms_key" "bookings" {
  enable_key_rotation = true
}

resource "aws_sqs_queue" "bookings" {
  name              = "bookings"
  kms_master_key_id = aws_kms_key.bookings.arn
}
