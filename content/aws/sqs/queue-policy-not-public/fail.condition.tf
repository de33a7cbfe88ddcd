# Everybody can use TLS: the condition keeps nobody out.
resource "aws_sqs_queue" "bookings" {
  name = "bookings"
}

resource "aws_sqs_queue_policy" "policy" {
  queue_url = aws_sqs_queue.bookings.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}
