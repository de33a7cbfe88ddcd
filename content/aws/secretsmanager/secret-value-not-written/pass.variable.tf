variable "password" {
  type      = string
  sensitive = true
}

resource "aws_secretsmanager_secret" "booking" {
  name = "booking/database"
}

resource "aws_secretsmanager_secret_version" "booking" {
  secret_id     = aws_secretsmanager_secret.booking.id
  secret_string = var.password
}
