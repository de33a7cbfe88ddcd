resource "aws_sqs_queue" "bookings" {
  name = "bookings"
  sqs_managed_sse_enabled = false
}
