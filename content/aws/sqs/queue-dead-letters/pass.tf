resource "aws_sqs_queue" "bookings" {
  name           = "bookings"
  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:bookings-failed"
    maxReceiveCount     = 5
  })
}
