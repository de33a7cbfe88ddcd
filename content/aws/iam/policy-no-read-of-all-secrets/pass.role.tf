resource "aws_iam_role_policy" "booking" {
  name = "booking"
  role = "booking"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:booking-*"
    }]
  })
}
