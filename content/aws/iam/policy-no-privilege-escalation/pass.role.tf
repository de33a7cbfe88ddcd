resource "aws_iam_role_policy" "booking" {
  name = "booking"
  role = "booking"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:AttachRolePolicy"]
      Resource = "arn:aws:iam::123456789012:role/booking-*"
    }]
  })
}
