# The topic is here and is asked itself.
resource "aws_sns_topic" "bookings" {
  name = "bookings"
}

resource "aws_sns_topic_policy" "bookings" {
  arn = aws_sns_topic.bookings.arn
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
