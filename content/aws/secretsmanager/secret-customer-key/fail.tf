resource "aws_secretsmanager_secret" "booking" {
  name = "booking/database"
}
