resource "aws_secretsmanager_secret" "booking" {
  name = "booking/database"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        AWS = "*"
      }
      Action   = "secretsmanager:GetSecretValue"
      Resource = "*"
    }]
  })
}
