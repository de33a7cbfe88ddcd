resource "aws_sqs_queue" "bookings" {
  name = "bookings"
}

resource "aws_sqs_queue_policy" "policy" {
  queue_url = aws_sqs_queue.bookings.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/booking" }
      Action    = "sqs:*"
      Resource  = "*"
    }]
  })
}
