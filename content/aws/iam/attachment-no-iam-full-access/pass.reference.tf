resource "aws_iam_role_policy_attachment" "booking" {
  role       = "booking"
  policy_arn = aws_iam_policy.booking.arn
}

resource "aws_iam_policy" "booking" {
  name = "booking"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = "arn:aws:s3:::ferry-tickets/*"
    }]
  })
}
