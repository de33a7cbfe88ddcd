resource "aws_iam_policy" "booking" {
  name = "booking"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = [aws_s3_bucket.tickets.arn, "${aws_s3_bucket.tickets.arn}/*"]
    }]
  })
}

resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}
