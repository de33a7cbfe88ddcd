resource "aws_sqs_queue" "bookings" {
  name              = "bookings"
  kms_master_key_id = "arn:aws:kms:eu-west-1:123456789012:alias/aws/sqs"
}
