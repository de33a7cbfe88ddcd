resource "random_password" "booking" {
  length = 32
}

resource "aws_secretsmanager_secret" "booking" {
  name = "booking/database"
}

resource "aws_secretsmanager_secret_version" "booking" {
  secret_id = aws_secretsmanager_secret.booking.id
  secret_string = jsonencode({
    username = "booking"
    password = random_password.booking.result
  })
}
