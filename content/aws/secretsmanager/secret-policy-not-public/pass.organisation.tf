resource "aws_secretsmanager_secret" "booking" {
  name = "booking/database"
}

resource "aws_secretsmanager_secret_policy" "booking" {
  secret_arn = aws_secretsmanager_secret.booking.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
      Condition = {
        StringEquals = {
          "aws:PrincipalOrgID" = "o-example"
        }
      }
    }]
  })
}
