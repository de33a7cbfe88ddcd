resource "aws_sqs_queue" "bookings" {
  name = "bookings"
}
