data "aws_sqs_queue" "bookings" {
  name = "bookings"
}

resource "aws_sqs_queue_policy" "bookings" {
  queue_url = data.aws_sqs_queue.bookings.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
    }]
  })
}
