resource "aws_secretsmanager_secret" "booking" {
  name = "booking/database"
}

resource "aws_secretsmanager_secret_policy" "booking" {
  secret_arn = aws_secretsmanager_secret.booking.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        AWS = "arn:aws:iam::123456789012:role/booking"
      }
      Action   = "secretsmanager:GetSecretValue"
      Resource = "*"
    }]
  })
}
