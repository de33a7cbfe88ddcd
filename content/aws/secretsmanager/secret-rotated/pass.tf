resource "aws_secretsmanager_secret" "booking" {
  name = "booking/database"
}

resource "aws_secretsmanager_secret_rotation" "booking" {
  secret_id           = aws_secretsmanager_secret.booking.id
  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"

  rotation_rules {
    automatically_after_days = 30
  }
}
